using Portal.Web.Charts;
using Portal.Web.Charts.Export;
using Portal.Web.Charts.Maps;
using Portal.Web.Playground;

namespace Portal.Web.Tests.Charts;

/// <summary>Charts of the survey's own figures, and of labels that nobody should be able to do harm with.</summary>
internal static class SampleCharts
{
    public static readonly PortalRoot Root = PortalRoot.Find();
    public static readonly ChartStyle Style = ChartStyle.Load(Root);
    public static readonly WorldMap World = WorldMap.Load(Root);

    public static readonly ChartProvenance Provenance = new("World Values Survey, wave 7, figures wvs7-marginals 1.0.0 (Haerpfer et al. 2022)", "1.0.0")
    {
        ProbeSet = "wvs7-en 1.0.0",
        MidpointRule = "half for each side",
        Further = [("Weights", "W_WEIGHT")],
    };

    /// <summary>Labels of every kind that has broken a page, a spreadsheet or a typesetter.</summary>
    public static readonly string[] HostileLabels =
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "]]>&amp;<!--", "=HYPERLINK(\"https://x.example\")", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "a,b\"c\"\nd",
        "\u202eevil\u202c txt", "\u2067right", "دین در زندگی من مهم است", "মানুষ", "한국어 라벨", "Ελληνικά", "Đặng ế ș ț ğ İ ı ł", "\\input{/etc/passwd} $x$ #1 50% a_b ~ ^ [x] *",
        "\0\u0001\u001b[31m", "\ud800 half a pair \udc00", "\uffff", "e" + new string('\u0301', 500), "", " ", new string('W', 10_000), string.Join(' ', Enumerable.Repeat("word", 2_000)),
        "👩‍👩‍👧‍👧 family", "{{7*7}} @Model ${x}",
    ];

    public static IReadOnlyList<(string Iso3, string Name)> Societies { get; } =
        [.. SurveyLibrary.Load(Root).Survey.Countries.Select(country => (country.Iso3, country.Name))];

    /// <summary>65 rows of figures that follow from their position; every ninth is missing.</summary>
    public static ChartValue? Value(int at) => at % 9 == 5 ? null : new(0.08 + 0.0137 * (at * 37 % 65), 0.05 + 0.0137 * (at * 37 % 65), 0.11 + 0.0137 * (at * 37 % 65), 1000 + at);

    public static BarChart Bars(int rows = 65) => new("bars", "Religion is important in my life", ChartUnit.Share, Provenance,
        [.. Enumerable.Range(0, rows).Select(at => new BarRow(Label(at), Value(at), Societies[at % 65].Iso3 == "DEU"))])
    {
        Missing = "not asked",
        Intervals = "95 % Wilson intervals over the respondents",
        LabelName = "Society",
    };

    public static DumbbellChart Dumbbells(int rows = 237) => new("pairs", "Germany and Pakistan, question by question", ChartUnit.Share, ChartUnit.Points, Provenance,
        [new ChartLabel("Germany") { Code = "DEU" }, "Pakistan"],
        [.. Enumerable.Range(0, rows).Select(at =>
        {
            var first = 0.5 + 0.45 * Math.Sin(at);
            ChartValue? second = at % 31 == 7 ? null : new(0.5 + 0.4 * Math.Sin(at * 1.3), 0.47 + 0.4 * Math.Sin(at * 1.3), 0.53 + 0.4 * Math.Sin(at * 1.3), 1995);
            return new DumbbellRow(new ChartLabel($"How important religion is in life, as question {at} asks it of people") { Code = $"Q{at}" },
                [new(first, first - 0.03, first + 0.03, 1522), second], second is null ? null : Math.Abs(first - second.Value) > 0.06);
        })])
    { Missing = "not asked", LabelName = "Question" };

    public static ScatterChart Scatter() => new("plane", "Societies by their answers", new ChartUnit("component score", "", 1, 2), Provenance,
        new("First component", 0.312), new("Second component", 0.127),
        [.. Societies.Select((society, at) => new ScatterPoint(new ChartLabel(society.Name) { Code = society.Iso3 }, 3.1 * Math.Sin(at * 1.7) * (at % 7) / 3, 1.4 * Math.Cos(at * 2.3) * (at % 5) / 2, society.Iso3 == "DEU"))]);

    public static MapChart Map() => new("map", "Religion is important in my life", ChartUnit.Share, Provenance, World,
        [.. Societies.Select((society, at) => new MapValue(society.Iso3, society.Name, Value(at), society.Iso3 == "DEU"))])
    { Missing = "not asked", Note = "Darker is more." };

    public static BarChart HostileBars() => new("hostile", HostileLabels[0], ChartUnit.Share, Provenance with { MidpointRule = HostileLabels[1], Further = [(HostileLabels[2], HostileLabels[10])] },
        [.. HostileLabels.Select((label, at) => new BarRow(new ChartLabel(label) { Code = label, Language = "fa", Address = at % 2 == 0 ? "countries/DEU" : null }, Value(at)))])
    { Note = HostileLabels[17], Missing = HostileLabels[3] };

    public static DumbbellChart HostileDumbbells() => new("hostile", HostileLabels[18], ChartUnit.Share, ChartUnit.Points, Provenance,
        [.. HostileLabels.Skip(10).Take(6).Select(label => new ChartLabel(label))],
        [.. HostileLabels.Select((label, at) => new DumbbellRow(label, [.. Enumerable.Range(0, 6).Select(s => Value(at + s))], at % 2 == 0))]);

    public static ScatterChart HostileScatter() => new("hostile", HostileLabels[0], new ChartUnit("score"), Provenance, new(HostileLabels[0], 0.5), new(HostileLabels[10]),
        [.. HostileLabels.Select((label, at) => new ScatterPoint(label, at, at % 3))]);

    public static MapChart HostileMap() => new("hostile", HostileLabels[0], ChartUnit.Share, Provenance, World,
        [.. Societies.Select((society, at) => new MapValue(society.Iso3, HostileLabels[at % HostileLabels.Length], Value(at)))]);

    public static TheoryData<string> Kinds => ["bars", "dots", "dumbbells", "scatter", "map", "hostile bars", "hostile dumbbells", "hostile scatter", "hostile map", "nothing", "all missing"];

    public static Chart Of(string kind) => kind switch
    {
        "bars" => Bars(),
        "dots" => Bars() with { Marks = BarMarks.Dots },
        "dumbbells" => Dumbbells(),
        "scatter" => Scatter(),
        "map" => Map(),
        "hostile bars" => HostileBars(),
        "hostile dumbbells" => HostileDumbbells(),
        "hostile scatter" => HostileScatter(),
        "hostile map" => HostileMap(),
        "nothing" => Bars(0),
        "all missing" => new MapChart("missing", "Nobody was asked", ChartUnit.Cosine, Provenance, World, [.. Societies.Select(society => new MapValue(society.Iso3, society.Name, null))]),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static ChartLabel Label(int at) => new(Societies[at % 65].Name) { Code = Societies[at % 65].Iso3, Address = $"countries/{Societies[at % 65].Iso3}" };
}
