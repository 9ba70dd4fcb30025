using System.Runtime.CompilerServices;
using static Portal.Models.Tokenizers.ChatTemplateSyntax;

namespace Portal.Models.Tokenizers;

/// <summary>Reads tokens into a syntax tree: statements here, expressions in the other part.</summary>
internal sealed partial class ChatTemplateParser(ChatTemplateSource source, IReadOnlyList<TemplateToken> tokens)
{
    private const int MaxNesting = 100;
    private int _next;
    private int _nesting;
    private int _loops;

    /// <exception cref="ChatTemplateException">The template is not in the supported part of Jinja.</exception>
    public static IReadOnlyList<Statement> Parse(ChatTemplateSource source)
    {
        var parser = new ChatTemplateParser(source, ChatTemplateLexer.Read(source));
        return parser.Body(null);
    }

    private TemplateToken Current => tokens[_next];

    /// <summary>Statements up to a block tag named in <paramref name="ends"/>, whose name is then the current token.</summary>
    private List<Statement> Body(TemplateToken? opening, params string[] ends)
    {
        var body = new List<Statement>();
        while (true)
        {
            var token = tokens[_next++];
            switch (token.Kind)
            {
                case TemplateTokenKind.End:
                    _next--;
                    return opening is { } open ? throw Error(open.At, $"'{open.Text}' is never closed; expected {string.Join(" or ", ends)}") : body;
                case TemplateTokenKind.Text:
                    body.Add(new Text(token.At, token.Text));
                    break;
                case TemplateTokenKind.OutputBegin:
                    body.Add(new Output(Current.At, TupleOrExpression()));
                    Expect(TemplateTokenKind.OutputEnd, "'}}'");
                    break;
                default:
                    if (ends.Contains(Current.Text)) { return body; }
                    body.Add(Nested(Statement));
                    break;
            }
        }
    }

    private Statement Statement()
    {
        var tag = ExpectName("the name of a block");
        switch (tag.Text)
        {
            case "if": return IfStatement(tag);
            case "for": return ForStatement(tag);
            case "set": return SetStatement(tag);
            case "macro": return MacroStatement(tag);
            case "generation":
                EndTag();
                return new Block(tag.At, BodyAndEnd(tag, "endgeneration"));
            case "break" or "continue":
                if (_loops == 0) { throw Error(tag.At, $"'{tag.Text}' stands outside a loop"); }
                EndTag();
                return tag.Text == "break" ? new Break(tag.At) : new Continue(tag.At);
            default:
                throw Error(tag.At, $"'{tag.Text}' is no block that stands here; supported are if, for, set, macro, break, continue, generation and raw");
        }
    }

    private If IfStatement(TemplateToken tag)
    {
        var branches = new List<(Expression, IReadOnlyList<Statement>)>();
        while (true)
        {
            var condition = Expression();
            EndTag();
            branches.Add((condition, Body(tag, "elif", "else", "endif")));
            switch (tokens[_next++].Text)
            {
                case "elif": continue;
                case "else":
                    EndTag();
                    return new If(tag.At, branches, BodyAndEnd(tag, "endif"));
                default:
                    EndTag();
                    return new If(tag.At, branches, []);
            }
        }
    }

    private For ForStatement(TemplateToken tag)
    {
        var targets = Targets();
        if (!TakeName("in")) { throw Unexpected("'in'"); }
        var items = Or();                                     // not a whole expression: an 'if' after it filters the items
        var condition = TakeName("if") ? Expression() : null;
        EndTag();
        _loops++;
        var body = Body(tag, "else", "endfor");
        _loops--;
        var hasElse = tokens[_next++].Text == "else";
        EndTag();
        return new For(tag.At, targets, items, condition, body, hasElse ? BodyAndEnd(tag, "endfor") : []);
    }

    private Statement SetStatement(TemplateToken tag)
    {
        var targets = Targets();
        if (targets.Count == 1 && TakeOperator("."))
        {
            var name = ExpectName("the name of an attribute").Text;
            ExpectOperator("=");
            return EndTag(new SetAttribute(tag.At, targets[0], name, TupleOrExpression()));
        }
        if (TakeOperator("=")) { return EndTag(new Set(tag.At, targets, TupleOrExpression())); }
        if (targets.Count > 1) { throw Unexpected("'='"); }
        EndTag();
        return new SetBlock(tag.At, targets[0], BodyAndEnd(tag, "endset"));
    }

    private Macro MacroStatement(TemplateToken tag)
    {
        var name = ExpectName("the name of a macro").Text;
        var parameters = new List<(string, Expression?)>();
        ExpectOperator("(");
        while (!TakeOperator(")"))
        {
            if (parameters.Count > 0) { ExpectOperator(","); }
            parameters.Add((ExpectName("a parameter").Text, TakeOperator("=") ? Expression() : null));
        }
        EndTag();
        var loops = _loops;
        _loops = 0;                                           // a macro cannot leave the loop that it stands in
        var body = BodyAndEnd(tag, "endmacro");
        _loops = loops;
        return new Macro(tag.At, name, parameters, body);
    }

    private List<Statement> BodyAndEnd(TemplateToken tag, string end)
    {
        var body = Body(tag, end);
        _next++;
        EndTag();
        return body;
    }

    private List<string> Targets()
    {
        var bracketed = TakeOperator("(");
        var targets = new List<string> { ExpectName("a name").Text };
        while (TakeOperator(",")) { targets.Add(ExpectName("a name").Text); }
        if (bracketed) { ExpectOperator(")"); }
        return targets;
    }

    private T EndTag<T>(T statement)
    {
        EndTag();
        return statement;
    }

    private void EndTag() => Expect(TemplateTokenKind.BlockEnd, "'%}'");

    private void Expect(TemplateTokenKind kind, string expected)
    {
        if (tokens[_next].Kind != kind) { throw Unexpected(expected); }
        _next++;
    }

    private TemplateToken ExpectName(string expected)
    {
        if (Current.Kind != TemplateTokenKind.Name) { throw Unexpected(expected); }
        return tokens[_next++];
    }

    private void ExpectOperator(string symbol)
    {
        if (!TakeOperator(symbol)) { throw Unexpected($"'{symbol}'"); }
    }

    private bool IsName(string name) => Current.Kind == TemplateTokenKind.Name && Current.Text == name;

    private bool IsOperator(string symbol) => Current.Kind == TemplateTokenKind.Operator && Current.Text == symbol;

    private bool TakeName(string name)
    {
        if (!IsName(name)) { return false; }
        _next++;
        return true;
    }

    private bool TakeOperator(string symbol)
    {
        if (!IsOperator(symbol)) { return false; }
        _next++;
        return true;
    }

    private T Nested<T>(Func<T> parse)
    {
        if (++_nesting > MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) { throw Error(Current.At, $"nested deeper than {MaxNesting}"); }
        var result = parse();
        _nesting--;
        return result;
    }

    private ChatTemplateException Unexpected(string expected) => Error(Current.At, $"unexpected {Current}; expected {expected}");

    private ChatTemplateException Error(int at, string message) => source.Error(at, message);
}
