using System.Buffers.Binary;
using System.Text;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Normalizers;

/// <summary>
/// SentencePiece's compiled normalisation rules (<c>precompiled_charsmap</c>): a double-array trie over UTF-8 whose leaves point to the replacement.
/// The longest rule at each place wins, as in SentencePiece; the Rust library looks at one grapheme at a time instead.
/// </summary>
internal sealed class CompiledCharsMap : INormalizer
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <exception cref="TokenizerException">The table is not one.</exception>
    public CompiledCharsMap(ReadOnlySpan<byte> compiled)
    {
        if (compiled.Length < 4) { throw Damaged("is too short"); }
        var size = BinaryPrimitives.ReadUInt32LittleEndian(compiled);
        if (size == 0 || size % 4 != 0 || size > compiled.Length - 4) { throw Damaged($"announces a trie of {size} bytes and has {compiled.Length}"); }
        _units = new uint[size / 4];
        for (var i = 0; i < _units.Length; i++) { _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(compiled[(4 + (4 * i))..]); }
        _replacements = compiled[(int)(4 + size)..].ToArray();
    }

    public NormalizedText Apply(NormalizedText text)
    {
        var result = new NormalizedTextBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var (end, replacement) = Rule(text.Text, start);
            if (replacement is null) { result.Keep(text, start, end); }
            else { result.Replace(text, start, end, replacement); }
            start = end;
        }
        return result.ToText();
    }

    /// <summary>The longest rule that matches at the place, or the single character there and null.</summary>
    public (int End, string? Replacement) Rule(string text, int start)
    {
        var end = start + Rune.GetRuneAt(text, start).Utf16SequenceLength;
        var leaf = -1;
        Span<byte> utf8 = stackalloc byte[4];
        var node = Follow(0, Unit(0));
        for (var position = start; position < text.Length;)
        {
            var rune = Rune.GetRuneAt(text, position);
            var count = rune.EncodeToUtf8(utf8);
            for (var i = 0; i < count; i++)
            {
                node ^= utf8[i];
                var unit = Unit(node);
                if ((unit & 0x800000FF) != utf8[i]) { return (end, leaf < 0 ? null : Replacement(leaf)); }
                node = Follow(node, unit);
                if (i == count - 1 && (unit >> 8 & 1) != 0) { (end, leaf) = (position + rune.Utf16SequenceLength, (int)(Unit(node) & 0x7FFFFFFF)); }
            }
            position += rune.Utf16SequenceLength;
        }
        return (end, leaf < 0 ? null : Replacement(leaf));
    }

    private static uint Follow(uint node, uint unit) => node ^ (unit >> 10 << (int)((unit & (1 << 9)) >> 6));

    private uint Unit(uint node) => node < _units.Length ? _units[node] : throw Damaged($"points to unit {node} of {_units.Length}");

    private string Replacement(int leaf)
    {
        if (leaf >= _replacements.Length) { throw Damaged($"points to replacement {leaf} of {_replacements.Length} bytes"); }
        var length = _replacements.AsSpan(leaf).IndexOf((byte)0);
        return Encoding.UTF8.GetString(_replacements.AsSpan(leaf, length < 0 ? _replacements.Length - leaf : length));
    }

    private static TokenizerException Damaged(string how) => new($"precompiled_charsmap {how}; fetch the file again");
}
