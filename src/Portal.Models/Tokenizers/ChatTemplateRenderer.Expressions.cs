using static Portal.Models.Tokenizers.ChatTemplateSyntax;
using static Portal.Models.Tokenizers.ChatTemplateValues;

namespace Portal.Models.Tokenizers;

internal sealed partial class ChatTemplateRenderer
{
    private object? Evaluate(Expression expression, TemplateScope scope)
    {
        try
        {
            _budget.Enter();
            var value = ValueOf(expression, scope);
            _budget.Leave();
            return value;
        }
        catch (TemplateFault fault)
        {
            throw source.Error(expression.At, fault.Message);
        }
    }

    private object? ValueOf(Expression expression, TemplateScope scope) => expression switch
    {
        Constant constant => constant.Value,
        Variable variable => scope.Find(variable.Name),
        ListLiteral list => list.Items.Select(item => Evaluate(item, scope)).ToList(),
        TupleLiteral tuple => tuple.Items.Select(item => Evaluate(item, scope)).ToArray(),
        DictLiteral dict => Dict(dict, scope),
        ChatTemplateSyntax.Attribute attribute => ChatTemplateAccess.Attribute(Evaluate(attribute.Target, scope), attribute.Name),
        Subscript subscript => ChatTemplateAccess.Entry(Evaluate(subscript.Target, scope), Evaluate(subscript.Index, scope), _budget),
        Slice slice => ChatTemplateOperators.Slice(
            Evaluate(slice.Target, scope), Optional(slice.Start, scope), Optional(slice.Stop, scope), Optional(slice.Step, scope), _budget),
        Call call => Call(call, scope),
        Filter filter => ChatTemplateFilters.Apply(filter.Name, Evaluate(filter.Input, scope), Arguments(filter.Name, filter.Arguments, scope)),
        Predicate test => ChatTemplatePredicates.Holds(test.Name, Evaluate(test.Input, scope), Arguments(test.Name, test.Arguments, scope)),
        Not not => !IsTrue(Evaluate(not.Operand, scope)),
        Sign sign => ChatTemplateOperators.Sign(sign.Negative, Evaluate(sign.Operand, scope), _budget),
        Binary { Operator: "and" } both => Evaluate(both.Left, scope) is var left && IsTrue(left) ? Evaluate(both.Right, scope) : left,
        Binary { Operator: "or" } either => Evaluate(either.Left, scope) is var left && IsTrue(left) ? left : Evaluate(either.Right, scope),
        Binary binary => ChatTemplateOperators.Apply(binary.Operator, Evaluate(binary.Left, scope), Evaluate(binary.Right, scope), _budget),
        Comparison comparison => Compare(comparison, scope),
        Conditional choice when IsTrue(Evaluate(choice.Condition, scope)) => Evaluate(choice.Then, scope),
        Conditional choice => choice.Else is { } otherwise ? Evaluate(otherwise, scope) : new Undefined("an 'if' without 'else' has no value here"),
        _ => throw new InvalidOperationException(expression.GetType().Name),
    };

    private object? Optional(Expression? expression, TemplateScope scope) => expression is null ? null : Evaluate(expression, scope);

    private OrderedDictionary<object, object?> Dict(DictLiteral literal, TemplateScope scope)
    {
        var dict = new OrderedDictionary<object, object?>(literal.Entries.Count);
        foreach (var (key, value) in literal.Entries)
        {
            var name = Evaluate(key, scope);
            if (!IsKey(name)) { throw new TemplateFault($"the keys of a dict are str or int, not {Describe(name)}"); }
            dict[name!] = Evaluate(value, scope);
        }
        return dict;
    }

    private object? Call(Call call, TemplateScope scope)
    {
        var callee = Evaluate(call.Callee, scope);
        var function = callee as TemplateFunction ?? throw new TemplateFault($"{Describe(callee)} cannot be called");
        var name = call.Callee switch
        {
            Variable variable => variable.Name,
            ChatTemplateSyntax.Attribute attribute => attribute.Name,
            _ => "the function",
        };
        var arguments = Arguments(name, call.Arguments, scope);
        var result = function(arguments);
        arguments.ExpectAllTaken();
        return result;
    }

    private ChatTemplateArguments Arguments(string callee, Arguments arguments, TemplateScope scope)
    {
        var positional = arguments.Positional.Select(argument => Evaluate(argument, scope)).ToList();
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments.Named)
        {
            if (!named.TryAdd(name, Evaluate(value, scope))) { throw new TemplateFault($"{callee} is given '{name}' twice"); }
        }
        return new ChatTemplateArguments(callee, positional, named, _budget);
    }

    private bool Compare(Comparison comparison, TemplateScope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (at, symbol, operand) in comparison.Rest)
        {
            var right = Evaluate(operand, scope);
            try
            {
                var holds = symbol switch
                {
                    "==" => AreEqual(left, right, _budget),
                    "!=" => !AreEqual(left, right, _budget),
                    "in" => Contains(right, left, _budget),
                    "not" => !Contains(right, left, _budget),
                    _ => ChatTemplateValues.Compare(symbol, left, right, _budget),
                };
                if (!holds) { return false; }
            }
            catch (TemplateFault fault)
            {
                throw source.Error(at, fault.Message);
            }
            left = right;
        }
        return true;
    }
}
