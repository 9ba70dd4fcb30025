using System.Text;
using Portal.Web.Charts.Drawing;

namespace Portal.Web.Charts.Export;

/// <summary>A chart's table as a LaTeX <c>table</c> that compiles as it stands under pdflatex, xelatex and lualatex; the preamble needs <c>\usepackage{booktabs}</c>.</summary>
public static class ChartLatex
{
    private const int LongLabel = 48;        // characters; longer texts are set in a column that wraps

    /// <param name="address">Where the chart is found, absolute.</param>
    public static string Write(Chart chart, string address)
    {
        var table = chart.Table;
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        Line($"% {Comment(address)}");
        foreach (var (name, value) in chart.Provenance.Entries()) { Line($"% {Comment($"{name}: {value}")}"); }
        Line(@"% Preamble: \usepackage{booktabs}. Scripts other than Latin need xelatex or lualatex and a font that has them.");
        Line(LatexText.Macro);
        Line(@"\begin{table}");
        Line(@"\centering");
        if (table.Rows.Count > 30) { Line(table.Rows.Count > 60 ? @"\tiny" : @"\footnotesize"); }
        Line($@"\caption{{{LatexText.Escape(string.Join(". ", ChartFacts.Of(chart).Prepend(chart.Title).Select(fact => fact.TrimEnd('.', ' '))) + ".")}}}");
        Line($@"\label{{tab:{chart.Id}}}");
        Line($@"\begin{{tabular}}{{@{{}}{string.Concat(Enumerable.Range(0, table.Columns.Count).Select(at => Alignment(table, at)))}@{{}}}}");
        Line(@"\toprule");
        Line(string.Join(" & ", table.Columns.Select(column => LatexText.Escape(column.Heading))) + @" \\");
        Line(@"\midrule");
        foreach (var row in table.Rows)
        {
            Line(string.Join(" & ", table.Columns.Zip(row, (column, cell) =>
                LatexText.Escape(cell.IsMissing ? column.IsDetail ? "" : chart.Missing : column.Format(cell)))) + @" \\");
        }
        Line(@"\bottomrule");
        Line(@"\end{tabular}");
        Line(@"\end{table}");
        return text.ToString();
    }

    private static string Alignment(ChartTable table, int at) => table.Columns[at].Unit is not null ? "r"
        : table.Rows.Any(row => row[at].Text?.Length > LongLabel) ? @"p{0.4\linewidth}" : "l";

    private static string Comment(string text) => new([.. ChartText.Cut(text, 400).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]);
}
