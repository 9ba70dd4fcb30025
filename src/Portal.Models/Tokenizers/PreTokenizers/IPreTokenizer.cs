using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.PreTokenizers;

/// <summary>Cuts a normalised text into words; the model encodes each of them by itself.</summary>
internal interface IPreTokenizer
{
    IEnumerable<NormalizedText> Split(NormalizedText text);
}

/// <summary>Each one cuts the words of the one before.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<IPreTokenizer> steps) : IPreTokenizer
{
    public IEnumerable<NormalizedText> Split(NormalizedText text) =>
        steps.Aggregate((IEnumerable<NormalizedText>)[text], (words, step) => words.SelectMany(step.Split));
}
