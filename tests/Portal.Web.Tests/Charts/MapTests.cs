using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Web.Charts.Drawing;
using Portal.Web.Charts.Maps;

namespace Portal.Web.Tests.Charts;

public sealed class MapTests
{
    [Fact]
    public void Every_society_has_a_shape_or_a_circle()
    {
        Assert.Equal(65, SampleCharts.Societies.Count);
        Assert.All(SampleCharts.Societies, society => Assert.True(SampleCharts.World.Shows(society.Iso3), $"{society.Iso3} has no place; add it to Places"));
        Assert.All(ChartSize.All, size =>
        {
            var points = SampleCharts.Map().Draw(size).Descendants().Where(element => element["tabindex"] is not null).ToList();
            Assert.All(points, point => Assert.Contains(point.Descendants(), element => element.Name is "path" or "circle"));
        });
    }

    [Fact]
    public void A_society_without_a_place_is_named()
    {
        var chart = new Portal.Web.Charts.MapChart("map", "Map", Portal.Web.Charts.ChartUnit.Share, SampleCharts.Provenance, SampleCharts.World, [new("XXX", "Atlantis", new(0.5))]);

        Assert.Equal("The map has no place for Atlantis; the table holds them.", chart.LeftOut);
        Assert.Null(SampleCharts.Map().LeftOut);
    }

    [Theory]                          // the paper's polynomial, computed apart from this code
    [InlineData(0, 0, 0, 0)]
    [InlineData(180, 0, 2.7066299836, 0)]
    [InlineData(0, 90, 0, 1.3173627592)]
    [InlineData(90, 45, 1.1598544991, 0.8602310855)]
    public void The_projection_is_Equal_Earth(double longitude, double latitude, double x, double y)
    {
        var (actualX, actualY) = EqualEarth.Project(longitude, latitude);

        Assert.Equal(x, actualX, 1e-6);
        Assert.Equal(y, actualY, 1e-6);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(5)]
    [InlineData(71)]
    public void The_projection_keeps_areas(double latitude)
    {
        const double Step = 1e-4;
        var (x0, _) = EqualEarth.Project(20, latitude);
        var (x1, _) = EqualEarth.Project(20 + Step, latitude);
        var (_, y0) = EqualEarth.Project(20, latitude);
        var (_, y1) = EqualEarth.Project(20, latitude + Step);

        // On this projection parallels are straight: dx/dλ · dy/dφ = cos φ on the unit sphere.
        var ratio = (x1 - x0) * (y1 - y0) / Math.Pow(Step * Math.PI / 180, 2);
        Assert.Equal(Math.Cos(latitude * Math.PI / 180), ratio, 1e-5);
    }

    [Fact]
    public void No_country_is_drawn_across_the_whole_map()
    {
        var paths = SampleCharts.Map().Draw(ChartSize.Wide).Descendants().Where(element => element["class"]?.StartsWith("shape", StringComparison.Ordinal) == true && element["d"] is not null);

        // Steps between neighbouring points: a ring that is not unwound at the 180th meridian has one of nearly the map's width, 980 units.
        var steps = paths.SelectMany(path => Regex.Matches(path["d"]!, "l([^zM]*)")).SelectMany(line => Regex.Matches(line.Groups[1].Value, @"-?\d+")).Select(step => int.Parse(step.Value, CultureInfo.InvariantCulture)).ToList();
        Assert.True(steps.Count > 1000);
        Assert.InRange(steps.Max(Math.Abs), 1, 150);
    }

    [Fact]
    public void A_damaged_map_file_is_named()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{"transform":{"scale":[1,1],"translate":[0,0]},"arcs":[],"objects":{"countries":{"geometries":[{"type":"Polygon","arcs":[[7]]}]}}}""");
            Assert.Contains(path, Assert.Throws<MapFileException>(() => TopoJson.Read(path)).Message, StringComparison.Ordinal);
            File.WriteAllText(path, "{}");
            Assert.Contains(path, Assert.Throws<MapFileException>(() => TopoJson.Read(path)).Message, StringComparison.Ordinal);
        }
        finally { File.Delete(path); }
        Assert.Contains("make run", Assert.Throws<MapFileException>(() => TopoJson.Read(path)).Message, StringComparison.Ordinal);
    }
}
