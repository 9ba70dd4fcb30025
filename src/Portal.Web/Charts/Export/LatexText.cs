using System.Collections.Frozen;
using System.Text;

namespace Portal.Web.Charts.Export;

/// <summary>
/// Texts for LaTeX, as text only. Letters with accents are written as accents, which every engine knows. Other letters stand in <c>\portaltext{text}{stand-in}</c>: pdflatex, which stops at
/// letters it has no font for, prints the stand-in.
/// </summary>
public static class LatexText
{
    /// <summary>The macro that <see cref="Escape"/> uses; only XeTeX and LuaTeX know <c>\Umathchar</c>.</summary>
    public const string Macro = @"\providecommand{\portaltext}[2]{\ifdefined\Umathchar#1\else#2\fi}";

    // Accent command, then letters with their plain letter. (The portal runs without ICU, which could take them apart.)
    private static readonly FrozenDictionary<int, string> s_accented = new[]
    {
        ('`', "ÀAÈEÌIÒOÙUàaèeìiòoùuẀWẁwỲYỳy"),
        ('\'', "ÁAÉEÍIÓOÚUÝYáaéeíióoúuýyĆCćcĹLĺlŃNńnŔRŕrŚSśsŹZźzḰKḱkḾMḿmṔPṕpẂWẃw"),
        ('^', "ÂAÊEÎIÔOÛUâaêeîiôoûuĈCĉcĜGĝgĤHĥhĴJĵjŜSŝsŴWŵwŶYŷyẐZẑz"),
        ('~', "ÃAÑNÕOãañnõoĨIĩiŨUũuṼVṽvẼEẽeỸYỹy"),
        ('"', "ÄAËEÏIÖOÜUäaëeïiöoüuÿyŸYḦHḧhẄWẅwẌXẍxẗt"),
        ('r', "ÅAåaŮUůuẘwẙy"),
        ('c', "ÇCçcĢGģgĶKķkĻLļlŅNņnŖRŗrŞSşsŢTţtȘSșsȚTțtḐDḑdḨHḩh"),
        ('=', "ĀAāaĒEēeĪIīiŌOōoŪUūuḠGḡg"),
        ('u', "ĂAăaĔEĕeĞGğgĬIĭiŎOŏoŬUŭu"),
        ('.', "ĊCċcĖEėeĠGġgİIŻZżzḂBḃbḊDḋdḞFḟfḢHḣhṀMṁmṄNṅnṖPṗpṘRṙrṠSṡsṪTṫtẆWẇwẊXẋxẎYẏy"),
        ('v', "ČCčcĎDďdĚEěeĽLľlŇNňnŘRřrŠSšsŤTťtŽZžz"),
        ('H', "ŐOőoŰUűu"),
        ('d', "ḄBḅbḌDḍdḤHḥhḲKḳkḶLḷlṂMṃmṆNṇnṚRṛrṢSṣsṬTṭtṾVṿvẈWẉwẒZẓzẠAạaẸEẹeỊIịiỌOọoỤUụuỴYỵy"),
    }.SelectMany(row => row.Item2.Chunk(2).Select(pair => (Letter: pair[0], Latex: Accent(row.Item1, pair[1])))).ToFrozenDictionary(entry => (int)entry.Letter, entry => entry.Latex);

    /// <summary>The text on one line, with nothing in it that LaTeX would act on.</summary>
    public static string Escape(string text)
    {
        var (latex, foreign) = (new StringBuilder(), new StringBuilder());
        void EndForeign()
        {
            if (foreign.Length == 0) { return; }
            latex.Append(@"\portaltext{").Append(foreign).Append("}{?}");
            foreign.Clear();
        }
        foreach (var rune in Components.Turns.ForeignText.Plain(text).EnumerateRunes())
        {
            if (Known(rune) is { } known) { EndForeign(); latex.Append(known); }
            else { foreign.Append(rune.ToString()); }
        }
        EndForeign();
        return latex.ToString();
    }

    private static string? Known(Rune rune) => rune.Value switch
    {
        '\\' => @"\textbackslash{}",
        '{' or '}' or '$' or '&' or '#' or '_' or '%' => @"\" + rune,
        '~' => @"\textasciitilde{}",
        '^' => @"\textasciicircum{}",
        '<' => @"\textless{}",
        '>' => @"\textgreater{}",
        '|' => @"\textbar{}",
        '"' => @"\textquotedblright{}",
        '`' => @"\textquoteleft{}",
        '-' => "{-}",                               // no dashes out of hyphens
        '[' or ']' or '*' => $"{{{rune}}}",         // after \\ they would be an option of it
        '\t' or '\n' or '\r' or 0x2028 or 0x2029 => " ",
        < 0x20 or 0x7f => "?",
        < 0x7f => rune.ToString(),
        0xa0 => "~",
        0x202f => @"\,",
        0x2010 or 0x2011 => "{-}",
        0x2013 => "--",
        0x2014 => "---",
        0x2018 => @"\textquoteleft{}",
        0x2019 => @"\textquoteright{}",
        0x201c => @"\textquotedblleft{}",
        0x201d => @"\textquotedblright{}",
        0x2026 => @"\ldots{}",
        0x2212 => "$-$",
        0xd7 => @"$\times$",
        0xb1 => @"$\pm$",
        0xb7 => @"$\cdot$",
        0x2264 => @"$\le$",
        0x2265 => @"$\ge$",
        0xdf => @"\ss{}",
        0xe6 => @"\ae{}",
        0xc6 => @"\AE{}",
        0x153 => @"\oe{}",
        0x152 => @"\OE{}",
        0xf8 => @"\o{}",
        0xd8 => @"\O{}",
        0x142 => @"\l{}",
        0x141 => @"\L{}",
        0x131 => @"\i{}",
        _ => s_accented.GetValueOrDefault(rune.Value),
    };

    /// <summary><c>\'{e}</c>; i and j lose their dot below an accent.</summary>
    private static string Accent(char accent, char letter) => $@"\{accent}{{{(letter is 'i' or 'j' && accent is not ('c' or 'd') ? $@"\{letter}" : letter.ToString())}}}";
}
