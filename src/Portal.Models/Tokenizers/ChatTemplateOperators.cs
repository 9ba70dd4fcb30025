using static Portal.Models.Tokenizers.ChatTemplateValues;

namespace Portal.Models.Tokenizers;

/// <summary>Arithmetic, element access and slices by Python's rules; ints are 64 bits wide and overflow is an error.</summary>
internal static class ChatTemplateOperators
{
    public static object? Apply(string symbol, object? left, object? right, ChatTemplateBudget budget)
    {
        switch (symbol, left, right)
        {
            case ("~", _, _): return Join(ChatTemplateFormat.Str(left, budget), ChatTemplateFormat.Str(right, budget), budget);
            case ("+", string a, string b): return Join(a, b, budget);
            case ("+", List<object?> a, List<object?> b):
                budget.SpendLength(a.Count + b.Count);
                return a.Concat(b).ToList();
            case ("+", object?[] a, object?[] b):
                budget.SpendLength(a.Length + b.Length);
                return a.Concat(b).ToArray();
            case ("*", string or List<object?> or object?[], _) when IsInteger(right, out var times): return Repeat(left, times, budget);
            case ("*", _, string or List<object?> or object?[]) when IsInteger(left, out var times): return Repeat(right, times, budget);
        }
        try
        {
            if (symbol != "/" && IsInteger(left, out var m) && IsInteger(right, out var n)) { return Integers(symbol, m, n); }
            if (IsNumber(left, out var x) && IsNumber(right, out var y)) { return Reals(symbol, x, y); }
        }
        catch (DivideByZeroException) { throw new TemplateFault("division by zero"); }
        catch (OverflowException) { throw new TemplateFault("a number leaves the range of 64 bits"); }
        throw new TemplateFault(symbol == "+" && (left is string || right is string)
            ? $"'+' does not join {Describe(left)} and {Describe(right)}; '~' joins anything"
            : $"'{symbol}' does not apply to {Describe(left)} and {Describe(right)}");
    }

    public static object? Sign(bool negative, object? value, ChatTemplateBudget budget) =>
        IsNumber(value, out _) ? Apply("*", value, negative ? -1L : 1L, budget) : throw new TemplateFault($"a sign does not apply to {Describe(value)}");

    private static long Integers(string symbol, long left, long right) => checked(symbol switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "//" => (left / right) - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0),
        _ => right == -1 ? 0 : left % right is var rest && rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest,
    });

    private static double Reals(string symbol, double left, double right)
    {
        if (symbol is "/" or "//" or "%" && right == 0) { throw new DivideByZeroException(); }
        var rest = left % right;
        if (rest != 0 && (rest < 0) != (right < 0)) { rest += right; }
        return symbol switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "//" => Math.Round((left - rest) / right),
            _ => rest,
        };
    }

    private static string Join(string left, string right, ChatTemplateBudget budget)
    {
        budget.SpendLength((long)left.Length + right.Length);
        return left + right;
    }

    private static object? Repeat(object? value, long times, ChatTemplateBudget budget)
    {
        var length = value is string text ? text.Length : ((IReadOnlyList<object?>)value!).Count;
        var count = length == 0 ? 0 : (int)Math.Clamp(times, 0, ChatTemplateBudget.MaxLength + 1);
        budget.SpendLength((long)length * count);
        return value switch
        {
            string part => string.Concat(Enumerable.Repeat(part, count)),
            List<object?> list => Enumerable.Repeat(list, count).SelectMany(items => items).ToList(),
            _ => Enumerable.Repeat((object?[])value!, count).SelectMany(items => items).ToArray(),
        };
    }

    /// <summary>The element of a list, tuple or text at an index; negative indices count from the end.</summary>
    public static object? ElementAt(object? value, long index, ChatTemplateBudget budget)
    {
        var items = value is string text ? ChatTemplateStrings.Characters(text, budget) : (IReadOnlyList<object?>)value!;
        var position = index < 0 ? index + items.Count : index;
        return position >= 0 && position < items.Count
            ? items[(int)position]
            : new Undefined($"{TypeName(value)} has no element {index}; its length is {items.Count}");
    }

    /// <summary><c>value[start:stop:step]</c>; a bound that is None is left open.</summary>
    public static object? Slice(object? value, object? start, object? stop, object? step, ChatTemplateBudget budget)
    {
        if (value is not (string or IReadOnlyList<object?>)) { throw new TemplateFault($"{Describe(value)} cannot be sliced"); }
        var items = Items(value, budget);
        var stride = Math.Clamp(Bound(step) ?? 1, -items.Count - 1, items.Count + 1);
        if (stride == 0) { throw new TemplateFault("a slice has step 0"); }
        var (lowest, highest) = stride > 0 ? (0, items.Count) : (-1, items.Count - 1);
        long Place(object? bound, long open) => Bound(bound) is not { } given ? open : Math.Clamp(given < 0 ? given + items.Count : given, lowest, highest);
        var (from, to) = stride > 0 ? (Place(start, 0), Place(stop, items.Count)) : (Place(start, items.Count - 1), Place(stop, -1));
        var chosen = new List<object?>();
        for (var i = from; stride > 0 ? i < to : i > to; i += stride) { chosen.Add(items[(int)i]); }
        return value switch
        {
            string => string.Concat(chosen),
            List<object?> => chosen,
            _ => chosen.ToArray(),
        };
    }

    private static long? Bound(object? value) =>
        value is null ? null : IsInteger(value, out var number) ? number : throw new TemplateFault($"a slice needs ints, not {Describe(value)}");
}
