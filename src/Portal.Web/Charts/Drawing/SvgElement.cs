using System.Globalization;

namespace Portal.Web.Charts.Drawing;

/// <summary>An element of a picture. Texts stay texts until <see cref="SvgWriter"/> or the page's renderer escapes them.</summary>
/// <param name="name">The element's name; the program's own, never a reader's.</param>
public sealed class SvgElement(string name)
{
    private readonly List<(string Name, string Value)> _attributes = [];
    private readonly List<object> _children = [];

    public string Name { get; } = name;
    public IReadOnlyList<(string Name, string Value)> Attributes => _attributes;

    /// <summary>Elements and strings.</summary>
    public IReadOnlyList<object> Children => _children;

    /// <summary>Every element below this one, itself included.</summary>
    public IEnumerable<SvgElement> Descendants() => _children.OfType<SvgElement>().SelectMany(child => child.Descendants()).Prepend(this);

    /// <param name="value"><see langword="null"/> leaves the attribute out.</param>
    public SvgElement With(string attribute, string? value)
    {
        if (value is not null) { _attributes.Add((attribute, ChartText.Clean(value))); }
        return this;
    }

    public SvgElement With(string attribute, double value) => With(attribute, Number(value));

    public SvgElement Add(params IEnumerable<SvgElement?> children)
    {
        _children.AddRange(children.OfType<SvgElement>());
        return this;
    }

    public SvgElement Text(string text)
    {
        _children.Add(ChartText.Clean(text));
        return this;
    }

    public string? this[string attribute] => _attributes.FirstOrDefault(a => a.Name == attribute).Value;

    /// <summary>A copy whose links are plain groups: in a file of its own a relative address leads nowhere.</summary>
    public SvgElement WithoutLinks()
    {
        var copy = new SvgElement(Name == "a" ? "g" : Name);
        foreach (var (attribute, value) in _attributes) { if (attribute != "href" || Name != "a") { copy.With(attribute, value); } }
        if (Name == "a") { copy.With("role", "img"); }
        foreach (var child in _children)
        {
            if (child is SvgElement element) { copy.Add(element.WithoutLinks()); } else { copy.Text((string)child); }
        }
        return copy;
    }

    /// <summary>A coordinate with at most one decimal.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture) is var text && text == "-0" ? "0" : text;

    public static SvgElement Rect(double x, double y, double width, double height, string classes) =>
        new SvgElement("rect").With("class", classes).With("x", x).With("y", y).With("width", Math.Max(0, width)).With("height", height);

    public static SvgElement Path(FormattableString path, string classes) => new SvgElement("path").With("class", classes)
        .With("d", string.Format(CultureInfo.InvariantCulture, path.Format, [.. path.GetArguments().Select(a => (object)(a is double number ? Number(number) : a!))]));

    public static SvgElement Label(double x, double y, string text, string classes) =>
        new SvgElement("text").With("class", classes).With("x", x).With("y", y).Text(text);
}
