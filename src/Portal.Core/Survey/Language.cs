namespace Portal.Core.Survey;

/// <summary>The script that a language's probes are written in.</summary>
public enum Script
{
    Latin,
    Greek,
    Cyrillic,
    Arabic,
    Bengali,
    Hangul,
}

/// <summary>A language of the experiments.</summary>
/// <param name="Tag">BCP 47 tag.</param>
/// <param name="Name">English name.</param>
/// <param name="OwnName">The language's name for itself.</param>
/// <param name="Script">The script of its probes.</param>
/// <param name="Country">ISO 3166-1 alpha-3 code of the society that it stands for.</param>
public sealed record Language(string Tag, string Name, string OwnName, Script Script, string Country)
{
    /// <summary>The fourteen languages, in the order of the thesis (section 7.3).</summary>
    public static IReadOnlyList<Language> All { get; } =
    [
        new("en", "English", "English", Script.Latin, "USA"),
        new("ro", "Romanian", "română", Script.Latin, "ROU"),
        new("el", "Greek", "ελληνικά", Script.Greek, "GRC"),
        new("ur", "Urdu", "اردو", Script.Arabic, "PAK"),
        new("fa", "Persian", "فارسی", Script.Arabic, "IRN"),
        new("tl", "Tagalog", "Tagalog", Script.Latin, "PHL"),
        new("id", "Indonesian", "Bahasa Indonesia", Script.Latin, "IDN"),
        new("de", "German", "Deutsch", Script.Latin, "DEU"),
        new("ms", "Malay", "Bahasa Melayu", Script.Latin, "MYS"),
        new("bn", "Bengali", "বাংলা", Script.Bengali, "BGD"),
        new("sr", "Serbian", "српски", Script.Cyrillic, "SRB"),
        new("tr", "Turkish", "Türkçe", Script.Latin, "TUR"),
        new("vi", "Vietnamese", "Tiếng Việt", Script.Latin, "VNM"),
        new("ko", "Korean", "한국어", Script.Hangul, "KOR"),
    ];

    /// <summary>Serbian in Latin letters, made from the Cyrillic probes by <see cref="SerbianLatin"/>; no fifteenth language.</summary>
    public static Language SerbianInLatin { get; } = new("sr-Latn", "Serbian (Latin)", "srpski", Script.Latin, "SRB");

    /// <summary>Whether the language runs from right to left.</summary>
    public bool IsRightToLeft => Script == Script.Arabic;

    /// <summary>The value of the HTML attribute <c>dir</c>: <c>rtl</c> or <c>ltr</c>.</summary>
    public string Direction => IsRightToLeft ? "rtl" : "ltr";

    /// <summary>The language with a tag, in any case; <see langword="null"/> for one that is neither of the fourteen nor <see cref="SerbianInLatin"/>.</summary>
    public static Language? Find(string tag) => All.Append(SerbianInLatin).FirstOrDefault(l => string.Equals(l.Tag, tag, StringComparison.OrdinalIgnoreCase));
}
