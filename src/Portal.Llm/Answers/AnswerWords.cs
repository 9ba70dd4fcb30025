using System.Collections.Frozen;

namespace Portal.Llm.Answers;

/// <summary>The <see cref="AnswerLexicon"/> of a language joined with the English one (models answer in English whatever they are asked in), folded for search.</summary>
internal sealed class AnswerWords
{
    /// <summary>What stands for the option that was shown first, and second.</summary>
    private static readonly (string First, string Second)[] _labelPairs =
    [
        ("a", "b"), ("1", "2"), ("first", "second"), ("one", "two"), ("former", "latter"), ("α", "β"), ("а", "б"), ("가", "나"), ("ক", "খ"), ("الف", "ب"),
        ("erste", "zweite"), ("ersteres", "letzteres"), ("birinci", "ikinci"), ("pertama", "kedua"), ("prima", "doua"), ("πρώτη", "δεύτερη"),
    ];

    /// <summary>English words that stand in any sentence: as a candidate they count only where they are clearly one.</summary>
    private const string EverydayWords = "yes|can|all|none|once|very|some|any|most|more|less|many|few|much|too|do|does|is|are|have|has|should|must|will|would|so|only|both";

    private static readonly FrozenDictionary<string, bool> _labels = _labelPairs
        .SelectMany(pair => new[] { (Word: Folded(pair.First), IsFirst: true), (Word: Folded(pair.Second), IsFirst: false) })
        .ToFrozenDictionary(label => label.Word, label => label.IsFirst);

    private static readonly FrozenDictionary<string, AnswerWords> _byLanguage = AnswerLexicon.Rows
        .ToFrozenDictionary(row => row.Language, row => new AnswerWords([row, AnswerLexicon.Rows[0]]));

    private readonly FrozenSet<string> _markers;
    private readonly FrozenSet<string> _leadIns;
    private readonly FrozenSet<string> _negators;
    private readonly FrozenSet<string> _everyday;
    private readonly string[][] _contrasts;
    private readonly string[][] _refusals;
    private readonly string[][] _weakRefusals;

    private AnswerWords(IReadOnlyList<AnswerLexicon> rows)
    {
        _markers = Singles(rows.Select(row => row.Markers));
        _leadIns = Singles(rows.SelectMany(row => new[] { row.Markers, row.LeadIns }));
        _negators = Singles(rows.Select(row => row.Negators));
        _everyday = Singles(rows.Select(row => row.Negators).Append(EverydayWords));
        _contrasts = Phrases(rows.Select(row => row.Contrasts));
        _refusals = Phrases(rows.Select(row => row.Refusals));
        _weakRefusals = Phrases(rows.Select(row => row.WeakRefusals));
        NegatorsFollow = rows[0].Language is "tr" or "fa" or "ur" or "bn" or "ko";
    }

    /// <summary>The words for a language, by its BCP 47 tag; English for one without a row.</summary>
    public static AnswerWords Of(string language)
    {
        var primary = language.Split('-', '_')[0].ToLowerInvariant();
        return _byLanguage.GetValueOrDefault(primary == "ms" ? "id" : primary) ?? _byLanguage["en"];
    }

    /// <summary>Whether the word stands for the option that was shown first (true) or second (false); <see langword="null"/> for neither.</summary>
    public static bool? Label(string word) => _labels.TryGetValue(word, out var isFirst) ? isFirst : null;

    /// <summary>Whether a negator stands behind what it negates: Turkish <c>değil</c>, Persian <c>نیست</c>.</summary>
    public bool NegatorsFollow { get; }

    public bool IsMarker(string word) => _markers.Contains(word);

    public bool IsLeadIn(string word) => _leadIns.Contains(word);

    public bool IsNegator(string word) => _negators.Contains(word);

    /// <summary>Whether all of a candidate's words stand in any sentence.</summary>
    public bool IsEveryday(string[] candidate) => candidate.All(_everyday.Contains);

    /// <summary>Where a refusal begins; -1 for none.</summary>
    public int Refusal(ReadOnlySpan<Word> words) => IndexOf(words, _refusals, mayGoOn: true).Start;

    /// <summary>Where a refusal begins that counts only when nothing else is said; -1 for none.</summary>
    public int WeakRefusal(ReadOnlySpan<Word> words) => IndexOf(words, _weakRefusals, mayGoOn: true).Start;

    /// <summary>Where the words after a contrast begin; -1 for none.</summary>
    public int AfterContrast(ReadOnlySpan<Word> words) => IndexOf(words, _contrasts, mayGoOn: false).End;

    /// <summary>Whether a contrast begins the words.</summary>
    public bool BeginsContrast(ReadOnlySpan<Word> words) => LengthAt(words, _contrasts, mayGoOn: false) > 0;

    private static (int Start, int End) IndexOf(ReadOnlySpan<Word> words, string[][] phrases, bool mayGoOn)
    {
        for (var start = 0; start < words.Length; start++)
        {
            if (LengthAt(words[start..], phrases, mayGoOn) is var length and > 0) { return (start, start + length); }
        }

        return (-1, -1);
    }

    /// <summary>The length of the phrase that begins the words, 0 for none.</summary>
    /// <param name="words">The words.</param>
    /// <param name="phrases">What to look for.</param>
    /// <param name="mayGoOn">Whether a phrase's last word may be the beginning of a longer one, as in languages that inflect.</param>
    private static int LengthAt(ReadOnlySpan<Word> words, string[][] phrases, bool mayGoOn)
    {
        foreach (var phrase in phrases)
        {
            if (words.Length < phrase.Length) { continue; }
            var same = 0;
            while (same < phrase.Length && words[same].Text == phrase[same]) { same++; }
            var goesOn = mayGoOn && same == phrase.Length - 1 && words[same].Text.StartsWith(phrase[same], StringComparison.Ordinal);
            if (same == phrase.Length || goesOn) { return phrase.Length; }
        }

        return 0;
    }

    private static string Folded(string word) => string.Concat(FoldedText.Texts(word));

    private static FrozenSet<string> Singles(IEnumerable<string> lists) => Phrases(lists).SelectMany(phrase => phrase).ToFrozenSet();

    private static string[][] Phrases(IEnumerable<string> lists) => [.. lists.SelectMany(list => list.Split('|')).Distinct().Select(FoldedText.Texts)];
}
