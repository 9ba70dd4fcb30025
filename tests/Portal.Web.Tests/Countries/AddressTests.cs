using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Core.Survey;
using Portal.Web.Charts;
using Portal.Web.Countries;

namespace Portal.Web.Tests.Countries;

/// <summary>An address is a view: read, written and read again it stays the same.</summary>
public sealed class AddressTests
{
    private static readonly SurveyFigures s_figures = SampleFigures.Figures;

    [Fact]
    public void Every_measure_and_order_comes_back_from_its_address()
    {
        var measures = s_figures.Probes.Select(p => (Measure)new AnswerShare(p.Id)).Concat(s_figures.Categories.Select(c => new CategoryMean(c)))
            .Concat(s_figures.Survey.Countries.Select(c => new SimilarityTo(c.Iso3))).ToList();
        Assert.Equal(237 + 11 + 65, measures.Count);
        Assert.All(from measure in measures from sort in CountriesView.Sorts select new CountriesView(measure, sort), view =>
            Assert.Equal((view.Measure, view.Sort, 0), Again(view, CountriesView.Parse) is var again ? (again.Measure, again.Sort, again.Problems.Count) : default));
    }

    [Fact]
    public void Every_comparison_comes_back_from_its_address()
    {
        var countries = s_figures.Survey.Countries;
        var views = from first in Enumerable.Range(0, countries.Count)
                    from category in s_figures.Categories.Append(null)
                    select new CompareView([.. Enumerable.Range(0, 2 + first % 5).Select(i => countries[(first + 7 * i) % countries.Count])], category, first % 2 == 0);
        Assert.All(views, view =>
        {
            var again = Again(view, CompareView.Parse);
            Assert.Equal(view.Countries, again.Countries);
            Assert.Equal((view.Category, view.ShowsAll, 0), (again.Category, again.ShowsAll, again.Problems.Count));
        });
    }

    [Theory]
    [InlineData("trust")]
    [InlineData("a+b & c=d #e ~f?")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("دین در زندگی")]
    [InlineData("100%")]
    [InlineData("Ђорђе \u200c x")]
    public void Any_search_comes_back_from_its_address(string words)
    {
        var view = new QuestionsView(words, s_figures.Categories[3]);
        Assert.Equal(view, Again(view, QuestionsView.Parse) with { Problems = view.Problems });
    }

    [Fact]
    public void Every_question_and_country_comes_back_from_its_path()
    {
        Assert.All(s_figures.Probes, probe => Assert.Equal(probe, QuestionView.Parse(new QuestionView(probe, null).ToAddress().Split('/')[1], new QueryCollection(), s_figures).Probe));
        Assert.All(s_figures.Survey.Countries, country => Assert.Equal(country, CountryView.Parse(new CountryView(country).ToAddress().Split('/')[1], s_figures).Country));
    }

    [Theory]
    [InlineData("?measure=answer:Q60x", "no probe \"Q60x\"", "did you mean Q60")]
    [InlineData("?measure=category:religious-value", "no category", "did you mean religious-values")]
    [InlineData("?measure=similarity:PKA", "no country \"PKA\"", "did you mean PAK")]
    [InlineData("?measure=similar:PAK", "no measure", "did you mean similarity")]
    [InlineData("?sort=low", "Sort:", "did you mean lowest")]
    public void A_value_that_is_none_is_named_with_what_may_be_meant(string query, string named, string remedy)
    {
        var view = CountriesView.Parse(Query(query), s_figures);
        var problem = Assert.Single(view.Problems);
        Assert.Contains(named, problem, StringComparison.Ordinal);
        Assert.Contains(remedy, problem, StringComparison.Ordinal);
        Assert.Equal(400, Assert.Throws<ChartViewException>(() => view.DrawWhole(s_figures)).Status);
        Assert.NotEmpty(view.Draw(s_figures).Charts);
    }

    [Theory]
    [InlineData("?c=DEU", "needs two countries", "DEU PAK")]
    [InlineData("?c=PAK~DEU~PAK", null, "PAK DEU")]
    [InlineData("?c=PAK~ZZZ", "no country \"ZZZ\"", "PAK DEU")]
    [InlineData("?c=DEU~PAK~USA~IND~KOR~VNM~SRB", "at most 6", "DEU PAK USA IND KOR VNM")]
    public void A_comparison_has_two_to_six_countries(string query, string? problem, string shown)
    {
        var view = CompareView.Parse(Query(query), s_figures);
        Assert.Equal(shown, string.Join(' ', view.Countries.Select(c => c.Iso3)));
        if (problem is null) { Assert.Empty(view.Problems); }
        else { Assert.Contains(problem, Assert.Single(view.Problems), StringComparison.Ordinal); }
    }

    [Fact]
    public void A_long_value_is_cut_before_it_is_repeated() =>
        Assert.InRange(Assert.Single(CountriesView.Parse(Query("?measure=" + new string('x', 10_000)), s_figures).Problems).Length, 1, 400);

    private static T Again<T>(T view, Func<IQueryCollection, SurveyFigures, T> parse) where T : PageView =>
        parse(Query(view.ToAddress() is var address && address.Contains('?', StringComparison.Ordinal) ? address[address.IndexOf('?', StringComparison.Ordinal)..] : ""), s_figures);

    private static QueryCollection Query(string query) => new(QueryHelpers.ParseQuery(query));
}
