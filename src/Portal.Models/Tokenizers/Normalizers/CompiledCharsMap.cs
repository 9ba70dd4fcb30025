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
    /// <summary>Rules cover a few characters; the bound keeps a damaged table from running through the text.</summary>
    private const int LongestRule = 256;
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
        Check();
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
        var node = Follow(0, _units[0]);
        for (var position = start; position < text.Length && position - start < LongestRule;)
        {
            var rune = Rune.GetRuneAt(text, position);
            var count = rune.EncodeToUtf8(utf8);
            for (var i = 0; i < count; i++)
            {
                node ^= utf8[i];
                var unit = _units[node];
                if ((unit & 0x800000FF) != utf8[i]) { return (end, leaf < 0 ? null : Replacement(leaf)); }
                node = Follow(node, unit);
                if (i == count - 1 && (unit >> 8 & 1) != 0) { (end, leaf) = (position + rune.Utf16SequenceLength, (int)(_units[node] & 0x7FFFFFFF)); }
            }
            position += rune.Utf16SequenceLength;
        }
        return (end, leaf < 0 ? null : Replacement(leaf));
    }

    private static uint Follow(uint node, uint unit) => node ^ (unit >> 10 << (int)((unit & (1 << 9)) >> 6));

    /// <summary>Follows every path once: all units and replacements that a text can lead to are there.</summary>
    private void Check()
    {
        var (seen, open) = (new HashSet<uint>(), new Stack<uint>());
        open.Push(Follow(0, _units[0]));
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) { continue; }
            if ((node | 0xFF) >= _units.Length) { throw Damaged($"points to unit {node} of {_units.Length}"); }
            for (var label = 1u; label <= 0xFF; label++)
            {
                var unit = _units[node ^ label];
                if ((unit & 0x800000FF) != label) { continue; }
                var next = Follow(node ^ label, unit);
                open.Push(next);
                if ((unit >> 8 & 1) == 0) { continue; }
                if (next >= _units.Length || (_units[next] & 0x7FFFFFFF) >= _replacements.Length) { throw Damaged($"points to a replacement beyond its {_replacements.Length} bytes"); }
            }
        }
    }

    private string Replacement(int leaf)
    {
        var length = _replacements.AsSpan(leaf).IndexOf((byte)0);
        return Encoding.UTF8.GetString(_replacements.AsSpan(leaf, length < 0 ? _replacements.Length - leaf : length));
    }

    private static TokenizerException Damaged(string how) => new($"precompiled_charsmap {how}; fetch the file again");
}
