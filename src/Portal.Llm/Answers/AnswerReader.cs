using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Llm.Answers;

/// <summary>Reads which of a probe's two candidates a response names (thesis, section 8.4.4).</summary>
public static class AnswerReader
{
    /// <summary>How many characters of a response decide.</summary>
    public const int Decisive = 2000;

    private const string Decoration = " \t\r\n\"'*_`.“”„‘’«»()[]";

    /// <summary>
    /// Reads a response: the candidate alone, in quotes, emphasis or JSON; the option's letter or number; the completed sentence, or one that names exactly
    /// one candidate. The first line that says something decides. Both candidates, none, or nothing give <see cref="Answer.Unparsed"/>. Never throws, and takes
    /// time linear in the response.
    /// </summary>
    /// <param name="response">The model's response.</param>
    /// <param name="probe">The probe that was asked.</param>
    /// <param name="shownFirst">The candidate that the prompt named first: what <c>A</c>, <c>1</c> or <c>the first option</c> means.</param>
    public static Answer Read(string? response, Probe probe, Side shownFirst)
    {
        var text = Spoken(response ?? "");
        var (isFirst, isSecond) = (IsLiterally(text, probe.First), IsLiterally(text, probe.Second));
        if (isFirst != isSecond) { return isFirst ? Answer.First : Answer.Second; }
        return FromLines(JsonAnswer(text) ?? text, new LineReader(probe, shownFirst));
    }

    /// <summary>The candidate character by character: the only way to read one without letters, such as an emoji.</summary>
    private static bool IsLiterally(string text, string candidate) =>
        text.AsSpan().Trim(Decoration).Equals(candidate.AsSpan().Trim(Decoration), StringComparison.OrdinalIgnoreCase) && !candidate.AsSpan().Trim(Decoration).IsEmpty;

    /// <summary>The first line that decides; a later one that is nothing but the other candidate takes it back.</summary>
    private static Answer FromLines(string text, LineReader reading)
    {
        var decided = default(Side?);
        var doubtful = false;       // a line before named both candidates or refused: only an unmistakable answer counts now
        var refused = false;
        foreach (var line in FoldedText.Fold(text).AsSpan().EnumerateLines())
        {
            if (decided is not null && LineReader.AsksAgain(line)) { break; }
            var said = reading.Read(line);
            switch (said.Kind)
            {
                case Said.Choice when decided is null && (said.IsPlain || !doubtful):
                    decided = said.Side;
                    break;
                case Said.Choice when decided is not null && said.IsPlain && said.Side != decided:
                    return Answer.Unparsed;
                case Said.Both:
                    doubtful = true;
                    break;
                case Said.Refusal:
                    doubtful = refused = true;
                    break;
            }
        }

        return decided switch
        {
            Side.First => Answer.First,
            Side.Second => Answer.Second,
            _ => refused ? Answer.Refused : Answer.Unparsed,
        };
    }

    /// <summary>What decides: without a reasoning block and surrounding white space, cut to <see cref="Decisive"/> characters.</summary>
    private static string Spoken(string response)
    {
        const string Begin = "<think>", End = "</think>";
        var spoken = response.AsSpan().Trim();
        if (spoken.StartsWith(Begin, StringComparison.OrdinalIgnoreCase))
        {
            var end = spoken.IndexOf(End, StringComparison.OrdinalIgnoreCase);
            spoken = end < 0 ? [] : spoken[(end + End.Length)..].TrimStart();
        }

        return (spoken.Length > Decisive ? spoken[..Decisive] : spoken).ToString();
    }

    /// <summary>The value of <c>"answer"</c> in a JSON object, complete or not; of the only field where there is one; <see langword="null"/> in other text.</summary>
    private static string? JsonAnswer(string text)
    {
        if (!text.TrimStart('`').StartsWith('{') && !text.StartsWith("```", StringComparison.Ordinal)) { return null; }
        var quoted = text.Split('"');       // outside, "key", colon, "value", comma, ...
        var fields = Enumerable.Range(0, Math.Max(0, (quoted.Length - 2) / 2))
            .Where(i => quoted[(2 * i) + 2].Trim() == ":" && quoted.Length > (2 * i) + 3)
            .Select(i => (Key: quoted[(2 * i) + 1].Trim(), Value: quoted[(2 * i) + 3]))
            .ToList();
        return fields.Find(field => field.Key.Equals("answer", StringComparison.OrdinalIgnoreCase)).Value ?? (fields.Count == 1 ? fields[0].Value : null);
    }
}
