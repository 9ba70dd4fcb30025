using System.Text;

namespace Portal.Models.Tokenizers;

/// <summary>The reversible alphabet of byte-level tokenizers (Radford et al. 2019): each byte is written as one printable character.</summary>
internal static class ByteLevel
{
    private static readonly char[] Letters = MakeLetters();
    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(value => Letters[value], value => (byte)value);

    /// <summary>The 256 characters, in order of code point: a byte-level vocabulary starts with them.</summary>
    public static IEnumerable<char> Alphabet => Letters.Order();

    public static char Letter(byte value) => Letters[value];

    public static string Encode(ReadOnlySpan<char> text)
    {
        var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = Encoding.UTF8.GetBytes(text, utf8);
        return string.Create(count, utf8, static (letters, bytes) =>
        {
            for (var i = 0; i < letters.Length; i++) { letters[i] = Letters[bytes[i]]; }
        });
    }

    /// <summary>The text that the letters stand for; bytes that are no UTF-8 become U+FFFD. Characters outside the alphabet stand for themselves.</summary>
    public static string Decode(string letters)
    {
        var utf8 = new List<byte>(letters.Length);
        Span<byte> own = stackalloc byte[4];
        foreach (var rune in letters.EnumerateRunes())
        {
            if (rune.IsBmp && Bytes.TryGetValue((char)rune.Value, out var value)) { utf8.Add(value); }
            else { utf8.AddRange(own[..rune.EncodeToUtf8(own)]); }
        }
        return Encoding.UTF8.GetString([.. utf8]);
    }

    private static char[] MakeLetters()
    {
        var letters = new char[256];
        var shifted = 0;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            letters[value] = (char)(printable ? value : 256 + shifted++);
        }
        return letters;
    }
}
