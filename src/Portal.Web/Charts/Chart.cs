using System.Text.RegularExpressions;
using Portal.Web.Charts.Drawing;

namespace Portal.Web.Charts;

/// <summary>A chart as data. <see cref="Table"/> is computed from what is drawn, so that an export cannot differ from the picture.</summary>
public abstract partial record Chart
{
    /// <param name="id">Its name on its page and in addresses: lower-case letters, digits and hyphens.</param>
    /// <param name="title">What it shows, as a heading.</param>
    /// <param name="unit">What its values are counted in.</param>
    /// <param name="provenance">Which data and code produced it.</param>
    /// <exception cref="ArgumentException">The id cannot stand in an address.</exception>
    protected Chart(string id, string title, ChartUnit unit, ChartProvenance provenance)
    {
        if (!Identifier().IsMatch(id)) { throw new ArgumentException($"A chart's id is lower-case letters, digits and hyphens, not \"{id}\".", nameof(id)); }
        (Id, Title, Unit, Provenance) = (id, title, unit, provenance);
    }

    public string Id { get; }
    public string Title { get; }
    public ChartUnit Unit { get; }
    public ChartProvenance Provenance { get; }

    /// <summary>How to read it, in a sentence or two.</summary>
    public string? Note { get; init; }

    /// <summary>What the intervals cover: <c>95 % Wilson intervals over the respondents</c>.</summary>
    public string? Intervals { get; init; }

    /// <summary>What is said in place of a missing value.</summary>
    public string Missing { get; init; } = "no figure";

    /// <summary>The heading of the column of labels.</summary>
    public string LabelName { get; init; } = "Name";

    /// <summary>Everything that the chart shows.</summary>
    public abstract ChartTable Table { get; }

    /// <summary>Every value drawn, without the missing ones.</summary>
    public abstract IEnumerable<ChartValue> Values { get; }

    /// <summary>What the picture leaves to the table, in a sentence; <see langword="null"/> where it shows everything.</summary>
    public virtual string? LeftOut => null;

    /// <summary>How many points have no value.</summary>
    public abstract int MissingCount { get; }

    /// <summary>On how many respondents the values rest: <c>n = 432 to 4,018</c>; <see langword="null"/> where that is not known.</summary>
    public string? Respondents
    {
        get
        {
            var counts = Values.Where(value => value.Respondents is not null).Select(value => value.Respondents!.Value).ToList();
            if (counts.Count == 0) { return null; }
            var (least, most) = (ChartUnit.Respondents.Bare(counts.Min()), ChartUnit.Respondents.Bare(counts.Max()));
            return least == most ? $"n = {most}" : $"n = {least} to {most}";
        }
    }

    /// <summary>The picture, with one focusable point per row of the table.</summary>
    public abstract SvgElement Draw(ChartSize size);

    /// <summary>The chart with its first <paramref name="rows"/> rows in the order drawn; itself where rows cannot be left out.</summary>
    public virtual Chart Shortened(int rows) => this;

    /// <summary>The picture's frame: everything drawn stands inside a group that carries the title.</summary>
    protected SvgElement Picture(ChartSize size, double height) => new SvgElement("svg")
        .With("class", $"chart-picture {size.Name}").With("viewBox", $"0 0 {SvgElement.Number(size.Width)} {SvgElement.Number(Math.Ceiling(height))}")
        .With("role", "group").With("aria-label", $"{ChartText.Clean(Title)}: {Table.Rows.Count} points");

    /// <summary>A point of the picture: a link where its label has an address; always focusable, with a name that says everything about it.</summary>
    /// <param name="hover">Its name is shown under the pointer too. A link always shows it: its name is its title there, as a label has to begin with the text seen (WCAG 2.5.3).</param>
    protected static SvgElement Point(ChartLabel label, string said, string classes = "", bool hover = false)
    {
        if (label.Address is { } leading && Elsewhere().IsMatch(leading)) { throw new ArgumentException($"A point leads to a page of the portal, not to \"{leading}\".", nameof(label)); }
        var name = $"{ChartText.Isolated(ChartText.Cut(ChartLabel.Shown(label.Text), 300))}: {said}";
        var point = label.Address is { } address ? new SvgElement("a").With("href", address) : new SvgElement("g").With("role", "img");
        return point.With("class", classes.Length == 0 ? "point" : $"point {classes}").With("tabindex", "0").With("aria-label", label.Address is null ? name : null).With("lang", label.Language)
            .Add(hover || label.Address is not null ? new SvgElement("title").Text(name) : null);
    }

    /// <summary>A scheme, or another host.</summary>
    [GeneratedRegex(@"^[^/?#]*:|^[/\\]{2}|[\x00-\x20]")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,63}$")]
    private static partial Regex Identifier();
}
