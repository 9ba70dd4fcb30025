using System.Text;

namespace Portal.Web.Charts.Export;

/// <summary>A chart's table as CSV (RFC 4180, UTF-8 without a byte order mark): one header line, numbers as stored, missing ones empty.</summary>
public static class ChartCsv
{
    public static string Write(ChartTable table)
    {
        var text = new StringBuilder().AppendJoin(',', table.Columns.Select(column => Api.CsvCell.Write(column.Id))).Append("\r\n");
        foreach (var row in table.Rows) { text.AppendJoin(',', row.Select(cell => Api.CsvCell.Write(cell.Number is { } number ? number : cell.Text))).Append("\r\n"); }
        return text.ToString();
    }
}
