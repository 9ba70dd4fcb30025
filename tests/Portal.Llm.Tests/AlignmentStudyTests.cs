using System.Reflection;
using System.Text.Json.Nodes;
using Portal.Core;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Llm.Endpoints;
using Portal.Llm.Prompts;
using Portal.Llm.Sampling;
using Portal.Llm.Studies;

namespace Portal.Llm.Tests;

/// <summary>A whole study against an endpoint whose answers are known. Iran was not asked five of the 237 probes.</summary>
public sealed class AlignmentStudyTests
{
    private const int Asked = 232;
    private static readonly string _data = Path.Combine(
        typeof(AlignmentStudyTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PortalRoot").Value!, "data");
    private static readonly SurveyData _survey = SurveyData.Load(Path.Combine(_data, "survey"));
    private static readonly ProbeSet _probes = ProbeSet.Load(Path.Combine(_data, "probes", "wvs7"), "en", _survey);
    private static readonly AlignmentStudySpec _spec = new() { Countries = ["IRN"], Strategies = [SelectionStrategy.Random, SelectionStrategy.Chrf], Samples = 3, Seed = 4 };

    [Fact]
    public async Task An_endpoint_that_follows_the_demonstrations_improves_every_misaligned_probe()
    {
        // The majority of Iran where there are demonstrations, the other side where there are none.
        await using var server = await StubServer.StartAsync((context, request) => Behave.Answer(context, request, _ =>
        {
            var prompt = PromptOf(request);
            var probe = _probes.Single(probe => prompt.Contains($"\nQ: {probe.Template}\n", StringComparison.Ordinal));
            var majority = _survey.GroundTruth("IRN", probe.Id)!.Majority;
            return IsZeroShot(prompt) ? probe.Candidate(majority == Side.First ? Side.Second : Side.First) : probe.Candidate(majority);
        }, Behave.Choices(request)));

        var studied = await RunAsync(server, concurrency: 4);

        Assert.Equal(2 * Asked, studied.Count);
        Assert.All(studied, result => Assert.Equal((3, 0, 3), (result.Outcome.ZeroShot.Total, result.Outcome.ZeroShot.Aligned(result.Outcome.Majority), result.Outcome.Aligned.Aligned(result.Outcome.Majority))));
        Assert.All(_spec.Strategies, strategy =>
        {
            var summary = AlignmentSummary.Of(studied.Where(result => result.Strategy == strategy).Select(result => result.Outcome));
            Assert.Equal((Asked, Asked), (summary.Misaligned.Count, summary.Improved.Count));
        });
        // Both strategies are compared with the same zero-shot draws.
        Assert.Equal(3 * Asked, server.Requests.Where(seen => IsZeroShot(PromptOf(seen.Body))).Sum(seen => Behave.Choices(seen.Body)));
        Assert.Equal(2 * 3 * Asked, server.Requests.Where(seen => !IsZeroShot(PromptOf(seen.Body))).Sum(seen => Behave.Choices(seen.Body)));
    }

    [Fact]
    public async Task The_seed_decides_and_the_order_of_arrival_does_not()
    {
        await using var server = await StubServer.StartAsync((context, request) => Behave.Answer(context, request, choice =>
        {
            var options = PromptOf(request).Split('\n')[^2]["Options: ".Length..].Split(", ");
            return options[SeededRandom.Stream(1, PromptOf(request), choice).NextInt(2)];
        }, Behave.Choices(request)));

        var one = await RunAsync(server, concurrency: 1);

        Assert.Equal(one, await RunAsync(server, concurrency: 6));
        Assert.NotEqual(one, await RunAsync(server, concurrency: 6, _spec with { Seed = 5 }));
    }

    [Fact]
    public async Task A_failing_endpoint_ends_the_study()
    {
        await using var server = await StubServer.StartAsync(Behave.Answer("a"), Behave.Status(401));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => RunAsync(server, concurrency: 2));

        Assert.Equal(ProviderFailure.Unauthorized, failure.Failure);
        Assert.InRange(server.Requests.Count, 2, 20);
    }

    private static async Task<IReadOnlyList<StudiedProbe>> RunAsync(StubServer server, int concurrency, AlignmentStudySpec? spec = null)
    {
        var options = server.Options with { SamplesPerRequest = 10 };
        using var endpoint = new ProviderEndpoint(options);
        using var client = endpoint.Open("demo");
        return await new AlignmentStudy(new ResponseSampler(client, options), _survey, _probes).RunAsync(spec ?? _spec, concurrency, null, CancellationToken.None);
    }

    private static string PromptOf(JsonNode request) => request["messages"]![0]!["content"]!.GetValue<string>();

    private static bool IsZeroShot(string prompt) => prompt.StartsWith($"{Prompt.Instruction}\n\nQ: ", StringComparison.Ordinal);
}
