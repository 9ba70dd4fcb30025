using System.Globalization;
using System.Xml.Linq;
using Portal.Web.Charts;
using Portal.Web.Charts.Drawing;
using Portal.Web.Charts.Export;

namespace Portal.Web.Tests.Charts;

public sealed class PictureTests
{
    private static readonly XNamespace s_svg = SvgWriter.Namespace;

    [Theory, MemberData(nameof(SampleCharts.Kinds), MemberType = typeof(SampleCharts))]
    public void Every_row_of_the_table_is_one_focusable_point_with_a_name(string kind)
    {
        var chart = SampleCharts.Of(kind);

        Assert.All(ChartSize.All, size =>
        {
            var picture = XElement.Parse(SvgWriter.Write(chart.Draw(size)));
            var points = picture.Descendants().Where(element => element.Attribute("tabindex")?.Value == "0").ToList();
            Assert.Equal(chart.Table.Rows.Count, points.Count);
            Assert.All(points, point => Assert.True((point.Attribute("aria-label")?.Value ?? point.Element(s_svg + "title")!.Value).Length > 2));
            Assert.All(points, point => Assert.True(point.Name == s_svg + "a" ? point.Attribute("href") is not null : point.Attribute("role")?.Value == "img"));
        });
    }

    [Theory, MemberData(nameof(SampleCharts.Kinds), MemberType = typeof(SampleCharts))]
    public void A_file_of_its_own_is_well_formed_and_holds_nothing_that_acts(string kind)
    {
        var chart = SampleCharts.Of(kind);

        var file = XDocument.Parse(ChartSvg.Write(chart, SampleCharts.Style)).Root!;

        string[] drawn = ["svg", "title", "style", "g", "rect", "path", "circle", "text", "tspan", "defs", "pattern"];
        Assert.All(file.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, drawn));
        Assert.All(file.DescendantsAndSelf(), element => Assert.Equal(s_svg, element.Name.Namespace));
        var attributes = file.DescendantsAndSelf().Attributes().Select(attribute => attribute.Name.LocalName).Distinct().ToList();
        Assert.All(attributes, name => Assert.False(name.StartsWith("on", StringComparison.Ordinal) || name is "href" or "style", name));
        Assert.DoesNotContain("var(", file.Element(s_svg + "style")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("light-dark", file.Element(s_svg + "style")!.Value, StringComparison.Ordinal);
        Assert.Equal("en", file.Attribute(XNamespace.Xml + "lang")!.Value);
        Assert.All(file.DescendantsAndSelf().SelectMany(element => element.Nodes().OfType<XText>()), text => Assert.DoesNotContain('\u202e', text.Value));
    }

    [Theory, MemberData(nameof(SampleCharts.Kinds), MemberType = typeof(SampleCharts))]
    public void Every_coordinate_is_finite_and_bars_stay_inside(string kind)
    {
        var chart = SampleCharts.Of(kind);

        Assert.All(ChartSize.All, size =>
        {
            var picture = chart.Draw(size);
            Assert.All(picture.Descendants().SelectMany(element => element.Attributes), attribute => Assert.DoesNotMatch(@"^(NaN|.*∞)$|^M?(NaN|-?∞)", attribute.Name is "d" or "x" or "y" or "cx" or "cy" or "width" or "height" ? attribute.Value : ""));
            Assert.All(picture.Descendants().Where(element => element.Name == "rect"), rect =>
            {
                Assert.InRange(Number(rect, "x"), 0, size.Width);
                Assert.InRange(Number(rect, "x") + Number(rect, "width"), 0, size.Width);
            });
        });
    }

    [Fact]
    public void A_missing_value_has_no_bar_and_says_so()
    {
        var chart = SampleCharts.Bars();
        var missing = chart.Rows.Select((row, at) => (row, at)).Where(r => r.row.Value is null).ToList();

        var points = chart.Draw(ChartSize.Wide).Descendants().Where(element => element["tabindex"] is not null).ToList();

        Assert.Equal(chart.MissingCount, missing.Count);
        Assert.True(missing.Count > 0);
        Assert.All(missing, row =>
        {
            Assert.DoesNotContain(points[row.at].Descendants(), element => element["class"] is "bar" or "whisker");
            Assert.Equal($"{row.row.Label.Text}: not asked", points[row.at].Descendants().Single(element => element.Name == "title").Children[0]);
            Assert.Contains(points[row.at].Descendants(), element => element["class"] == "missing");
        });
        Assert.All(chart.Rows.Take(chart.Rows.Count - missing.Count), row => Assert.NotNull(row.Value));         // the missing come last
    }

    [Fact]
    public void A_point_says_value_interval_and_respondents()
    {
        var chart = new BarChart("one", "One", ChartUnit.Share, SampleCharts.Provenance, [new("Germany", new ChartValue(0.391, 0.367, 0.416, 1522))]);

        var point = chart.Draw(ChartSize.Narrow).Descendants().Single(element => element["tabindex"] is not null);

        Assert.Equal("Germany: 39\u202f%, interval 37–42, 1,522 respondents", point["aria-label"]);
        Assert.Equal("n = 1,522", chart.Respondents);
    }

    [Fact]
    public void A_bar_is_as_long_as_its_value()
    {
        var chart = new BarChart("two", "Two", ChartUnit.Share, SampleCharts.Provenance, [new("a", new ChartValue(0.8)), new("b", new ChartValue(0.2))]);

        var bars = chart.Draw(ChartSize.Wide).Descendants().Where(element => element["class"] == "bar").Select(bar => Number(bar, "width")).ToList();

        Assert.Equal(4, bars[0] / bars[1], 0.01);       // coordinates have one decimal
    }

    [Fact]
    public void Rows_that_cannot_be_told_apart_are_hollow_and_say_so_in_words()
    {
        var chart = SampleCharts.Dumbbells();

        var points = chart.Draw(ChartSize.Wide).Descendants().Where(element => element["tabindex"] is not null).ToList();

        Assert.Contains(chart.Rows, row => row.Told == false);
        Assert.All(chart.Rows.Zip(points), pair =>
        {
            Assert.Equal(pair.First.Told == false, pair.Second["class"]!.Contains("hollow", StringComparison.Ordinal));
            Assert.Equal(pair.First.Told == false, pair.Second["aria-label"]!.Contains("cannot tell them apart", StringComparison.Ordinal));
            Assert.Equal(pair.First.Told == false, pair.Second.Descendants().Any(element => element.Children is ["not told apart"]));
        });
        Assert.Equal(chart.Rows.Select(row => row.Difference ?? -1).OrderDescending(), chart.Rows.Select(row => row.Difference ?? -1));
    }

    [Fact]
    public void Names_in_the_plane_never_cover_each_other()
    {
        Assert.All(ChartSize.All, size =>
        {
            var names = SampleCharts.Scatter().Draw(size).Descendants().Where(element => element["class"] == "name").Select(name =>
            {
                var (x, y, text) = (Number(name, "x"), Number(name, "y"), (string)name.Children[0]);
                return new Box(x, y - 10, x + ChartText.Width(text, 12), y + 3);
            }).ToList();
            Assert.True(names.Count > (size.IsNarrow ? 12 : 40), $"{names.Count} names are shown");
            for (var i = 0; i < names.Count; i++) { Assert.All(names.Skip(i + 1), other => Assert.False(names[i].Meets(other))); }
        });
    }

    [Fact]
    public void Text_from_right_to_left_stands_before_its_bar_in_its_own_direction()
    {
        var chart = new BarChart("fa", "Persian", ChartUnit.Share, SampleCharts.Provenance, [new(new ChartLabel("دین مهم است") { Language = "fa" }, new ChartValue(0.5))]);

        var point = chart.Draw(ChartSize.Wide).Descendants().Single(element => element["tabindex"] is not null);
        var label = point.Descendants().Single(element => element["class"] == "label");

        Assert.Equal(("rtl", null, "fa"), (label["direction"], label["text-anchor"], point["lang"]));       // the start of such a text is its right end
        Assert.StartsWith("\u2068دین مهم است\u2069: 50", point["aria-label"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//elsewhere.example")]
    [InlineData("java\nscript:alert(1)")]
    public void A_point_leads_nowhere_else(string address)
    {
        var chart = new BarChart("one", "One", ChartUnit.Share, SampleCharts.Provenance, [new(new ChartLabel("a") { Address = address }, new ChartValue(0.5))]);

        Assert.Contains("a page of the portal", Assert.Throws<ArgumentException>(() => chart.Draw(ChartSize.Wide)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_names_series_by_their_codes() =>
        Assert.Equal(["name", "code", "DEU", "DEU_low", "DEU_high", "DEU_n", "value2", "value2_low", "value2_high", "value2_n", "difference", "told_apart"],
            SampleCharts.Dumbbells().Table.Columns.Select(column => column.Id));

    [Theory]
    [InlineData(0.615, "62\u202f%")]
    [InlineData(-0.034, "\u22123\u202f%")]
    [InlineData(-0.001, "0\u202f%")]
    public void Numbers_are_written_alike_everywhere(double share, string written) => Assert.Equal(written, ChartUnit.Share.Format(share));

    private static double Number(SvgElement element, string attribute) => double.Parse(element[attribute]!, CultureInfo.InvariantCulture);
}
