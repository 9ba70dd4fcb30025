using Portal.Core.Survey;
using Portal.Web.Charts;
using Portal.Web.Countries;

namespace Portal.Web.Tests.Countries;

/// <summary>What the pages' charts and sentences say follows from the survey's figures.</summary>
public sealed class FiguresTests
{
    private static readonly SurveyFigures s_figures = SampleFigures.Figures;

    [Theory]
    [InlineData("highest")]
    [InlineData("lowest")]
    [InlineData("name")]
    public void Countries_stand_in_the_order_asked_for_and_those_without_a_figure_last(string sort)
    {
        var view = new CountriesView(new AnswerShare(s_figures.Spreads.MinBy(s => s.Asked)!.Probe.Id), sort);
        var rows = view.Rows(s_figures);
        var known = rows.TakeWhile(r => r.Estimate is not null).Select(r => r.Estimate!.Value).ToList();
        Assert.Equal(65, rows.Count);
        Assert.Contains(rows, r => r.Estimate is null);
        if (sort == "name") { Assert.Equal(rows.Select(r => r.Country.Name).Order(StringComparer.InvariantCulture), rows.Select(r => r.Country.Name)); }
        else
        {
            Assert.Equal(sort == "lowest" ? known.Order() : known.OrderDescending(), known);
            Assert.All(rows.Skip(known.Count), r => Assert.Null(r.Estimate));
        }
        Assert.Equal(rows.Select(r => r.Country.Name), view.Draw(s_figures).Find("bars").Table.Rows.Select(r => r[0].Text));
    }

    [Fact]
    public void What_a_country_says_more_often_is_told_on_that_side()
    {
        var sayings = s_figures.DistinctiveOf("DEU").Take(CountryView.Most).Select(a => new DistinctiveSaying(s_figures.Probes[a.ProbeId], a)).ToList();
        Assert.Contains(sayings, s => s.Side == Side.Second);
        Assert.All(sayings, said =>
        {
            Assert.True(said.Value.Value > said.Others, said.Sentence);
            Assert.Contains(said.Probe.Candidate(said.Side), said.Sentence, StringComparison.Ordinal);
            Assert.InRange(said.Value.Value, said.Value.Low!.Value, said.Value.High!.Value);
        });
    }

    [Fact]
    public void The_chart_of_a_country_holds_the_sentences_figures()
    {
        var germany = CountryView.Parse("DEU", s_figures);
        var table = germany.Draw(s_figures).Find("distinctive").Table;
        Assert.Equal(s_figures.DistinctiveOf("DEU").Take(CountryView.Most).Select(a => a.ProbeId), table.Rows.Select(r => r[1].Text));
        Assert.Empty(germany.Missing(s_figures));
        Assert.Equal(["distinctive", "neighbours"], CountryView.Parse("IND", s_figures).Draw(s_figures).Charts.Select(c => c.Id));      // too few questions for means
        Assert.Equal(187, CountryView.Parse("IND", s_figures).Missing(s_figures).Count);
    }

    [Theory]
    [InlineData("DEU~PAK", 0.8369, 0.8286, 0.8474, 0.8248)]
    [InlineData("VNM~SRB", 0.8825, 0.8785, 0.8849, 0.8776)]
    public void The_papers_pairs_have_their_cosines_under_every_rule(string pair, double half, double leaveOut, double first, double second)
    {
        var view = new CompareView([.. pair.Split('~').Select(s_figures.Survey.Country)], null, false);
        var cosine = Assert.Single(view.Cosines(s_figures));
        Assert.Equal([half, leaveOut, first, second], new[] { MidpointRule.Half, MidpointRule.LeaveOut, MidpointRule.First, MidpointRule.Second }.Select(r => Math.Round(cosine.ByRule[r], 4)));
        Assert.Equal(half, cosine.Similarity!.Value, 4);
    }

    [Fact]
    public void A_comparison_shows_the_largest_differences_unless_all_are_asked_for()
    {
        var view = new CompareView([s_figures.Survey.Country("DEU"), s_figures.Survey.Country("PAK")], null, false);
        var (some, all) = ((DumbbellChart)view.Draw(s_figures).Charts[0], (DumbbellChart)(view with { ShowsAll = true }).Draw(s_figures).Charts[0]);
        Assert.Equal((CompareView.Most, 237), (some.Rows.Count, all.Rows.Count));
        Assert.Equal(all.Rows.Take(CompareView.Most).Select(r => r.Label), some.Rows.Select(r => r.Label));
        Assert.Contains(all.Rows, r => r.Told == false);
        var category = (DumbbellChart)(view with { Category = "Religious Values", ShowsAll = true }).Draw(s_figures).Charts[0];
        Assert.Equal(s_figures.Probes.Count(p => p.Category == "Religious Values"), category.Rows.Count);
    }

    [Fact]
    public void A_search_finds_questions_that_hold_every_word()
    {
        Assert.Contains(new QuestionsView("religion life", null).Found(s_figures), s => s.Probe.Id == "Q6");
        Assert.Equal(["Q6"], new QuestionsView("Q6 important", null).Found(s_figures).Where(s => s.Probe.Id == "Q6").Select(s => s.Probe.Id));
        Assert.Empty(new QuestionsView("religion xyzzy", null).Found(s_figures));
        Assert.Empty(new QuestionsView("xyzzy", null).Draw(s_figures).Charts);
        Assert.Equal(237, new QuestionsView(null, null).Found(s_figures).Count);
    }

    [Fact]
    public void Every_language_asks_the_question_and_Serbian_in_both_scripts()
    {
        var all = s_figures.InAllLanguages("Q6").ToList();
        Assert.Equal(Language.All.Count + 1, all.Count);
        Assert.Equal(["sr", "sr-Latn"], all.Where(l => l.Language.Tag.StartsWith("sr", StringComparison.Ordinal)).Select(l => l.Language.Tag));
        Assert.Equal(["ur", "fa"], all.Where(l => l.Language.IsRightToLeft).Select(l => l.Language.Tag));
    }

    [Fact]
    public void The_options_of_a_country_sum_to_all_its_answers()
    {
        var view = new QuestionView(s_figures.Probes["Q6"], s_figures.Survey.Country("IRN"));
        Assert.Equal(1, view.Draw(s_figures).Find("options").Values.Sum(v => v.Value), 3);
        Assert.DoesNotContain((view with { Country = null }).Draw(s_figures).Charts, c => c.Id == "options");
    }

    [Fact]
    public void Expensive_figures_are_computed_once()
    {
        Assert.Same(s_figures.Plane, s_figures.Plane);
        Assert.Same(s_figures.Values(new SimilarityTo("DEU")), s_figures.Values(new SimilarityTo("DEU")));
        Assert.Same(s_figures.Neighbours("DEU"), s_figures.Neighbours("DEU"));
        Assert.Same(s_figures.DistinctiveOf("DEU"), s_figures.DistinctiveOf("DEU"));
    }
}
