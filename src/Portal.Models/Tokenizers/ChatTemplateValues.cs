namespace Portal.Models.Tokenizers;

/// <summary>A name, entry or attribute that is not there: prints as nothing, and every use of its insides fails with the reason.</summary>
internal sealed record Undefined(string Reason);

/// <summary>What <c>namespace()</c> makes: the one value whose attributes a template can set.</summary>
internal sealed class TemplateNamespace(Dictionary<string, object?> attributes)
{
    public Dictionary<string, object?> Attributes => attributes;
}

/// <summary>A macro, a method with its receiver, or one of the functions that every template sees.</summary>
internal delegate object? TemplateFunction(ChatTemplateArguments arguments);

/// <summary>
/// Python's rules for the values of a template. None is <see langword="null"/>, an int is a <see cref="long"/>, a list is a <see cref="List{T}"/>, a
/// tuple is an array, a dict keeps its order; nothing else ever gets in, so that a template cannot reach into .NET.
/// </summary>
internal static class ChatTemplateValues
{
    public static OrderedDictionary<object, object?> Dict(IEnumerable<KeyValuePair<string, object?>> entries) =>
        new(entries.Select(entry => KeyValuePair.Create((object)entry.Key, entry.Value)));

    public static string TypeName(object? value) => value switch
    {
        null => "None",
        bool => "bool",
        long => "int",
        double => "float",
        string => "str",
        List<object?> => "list",
        object?[] => "tuple",
        OrderedDictionary<object, object?> => "dict",
        Undefined => "undefined",
        TemplateFunction => "function",
        _ => "namespace",
    };

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        IReadOnlyCollection<object?> items => items.Count > 0,
        OrderedDictionary<object, object?> dict => dict.Count > 0,
        _ => true,
    };

    /// <summary>An int, or a bool, which counts as 0 or 1.</summary>
    public static bool IsInteger(object? value, out long number)
    {
        number = value switch { long integer => integer, true => 1, _ => 0 };
        return value is long or bool;
    }

    public static bool IsNumber(object? value, out double number)
    {
        number = value is double real ? real : IsInteger(value, out var integer) ? integer : 0;
        return value is long or double or bool;
    }

    public static bool AreEqual(object? left, object? right, ChatTemplateBudget budget)
    {
        budget.Enter();
        var equal = (left, right) switch
        {
            (string a, string b) => SpendAndCompare(a, b, budget),
            (List<object?> a, List<object?> b) => AreEqual(a, b, budget),
            (object?[] a, object?[] b) => AreEqual(a, b, budget),
            (OrderedDictionary<object, object?> a, OrderedDictionary<object, object?> b) =>
                a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var other) && AreEqual(entry.Value, other, budget)),
            (Undefined, Undefined) => true,
            _ when IsInteger(left, out var a) && IsInteger(right, out var b) => a == b,
            _ when IsNumber(left, out var a) && IsNumber(right, out var b) => a == b,
            _ => ReferenceEquals(left, right),
        };
        budget.Leave();
        return equal;
    }

    private static bool SpendAndCompare(string left, string right, ChatTemplateBudget budget)
    {
        if (left.Length != right.Length) { return false; }
        budget.Spend(left.Length);
        return string.Equals(left, right, StringComparison.Ordinal);
    }

    private static bool AreEqual(IReadOnlyList<object?> left, IReadOnlyList<object?> right, ChatTemplateBudget budget) =>
        left.Count == right.Count && left.Zip(right).All(pair => AreEqual(pair.First, pair.Second, budget));

    /// <param name="comparison">One of &lt;, &lt;=, &gt; and &gt;=.</param>
    /// <exception cref="TemplateFault">The two have no order.</exception>
    public static bool Compare(string comparison, object? left, object? right, ChatTemplateBudget budget)
    {
        if (left is string first && right is string second)
        {
            budget.Spend(Math.Min(first.Length, second.Length));
            var order = string.CompareOrdinal(first, second);
            return comparison switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
        }
        if (IsInteger(left, out var m) && IsInteger(right, out var n)) { return comparison switch { "<" => m < n, "<=" => m <= n, ">" => m > n, _ => m >= n }; }
        if (IsNumber(left, out var a) && IsNumber(right, out var b)) { return comparison switch { "<" => a < b, "<=" => a <= b, ">" => a > b, _ => a >= b }; }
        throw new TemplateFault($"'{comparison}' does not compare {Describe(left)} with {Describe(right)}");
    }

    public static bool Contains(object? container, object? item, ChatTemplateBudget budget)
    {
        switch (container)
        {
            case string text when item is string part:
                budget.SpendSearch(text, part);
                return text.Contains(part, StringComparison.Ordinal);
            case string:
                throw new TemplateFault($"only a str can be in a str, not {Describe(item)}");
            case OrderedDictionary<object, object?> dict:
                return IsKey(item) && dict.ContainsKey(item!);
            default:
                return Items(container, budget).Any(other => AreEqual(item, other, budget));
        }
    }

    public static bool IsKey(object? value) => value is string or long;

    /// <summary>What a loop over the value runs through.</summary>
    /// <exception cref="TemplateFault">The value has no elements.</exception>
    public static IReadOnlyList<object?> Items(object? value, ChatTemplateBudget budget)
    {
        switch (value)
        {
            case IReadOnlyList<object?> items:
                budget.Spend(items.Count);
                return items;
            case string text:
                return ChatTemplateStrings.Characters(text, budget);
            case OrderedDictionary<object, object?> dict:
                budget.Spend(dict.Count);
                return dict.Keys.ToList<object?>();
            case Undefined:
                return [];
            default:
                throw new TemplateFault($"{Describe(value)} has no elements to go through");
        }
    }

    /// <summary>The type, for a message that says what does not apply to it.</summary>
    /// <exception cref="TemplateFault">The value is undefined: why is the better message.</exception>
    public static string Describe(object? value) => value is Undefined missing ? throw new TemplateFault(missing.Reason) : TypeName(value);
}
