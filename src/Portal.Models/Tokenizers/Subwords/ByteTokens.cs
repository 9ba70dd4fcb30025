using System.Globalization;
using System.Text;

namespace Portal.Models.Tokenizers.Subwords;

/// <summary>The 256 tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, in which a tokenizer with byte fallback spells what it does not know.</summary>
internal sealed class ByteTokens
{
    private readonly int[] _ids;

    private ByteTokens(int[] ids) => _ids = ids;

    /// <returns>Null where the vocabulary has none of them.</returns>
    /// <exception cref="TokenizerException">It has some of them.</exception>
    public static ByteTokens? Find(IReadOnlyDictionary<string, int> vocabulary)
    {
        var ids = Enumerable.Range(0, 256).Select(value => vocabulary.TryGetValue($"<0x{value:X2}>", out var id) ? id : -1).ToArray();
        if (ids.All(id => id < 0)) { return null; }
        var missing = Array.IndexOf(ids, -1);
        return missing < 0 ? new ByteTokens(ids) : throw new TokenizerException($"byte fallback needs the token <0x{missing:X2}>, which is not in the vocabulary");
    }

    /// <summary>The byte that a token stands for, or null.</summary>
    public static byte? Value(string token) =>
        token is ['<', '0', 'x', _, _, '>'] && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    public void Spell(Rune rune, int start, List<Subword> tokens)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var value in utf8[..rune.EncodeToUtf8(utf8)]) { tokens.Add(new Subword(_ids[value], start, start + rune.Utf16SequenceLength)); }
    }
}
