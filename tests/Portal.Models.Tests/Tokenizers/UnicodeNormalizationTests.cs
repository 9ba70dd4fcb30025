using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Core.Unicode;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tests.Tokenizers;

/// <summary>The sums are those of Python 3.11's unicodedata (Unicode 14.0) over the same texts, each followed by a line feed.</summary>
public sealed class UnicodeNormalizationTests
{
    [Theory]
    [InlineData(NormalizationForm.FormC, "9cc65524a9d8082bf10840c616cd199bd2ac12ee49a3381bd6fb7957711f342b")]
    [InlineData(NormalizationForm.FormD, "b505598a484ab04ad1f0d3e9d772f4a536b012c63ec82132e4a7fba25a8d94f2")]
    [InlineData(NormalizationForm.FormKC, "06e7277bca1b5f061a23d4e0caee648a132aee7e3fe7ae21a6f460298c980a11")]
    [InlineData(NormalizationForm.FormKD, "d796bc2466011eef032f183cd5a0e9335aed43a191d6c20c137ee95f1fc98dc6")]
    public void Every_character_becomes_what_Python_makes_of_it(NormalizationForm form, string sum) =>
        Assert.Equal(sum, Sum(Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(code => new Rune(code).ToString()), form));

    [Theory]
    [InlineData(NormalizationForm.FormC, "870f64e4f317fe5d74242bef3d4d41e2c66879140406266b4c55824c453b09ea")]
    [InlineData(NormalizationForm.FormD, "3671c7032383bcf27bf1322bcff172833f3485bd7af8c4b48ff6ca1393e73912")]
    [InlineData(NormalizationForm.FormKC, "78726dbcc524de3de2ebbac9cfd9ed0821c197aff75523e9bb340dc5b070f1f4")]
    [InlineData(NormalizationForm.FormKD, "133287920c2027a2af6412b214ab58c40b1ead536323247891feea2f9fd7a6ba")]
    public void Marks_in_a_row_are_ordered_and_composed_as_in_Python(NormalizationForm form, string sum)
    {
        int[] pool =
        [
            0x41, 0x61, 0x1EA1, 0x300, 0x301, 0x323, 0x308, 0x327, 0x345, 0xAC00, 0x1100, 0x1161, 0x11A8, 0x11A7, 0x915, 0x93C, 0xDD9, 0xDCF, 0xDCA, 0xFB01, 0xFF76, 0xFF9E,
            0x1D15E, 0x338F, 0x2126, 0x110B9, 0x110BA, 0x20, 0xE33, 0x5D0, 0x5B7, 0x5BC,
        ];
        var state = 1L;
        int Next() => (int)((state = ((state * 1103515245) + 12345) % (1L << 31)) >> 8);
        var texts = Enumerable.Range(0, 20_000).Select(_ => string.Concat(Enumerable.Range(0, 8).Select(_ => new Rune(pool[Next() % pool.Length]).ToString())));

        Assert.Equal(sum, Sum(texts, form));
    }

    [Fact]
    public void Letters_beyond_the_basic_plane_are_seen_by_a_pattern_as_what_they_are()
    {
        foreach (var (letter, category) in new[] { ("𝔘", "Lu"), ("𝔫", "Ll"), ("𠮷", "Lo"), ("\U0001D165", "Mc"), ("𝟗", "Nd"), ("\U0001F600", "So"), ("\U00010100", "Po"), ("\U000E0001", "Cf") })
        {
            Assert.Equal([(1, 1 + letter.Length)], new CodePointRegex($@"\p{{{category}}}").Matches($" {letter} "));
        }
        Assert.Equal(UnicodeCategory.UppercaseLetter, Rune.GetUnicodeCategory("𝔘".EnumerateRunes().First()));
    }

    [Theory]
    [InlineData(@" ?[^(\s|[.,!?…。，、।۔،])]+", @" ?[^(\s|.,!?…。，、।۔،)]+")]
    [InlineData(@"[^\r\n\p{L}]?+\p{L}++|(?:a|b)*+c", @"(?>[^\r\n\p{L}]?)(?>\p{L}+)|(?>(?:a|b)*)c")]
    [InlineData(@"\w+|[^\w\s]+|\W", @"[\p{L}\p{M}\p{Nd}\p{Pc}]+|[^\p{L}\p{M}\p{Nd}\p{Pc}\s]+|[^\p{L}\p{M}\p{Nd}\p{Pc}]")]
    [InlineData(@"\p{N}{1,3}|[]\]a]+", @"\p{N}{1,3}|[\]\]a]+")]
    public void What_Oniguruma_reads_differently_is_written_for_this_engine(string pattern, string written) => Assert.Equal(written, OnigurumaPattern.ToDotNet(pattern));

    private static string Sum(IEnumerable<string> texts, NormalizationForm form)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts) { sum.AppendData(Encoding.UTF8.GetBytes(UnicodeNormalization.Normalize(text, form) + "\n")); }
        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }
}
