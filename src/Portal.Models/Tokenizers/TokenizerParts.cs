using Portal.Models.Tokenizers.Decoders;
using Portal.Models.Tokenizers.Normalizers;
using Portal.Models.Tokenizers.PreTokenizers;
using Portal.Models.Tokenizers.Subwords;

namespace Portal.Models.Tokenizers;

/// <summary>What a tokenizer's files define; null parts do nothing.</summary>
internal sealed record TokenizerParts(IReadOnlyDictionary<string, int> Vocabulary, ISubwordModel Model)
{
    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    public INormalizer? Normalizer { get; init; }

    public IPreTokenizer? PreTokenizer { get; init; }

    public Template Template { get; init; } = Template.None;

    public IDecoder? Decoder { get; init; }

    public SpecialTokens Special { get; init; } = new();
}
