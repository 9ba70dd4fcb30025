using System.Collections.Frozen;
using System.Globalization;
using static Portal.Models.Tokenizers.ChatTemplateValues;

namespace Portal.Models.Tokenizers;

/// <summary>Jinja's filters, the names after <c>|</c>; <c>tojson</c> is the one that Hugging Face puts in its place.</summary>
internal static class ChatTemplateFilters
{
    private const int MaxIndent = 16;

    private static readonly FrozenDictionary<string, Func<object?, ChatTemplateArguments, object?>> All =
        new Dictionary<string, Func<object?, ChatTemplateArguments, object?>>
        {
            ["trim"] = (value, call) => ChatTemplateStrings.Strip(Text(value, call), call.OptionalText("chars"), left: true, right: true),
            ["upper"] = (value, call) => Text(value, call).ToUpperInvariant(),
            ["lower"] = (value, call) => Text(value, call).ToLowerInvariant(),
            ["capitalize"] = (value, call) => ChatTemplateStrings.Capitalize(Text(value, call)),
            ["title"] = (value, call) => ChatTemplateStrings.Title(
                Text(value, call), character => ChatTemplateStrings.IsSpace(character) || "-({[<".Contains(character)),
            ["replace"] = (value, call) => ChatTemplateStrings.Replace(
                Text(value, call), Str(call.Value("old"), call), Str(call.Value("new"), call), call.Integer("count", -1), call.Budget),
            ["string"] = Text,
            ["safe"] = Text,
            ["tojson"] = Json,
            ["int"] = (value, call) => Converted(value, call.Value("default", 0L), Int),
            ["float"] = (value, call) => Converted(value, call.Value("default", 0.0), Real),
            ["abs"] = (value, call) => IsNumber(value, out var number) ? ChatTemplateOperators.Sign(number < 0, value, call.Budget) : throw Unfit("abs", value),
            ["length"] = (value, call) => Length(value, call),
            ["count"] = (value, call) => Length(value, call),
            ["first"] = (value, call) => Items(value, call.Budget) is { Count: > 0 } items ? items[0] : new Undefined("there is no first element"),
            ["last"] = (value, call) => Items(value, call.Budget) is { Count: > 0 } items ? items[^1] : new Undefined("there is no last element"),
            ["list"] = (value, call) => Items(value, call.Budget).ToList(),
            ["reverse"] = (value, call) => value is string ? string.Concat(Items(value, call.Budget).Reverse()) : Items(value, call.Budget).Reverse().ToList(),
            ["items"] = ItemsOf,
            ["join"] = Join,
            ["default"] = Default,
            ["d"] = Default,
            ["map"] = Map,
            ["select"] = (value, call) => Select(value, call, call.TakePositional(), keep: true),
            ["reject"] = (value, call) => Select(value, call, call.TakePositional(), keep: false),
            ["selectattr"] = (value, call) => Select(value, call, call.Text("attr"), call.TakePositional(), keep: true),
            ["rejectattr"] = (value, call) => Select(value, call, call.Text("attr"), call.TakePositional(), keep: false),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="TemplateFault">There is no filter of this name, or it does not apply to the value.</exception>
    public static object? Apply(string name, object? value, ChatTemplateArguments call)
    {
        if (!All.TryGetValue(name, out var filter)) { throw TemplateFault.Unknown("filter", name, All.Keys); }
        var result = filter(value, call);
        call.ExpectAllTaken();
        return result;
    }

    private static string Str(object? value, ChatTemplateArguments call) => ChatTemplateFormat.Str(value, call.Budget);

    private static string Text(object? value, ChatTemplateArguments call)
    {
        var text = Str(value, call);
        call.Budget.SpendLength(text.Length);
        return text;
    }

    private static string Json(object? value, ChatTemplateArguments call)
    {
        var (ascii, indent) = (call.Flag("ensure_ascii"), call.OptionalInteger("indent"));
        if (indent is < 0 or > MaxIndent) { throw new TemplateFault($"tojson: indent must be 0..{MaxIndent}, not {indent}"); }
        return ChatTemplateFormat.Json(value, (int?)indent, ascii, call.Budget);
    }

    private static object? Converted(object? value, object? otherwise, Func<object?, object?> convert) =>
        value is Undefined missing ? throw new TemplateFault(missing.Reason) : convert(value) ?? otherwise;

    private static object? Int(object? value) => value switch
    {
        string text when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ when IsInteger(value, out var number) => number,
        _ when Real(value) is double real => Math.Abs(real) < long.MaxValue ? (long)real : throw new TemplateFault($"{real} leaves the range of 64 bits"),
        _ => null,
    };

    private static object? Real(object? value) => value switch
    {
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => IsNumber(value, out var number) ? number : null,
    };

    private static long Length(object? value, ChatTemplateArguments call)
    {
        call.Budget.Spend(value is string longText ? longText.Length : 0);
        return value switch
        {
            string text => ChatTemplateStrings.Length(text),
            IReadOnlyList<object?> items => items.Count,
            OrderedDictionary<object, object?> dict => dict.Count,
            Undefined => 0,
            _ => throw Unfit("length", value),
        };
    }

    private static List<object?> ItemsOf(object? value, ChatTemplateArguments call)
    {
        if (value is Undefined) { return []; }
        if (value is not OrderedDictionary<object, object?> dict) { throw Unfit("items", value); }
        call.Budget.SpendLength(dict.Count);
        return ChatTemplateMethods.Entries(dict);
    }

    private static string Join(object? value, ChatTemplateArguments call)
    {
        var (separator, attribute) = (Str(call.Value("d", ""), call), call.OptionalText("attribute"));
        var result = new BoundedText(call.Budget);
        var isFirst = true;
        foreach (var item in Items(value, call.Budget))
        {
            if (!isFirst) { result.Append(separator); }
            isFirst = false;
            result.Append(Str(attribute is null ? item : Attribute(item, attribute, call), call));
        }
        return result.ToString();
    }

    private static object? Default(object? value, ChatTemplateArguments call)
    {
        var (absent, alsoFalse) = (call.Value("default_value", ""), call.Flag("boolean"));
        return value is Undefined || (alsoFalse && !IsTrue(value)) ? absent : value;
    }

    /// <summary>What map and select go through: of a value that is false, nothing.</summary>
    private static IReadOnlyList<object?> Elements(object? value, ChatTemplateArguments call) => IsTrue(value) ? Items(value, call.Budget) : [];

    private static List<object?> Map(object? value, ChatTemplateArguments call)
    {
        if (call.TakeNamed() is { Count: > 0 } named)
        {
            var attribute = named.GetValueOrDefault("attribute") as string ?? throw new TemplateFault("map needs a filter's name, or attribute='name'");
            named.TryGetValue("default", out var absent);
            return [.. Elements(value, call).Select(item => Attribute(item, attribute, call)).Select(found => found is Undefined ? absent ?? found : found)];
        }
        var rest = call.TakePositional();
        var filter = rest.Count > 0 && rest[0] is string name ? name : throw new TemplateFault("map needs a filter's name, or attribute='name'");
        return [.. Elements(value, call).Select(item => Apply(filter, item, Inner(filter, rest, call)))];
    }

    private static List<object?> Select(object? value, ChatTemplateArguments call, IReadOnlyList<object?> test, bool keep) =>
        [.. Elements(value, call).Where(item => Holds(item, test, call) == keep)];

    private static List<object?> Select(object? value, ChatTemplateArguments call, string attribute, IReadOnlyList<object?> test, bool keep) =>
        [.. Elements(value, call).Where(item => Holds(Attribute(item, attribute, call), test, call) == keep)];

    /// <summary>Whether a value passes a test that is given as its name and arguments; without a name, whether it is true.</summary>
    private static bool Holds(object? value, IReadOnlyList<object?> test, ChatTemplateArguments call)
    {
        if (test.Count == 0) { return IsTrue(value); }
        var name = test[0] as string ?? throw new TemplateFault($"a test is named by a str, not {Describe(test[0])}");
        return ChatTemplatePredicates.Holds(name, value, Inner(name, test, call));
    }

    private static ChatTemplateArguments Inner(string callee, IReadOnlyList<object?> nameAndArguments, ChatTemplateArguments call)
    {
        call.Budget.Spend(ChatTemplateBudget.Node);
        return new ChatTemplateArguments(callee, [.. nameAndArguments.Skip(1)], new Dictionary<string, object?>(), call.Budget);
    }

    /// <summary>An attribute or entry, or with dots an entry's entry.</summary>
    private static object? Attribute(object? value, string path, ChatTemplateArguments call)
    {
        call.Budget.Spend(path.Length);
        return path.Split('.').Aggregate(value, (current, name) => ChatTemplateAccess.Entry(current, name, call.Budget));
    }

    private static TemplateFault Unfit(string filter, object? value) => new($"'{filter}' does not apply to {Describe(value)}");
}
