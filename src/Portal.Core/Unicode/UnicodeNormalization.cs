using System.Text;
using static Portal.Core.Unicode.UnicodeData;

namespace Portal.Core.Unicode;

/// <summary>The four normalisation forms (Unicode Standard Annex 15), segment by segment: nothing in one segment touches another.</summary>
public static class UnicodeNormalization
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    /// <summary>The text in a form; what <see cref="string.Normalize()"/> does not do under invariant globalization. No unpaired surrogates.</summary>
    public static string Normalize(string text, NormalizationForm form)
    {
        var normalized = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var end = SegmentEnd(text, start);
            normalized.Append(NormalizeSegment(text[start..end], form));
            start = end;
        }
        return normalized.ToString();
    }

    /// <summary>Where the segment ends that begins at start: before the next character that neither is reordered nor melts into those before it.</summary>
    public static int SegmentEnd(string text, int start)
    {
        for (var position = start; ;)
        {
            position += Rune.GetRuneAt(text, position).Utf16SequenceLength;
            if (position == text.Length || text[position] < 0x300) { return position; }
            var code = Rune.GetRuneAt(text, position).Value;
            var first = Decomposition(code, compatibility: true)?[0] ?? code;
            if (CombiningClass(first) == 0 && !ComposesBackwards(first) && !IsHangulVowelOrTail(first)) { return position; }
        }
    }

    /// <summary>A segment, as <see cref="SegmentEnd"/> cuts it, in a form.</summary>
    public static string NormalizeSegment(string segment, NormalizationForm form)
    {
        if (segment is [< '\u00A0']) { return segment; }
        var codes = new List<int>(segment.Length);
        foreach (var rune in segment.EnumerateRunes()) { Decompose(rune.Value, form is NormalizationForm.FormKC or NormalizationForm.FormKD, codes); }
        Order(codes);
        if (form is NormalizationForm.FormC or NormalizationForm.FormKC) { Compose(codes); }
        var text = new StringBuilder(codes.Count);
        foreach (var code in codes) { text.Append(new Rune(code).ToString()); }
        return text.ToString();
    }

    private static void Decompose(int code, bool compatibility, List<int> codes)
    {
        var syllable = code - HangulBase;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            codes.Add(LeadBase + (syllable / (Vowels * Tails)));
            codes.Add(VowelBase + (syllable / Tails % Vowels));
            if (syllable % Tails != 0) { codes.Add(TailBase + (syllable % Tails)); }
        }
        else if (Decomposition(code, compatibility) is { } mapping) { codes.AddRange(mapping); }
        else { codes.Add(code); }
    }

    /// <summary>Combining marks in a row stand in the order of their classes; equals keep theirs.</summary>
    private static void Order(List<int> codes)
    {
        for (var start = 0; start < codes.Count; start++)
        {
            var end = start;
            while (end < codes.Count && CombiningClass(codes[end]) != 0) { end++; }
            if (end - start < 2) { continue; }
            var sorted = codes[start..end].OrderBy(CombiningClass).ToList();
            for (var i = start; i < end; i++) { codes[i] = sorted[i - start]; }
            start = end;
        }
    }

    private static void Compose(List<int> codes)
    {
        var (starter, count, last) = (-1, 0, 0);        // last: the class of the mark that stands between starter and candidate
        foreach (var code in codes.ToList())
        {
            var own = CombiningClass(code);
            var adjacent = starter >= 0 && count == starter + 1;
            if (starter >= 0 && (adjacent || (last < own && last != 0)) && Join(codes[starter], code) is { } joined)
            {
                codes[starter] = joined;
                continue;
            }
            if (own == 0) { starter = count; }
            last = own;
            codes[count++] = code;
        }
        codes.RemoveRange(count, codes.Count - count);
    }

    private static int? Join(int first, int second)
    {
        var (lead, vowel) = (first - LeadBase, second - VowelBase);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels) { return HangulBase + (((lead * Vowels) + vowel) * Tails); }
        var (syllable, tail) = (first - HangulBase, second - TailBase);
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails) { return first + tail; }
        return Composition(first, second);
    }

    private static bool IsHangulVowelOrTail(int code) => code is (>= VowelBase and < VowelBase + Vowels) or (> TailBase and < TailBase + Tails);
}
