using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Llm.Answers;

namespace Portal.Llm.Tests;

public sealed class AnswerReaderLaws
{
    private static readonly string[] _decorations =
    [
        "{0}", " {0}", "{0}.", "{0}!", "{0}\n", "\"{0}\"", "'{0}'", "“{0}”", "„{0}“", "«{0}»", "‹{0}›", "`{0}`", "**{0}**", "*{0}*", "__{0}__", "({0})", "[{0}]", "<b>{0}</b>",
        "- {0}", "> {0}", "Answer: {0}", "**Answer:** {0}", "A: {0}", "The answer is {0}.", "I choose \"{0}\".", "My final answer is: **{0}**", "\u200F{0}\u200F", "\u2067{0}\u2069",
        "{{\"answer\": \"{0}\"}}", "```\n{0}\n```", "<think>hm</think>{0}", "{0}\n\nThat is what I think.", "Sure! Here is the answer:\n\n{0}", "{0}\n\nQ: another one\nA: yes",
    ];

    private static readonly string[] _fragments =
    [
        "no", "complete", "important", "not", "n't", "A", "B:", "1.", "Q:", "A:", "Answer:", "but", "as an AI", "I cannot answer", "<think>", "</think>", "{\"answer\":", "\"", "'", "```", "\n",
        "\u0301", "\u0323", "\uD83D", "\u200F", "\u0640", "<", ">", "_", "**", "…", "가", "ậ", "هٔ", "\0", "ي", "{", "}",
    ];

    private static Gen<Probe> AnyProbe => Gen.Elements<Probe>(Probes.All);

    private static Gen<Side> AnySide => Gen.Elements(Side.First, Side.Second);

    private static Gen<string> Garbage => Gen.OneOf(
        ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? ""),
        Gen.Elements(_fragments).ListOf().Select(string.Concat),
        Gen.Elements(_fragments).ListOf().Select(parts => string.Join(' ', parts)));

    [Fact]
    public void A_candidate_reads_as_itself_in_any_decoration()
    {
        var cases =
            from probe in AnyProbe
            from side in AnySide
            from shownFirst in AnySide
            from decoration in Gen.Elements(_decorations)
            from capitals in Gen.Elements(true, false)
            select (probe, side, shownFirst, decoration, capitals);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var candidate = given.probe.Candidate(given.side);
            var response = string.Format(null, given.decoration, given.capitals ? candidate.ToUpperInvariant() : candidate);
            Assert.Equal(given.side == Side.First ? Answer.First : Answer.Second, AnswerReader.Read(response, given.probe, given.shownFirst));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void A_label_means_the_order_that_was_shown()
    {
        var cases =
            from probe in AnyProbe
            from shownFirst in AnySide
            from second in Gen.Elements(true, false)
            from decoration in Gen.Elements(_decorations)
            select (probe, shownFirst, second, decoration);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var expected = given.shownFirst == Side.First != given.second ? Answer.First : Answer.Second;
            foreach (var label in given.second ? new[] { "B", "2", "Option B" } : ["A", "1", "Option A"])
            {
                Assert.Equal(expected, AnswerReader.Read(string.Format(null, given.decoration, label), given.probe, given.shownFirst));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Both_candidates_on_one_line_are_never_an_answer()
    {
        var cases =
            from probe in AnyProbe
            from side in AnySide
            from between in Gen.Elements(", ", " or ", " / ", " and ", ". ", " - ", "; ")
            select (probe, side, between);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var other = given.side == Side.First ? Side.Second : Side.First;
            var response = given.probe.Candidate(given.side) + given.between + given.probe.Candidate(other);
            Assert.Equal(Answer.Unparsed, AnswerReader.Read(response, given.probe, Side.First));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Garbage_never_throws()
    {
        var cases = from probe in AnyProbe from garbage in Garbage from shownFirst in AnySide select (probe, garbage, shownFirst);
        Prop.ForAll(cases.ToArbitrary(), given => Enum.IsDefined(AnswerReader.Read(given.garbage, given.probe, given.shownFirst)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Garbage_in_the_probe_never_throws()
    {
        var cases = from template in Garbage from first in Garbage from second in Garbage from response in Garbage select (template, first, second, response);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var probe = new Probe("Q1", "Q1", "Values", given.template, given.template, given.first, given.second);
            return Enum.IsDefined(AnswerReader.Read(given.response, probe, Side.First));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void What_stands_beyond_the_decisive_characters_changes_nothing()
    {
        var cases = from probe in AnyProbe from start in Garbage from rest in Garbage select (probe, start, rest);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var decisive = ("x " + given.start + new string('.', AnswerReader.Decisive))[..AnswerReader.Decisive];
            return AnswerReader.Read(decisive, given.probe, Side.First) == AnswerReader.Read(decisive + given.rest, given.probe, Side.First);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("no ")]
    [InlineData("not not ")]
    [InlineData("as an ai but ")]
    [InlineData("\u0323\u0302")]
    [InlineData("<a ")]
    [InlineData("\"answer\": ")]
    [InlineData("<think>")]
    public void A_hundred_kilobytes_are_read(string part) =>
        Assert.Contains(AnswerReader.Read(string.Concat(Enumerable.Repeat(part, 100_000 / part.Length)), Probes.Government, Side.First), Enum.GetValues<Answer>());
}
