using Portal.Core;

namespace Portal.Models.Training;

/// <summary>
/// BERT's denoising objective (Devlin et al. 2019, section 3.1): some tokens are to be told; of these most are hidden, some replaced by a random token and some left.
/// </summary>
/// <param name="MaskTokenId">Id that hides a token.</param>
/// <param name="VocabularySize">Random tokens are drawn from [0, this).</param>
/// <param name="Special">Ids that are never chosen.</param>
public sealed record MaskedLanguageModelling(int MaskTokenId, int VocabularySize, IReadOnlySet<int> Special)
{
    /// <summary>What a label is where nothing is to be told.</summary>
    public const int Ignored = -100;

    /// <summary>Share of tokens that are to be told.</summary>
    public double Density { get; init; } = 0.15;

    /// <summary>Share of these that are hidden.</summary>
    public double HiddenShare { get; init; } = 0.8;

    /// <summary>Share of these that are replaced by a random token.</summary>
    public double RandomShare { get; init; } = 0.1;

    /// <returns>The corrupted ids, and the labels: the token where it is to be told, <see cref="Ignored"/> elsewhere.</returns>
    public (int[] Ids, int[] Labels) Apply(IReadOnlyList<int> ids, SeededRandom random)
    {
        var (corrupted, labels) = (ids.ToArray(), Enumerable.Repeat(Ignored, ids.Count).ToArray());
        for (var i = 0; i < corrupted.Length; i++)
        {
            if (Special.Contains(ids[i]) || random.NextDouble() >= Density) { continue; }
            labels[i] = ids[i];
            var draw = random.NextDouble();
            if (draw < HiddenShare) { corrupted[i] = MaskTokenId; }
            else if (draw < HiddenShare + RandomShare) { corrupted[i] = random.NextInt(VocabularySize); }
        }
        return (corrupted, labels);
    }
}
