using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Normalizers;

/// <summary>Rewrites a text before it is split; what it writes keeps its place in the original.</summary>
internal interface INormalizer
{
    NormalizedText Apply(NormalizedText text);
}

/// <summary>One after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<INormalizer> steps) : INormalizer
{
    public NormalizedText Apply(NormalizedText text) => steps.Aggregate(text, (current, step) => step.Apply(current));
}
