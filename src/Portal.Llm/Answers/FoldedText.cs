using System.Globalization;
using System.Text;

namespace Portal.Llm.Answers;

/// <summary>What stands between a word and the one before it.</summary>
[Flags]
internal enum Gap
{
    /// <summary>White space, or nothing.</summary>
    None = 0,

    /// <summary>A quotation mark, a bracket or markdown emphasis.</summary>
    Mark = 1,

    /// <summary>Punctuation that ends a clause.</summary>
    Stop = 2,
}

/// <summary>A word of a folded line.</summary>
/// <param name="Text">Folded characters; <c>n't</c> is a word of its own, <c>not</c>.</param>
/// <param name="Before">What separates it from the word before.</param>
/// <param name="Next">The first character after it that is no white space; <c>'\0'</c> at the end.</param>
internal readonly record struct Word(string Text, Gap Before, char Next);

/// <summary>
/// Text as it is compared: case, compatibility forms, invisible characters and the spelling of one letter by several code points removed.
/// Written out because <see cref="string.Normalize()"/> does nothing under invariant globalization.
/// </summary>
internal static class FoldedText
{
    /// <summary>Marks over or under Latin, Greek and Cyrillic letters: the mark, the letters that hold it, and those letters without it.</summary>
    private static readonly (char Mark, string Composed, string Bare)[] _marks =
    [
        ('\u0300', "àèìòùầằềồờừǹẁỳѐѝ", "aeiouâăêôơưnwyеи"),
        ('\u0301', "áéíóúýćĺńŕśźấắếốớứΐάέήίΰόύώѓќ", "aeiouyclnrszâăêôơưϊαεηιϋουωгк"),
        ('\u0302', "âêîôûĉĝĥĵŝŵŷậệộ", "aeioucghjswyạẹọ"),
        ('\u0303', "ãñõĩũẫẵẽễỗỡữỹ", "anoiuâăeêôơưy"),
        ('\u0304', "āēīōū", "aeiou"),
        ('\u0306', "ăĕğĭŏŭặйў", "aegiouạиу"),
        ('\u0307', "ċėġż", "cegz"),
        ('\u0308', "äëïöüÿϊϋёї", "aeiouyιυеі"),
        ('\u0309', "ảẩẳẻểỉỏổởủửỷ", "aâăeêioôơuưy"),
        ('\u030A', "åů", "au"),
        ('\u030B', "őű", "ou"),
        ('\u030C', "čďěľňřšťž", "cdelnrstz"),
        ('\u031B', "ơư", "ou"),
        ('\u0323', "ạẹịọợụựỵ", "aeioơuưy"),
        ('\u0326', "șț", "st"),
        ('\u0326', "çģķļņŗşţ", "cgklnrst"),                                        // cedilla and comma below are one: Romanian is written with either
        ('\u0328', "ąęįų", "aeiu"),
        ('\u09BC', "\u09DC\u09DD\u09DF", "\u09A1\u09A2\u09AF"),                     // Bengali nukta
        ('\u09BE', "\u09CB", "\u09C7"),
        ('\u09D7', "\u09CC", "\u09C7"),
    ];

    /// <summary>Letters that are written in more than one way, and the way they are compared.</summary>
    private static readonly (string Variants, string Compared)[] _variants =
    [
        ("İıς", "iiσ"),
        ("\u0622\u0623\u0625\u0671", "\u0627\u0627\u0627\u0627"),                   // alef
        ("\u0624\u0626\u064A\u0649", "\u0648\u06CC\u06CC\u06CC"),                   // waw, yeh
        ("\u0643\u06C0\u06C1\u06C2\u06D5\u06D3", "\u06A9\u0647\u0647\u0647\u0647\u06D2"),     // kaf, heh, yeh barree
        ("’ʼʹ′´`＇", "'''''''"),
        ("\u0327", "\u0326"),
    ];

    private static readonly Dictionary<char, (char Bare, char Mark)> _decompositions =
        _marks.SelectMany(row => row.Composed.Zip(row.Bare, (composed, bare) => (composed, bare, row.Mark)))
            .ToDictionary(letter => letter.composed, letter => (letter.bare, letter.Mark));

    private static readonly Dictionary<char, char> _compared =
        _variants.SelectMany(row => row.Variants.Zip(row.Compared)).ToDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>The text folded: same words, same separators, no markup tags.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '<' && TagLength(text, i) is var length and > 0)
            {
                folded.Append(' ');
                i += length - 1;
            }
            else
            {
                Append(folded, text[i]);
            }
        }

        return folded.ToString();
    }

    /// <summary>The words of a folded line.</summary>
    public static List<Word> Words(ReadOnlySpan<char> folded)
    {
        var words = new List<Word>();
        var gap = Gap.Stop;         // the line begins a clause
        for (var i = 0; i < folded.Length;)
        {
            if (!IsInWord(folded, i))
            {
                gap |= GapOf(folded, i++);
                continue;
            }

            var start = i;
            while (i < folded.Length && IsInWord(folded, i)) { i++; }
            AddWord(words, folded[start..i].ToString(), gap, NextVisible(folded[i..]));
            gap = Gap.None;
        }

        return words;
    }

    /// <summary>The words alone.</summary>
    public static string[] Texts(string text) => [.. Words(Fold(text)).Select(word => word.Text)];

    /// <summary>Contractions become two words, so that "don't trust" and "do not trust" are the same.</summary>
    private static void AddWord(List<Word> words, string word, Gap before, char next)
    {
        var stem = word switch
        {
            "cannot" or "can't" => "can",
            "won't" => "will",
            _ when word.EndsWith("n't", StringComparison.Ordinal) && word.Length > 3 => word[..^3],
            _ => null,
        };
        words.Add(new Word(stem ?? word, before, next));
        if (stem is not null) { words.Add(new Word("not", Gap.None, next)); }
    }

    private static void Append(StringBuilder folded, char c)
    {
        if (c is >= '\uFF01' and <= '\uFF5E') { c = (char)(c - 0xFEE0); }             // full-width forms
        c = _compared.GetValueOrDefault(c, c);
        c = _compared.GetValueOrDefault(char.ToLowerInvariant(c), char.ToLowerInvariant(c));
        if (c is >= '\uAC00' and <= '\uD7A3') { AppendSyllable(folded, c); return; }
        if (_decompositions.TryGetValue(c, out var letter))
        {
            Append(folded, letter.Bare);
            AppendMark(folded, letter.Mark);
            return;
        }

        switch (char.GetUnicodeCategory(c))
        {
            case UnicodeCategory.Format:                                            // directional marks, zero-width joiners, soft hyphens
            case UnicodeCategory.NonSpacingMark when IsOptional(c):
                break;
            case UnicodeCategory.ModifierLetter when c == '\u0640':                   // tatweel
                break;
            case UnicodeCategory.NonSpacingMark:
                AppendMark(folded, c);
                break;
            case UnicodeCategory.DecimalDigitNumber:
                folded.Append((char)('0' + (int)char.GetNumericValue(c)));
                break;
            default:
                folded.Append(c);
                break;
        }
    }

    /// <summary>Marks of one letter in one order; a Greek accent is dropped, for capitals are written without.</summary>
    private static void AppendMark(StringBuilder folded, char mark)
    {
        const int Most = 3;         // no letter has more
        var end = folded.Length;
        while (end > 0 && folded.Length - end < Most && mark <= '\u036F' && folded[end - 1] is >= '\u0300' and <= '\u036F' && folded[end - 1] > mark) { end--; }
        if (mark is '\u0301' && end > 0 && folded[end - 1] is >= 'α' and <= 'ω') { return; }
        folded.Insert(end, mark);
    }

    /// <summary>A Hangul syllable as its letters (Unicode, section 3.12).</summary>
    private static void AppendSyllable(StringBuilder folded, char syllable)
    {
        var index = syllable - 0xAC00;
        folded.Append((char)(0x1100 + (index / 588))).Append((char)(0x1161 + (index % 588 / 28)));
        if (index % 28 > 0) { folded.Append((char)(0x11A7 + (index % 28))); }
    }

    /// <summary>Arabic vowel signs and variation selectors.</summary>
    private static bool IsOptional(char mark) =>
        mark is (>= '\u0610' and <= '\u061A') or (>= '\u064B' and <= '\u065F') or '\u0670' or (>= '\u06D6' and <= '\u06ED') or (>= '\uFE00' and <= '\uFE0F');

    private static bool IsInWord(ReadOnlySpan<char> text, int i) =>
        IsWordCharacter(text[i])
        || (text[i] == '\'' && i > 0 && i + 1 < text.Length && char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]));

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static Gap GapOf(ReadOnlySpan<char> text, int i) => text[i] switch
    {
        '.' or ',' or ';' or ':' or '!' or '?' or '…' or '—' or '–' or '،' or '؛' or '؟' or '۔' or '।' or '\u037E' or '·' or '|' => Gap.Stop,
        '-' => i > 0 && char.IsWhiteSpace(text[i - 1]) ? Gap.Stop : Gap.None,
        '\'' or '"' or '*' or '_' or '~' => Gap.Mark,
        var c => char.GetUnicodeCategory(c) is UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
            or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation ? Gap.Mark : Gap.None,
    };

    private static char NextVisible(ReadOnlySpan<char> rest)
    {
        foreach (var c in rest)
        {
            if (!char.IsWhiteSpace(c) && c is not ('*' or '_' or '~' or '"' or '\'')) { return c; }
        }

        return '\0';
    }

    /// <summary>The length of a markup tag at <paramref name="start"/>, 0 where there is none: <c>&lt;b&gt;</c>, <c>&lt;/answer&gt;</c>, <c>&lt;br/&gt;</c>.</summary>
    private static int TagLength(string text, int start)
    {
        const int Longest = 40;
        var end = text.IndexOf('>', start, Math.Min(Longest, text.Length - start));
        return end > start + 1 && (char.IsAsciiLetter(text[start + 1]) || text[start + 1] is '/' or '!') ? end - start + 1 : 0;
    }
}
