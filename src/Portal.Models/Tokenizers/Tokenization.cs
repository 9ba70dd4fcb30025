namespace Portal.Models.Tokenizers;

/// <summary>Where a token stands in its text, in UTF-16 units: <c>text[Start..End]</c>. Empty for a token that nothing in the text stands for.</summary>
public readonly record struct TokenSpan(int Start, int End);

/// <summary>
/// A text, or two, as a model reads it. Spans ascend and never overlap; what several tokens share (the bytes of one character, the letters of a ligature)
/// belongs to the first of them.
/// </summary>
public sealed class Tokenization
{
    private readonly List<int> _ids = [];
    private readonly List<string> _tokens = [];
    private readonly List<TokenSpan> _spans = [];
    private readonly List<int> _typeIds = [];
    private readonly List<int?> _sequences = [];

    public IReadOnlyList<int> Ids => _ids;

    /// <summary>The tokens' texts as they stand in the vocabulary.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>Each token's place in the text that it comes from.</summary>
    public IReadOnlyList<TokenSpan> Spans => _spans;

    /// <summary>Which segment embedding a token gets (<c>token_type_ids</c>).</summary>
    public IReadOnlyList<int> TypeIds => _typeIds;

    /// <summary>The text that a token comes from, 0 or 1; null for the tokens that the model wants around them.</summary>
    public IReadOnlyList<int?> Sequences => _sequences;

    /// <summary>1 for the tokens that the model wants around the text, 0 for the text's own.</summary>
    public IReadOnlyList<int> SpecialTokensMask => [.. _sequences.Select(sequence => sequence is null ? 1 : 0)];

    internal void Add(int id, string token, TokenSpan span, int typeId, int? sequence)
    {
        _ids.Add(id);
        _tokens.Add(token);
        _spans.Add(span);
        _typeIds.Add(typeId);
        _sequences.Add(sequence);
    }
}
