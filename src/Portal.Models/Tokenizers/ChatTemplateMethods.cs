using System.Collections.Frozen;

namespace Portal.Models.Tokenizers;

/// <summary>Attributes of values: the methods of str and dict, by name. Nothing here changes a value, as in Jinja's immutable sandbox.</summary>
internal static class ChatTemplateMethods
{
    private static readonly FrozenDictionary<string, Func<string, ChatTemplateArguments, object?>> OfText =
        new Dictionary<string, Func<string, ChatTemplateArguments, object?>>
        {
            ["strip"] = (text, call) => ChatTemplateStrings.Strip(text, call.OptionalText("chars"), left: true, right: true),
            ["lstrip"] = (text, call) => ChatTemplateStrings.Strip(text, call.OptionalText("chars"), left: true, right: false),
            ["rstrip"] = (text, call) => ChatTemplateStrings.Strip(text, call.OptionalText("chars"), left: false, right: true),
            ["split"] = (text, call) => ChatTemplateStrings.Split(text, call.OptionalText("sep"), call.Integer("maxsplit", -1), call.Budget),
            ["startswith"] = (text, call) => Affixes(call).Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal)),
            ["endswith"] = (text, call) => Affixes(call).Any(suffix => text.EndsWith(suffix, StringComparison.Ordinal)),
            ["upper"] = (text, _) => text.ToUpperInvariant(),
            ["lower"] = (text, _) => text.ToLowerInvariant(),
            ["capitalize"] = (text, _) => ChatTemplateStrings.Capitalize(text),
            ["title"] = (text, _) => ChatTemplateStrings.Title(text, character => !char.IsLetter(character)),
            ["replace"] = (text, call) => ChatTemplateStrings.Replace(text, call.Text("old"), call.Text("new"), call.Integer("count", -1), call.Budget),
            ["join"] = Join,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<OrderedDictionary<object, object?>, ChatTemplateArguments, object?>> OfDict =
        new Dictionary<string, Func<OrderedDictionary<object, object?>, ChatTemplateArguments, object?>>
        {
            ["items"] = (dict, _) => Entries(dict),
            ["keys"] = (dict, _) => dict.Keys.ToList<object?>(),
            ["values"] = (dict, _) => dict.Values.ToList(),
            ["get"] = (dict, call) =>
            {
                var (key, absent) = (call.Value("key"), call.Value("default", null));
                return ChatTemplateValues.IsKey(key) && dict.TryGetValue(key!, out var value) ? value : absent;
            },
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The method with its receiver, or null.</summary>
    public static TemplateFunction? Find(object? receiver, string name) => receiver switch
    {
        string text when OfText.TryGetValue(name, out var method) => Bound(text, text.Length, method),
        OrderedDictionary<object, object?> dict when OfDict.TryGetValue(name, out var method) => Bound(dict, dict.Count, method),
        _ => null,
    };

    private static TemplateFunction Bound<T>(T receiver, int length, Func<T, ChatTemplateArguments, object?> method) => call =>
    {
        call.Budget.SpendLength(length);
        return method(receiver, call);
    };

    /// <summary>The entries of a dict as (key, value) tuples.</summary>
    public static List<object?> Entries(OrderedDictionary<object, object?> dict) => [.. dict.Select(entry => (object?)new[] { entry.Key, entry.Value })];

    private static List<string> Affixes(ChatTemplateArguments call)
    {
        var affix = call.Value("prefix");
        var affixes = affix as object?[] ?? [affix];
        call.Budget.Spend(affixes.Length);
        TemplateFault Unfit(object? item) => new($"a prefix or suffix is a str or a tuple of them, not {ChatTemplateValues.Describe(item)}");
        return [.. affixes.Select(item => item as string ?? throw Unfit(item))];
    }

    private static string Join(string separator, ChatTemplateArguments call)
    {
        var result = new BoundedText(call.Budget);
        var items = ChatTemplateValues.Items(call.Value("items"), call.Budget);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i] as string
                ?? throw new TemplateFault($"str.join joins only str, not {ChatTemplateValues.Describe(items[i])}; the filter 'join' takes anything");
            result.Append(i == 0 ? "" : separator).Append(item);
        }
        return result.ToString();
    }
}
