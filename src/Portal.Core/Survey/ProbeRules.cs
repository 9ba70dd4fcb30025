using System.Text;

namespace Portal.Core.Survey;

/// <summary>A rule of <see cref="ProbeRules"/> that a probe's text breaks.</summary>
/// <param name="Field"><c>template</c>, <c>first</c> or <c>second</c>.</param>
/// <param name="Problem">What is wrong and how to put it right.</param>
public sealed record ProbeProblem(string Field, string Problem);

/// <summary>What the text of a probe must look like, whether it stands in a file or was typed by a reader; files must keep <see cref="LanguageRules"/> too.</summary>
public static class ProbeRules
{
    /// <summary>The longest sentence or answer, in Unicode code points.</summary>
    public const int MaxLength = 500;

    /// <summary>All rules that the text breaks; empty for a good probe.</summary>
    public static IReadOnlyList<ProbeProblem> Check(string template, string first, string second)
    {
        var problems = new List<ProbeProblem>();
        CheckText("template", template);
        var blanks = template.Count(c => c == Probe.Blank);
        if (blanks != 1)
        {
            var there = blanks == 0 ? "no blank" : $"{blanks} blanks";
            problems.Add(new("template", $"has {there}; write the sentence with exactly one {Probe.Blank} where the answer belongs"));
        }
        CheckAnswer("first", first);
        CheckAnswer("second", second);
        if (string.Equals(first.Trim(), second.Trim(), StringComparison.OrdinalIgnoreCase) && first.Trim().Length > 0)
        {
            problems.Add(new("second", "is the same answer as the first; give two different answers"));
        }
        return problems;

        void CheckAnswer(string field, string text)
        {
            CheckText(field, text);
            if (string.IsNullOrWhiteSpace(text)) { problems.Add(new(field, "is empty; give an answer that fills the blank")); }
            if (text.Contains(Probe.Blank)) { problems.Add(new(field, $"contains {Probe.Blank}; only the sentence has a blank")); }
        }

        void CheckText(string field, string text)
        {
            var length = 0;
            var (control, broken) = (false, false);
            foreach (var rune in text.EnumerateRunes())        // an unpaired surrogate is enumerated as U+FFFD
            {
                length++;
                control |= Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029;
                broken |= rune == Rune.ReplacementChar;
            }
            if (length > MaxLength) { problems.Add(new(field, $"is {length} characters long; shorten it to {MaxLength}")); }
            if (control) { problems.Add(new(field, "contains a line break or another control character; write it on one line")); }
            if (broken) { problems.Add(new(field, "contains a broken character (U+FFFD); write it again, in UTF-8")); }
        }
    }
}
