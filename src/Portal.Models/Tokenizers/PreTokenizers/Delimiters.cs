using System.Text;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.PreTokenizers;

/// <summary>The splits that need no parameters but a delimiter.</summary>
internal static class Delimiters
{
    /// <summary>Splits at white space.</summary>
    public static IPreTokenizer WhiteSpace { get; } = new PatternSplit(new CharacterPattern(Rune.IsWhiteSpace), SplitBehavior.Removed);

    /// <summary>Splits at spaces only, as SentencePiece does: its rules have already turned into spaces what they hold to be one (not U+0085).</summary>
    public static IPreTokenizer Space { get; } = new PatternSplit(new LiteralPattern(" "), SplitBehavior.Removed);

    /// <summary>Words and runs of punctuation.</summary>
    public static IPreTokenizer WordsAndPunctuation { get; } = new PatternSplit(new CodePointRegex(@"\w+|[^\w\s]+"), SplitBehavior.Removed, invert: true);

    /// <summary>White space goes, each punctuation mark stands alone (Devlin et al. 2019).</summary>
    public static IPreTokenizer Bert { get; } = new PreTokenizerSequence([WhiteSpace, Punctuation(SplitBehavior.Isolated)]);

    public static IPreTokenizer Punctuation(SplitBehavior behavior) => new PatternSplit(new CharacterPattern(IsPunctuation), behavior);

    public static IPreTokenizer Digits(bool individual) =>
        new PatternSplit(new CharacterPattern(Rune.IsNumber), individual ? SplitBehavior.Isolated : SplitBehavior.Contiguous);

    /// <summary>Unicode's punctuation, and all of ASCII that is neither letter, digit nor space.</summary>
    private static bool IsPunctuation(Rune rune) => rune.IsAscii ? rune.Value is > ' ' and < 0x7F && !Rune.IsLetterOrDigit(rune) : Rune.IsPunctuation(rune);
}
