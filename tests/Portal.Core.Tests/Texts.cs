using FsCheck;
using FsCheck.Fluent;

namespace Portal.Core.Tests;

/// <summary>Generated texts.</summary>
internal static class Texts
{
    /// <summary>Up to eight of four letters, so that accidents are frequent.</summary>
    public static Arbitrary<string> Short { get; } = Of(8, "a", "b", "c", "d");

    /// <summary>
    /// Up to forty pieces in several scripts: words that repeat, punctuation, the white space of Python but not of .NET, combining marks, characters outside
    /// the basic plane, and surrogates that stand alone.
    /// </summary>
    public static Arbitrary<string> AnyScript { get; } = Of(
        40, "a", "b", "ab", "the ", "my ", " ", " ", "\t", "\u001C", "\u00A0", "\u3000", "\u200B", ".", "(", "_", "'", "¿",
        "é", "e\u0301", "\u0301", "ا", "ہے ", "한", "가 ", "漢", "字", "😀", "𠮷", "\uD83D", "\uDE00");

    private static Arbitrary<string> Of(int most, params string[] pieces) => Arb.From(
        from length in Gen.Choose(0, most)
        from text in Gen.ArrayOf(Gen.Elements(pieces), length)
        select string.Concat(text));
}
