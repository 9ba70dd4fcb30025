namespace Portal.Models.Tokenizers;

/// <summary>The syntax tree of a template; <c>At</c> is the offset in the source that an error points to.</summary>
internal static class ChatTemplateSyntax
{
    internal abstract record Expression(int At);

    internal sealed record Constant(int At, object? Value) : Expression(At);

    internal sealed record Variable(int At, string Name) : Expression(At);

    internal sealed record ListLiteral(int At, IReadOnlyList<Expression> Items) : Expression(At);

    internal sealed record TupleLiteral(int At, IReadOnlyList<Expression> Items) : Expression(At);

    internal sealed record DictLiteral(int At, IReadOnlyList<(Expression Key, Expression Value)> Entries) : Expression(At);

    internal sealed record Attribute(int At, Expression Target, string Name) : Expression(At);

    internal sealed record Subscript(int At, Expression Target, Expression Index) : Expression(At);

    internal sealed record Slice(int At, Expression Target, Expression? Start, Expression? Stop, Expression? Step) : Expression(At);

    internal sealed record Call(int At, Expression Callee, Arguments Arguments) : Expression(At);

    internal sealed record Filter(int At, Expression Input, string Name, Arguments Arguments) : Expression(At);

    internal sealed record Predicate(int At, Expression Input, string Name, Arguments Arguments) : Expression(At);

    internal sealed record Not(int At, Expression Operand) : Expression(At);

    internal sealed record Sign(int At, bool Negative, Expression Operand) : Expression(At);

    internal sealed record Binary(int At, string Operator, Expression Left, Expression Right) : Expression(At);

    /// <summary><c>a &lt; b &lt;= c</c>: every pair must hold, each operand is evaluated at most once.</summary>
    internal sealed record Comparison(int At, Expression First, IReadOnlyList<(int At, string Operator, Expression Right)> Rest) : Expression(At);

    internal sealed record Conditional(int At, Expression Condition, Expression Then, Expression? Else) : Expression(At);

    internal sealed record Arguments(IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named)
    {
        public static readonly Arguments None = new([], []);
    }

    internal abstract record Statement(int At);

    internal sealed record Text(int At, string Value) : Statement(At);

    internal sealed record Output(int At, Expression Value) : Statement(At);

    internal sealed record If(
        int At, IReadOnlyList<(Expression Condition, IReadOnlyList<Statement> Body)> Branches, IReadOnlyList<Statement> Else) : Statement(At);

    internal sealed record For(
        int At, IReadOnlyList<string> Targets, Expression Items, Expression? Condition, IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Else)
        : Statement(At);

    internal sealed record Set(int At, IReadOnlyList<string> Targets, Expression Value) : Statement(At);

    internal sealed record SetAttribute(int At, string Namespace, string Name, Expression Value) : Statement(At);

    internal sealed record SetBlock(int At, string Target, IReadOnlyList<Statement> Body) : Statement(At);

    internal sealed record Macro(
        int At, string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, IReadOnlyList<Statement> Body) : Statement(At);

    /// <summary>Statements with names of their own, such as the answer that a training run marks with <c>generation</c>.</summary>
    internal sealed record Block(int At, IReadOnlyList<Statement> Body) : Statement(At);

    internal sealed record Break(int At) : Statement(At);

    internal sealed record Continue(int At) : Statement(At);
}
