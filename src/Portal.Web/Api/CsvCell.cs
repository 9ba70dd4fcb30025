using System.Globalization;

namespace Portal.Web.Api;

/// <summary>A cell of a CSV file (RFC 4180).</summary>
internal static class CsvCell
{
    private const string Formulas = "=+-@\t\r\n";        // a spreadsheet runs a text that begins with one of these

    /// <summary>The value, quoted where needed. A text that a spreadsheet would run has an apostrophe before it; numbers stay numbers.</summary>
    public static string Write(object? value)
    {
        if (value is not string text) { return string.Create(CultureInfo.InvariantCulture, $"{value}"); }
        if (text.Length > 0 && Formulas.Contains(text[0], StringComparison.Ordinal)) { text = "'" + text; }
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
