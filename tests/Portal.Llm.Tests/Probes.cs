using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Llm.Tests;

/// <summary>Probes of many shapes: candidates that hold each other, everyday words, several words, other scripts.</summary>
internal static class Probes
{
    public static Probe Government { get; } = English("I have _ confidence in the government.", "complete", "no");

    public static Probe Religion { get; } = English("Religion is _ to me.", "important", "unimportant");

    public static Probe Family { get; } = English("Family is _ in my life.", "important", "not important");

    public static Probe Women { get; } = English("I _ that men make better leaders than women.", "agree", "disagree");

    public static Probe Trust { get; } = English("Most people _ be trusted.", "can", "cannot");

    public static Probe Neighbours { get; } = English("I _ people of another religion.", "trust", "do not trust");

    public static Probe Worry { get; } = English("I am _ worried about losing my job.", "very", "not");

    public static Probe Tax { get; } = English("Cheating on taxes is not _ justifiable.", "always", "never");

    public static Probe Bribes { get; } = English("How many people take bribes: _ of them.", "a great many", "few or none");

    public static IReadOnlyList<Probe> InOtherLanguages { get; } =
    [
        In("de", "Familie ist _ in meinem Leben.", "wichtig", "unwichtig"),
        In("ro", "Familia este _ în viața mea.", "importantă", "neimportantă"),
        In("el", "Η οικογένεια είναι _ στη ζωή μου.", "σημαντική", "ασήμαντη"),
        In("ur", "خاندان میری زندگی میں _ ہے۔", "اہم", "غیر اہم"),
        In("fa", "خانواده در زندگی من _ است.", "مهم", "بی اهمیت"),
        In("tl", "Ang pamilya ay _ sa aking buhay.", "mahalaga", "hindi mahalaga"),
        In("id", "Keluarga _ dalam hidup saya.", "penting", "tidak penting"),
        In("ms", "Keluarga _ dalam hidup saya.", "penting", "tak penting"),
        In("bn", "পরিবার আমার জীবনে _।", "গুরুত্বপূর্ণ", "গুরুত্বহীন"),
        In("sr", "Породица је _ у мом животу.", "важна", "неважна"),
        In("tr", "Ailem benim için _.", "önemli", "önemsiz"),
        In("vi", "Gia đình _ trong cuộc sống của tôi.", "rất quan trọng", "không quan trọng"),
        In("ko", "가족은 내 인생에서 _.", "중요하다", "중요하지 않다"),
    ];

    public static IReadOnlyList<Probe> All { get; } =
        [Government, Religion, Family, Women, Trust, Neighbours, Worry, Tax, Bribes, .. InOtherLanguages];

    public static Probe In(string language) => InOtherLanguages.Single(probe => probe.Language == language);

    public static IReadOnlyList<Demonstration> Demonstrations { get; } =
    [
        new(English("I have _ confidence in the courts.", "complete", "no"), Side.Second, 71.2),
        new(English("I have _ confidence in parliament.", "complete", "no"), Side.Second, 64),
        new(English("Politics is _ to me.", "important", "unimportant"), Side.First, 20.5),
    ];

    private static Probe English(string template, string first, string second) => In("en", template, first, second);

    private static Probe In(string language, string template, string first, string second) => new("Q1", "Q1", "Values", language, template, first, second);
}
