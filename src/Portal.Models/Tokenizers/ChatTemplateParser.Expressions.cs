using static Portal.Models.Tokenizers.ChatTemplateSyntax;

namespace Portal.Models.Tokenizers;

/// <summary>Expressions, from the loosest binding to the tightest.</summary>
internal sealed partial class ChatTemplateParser
{
    private static readonly string[][] Arithmetic = [["+", "-"], ["~"], ["*", "/", "//", "%"]];
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal) { "and", "or", "not", "in", "is", "if", "else" };

    private Expression Expression() => Nested(Conditional);

    /// <summary>An expression, or several with commas, which are a tuple.</summary>
    private Expression TupleOrExpression()
    {
        var (at, first) = (Current.At, Expression());
        if (!IsOperator(",")) { return first; }
        var items = new List<Expression> { first };
        while (TakeOperator(",") && StartsExpression()) { items.Add(Expression()); }
        return new TupleLiteral(at, items);
    }

    private bool StartsExpression() => Current.Kind switch
    {
        TemplateTokenKind.Literal => true,
        TemplateTokenKind.Name => Current.Text == "not" || !Keywords.Contains(Current.Text),
        TemplateTokenKind.Operator => Current.Text is "(" or "[" or "{" or "+" or "-",
        _ => false,
    };

    private Expression Conditional()
    {
        var value = Or();
        while (IsName("if"))
        {
            var at = tokens[_next++].At;
            var condition = Or();
            value = new Conditional(at, condition, value, TakeName("else") ? Expression() : null);
        }
        return value;
    }

    private Expression Or()
    {
        var left = And();
        while (IsName("or")) { left = new Binary(tokens[_next++].At, "or", left, And()); }
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (IsName("and")) { left = new Binary(tokens[_next++].At, "and", left, Not()); }
        return left;
    }

    private Expression Not() => IsName("not") ? new Not(tokens[_next++].At, Nested(Not)) : Comparison();

    private Expression Comparison()
    {
        var (at, first) = (Current.At, Sum(0));
        var rest = new List<(int, string, Expression)>();
        while (true)
        {
            var token = Current;
            if (token.Kind == TemplateTokenKind.Operator && Comparisons.Contains(token.Text)) { _next++; }
            else if (IsName("not") && tokens[_next + 1] is { Kind: TemplateTokenKind.Name, Text: "in" }) { _next += 2; }
            else if (!TakeName("in")) { break; }
            rest.Add((token.At, token.Text, Sum(0)));
        }
        return rest.Count == 0 ? first : new Comparison(at, first, rest);
    }

    private Expression Sum(int level)
    {
        if (level == Arithmetic.Length) { return Unary(withFilters: true); }
        var left = Sum(level + 1);
        while (Current.Kind == TemplateTokenKind.Operator && Arithmetic[level].Contains(Current.Text))
        {
            var symbol = tokens[_next++];
            left = new Binary(symbol.At, symbol.Text, left, Sum(level + 1));
        }
        return left;
    }

    private Expression Unary(bool withFilters)
    {
        var token = Current;
        var value = TakeOperator("-") || TakeOperator("+")
            ? new Sign(token.At, token.Text == "-", Nested(() => Unary(withFilters: false)))
            : Primary();
        value = Postfix(value);
        return withFilters ? FiltersAndPredicates(value) : value;
    }

    private Expression Primary()
    {
        var token = tokens[_next++];
        switch (token.Kind)
        {
            case TemplateTokenKind.Literal:
                if (token.Value is not string text) { return new Constant(token.At, token.Value); }
                while (Current is { Kind: TemplateTokenKind.Literal, Value: string more })
                {
                    text += more;
                    _next++;
                }
                return new Constant(token.At, text);
            case TemplateTokenKind.Name when !Keywords.Contains(token.Text):
                return token.Text switch
                {
                    "true" or "True" => new Constant(token.At, true),
                    "false" or "False" => new Constant(token.At, false),
                    "none" or "None" => new Constant(token.At, null),
                    _ => new Variable(token.At, token.Text),
                };
            case TemplateTokenKind.Operator when token.Text == "(":
                if (TakeOperator(")")) { return new TupleLiteral(token.At, []); }
                var inner = TupleOrExpression();
                ExpectOperator(")");
                return inner;
            case TemplateTokenKind.Operator when token.Text == "[":
                return new ListLiteral(token.At, Separated("]", Expression));
            case TemplateTokenKind.Operator when token.Text == "{":
                return new DictLiteral(token.At, Separated("}", Entry));
            default:
                _next--;
                throw Unexpected("an expression");
        }
    }

    private (Expression, Expression) Entry()
    {
        var key = Expression();
        ExpectOperator(":");
        return (key, Expression());
    }

    private List<T> Separated<T>(string close, Func<T> parse)
    {
        var items = new List<T>();
        while (!TakeOperator(close))
        {
            if (items.Count > 0)
            {
                ExpectOperator(",");
                if (TakeOperator(close)) { break; }
            }
            items.Add(parse());
        }
        return items;
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            var token = Current;
            if (TakeOperator("(")) { value = new Call(token.At, value, CallArguments()); }
            else if (TakeOperator("[")) { value = InBrackets(token.At, value); }
            else if (!TakeOperator(".")) { return value; }
            else if (Current is { Kind: TemplateTokenKind.Literal, Value: long } index)
            {
                _next++;
                value = new Subscript(token.At, value, new Constant(index.At, index.Value));
            }
            else
            {
                var name = ExpectName("the name of an attribute");
                value = new ChatTemplateSyntax.Attribute(name.At, value, name.Text);
            }
        }
    }

    private Expression InBrackets(int at, Expression value)
    {
        var start = IsOperator(":") ? null : TupleOrExpression();
        if (start is not null && TakeOperator("]")) { return new Subscript(at, value, start); }
        Expression? Bound() => IsOperator(":") || IsOperator("]") ? null : Expression();
        ExpectOperator(":");
        var stop = Bound();
        var step = TakeOperator(":") ? Bound() : null;
        ExpectOperator("]");
        return new Slice(at, value, start, stop, step);
    }

    private Expression FiltersAndPredicates(Expression value)
    {
        while (true)
        {
            if (TakeOperator("|"))
            {
                var name = ExpectName("the name of a filter");
                value = new Filter(name.At, value, name.Text, TakeOperator("(") ? CallArguments() : Arguments.None);
            }
            else if (IsOperator("(")) { value = new Call(tokens[_next++].At, value, CallArguments()); }
            else if (TakeName("is"))
            {
                var negated = TakeName("not");
                var name = ExpectName("the name of a test");
                value = new Predicate(name.At, value, name.Text, PredicateArguments());
                value = negated ? new Not(name.At, value) : value;
            }
            else { return value; }
        }
    }

    private Arguments PredicateArguments()
    {
        if (TakeOperator("(")) { return CallArguments(); }
        var operand = Current.Kind switch
        {
            TemplateTokenKind.Literal => true,
            TemplateTokenKind.Name => !Keywords.Contains(Current.Text),
            _ => IsOperator("[") || IsOperator("{"),
        };
        return operand ? new Arguments([Postfix(Primary())], []) : Arguments.None;
    }

    private Arguments CallArguments()
    {
        var named = new List<(string Name, Expression Value)>();
        var positional = new List<Expression>();
        foreach (var (name, value) in Separated(")", Argument))
        {
            if (name is null && named.Count > 0) { throw Error(value.At, $"a positional argument follows '{named[^1].Name}='"); }
            if (name is null) { positional.Add(value); }
            else { named.Add((name, value)); }
        }
        return new Arguments(positional, named);
    }

    private (string? Name, Expression Value) Argument()
    {
        var isNamed = Current.Kind == TemplateTokenKind.Name && tokens[_next + 1] is { Kind: TemplateTokenKind.Operator, Text: "=" };
        if (!isNamed) { return (null, Expression()); }
        var name = Current.Text;
        _next += 2;
        return (name, Expression());
    }
}
