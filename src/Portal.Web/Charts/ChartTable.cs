namespace Portal.Web.Charts;

/// <summary>A column of a chart's table.</summary>
/// <param name="Id">Its name in CSV and JSON: <c>share_low</c>.</param>
/// <param name="Name">Its heading for readers.</param>
/// <param name="Unit">What its numbers are counted in; <see langword="null"/> for a column of texts.</param>
/// <param name="IsDetail">It belongs to the column before it, as an interval does: where it is empty, that column says why.</param>
public sealed record ChartColumn(string Id, string Name, ChartUnit? Unit = null, bool IsDetail = false)
{
    /// <summary>The heading with the unit's symbol.</summary>
    public string Heading => Unit is { Symbol.Length: > 0 } ? $"{Name} ({Unit.Symbol})" : Name;

    /// <summary>A cell as readers see it; a missing one is empty.</summary>
    public string Format(ChartCell cell) => cell.Number is { } number ? Unit!.Bare(number) : cell.Text ?? "";
}

/// <summary>A text, a number, or nothing: a figure that does not exist.</summary>
public readonly record struct ChartCell(string? Text, double? Number, string? Language = null)
{
    public bool IsMissing => Text is null && Number is null;

    public static ChartCell Of(ChartLabel label) => new(label.Text, null, label.Language);
    public static ChartCell Of(string? text) => new(text, null);
    public static ChartCell Of(double? number) => new(null, number);
}

/// <summary>Everything that a chart shows, as a table: the picture, the table view and every export are made from the same rows.</summary>
public sealed record ChartTable
{
    /// <exception cref="ArgumentException">A row does not fit the columns; the message names both.</exception>
    public ChartTable(IReadOnlyList<ChartColumn> columns, IReadOnlyList<IReadOnlyList<ChartCell>> rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Count != columns.Count) { throw new ArgumentException($"row {row} has {rows[row].Count} cells for {columns.Count} columns; give one per column", nameof(rows)); }
            for (var at = 0; at < columns.Count; at++)
            {
                var cell = rows[row][at];
                if (cell.IsMissing || (cell.Number is null) == (columns[at].Unit is null)) { continue; }
                throw new ArgumentException($"row {row} has a {(cell.Number is null ? "text" : "number")} in column {columns[at].Id}, which holds {(columns[at].Unit is null ? "texts" : "numbers")}", nameof(rows));
            }
        }
        (Columns, Rows) = (columns, rows);
    }

    public IReadOnlyList<ChartColumn> Columns { get; }
    public IReadOnlyList<IReadOnlyList<ChartCell>> Rows { get; }

    /// <summary>The columns of labels: the name, and its short form where there is one.</summary>
    internal static Part Labels(string name, IReadOnlyList<ChartLabel> labels) => labels.Any(label => label.Code is not null)
        ? new([new("name", name), new("code", "Code", IsDetail: true)], [.. labels.Select(label => new[] { ChartCell.Of(label), ChartCell.Of(label.Code) })])
        : new([new("name", name)], [.. labels.Select(label => new[] { ChartCell.Of(label) })]);

    /// <summary>The columns of a value: itself, its interval and the number of respondents, the latter where any row has them.</summary>
    internal static Part Values(string id, string name, ChartUnit unit, IReadOnlyList<ChartValue?> values)
    {
        var columns = new List<(ChartColumn Column, Func<ChartValue?, double?> Cell)> { (new(id, name, unit), value => value?.Value) };
        if (values.Any(value => value?.Low is not null))
        {
            columns.Add((new(id + "_low", "Interval from", unit, true), value => value?.Low));
            columns.Add((new(id + "_high", "to", unit, true), value => value?.High));
        }
        if (values.Any(value => value?.Respondents is not null)) { columns.Add((new(id + "_n", "n", ChartUnit.Respondents, true), value => value?.Respondents)); }
        return new([.. columns.Select(c => c.Column)], [.. values.Select(value => columns.Select(c => ChartCell.Of(c.Cell(value))).ToArray())]);
    }

    internal static ChartTable Join(params IReadOnlyList<Part> parts) => new(
        [.. parts.SelectMany(part => part.Columns)],
        [.. Enumerable.Range(0, parts[0].Rows.Count).Select(row => parts.SelectMany(part => part.Rows[row]).ToArray())]);

    /// <summary>Columns with their cells, to be joined side by side.</summary>
    internal sealed record Part(IReadOnlyList<ChartColumn> Columns, IReadOnlyList<ChartCell[]> Rows);
}
