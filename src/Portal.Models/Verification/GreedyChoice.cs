using static TorchSharp.torch;

namespace Portal.Models.Verification;

/// <summary>The most probable token of every row, step by step. Every prompt has two rows, which must agree: they share its keys and values.</summary>
internal sealed class GreedyChoice
{
    public const int Samples = 2;

    private readonly List<Tensor> _chosen = [];
    private readonly List<Tensor> _margins = [];

    /// <param name="logits">[rows, 1, vocabulary]; row = prompt x samples + sample</param>
    /// <returns>[rows, 1]: the next input</returns>
    public Tensor Take(Tensor logits)
    {
        var (values, ids) = logits.topk(2, -1);                                      // [rows, 1, 2] each
        _chosen.Add(ids.select(-1, 0));
        _margins.Add(values.select(-1, 0) - values.select(-1, 1));
        return _chosen[^1];
    }

    /// <summary>The ids of the first samples, or of the others where those differ; and the smallest distance between the two best logits.</summary>
    public void Compare(Comparisons comparisons, string name)
    {
        var rows = cat([.. _chosen], 1).contiguous();
        rows = rows.view(rows.shape[0] / Samples, Samples, rows.shape[1]);
        var (first, second) = (rows.select(1, 0), rows.select(1, 1));
        // Where the samples disagree one of them is wrong: -1 is no id.
        comparisons.Ids($"{name}/continuation", first.masked_fill(first.ne(second), -1));
        comparisons.Forward($"{name}/min_top2_margin", cat([.. _margins], 1).min());
    }
}
