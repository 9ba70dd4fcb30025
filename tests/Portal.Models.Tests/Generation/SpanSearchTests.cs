using Portal.Models.Architectures;
using Portal.Models.Generation;

namespace Portal.Models.Tests.Generation;

public class SpanSearchTests
{
    private const int Sentinel = 383, Vocabulary = 396;
    private static readonly int[] _source = [144, 263, Sentinel, 19, 1];
    private static readonly HashSet<int> _ends = [382, 1];

    /// <summary>With as many beams as tokens nothing is cut off: the search is the enumeration of all spans of up to one token.</summary>
    [GoldenFact]
    public void A_wide_beam_finds_the_most_probable_spans_of_all()
    {
        using var golden = Golden.Open("mt5");
        using var model = golden.OpenModel<Seq2SeqModel>();
        int[][] spans = [[], .. Enumerable.Range(0, Vocabulary).Where(id => !_ends.Contains(id)).Select(id => new[] { id })];
        var scores = new ContinuationScorer(model).Score([new ScoringRequest(_source, [.. spans.SelectMany(span => _ends.Select(end => (int[])[Sentinel, .. span, end]))])])[0];
        var expected = spans.Zip(scores.Chunk(_ends.Count), (span, ofEnds) => (Span: span, LogProbability: Math.Log(ofEnds.Sum(score => Math.Exp(score.Skip(1).Sum())))))
            .OrderByDescending(pair => pair.LogProbability).Take(20).ToList();

        var found = new SpanSearch(model).Search(_source, Sentinel, _ends, beams: Vocabulary, maxTokens: 1).Take(20).ToList();

        Assert.Equal(expected.Select(pair => pair.Span), found.Select(span => span.Ids));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.LogProbability, pair.Second.LogProbability, 1e-4));     // float32, order of accumulation
        Assert.All(found, span => Assert.True(span.Ended));
    }

    [GoldenFact]
    public void A_search_that_finds_no_end_returns_beginnings_and_leaves_no_tensor_behind()
    {
        using var golden = Golden.Open("mt5");
        using var model = golden.OpenModel<Seq2SeqModel>();
        var before = LiveTensors.Settled();

        var found = new SpanSearch(model).Search(_source, Sentinel, new HashSet<int>(), beams: 3, maxTokens: 4);

        Assert.Equal(3, found.Count);
        Assert.All(found, span => Assert.False(span.Ended));
        Assert.All(found, span => Assert.Equal(4, span.Ids.Count));
        Assert.True(found[0].LogProbability >= found[1].LogProbability && found[1].LogProbability >= found[2].LogProbability);
        Assert.Equal(before, TorchSharp.torch.Tensor.TotalCount);
        Assert.Contains("the source has the id 5000", Assert.Throws<ArgumentException>(() => new SpanSearch(model).Search([5000], Sentinel, _ends, 1, 1)).Message, StringComparison.Ordinal);
    }
}
