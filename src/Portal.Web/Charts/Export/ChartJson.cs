using System.Text.Json;

namespace Portal.Web.Charts.Export;

/// <summary>A chart's table as JSON with all that is needed to read and cite it; numbers as stored, missing ones null.</summary>
public static class ChartJson
{
    /// <param name="address">Where the chart is found, absolute.</param>
    public static byte[] Write(Chart chart, string address)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("chart", chart.Id);
            json.WriteString("title", Whole(chart.Title));
            json.WriteString("address", address);
            WriteUnit(json, "unit", chart.Unit);
            json.WriteString("intervals", Whole(chart.Intervals));
            json.WriteString("note", Whole(chart.Note));
            json.WriteStartArray("provenance");
            foreach (var (name, value) in chart.Provenance.Entries())
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("value", Whole(value));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            var table = chart.Table;
            json.WriteStartArray("columns");
            foreach (var column in table.Columns)
            {
                json.WriteStartObject();
                json.WriteString("id", column.Id);
                json.WriteString("name", Whole(column.Name));
                json.WriteString("kind", column.Unit is null ? "text" : "number");
                if (column.Unit is { } unit) { WriteUnit(json, "unit", unit); }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var row in table.Rows)
            {
                json.WriteStartObject();
                foreach (var (column, cell) in table.Columns.Zip(row))
                {
                    if (cell.Number is { } number) { json.WriteNumber(column.Id, number); } else { json.WriteString(column.Id, Whole(cell.Text)); }
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static void WriteUnit(Utf8JsonWriter json, string name, ChartUnit unit)
    {
        json.WriteStartObject(name);
        json.WriteString("name", unit.Name);
        json.WriteString("symbol", unit.Symbol);
        json.WriteNumber("factor", unit.Factor);
        json.WriteEndObject();
    }

    /// <summary>JSON has no place for half a surrogate pair; everything else is kept.</summary>
    private static string? Whole(string? text) => text is null ? null : string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
