using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class LanguageTests
{
    private static readonly string[] _expectedRightToLeft = ["ur", "fa"];

    public static TheoryData<string> ProbeLanguages => [.. ProbeSet.Languages(ProjectFiles.ProbeFolder)];

    [Fact]
    public void The_fourteen_stand_for_the_countries_of_the_figures()
    {
        Assert.Equal(14, Language.All.Count);
        Assert.All(Language.All, l => Assert.Equal(ProjectFiles.Survey.CountryOf(l.Tag)!.Iso3, l.Country));
        Assert.Equal(_expectedRightToLeft, Language.All.Where(l => l.IsRightToLeft).Select(l => l.Tag));
        Assert.Equal("rtl", Language.Find("FA")!.Direction);
        Assert.Null(Language.Find("nl"));
    }

    [Fact]
    public void Every_languages_own_name_is_in_its_letters() =>
        Assert.All(Language.All, l => Assert.Empty(LanguageRules.Check(l.Tag, l.OwnName, l.OwnName, l.OwnName)));

    [Theory]
    [MemberData(nameof(ProbeLanguages))]
    public void The_projects_probes_keep_the_rules_of_their_language(string language)
    {
        var probes = ProbeSet.Load(ProjectFiles.ProbeFolder, language, ProjectFiles.Survey);
        Assert.Equal(237, probes.Count);
        Assert.NotNull(Language.Find(language));
        if (language == "en") { return; }
        var same = probes.Where(p => ProjectFiles.EnglishProbes[p.Id].Template == p.Template).Select(p => p.Id);
        Assert.Empty(same);                                             // no sentence was left in English
    }

    [Theory]
    [InlineData("el", "Η θρησκεία είναι α_.", "a", "β", "first", "contains a (U+0061), which is no letter of Greek (Greek script)")]
    [InlineData("el", "H θρησκεία _.", "α", "β", "template", "contains H (U+0048)")]                      // a Latin H that looks Greek
    [InlineData("sr", "Вера је _.", "важна", "невaжна", "second", "contains a (U+0061)")]
    [InlineData("sr", "Вера је _.", "важный", "неважна", "first", "contains ы (U+044B), which is no letter of Serbian")]
    [InlineData("de", "Religion ist _.", "wichtig", "нет", "second", "contains н (U+043D), which is no letter of German (Latin script)")]
    [InlineData("ko", "종교는 _.", "중요하다", "OK", "second", "contains O (U+004F)")]
    [InlineData("bn", "ধর্ম _।", "ভালো", "bad", "second", "contains b (U+0062)")]
    [InlineData("ur", "مذہب _ ہے۔", "اهم", "غیر اہم", "first", "contains ه (U+0647), where Urdu has ہ (U+06C1)")]
    [InlineData("fa", "دین _ است.", "مهم", "بي اهمیت", "second", "contains ي (U+064A), where Persian has ی (U+06CC)")]
    [InlineData("ro", "Religia este _.", "deşteaptă", "bună", "first", "contains ş (U+015F), where Romanian has ș (U+0219)")]
    [InlineData("vi", "Tôn giáo _.", "quan tro\u0323ng", "không", "first", "is not in Unicode normalization form C")]
    [InlineData("bn", "ধর্ম _।", "প্রি\u09DF", "ভালো", "first", "is not in Unicode normalization form C")]         // excluded from composition
    [InlineData("fa", "\u200Fدین _ است.", "مهم", "بد", "template", "contains U+200F, an invisible")]
    [InlineData("de", "Religion\u200C ist _.", "gut", "schlecht", "template", "contains U+200C, an invisible")]
    [InlineData("de", "Religion\u00A0ist _.", "gut", "schlecht", "template", "contains U+00A0, an invisible")]
    [InlineData("de", "Religion  ist _.", "gut", "schlecht", "template", "has white space at an end or twice in a row")]
    [InlineData("nl", "Religie is _.", "goed ", "slecht", "first", "has white space at an end")]
    public void A_foreign_or_invisible_character_is_named(string language, string template, string first, string second, string field, string problem)
    {
        var found = Assert.Single(LanguageRules.Check(language, template, first, second));
        Assert.Equal(field, found.Field);
        Assert.StartsWith(problem, found.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fa", "خانواده در زندگی من _ است.", "مهم", "بی\u200Cاهمیت")]
    [InlineData("nl", "Религия is _.", "α", "b")]                       // a language without a table
    [InlineData("de", "Die EU („Union“) ist zu 100 % _!", "gut", "schlecht")]
    public void What_a_language_writes_is_no_problem(string language, string template, string first, string second) =>
        Assert.Empty(LanguageRules.Check(language, template, first, second));

    [Theory]
    [InlineData("""{"id":"Q1","template":"Tea is _.","candidates":["good","плохо"]}""", 1, "candidates", "the second contains п (U+043F)")]
    [InlineData("""{"id":"Q1","template":"Te\u0301a is _.","candidates":["good","bad"]}""", 1, "template", "is not in Unicode normalization form C")]
    [InlineData("{\"id\":\"Q1\",\"template\":\"Tea is _.\",\"candidates\":[\"good\",\"bad\"]}\n{\"id\":\"Q2\",\"template\":\"Tea is _.\",\"candidates\":[\"fine\",\"poor\"]}",
        2, "template", "\"Tea is _.\" is also what Q1 on line 1 says")]
    [InlineData("{\"id\":\"Q1\",\"template\":\"Tea is _.\",\"candidates\":[\"good\",\"bad\"]}\n{\"id\":\"Q2\",\"template\":\"Tea _.\",\"candidates\":[\"is good\",\"is poor\"]}",
        2, "candidates", "\"Tea is good.\" is also what Q1 on line 1 says")]
    [InlineData("""{"id":"Q1","template":"\uD800 _.","candidates":["good","bad"]}""", 1, null, "is not valid JSON")]
    public void A_file_that_breaks_a_rule_is_refused(string text, int line, string? field, string problem)
    {
        using var survey = new SmallSurvey();
        var error = Assert.Throws<SurveyException>(() => survey.LoadProbes(text));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, field), (error.Line, error.Field));
    }

    [Theory]
    [InlineData("Љубав, њива, џеп", "Ljubav, njiva, džep")]
    [InlineData("ЉУБАВ ЊЕГОВА, ОЏАК", "LJUBAV NJEGOVA, ODŽAK")]
    [InlineData("КОЊ и БАЊ.", "KONJ i BANJ.")]
    [InlineData("Љ", "Lj")]
    [InlineData("Њ. Петровић", "Nj. Petrović")]
    [InlineData("Ђаци уче; ћерка _ шуми.", "Đaci uče; ćerka _ šumi.")]
    [InlineData("инјекција", "injekcija")]
    public void Serbian_is_written_in_either_alphabet(string cyrillic, string latin) => Assert.Equal(latin, SerbianLatin.Transliterate(cyrillic));

    [Fact]
    public void The_alphabet_becomes_the_alphabet() =>
        Assert.Equal("a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š", SerbianLatin.Transliterate("а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш"));

    [Fact]
    public void The_latin_twin_has_the_same_probes()
    {
        var serbian = new ProbeSet("sr", "1", [new Probe("Q6", "Q6", "Religious Values", "sr", "Вера ми је _.", "важна", "неважна")]);
        var twin = SerbianLatin.Twin(serbian);
        Assert.Equal(("sr-Latn", "1"), (twin.Language, twin.Version));
        Assert.Equal(new Probe("Q6", "Q6", "Religious Values", "sr-Latn", "Vera mi je _.", "važna", "nevažna"), twin.Single());
        Assert.Empty(LanguageRules.Check("sr-Latn", twin[0].Template, twin[0].First, twin[0].Second));
        Assert.Throws<ArgumentException>(() => SerbianLatin.Twin(ProjectFiles.EnglishProbes));
    }
}
