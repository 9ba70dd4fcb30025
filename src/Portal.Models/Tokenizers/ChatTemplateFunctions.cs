using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Models.Tokenizers;

/// <summary>The functions that every chat template sees.</summary>
internal sealed partial class ChatTemplateFunctions(TimeProvider clock)
{
    public IEnumerable<KeyValuePair<string, object?>> All =>
    [
        new("range", (TemplateFunction)Range),
        new("namespace", (TemplateFunction)Namespace),
        new("raise_exception", (TemplateFunction)RaiseException),
        new("strftime_now", (TemplateFunction)StrftimeNow),
    ];

    private static List<object?> Range(ChatTemplateArguments call)
    {
        var first = call.Integer("start");
        var (start, stop) = call.OptionalInteger("stop") is { } given ? (first, given) : (0, first);
        var step = call.Integer("step", 1);
        if (step == 0) { throw new TemplateFault("range needs a step other than 0"); }
        var count = Int128.Max(0, (((Int128)stop - start) + step - Math.Sign(step)) / step);
        var length = call.Budget.SpendLength((long)Int128.Min(count, long.MaxValue));
        return [.. Enumerable.Range(0, length).Select(i => (object?)(start + (i * step)))];
    }

    private static TemplateNamespace Namespace(ChatTemplateArguments call)
    {
        var attributes = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (call.Value("attributes", null) is OrderedDictionary<object, object?> dict)
        {
            foreach (var (key, value) in dict) { attributes[key as string ?? throw new TemplateFault("namespace needs str as names")] = value; }
        }
        foreach (var (name, value) in call.TakeNamed()) { attributes[name] = value; }
        call.Budget.SpendLength(attributes.Count);
        return new TemplateNamespace(attributes);
    }

    private static object? RaiseException(ChatTemplateArguments call) => throw new TemplateFault(ChatTemplateFormat.Str(call.Value("message"), call.Budget));

    /// <summary>The local time in C's notation, with English names; <c>-</c> drops a leading zero.</summary>
    private string StrftimeNow(ChatTemplateArguments call)
    {
        var now = clock.GetLocalNow();
        var format = call.Text("format");
        call.Budget.SpendLength(format.Length);
        return Directive().Replace(format, directive =>
        {
            var text = Part(now, directive.Groups["code"].Value) ?? throw new TemplateFault($"strftime_now does not know '{directive.Value}'");
            return directive.Groups["plain"].Success && text.TrimStart('0') is { Length: > 0 } plain ? plain : text;
        });
    }

    private static string? Part(DateTimeOffset time, string code) => code switch
    {
        "%" => "%",
        "j" => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        "e" => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        _ => Formats.TryGetValue(code, out var format) ? time.ToString(format, CultureInfo.InvariantCulture) : null,
    };

    private static readonly Dictionary<string, string> Formats = new(StringComparer.Ordinal)
    {
        ["Y"] = "yyyy",
        ["y"] = "yy",
        ["m"] = "MM",
        ["d"] = "dd",
        ["B"] = "MMMM",
        ["b"] = "MMM",
        ["A"] = "dddd",
        ["a"] = "ddd",
        ["H"] = "HH",
        ["I"] = "hh",
        ["M"] = "mm",
        ["S"] = "ss",
        ["p"] = "tt",
        ["F"] = "yyyy-MM-dd",
        ["T"] = "HH:mm:ss",
    };

    [GeneratedRegex("%(?<plain>-)?(?<code>.?)", RegexOptions.Singleline)]
    private static partial Regex Directive();
}
