using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Host.Commands;

/// <summary>What commands print: JSON lines, or tables in Markdown.</summary>
internal static class Printing
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>One document on one line.</summary>
    public static void WriteJson<T>(this TextWriter output, T document) => output.WriteLine(JsonSerializer.Serialize(document, _json));

    /// <summary>A table; columns whose head ends with a colon stand to the right.</summary>
    public static void WriteTable(this TextWriter output, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var titles = heads.Select(head => head.TrimEnd(':')).ToList();
        var cells = rows.Select(row => row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings("⏎")).ToList()).Prepend(titles).ToList();
        var widths = Enumerable.Range(0, heads.Count).Select(column => cells.Max(row => row[column].EnumerateRunes().Count())).ToList();
        var text = new StringBuilder();
        foreach (var (index, row) in cells.Index())
        {
            for (var column = 0; column < heads.Count; column++)
            {
                var space = new string(' ', widths[column] - row[column].EnumerateRunes().Count());
                text.Append(column == 0 ? "| " : " | ").Append(heads[column].EndsWith(':') ? space + row[column] : row[column] + space);
            }
            text.AppendLine(" |");
            if (index > 0) { continue; }
            for (var column = 0; column < heads.Count; column++)
            {
                var right = heads[column].EndsWith(':');
                text.Append(column == 0 ? "|" : "").Append('-', widths[column] + (right ? 1 : 2)).Append(right ? ":|" : "|");
            }
            text.AppendLine();
        }
        output.Write(text);
    }

    /// <summary>A number with few digits, the same on every machine.</summary>
    public static string Short(this double value, string format = "g3") => value.ToString(format, CultureInfo.InvariantCulture);

    public static string Text(this int value) => value.ToString(CultureInfo.InvariantCulture);
}
