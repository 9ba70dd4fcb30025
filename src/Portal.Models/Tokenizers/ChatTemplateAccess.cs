using static Portal.Models.Tokenizers.ChatTemplateValues;

namespace Portal.Models.Tokenizers;

/// <summary>Where a loop stands; its attributes are those of Jinja's <c>loop</c>.</summary>
internal sealed record TemplateLoop(IReadOnlyList<object?> Items, int Index)
{
    public object? Attribute(string name) => name switch
    {
        "index" => Index + 1L,
        "index0" => (long)Index,
        "revindex" => (long)Items.Count - Index,
        "revindex0" => Items.Count - Index - 1L,
        "first" => Index == 0,
        "last" => Index == Items.Count - 1,
        "length" => (long)Items.Count,
        "previtem" => Index > 0 ? Items[Index - 1] : new Undefined("there is no previous item"),
        "nextitem" => Index + 1 < Items.Count ? Items[Index + 1] : new Undefined("there is no next item"),
        _ => new Undefined($"loop has no attribute '{name}'"),
    };
}

/// <summary>What stands behind a dot or in brackets. As in Jinja a dict's entry can be written like an attribute, and the other way round.</summary>
internal static class ChatTemplateAccess
{
    /// <summary><c>target.name</c>: a method first, then an entry.</summary>
    public static object? Attribute(object? target, string name) => (object?)ChatTemplateMethods.Find(target, name) ?? Stored(target, name);

    /// <summary><c>target[key]</c>: an entry first, then a method.</summary>
    public static object? Entry(object? target, object? key, ChatTemplateBudget budget) => (target, key) switch
    {
        (string or IReadOnlyList<object?>, _) when IsInteger(key, out var index) => ChatTemplateOperators.ElementAt(target, index, budget),
        (OrderedDictionary<object, object?> dict, long number) when dict.TryGetValue(number, out var value) => value,
        (_, string name) => Stored(target, name) switch
        {
            Undefined missing => (object?)ChatTemplateMethods.Find(target, name) ?? missing,
            var stored => stored,
        },
        _ => new Undefined($"{Describe(target)} has no entry for {TypeName(key)}"),
    };

    private static object? Stored(object? target, string name) => target switch
    {
        OrderedDictionary<object, object?> dict when dict.TryGetValue(name, out var value) => value,
        TemplateNamespace names when names.Attributes.TryGetValue(name, out var value) => value,
        TemplateLoop loop => loop.Attribute(name),
        _ => new Undefined($"{Describe(target)} has no entry or attribute '{name}'"),
    };
}
