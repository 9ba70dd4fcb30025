using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Subwords;

/// <summary>Takes the longest token that fits, from left to right (Devlin et al. 2019); a word that cannot be covered is unknown as a whole.</summary>
internal sealed class WordPiece(IReadOnlyDictionary<string, int> vocabulary, int unknown, string continuingPrefix, int maxCharactersPerWord) : ISubwordModel
{
    private readonly PieceTrie _beginnings = new(vocabulary);
    private readonly PieceTrie _continuations = new(vocabulary
        .Where(token => token.Key.StartsWith(continuingPrefix, StringComparison.Ordinal)).Select(token => KeyValuePair.Create(token.Key[continuingPrefix.Length..], token.Value)));

    public void Encode(string word, List<Subword> tokens)
    {
        var before = tokens.Count;
        var fits = word.Length <= maxCharactersPerWord || word.EnumerateRunes().Count() <= maxCharactersPerWord;
        for (var start = 0; start < word.Length && fits;)
        {
            var (length, id) = (start == 0 ? _beginnings : _continuations).Longest(word, start);
            fits = length > 0;
            if (fits) { tokens.Add(new Subword(id, start, start + length)); }
            start += length;
        }
        if (fits) { return; }
        tokens.RemoveRange(before, tokens.Count - before);
        tokens.Add(new Subword(unknown, 0, word.Length));
    }
}
