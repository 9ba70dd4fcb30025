using System.Reflection;
using System.Text.Json;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Llm.Answers;

namespace Portal.Llm.Tests;

/// <summary>The probes in use, with candidates such as "not", "never" and "no" that also stand in templates and refusals.</summary>
public sealed class SurveyProbeAnswerTests
{
    private static readonly string _root =
        typeof(SurveyProbeAnswerTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PortalRoot").Value!;

    private static readonly IReadOnlyList<Probe> _probes =
    [
        .. File.ReadLines(Path.Combine(_root, "data", "probes", "wvs7", "en.jsonl")).Select(line =>
        {
            var row = JsonDocument.Parse(line).RootElement;
            return new Probe(row.GetProperty("id").GetString()!, null, null, "en", row.GetProperty("template").GetString()!,
                row.GetProperty("candidates")[0].GetString()!, row.GetProperty("candidates")[1].GetString()!);
        }),
    ];

    [Theory]
    [InlineData("{0}")]
    [InlineData("{0}.")]
    [InlineData("**{0}**")]
    [InlineData("Answer: {0}")]
    [InlineData("The answer is \"{0}\".")]
    [InlineData("{0}\n\nThis is what most people would say.")]
    [InlineData("As an AI, I don't have personal opinions, but I would say: {0}")]
    public void A_candidate_is_read(string form) => Reads(form, (probe, side) => probe.Candidate(side));

    [Theory]
    [InlineData("{0}")]
    [InlineData("\"{0}\"")]
    [InlineData("Q: {0}")]
    [InlineData("The completed sentence is: {0}")]
    [InlineData("Sure!\n\n**{0}**")]
    [InlineData("{0} That is my answer.")]
    public void A_completed_sentence_is_read(string form) => Reads(form, (probe, side) => probe.Complete(side));

    [Theory]
    [InlineData("As an AI language model, I do not have personal opinions or beliefs.")]
    [InlineData("I'm sorry, but I cannot complete this sentence.")]
    [InlineData("I can't help with that.")]
    [InlineData("It depends on the person.")]
    public void A_refusal_is_a_refusal(string response) =>
        Assert.All(_probes, probe => Assert.Equal(Answer.Refused, AnswerReader.Read(response, probe, Side.First)));

    [Fact]
    public void A_completed_sentence_that_is_refused_is_a_refusal() => Assert.All(_probes, probe => Assert.Equal(
        Answer.Refused, AnswerReader.Read($"As an AI, I cannot say \"{probe.Complete(Side.First)}\"", probe, Side.First)));

    private static void Reads(string form, Func<Probe, Side, string> text)
    {
        Assert.Equal(237, _probes.Count);
        foreach (var probe in _probes)
        {
            foreach (var (side, expected) in new[] { (Side.First, Answer.First), (Side.Second, Answer.Second) })
            {
                var response = string.Format(null, form, text(probe, side));
                var read = AnswerReader.Read(response, probe, Side.Second);
                Assert.True(read == expected, $"{probe.Id} ({probe.First}, {probe.Second}): '{response}' read as {read}");
            }
        }
    }
}
