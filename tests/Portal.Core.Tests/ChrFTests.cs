using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Alignment;

namespace Portal.Core.Tests;

public sealed class ChrFTests
{
    [Fact]
    public void Scores_equal_the_reference_implementation()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(ProjectFiles.Fixture("chrf", "chrf.json")));
        var pairs = golden.RootElement.GetProperty("pairs").EnumerateArray().ToList();
        Assert.Equal(677, pairs.Count);
        Assert.All(pairs, pair =>
        {
            var (hypothesis, reference) = (pair.GetProperty("hyp").GetString()!, pair.GetProperty("ref").GetString()!);
            Assert.Equal(pair.GetProperty("chrf_pp").GetDouble(), ChrF.Score(hypothesis, reference), 1e-9);
            Assert.Equal(pair.GetProperty("chrf").GetDouble(), ChrF.Score(hypothesis, reference, wordOrder: 0), 1e-9);
            var index = new ChrFIndex([hypothesis, reference]);
            Assert.Equal(pair.GetProperty("chrf_pp").GetDouble(), index.Score(0, 1), 1e-9);
            Assert.Equal(pair.GetProperty("chrf_pp").GetDouble(), index.ScoresAgainst(reference)[0], 1e-9);
        });
    }

    [Fact]
    public void The_index_equals_the_pairwise_scores() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 6).SelectMany(n => Gen.ArrayOf(Texts.AnyScript.Generator, n))), Texts.AnyScript, (texts, stranger) =>
        {
            var index = new ChrFIndex(texts);
            var against = index.ScoresAgainst(stranger);
            for (var h = 0; h < texts.Length; h++)
            {
                for (var r = 0; r < texts.Length; r++) { Assert.Equal(ChrF.Score(texts[h], texts[r]), index.Score(h, r), 1e-9); }        // sums in another order
                Assert.Equal(ChrF.Score(texts[h], stranger), against[h], 1e-9);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_index_equals_the_pairwise_scores_of_the_english_probes()
    {
        var templates = ProjectFiles.EnglishProbes.Select(p => p.Template).ToList();
        var index = new ChrFIndex(templates);
        for (var i = 0; i < templates.Count; i += 7)
        {
            for (var j = 0; j < templates.Count; j += 5) { Assert.Equal(ChrF.Score(templates[i], templates[j]), index.Score(i, j), 1e-9); }
        }
    }

    [Fact]
    public void A_score_lies_between_0_and_100() =>
        Prop.ForAll(Texts.AnyScript, Texts.AnyScript, (hypothesis, reference) => ChrF.Score(hypothesis, reference) is >= 0 and <= 100 + 1e-9)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_scores_100_against_itself_unless_it_is_blank() =>
        Prop.ForAll(Texts.AnyScript, text => Math.Abs(ChrF.Score(text, text) - (ChrF.CodePoints(text).Count > 0 ? 100 : 0)) < 1e-9)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Swapping_the_texts_may_change_the_score() =>
        Assert.NotEqual(ChrF.Score("Tea is good.", "Tea."), ChrF.Score("Tea.", "Tea is good."));

    [Fact]
    public void White_space_between_words_does_not_count() =>
        Prop.ForAll(Texts.AnyScript, Texts.AnyScript, (hypothesis, reference) =>
            ChrF.Score(hypothesis.Replace(" ", " \u001F\u2003", StringComparison.Ordinal), reference).Equals(ChrF.Score(hypothesis, reference))).QuickCheckThrowOnFailure();
}
