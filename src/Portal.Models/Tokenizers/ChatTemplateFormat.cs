using System.Globalization;
using System.Text;

namespace Portal.Models.Tokenizers;

/// <summary>How values become text: Python's <c>str</c> and <c>repr</c>, and JSON as <c>json.dumps</c> writes it.</summary>
internal static class ChatTemplateFormat
{
    /// <summary>What a printed value looks like.</summary>
    public static string Str(object? value, ChatTemplateBudget budget)
    {
        if (value is string text) { return text; }
        if (value is Undefined) { return ""; }
        var result = new BoundedText(budget);
        Repr(value, result, budget);
        return result.ToString();
    }

    private static void Repr(object? value, BoundedText result, ChatTemplateBudget budget)
    {
        budget.Enter();
        void Write(object? inner) => Repr(inner, result, budget);
        switch (value)
        {
            case null: result.Append("None"); break;
            case bool flag: result.Append(flag ? "True" : "False"); break;
            case long number: result.Append(number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: result.Append(Float(number, "nan", "inf")); break;
            case string text: result.Append(Quote(text)); break;
            case List<object?> list: WriteAll(result, "[", list, Write, ", ", "]"); break;
            case object?[] tuple: WriteAll(result, "(", tuple, Write, ", ", tuple.Length == 1 ? ",)" : ")"); break;
            case OrderedDictionary<object, object?> dict:
                WriteAll(result, "{", dict, entry =>
                {
                    Write(entry.Key);
                    result.Append(": ");
                    Write(entry.Value);
                }, ", ", "}");
                break;
            case Undefined: result.Append("Undefined"); break;
            case TemplateNamespace names:
                result.Append("<Namespace ");
                Write(ChatTemplateValues.Dict(names.Attributes));
                result.Append(">");
                break;
            default: result.Append($"<{ChatTemplateValues.TypeName(value)}>"); break;
        }
        budget.Leave();
    }

    /// <param name="value">Any value.</param>
    /// <param name="indent">Spaces per level, one entry per line; null = everything on one line.</param>
    /// <param name="ascii">Write other characters as escapes.</param>
    /// <exception cref="TemplateFault">A value has no JSON form.</exception>
    public static string Json(object? value, int? indent, bool ascii, ChatTemplateBudget budget)
    {
        var result = new BoundedText(budget);
        Json(value, 0);
        return result.ToString();

        void Json(object? value, int level)
        {
            budget.Enter();
            var (inner, outer) = indent is { } width ? (NewLine(width * (level + 1)), NewLine(width * level)) : ("", "");
            var separator = indent is null ? ", " : "," + inner;
            switch (value)
            {
                case null: result.Append("null"); break;
                case bool flag: result.Append(flag ? "true" : "false"); break;
                case long number: result.Append(number.ToString(CultureInfo.InvariantCulture)); break;
                case double number: result.Append(Float(number, "NaN", "Infinity")); break;
                case string text: result.Append(JsonString(text, ascii)); break;
                case IReadOnlyList<object?> { Count: 0 }: result.Append("[]"); break;
                case IReadOnlyList<object?> list: WriteAll(result, "[" + inner, list, item => Json(item, level + 1), separator, outer + "]"); break;
                case OrderedDictionary<object, object?> { Count: 0 }: result.Append("{}"); break;
                case OrderedDictionary<object, object?> dict:
                    WriteAll(result, "{" + inner, dict, entry =>
                    {
                        result.Append(JsonString(string.Create(CultureInfo.InvariantCulture, $"{entry.Key}"), ascii)).Append(": ");
                        Json(entry.Value, level + 1);
                    }, separator, outer + "}");
                    break;
                default: throw new TemplateFault($"{ChatTemplateValues.Describe(value)} cannot be written as JSON");
            }
            budget.Leave();
        }
    }

    private static string NewLine(int indent) => "\n" + new string(' ', indent);

    private static void WriteAll<T>(BoundedText result, string open, IEnumerable<T> items, Action<T> write, string separator, string close)
    {
        result.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst) { result.Append(separator); }
            isFirst = false;
            write(item);
        }
        result.Append(close);
    }

    /// <summary>The shortest digits that read back as the same number, with an exponent below 1e-4 and from 1e16 on.</summary>
    private static string Float(double value, string nan, string infinity)
    {
        if (double.IsNaN(value)) { return nan; }
        if (double.IsInfinity(value)) { return value > 0 ? infinity : "-" + infinity; }
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var exponentAt = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = exponentAt < 0 ? shortest : shortest[..exponentAt];
        var exponent = exponentAt < 0 ? 0 : int.Parse(shortest.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var whole = mantissa.Split('.')[0];
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var point = whole.Length + exponent - (digits.Length - digits.TrimStart('0').Length);     // the value is 0.DIGITS times 10^point
        digits = digits.Trim('0');
        var sign = double.IsNegative(value) ? "-" : "";
        if (digits.Length == 0) { return sign + "0.0"; }
        if (point is > 16 or <= -4)
        {
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(point > 0 ? '+' : '-')}{Math.Abs(point - 1):00}");
        }
        return point <= 0 ? $"{sign}0.{new string('0', -point)}{digits}"
            : digits.Length <= point ? $"{sign}{digits.PadRight(point, '0')}.0"
            : $"{sign}{digits[..point]}.{digits[point..]}";
    }

    private static string Quote(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var result = new StringBuilder().Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == quote || rune.Value == '\\') { result.Append('\\').Append(rune); }
            else if (rune.Value is '\n' or '\r' or '\t') { result.Append(rune.Value switch { '\n' => "\\n", '\r' => "\\r", _ => "\\t" }); }
            else if (IsPrintable(rune)) { result.Append(rune); }
            else { result.Append(rune.Value < 0x100 ? $"\\x{rune.Value:x2}" : rune.Value < 0x10000 ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}"); }
        }
        return result.Append(quote).ToString();
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string JsonString(string text, bool ascii)
    {
        var result = new StringBuilder("\"");
        foreach (var character in text)
        {
            switch (character)
            {
                case '"' or '\\': result.Append('\\').Append(character); break;
                case '\n': result.Append("\\n"); break;
                case '\r': result.Append("\\r"); break;
                case '\t': result.Append("\\t"); break;
                case '\b': result.Append("\\b"); break;
                case '\f': result.Append("\\f"); break;
                case < ' ': result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"); break;
                case > '~' when ascii: result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"); break;
                default: result.Append(character); break;
            }
        }
        return result.Append('"').ToString();
    }
}
