using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Web.Charts;
using Portal.Web.Charts.Export;

namespace Portal.Web.Tests.Charts;

public sealed partial class ExportTests
{
    private const string Address = "https://portal.example/countries?measure=answer:Q6";

    [Theory, MemberData(nameof(SampleCharts.Kinds), MemberType = typeof(SampleCharts))]
    public void The_CSV_holds_the_table(string kind)
    {
        var table = SampleCharts.Of(kind).Table;
        var records = Records(ChartCsv.Write(table));

        Assert.Equal(table.Columns.Select(column => column.Id), records[0]);
        Assert.Equal(table.Rows.Count, records.Count - 1);
        Assert.All(table.Rows.Zip(records.Skip(1)), record => Assert.All(record.First.Zip(record.Second), pair =>
        {
            if (pair.First.Number is { } number) { Assert.Equal(number, double.Parse(pair.Second, CultureInfo.InvariantCulture)); return; }
            Assert.True(pair.Second.Length == 0 || !"=+-@\t\r\n".Contains(pair.Second[0], StringComparison.Ordinal), pair.Second);
            Assert.Equal(pair.First.Text ?? "", pair.Second.StartsWith('\'') ? pair.Second[1..] : pair.Second);
        }));
    }

    [Theory, MemberData(nameof(SampleCharts.Kinds), MemberType = typeof(SampleCharts))]
    public void The_JSON_holds_the_table_and_where_it_is_from(string kind)
    {
        var chart = SampleCharts.Of(kind);

        var json = JsonDocument.Parse(ChartJson.Write(chart, Address)).RootElement;

        Assert.Equal(Address, json.GetProperty("address").GetString());
        Assert.Equal(chart.Provenance.Entries().Select(entry => entry.Value), json.GetProperty("provenance").EnumerateArray().Select(entry => entry.GetProperty("value").GetString()!));
        Assert.Equal(chart.Table.Rows.Count, json.GetProperty("rows").GetArrayLength());
        Assert.All(chart.Table.Rows.Zip(json.GetProperty("rows").EnumerateArray()), pair => Assert.All(chart.Table.Columns.Zip(pair.First), column =>
        {
            var written = pair.Second.GetProperty(column.First.Id);
            if (column.Second.Number is { } number) { Assert.Equal(number, written.GetDouble()); }
            else { Assert.Equal(column.Second.Text is { } text ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : null, written.GetString()); }
        }));
    }

    [Theory, MemberData(nameof(SampleCharts.Kinds), MemberType = typeof(SampleCharts))]
    public void The_LaTeX_has_the_table_s_shape_and_no_open_ends(string kind)
    {
        var chart = SampleCharts.Of(kind);

        var latex = ChartLatex.Write(chart, Address);

        var lines = latex.Split('\n');
        var body = lines.SkipWhile(line => line != @"\midrule").Skip(1).TakeWhile(line => line != @"\bottomrule").ToList();
        Assert.Equal(chart.Table.Rows.Count, body.Count);
        Assert.All(body, line =>
        {
            Assert.EndsWith(@" \\", line, StringComparison.Ordinal);
            Assert.Equal(chart.Table.Columns.Count - 1, Separators().Count(line));
        });
        var code = string.Join('\n', lines.Where(line => !line.StartsWith('%')));
        Assert.Equal(Open().Count(code), Close().Count(code));
        Assert.DoesNotContain(code, c => c is < ' ' and not '\n');
        // Whatever is not ASCII stands in the first argument of \portaltext, which pdflatex skips.
        Assert.DoesNotMatch(@"[^\x00-\x7f]", Foreign().Replace(code, ""));
        Assert.DoesNotMatch(@"(?<!\\)[#_&$~^](?!times|pm|cdot|le|ge|-\$|\$)", string.Join('\n', body).Replace(" & ", "", StringComparison.Ordinal)
            .Replace("~", "", StringComparison.Ordinal).Replace(@"\^", "", StringComparison.Ordinal).Replace("$-$", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(@"50% of {a_b} & #1 $x$ ~ ^ \input{x}", @"50\% of \{a\_b\} \& \#1 \$x\$ \textasciitilde{} \textasciicircum{} \textbackslash{}input\{x\}")]
    [InlineData("a -- b [c] *", "a {-}{-} b {[}c{]} {*}")]
    [InlineData("Thaïs, Łódź, œuvre, straße, İzmir, ș", @"Tha\""{\i}s, \L{}\'{o}d\'{z}, \oe{}uvre, stra\ss{}e, \.{I}zmir, \c{s}")]
    [InlineData("دین x", @"\portaltext{دین}{?} x")]
    [InlineData("−3 to 5, 37–42\u202f%", @"$-$3 to 5, 37--42\,\%")]
    [InlineData("a\n\nb\0", "a  b\\portaltext{\ufffd}{?}")]
    [InlineData("\"q\" <b> `c` |", @"\textquotedblright{}q\textquotedblright{} \textless{}b\textgreater{} \textquoteleft{}c\textquoteleft{} \textbar{}")]
    public void LaTeX_reads_every_text_as_text(string text, string latex) => Assert.Equal(latex, LatexText.Escape(text));

    [SkippableTheory, InlineData("bars"), InlineData("dumbbells"), InlineData("hostile bars"), InlineData("map")]
    public async Task The_PNG_is_the_picture_at_twice_its_size(string kind)
    {
        var chart = SampleCharts.Of(kind);
        var svg = System.Xml.Linq.XElement.Parse(ChartSvg.Write(chart, SampleCharts.Style));

        var png = await ChartPng.WriteAsync(chart, SampleCharts.Style, CancellationToken.None);

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a], png[..8]);
        Assert.Equal(2 * (int)svg.Attribute("width")!, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(2 * (int)svg.Attribute("height")!, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    [Fact]
    public void The_embed_s_style_is_allowed_by_its_hash() =>
        Assert.Equal("'sha256-" + Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData("a{}"u8)) + "'", ChartStyle.Hash("a{}"));

    [Theory, MemberData(nameof(SampleCharts.Kinds), MemberType = typeof(SampleCharts))]
    public async Task An_embed_is_small_and_has_no_script(string kind)
    {
        var chart = SampleCharts.Of(kind);

        var page = await ChartEmbed.WriteAsync(new ChartView("countries?measure=answer:Q6", chart.Title, [chart]), chart, "/", SampleCharts.Style, CancellationToken.None);

        Assert.InRange(Encoding.UTF8.GetByteCount(page), 2_000, ChartEmbed.MostBytes - 1);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("href=\"countries?measure=answer:Q6\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(@"<[^>]+\s(on\w+|style)\s*=", Quoted().Replace(page, "\"\""));
        Assert.Contains($"<style>{SampleCharts.Style.Embed}</style>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_carry_the_page_s_query_and_name_the_chart_unless_it_is_the_first()
    {
        var view = new ChartView("countries/DEU?measure=answer:Q6", "Germany", [SampleCharts.Bars(), SampleCharts.Map()]);

        Assert.Equal("countries/DEU.csv?measure=answer:Q6", view.Export(view.Charts[0], "csv"));
        Assert.Equal("countries/DEU.png?measure=answer:Q6&chart=map", view.Export(view.Charts[1], "png"));
        Assert.Equal("embed/countries/DEU?measure=answer:Q6&chart=map", view.Embed(view.Charts[1]));
        Assert.Equal("countries-DEU-map.tex", view.FileName(view.Charts[1], "tex"));
        Assert.Contains("bars, map", Assert.Throws<ChartViewException>(() => view.Find("pie")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_a_number_or_missing() => Assert.Contains("null", Assert.Throws<ArgumentException>(() => new ChartValue(double.NaN)).Message, StringComparison.Ordinal);

    /// <summary>The records of an RFC 4180 file.</summary>
    private static List<List<string>> Records(string csv)
    {
        Assert.EndsWith("\r\n", csv, StringComparison.Ordinal);
        var (records, record, field) = (new List<List<string>>(), new List<string>(), new StringBuilder());
        for (var at = 0; at < csv.Length; at++)
        {
            if (csv[at] == '"' && field.Length == 0)
            {
                for (at++; csv[at] != '"' || (at + 1 < csv.Length && csv[at + 1] == '"'); at++) { field.Append(csv[at]); if (csv[at] == '"') { at++; } }
            }
            else if (csv[at] is ',' or '\r')
            {
                record.Add(field.ToString());
                field.Clear();
                if (csv[at] == '\r') { Assert.Equal('\n', csv[++at]); records.Add(record); record = []; }
            }
            else { Assert.False(csv[at] is '\n' or '"', $"bare {(int)csv[at]} at {at}"); field.Append(csv[at]); }
        }
        return records;
    }

    [GeneratedRegex(@"(?<!\\)&")]
    private static partial Regex Separators();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<!\\)\{")]
    private static partial Regex Open();

    [GeneratedRegex(@"(?<!\\)\}")]
    private static partial Regex Close();

    [GeneratedRegex(@"\\portaltext\{[^\x00-\x7f]+\}")]
    private static partial Regex Foreign();
}

/// <summary>Runs only where <c>rsvg-convert</c> is installed, and says so where it is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SkippableTheoryAttribute : TheoryAttribute
{
    public SkippableTheoryAttribute() => Skip = ChartPng.Find() is null ? "rsvg-convert is not installed (Debian: apt-get install librsvg2-bin)" : null;
}
