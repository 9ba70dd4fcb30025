using System.Text.Json;
using Portal.Core.Statistics;
using Portal.Core.Survey;

namespace Portal.Core.Tests;

/// <summary>Against numpy (tests/fixtures/stats); 1e-10 is the order of float64 sums.</summary>
public sealed class PrincipalComponentsTests
{
    private static readonly JsonElement _golden = JsonDocument.Parse(File.ReadAllBytes(ProjectFiles.Fixture("stats", "stats.json"))).RootElement;

    [Theory]
    [InlineData("random_8x5", 2)]
    [InlineData("anisotropic_20x6", 2)]
    [InlineData("wide_5x9", 2)]
    [InlineData("rank_one", 1)]
    public void Equal_numpys(string name, int defined)
    {
        var golden = _golden.GetProperty("pca").EnumerateArray().Single(p => p.GetProperty("name").GetString() == name);
        var found = PrincipalComponents.Of(Rows(golden.GetProperty("X")), defined);
        Close([Row(golden.GetProperty("mean"))], [found.Mean]);
        Close([.. Rows(golden.GetProperty("components")).Take(defined)], found.Components);
        Close([.. Rows(golden.GetProperty("projection")).Select(r => r[..defined])], found.Projection);
        Close([Row(golden.GetProperty("explained_variance"))[..found.Variances.Count]], [found.Variances]);
        Close([Row(golden.GetProperty("explained_variance_ratio"))[..defined]], [[.. Enumerable.Range(0, defined).Select(found.Explained)]]);
    }

    [Fact]
    public void Equal_rows_have_no_variance_to_explain() => Assert.Equal(0, PrincipalComponents.Of([[1, 2], [1, 2]], 1).Explained(0));

    [Fact]
    public void Cosines_of_profiles_equal_numpys()
    {
        var golden = _golden.GetProperty("cosine");
        var (left, right) = (Rows(golden.GetProperty("A")), Rows(golden.GetProperty("B")));
        string[] ids = [.. left[0].Select((_, i) => $"Q{i}")];
        double[][] found = [.. left.Select(a => right.Select(b => new Profile("A", ids, a).Cosine(new Profile("B", ids, b))).ToArray())];
        Close(Rows(golden.GetProperty("A_vs_B")), found);
    }

    private static void Close(IReadOnlyList<IReadOnlyList<double>> expected, IReadOnlyList<IReadOnlyList<double>> actual)
    {
        Assert.Equal(expected.Select(r => r.Count), actual.Select(r => r.Count));
        foreach (var (one, other) in expected.SelectMany(r => r).Zip(actual.SelectMany(r => r))) { Assert.Equal(one, other, 1e-10); }
    }

    private static double[][] Rows(JsonElement matrix) => [.. matrix.EnumerateArray().Select(Row)];

    private static double[] Row(JsonElement row) => [.. row.EnumerateArray().Select(v => v.GetDouble())];
}
