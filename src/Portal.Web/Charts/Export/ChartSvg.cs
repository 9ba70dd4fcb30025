using Portal.Web.Charts.Drawing;

namespace Portal.Web.Charts.Export;

/// <summary>A chart as an SVG file of its own: the picture with title, unit, n, intervals and provenance, in the light theme.</summary>
public static class ChartSvg
{
    private const double Margin = 20;
    private const double AsideSize = 11.5;

    public static string Write(Chart chart, ChartStyle style) => SvgWriter.Write(Standalone(chart, ChartSize.Wide, style));

    /// <summary>Width and height in pixels, and the whole.</summary>
    public static SvgElement Standalone(Chart chart, ChartSize size, ChartStyle style)
    {
        var picture = chart.Draw(size).WithoutLinks();
        var height = double.Parse(picture["viewBox"]!.Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture);
        var content = new List<SvgElement>();
        var y = Margin;
        void Write(string? text, string classes, double textSize, double lineHeight)
        {
            if (string.IsNullOrWhiteSpace(text)) { return; }
            foreach (var line in ChartText.Wrap(ChartText.Cut(text, 2000), textSize, size.Width, 6))
            {
                y += lineHeight;
                var isRightToLeft = ChartText.IsRightToLeft(line);
                content.Add(SvgElement.Label(Margin, y, line, classes).With("direction", isRightToLeft ? "rtl" : null).With("text-anchor", isRightToLeft ? "end" : null));
            }
        }
        Write(chart.Title, "heading", 17, 22);
        foreach (var line in ChartFacts.Of(chart)) { Write(line, "aside", AsideSize, 16); }
        y += 12;
        content.Add(Moved(picture, y));
        y += height + 4;
        foreach (var (name, value) in chart.Provenance.Entries()) { Write($"{name}: {value}", "aside", AsideSize, 15); }
        y += Margin;
        var (width, whole) = (size.Width + 2 * Margin, Math.Ceiling(y));
        return new SvgElement("svg").With("class", $"chart-picture {size.Name}").With("lang", "en").With("width", width).With("height", whole)
            .With("viewBox", $"0 0 {SvgElement.Number(width)} {SvgElement.Number(whole)}").With("role", "group").With("aria-label", picture["aria-label"])
            .Add(new SvgElement("title").Text(ChartText.Cut(chart.Title, 300)), new SvgElement("style").Text(style.Picture),
                SvgElement.Rect(0, 0, width, whole, "ground"))
            .Add(content);
    }

    private static SvgElement Moved(SvgElement picture, double y) =>
        new SvgElement("g").With("transform", $"translate({SvgElement.Number(Margin)} {SvgElement.Number(y)})").Add(picture.Children.OfType<SvgElement>());
}
