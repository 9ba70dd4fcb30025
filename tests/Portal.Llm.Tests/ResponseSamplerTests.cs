using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Llm.Endpoints;
using Portal.Llm.Sampling;

namespace Portal.Llm.Tests;

public sealed class ResponseSamplerTests
{
    private static readonly SamplingRequest _zeroShot = new(Arm.ZeroShot, Probes.Government, [], Seed: 7);

    private static readonly SamplingRequest _aligned = new(Arm.Aligned, Probes.Government, Probes.Demonstrations, Seed: 7, Temperature: 0.6, TopP: 0.9);

    /// <summary>Both option orders occur among the draws of <see cref="_zeroShot"/>: two different prompts.</summary>
    private static int Prompts => Enumerable.Range(0, 10).Select(i => _zeroShot.PromptOf(i).Text).Distinct().Count();

    [Fact]
    public async Task Draws_of_one_prompt_share_a_request()
    {
        await using var server = await StubServer.StartAsync((context, request) => Behave.Answer(context, request, choice => choice % 2 == 0 ? "no" : "Complete!", Behave.Choices(request)));

        var draws = await SampleAsync(server.Options with { SamplesPerRequest = 10 }, _aligned);

        Assert.Equal(Enumerable.Range(0, 10), draws.Select(draw => draw.Index).Order());
        Assert.Equal(_aligned.Samples, server.Requests.Sum(seen => Behave.Choices(seen.Body)));
        Assert.Equal(server.Requests.Count, draws.Select(draw => draw.Prompt).Distinct().Count());
        Assert.All(draws, draw =>
        {
            Assert.Equal(_aligned.PromptOf(draw.Index), new(Probes.Government, Probes.Demonstrations, draw.ShownFirst));
            Assert.Equal((_aligned.PromptOf(draw.Index).Text, Arm.Aligned, "stop"), (draw.Prompt, draw.Arm, draw.FinishReason));
            Assert.Equal(draw.Text == "no" ? Answer.Second : Answer.First, draw.Answer);
        });
        Assert.All(server.Requests, seen =>
        {
            Assert.Equal((0.6, 0.9, 32), (seen.Body["temperature"]!.GetValue<double>(), seen.Body["top_p"]!.GetValue<double>(), seen.Body["max_tokens"]!.GetValue<int>()));
            Assert.Contains(draws, draw => draw.Prompt == seen.Body["messages"]![0]!["content"]!.GetValue<string>());
        });
    }

    [Fact]
    public async Task Shares_are_no_larger_than_the_endpoint_takes()
    {
        await using var server = await StubServer.StartAsync(Behave.Answer("no"));

        Assert.Equal(10, (await SampleAsync(server.Options with { SamplesPerRequest = 3 }, _zeroShot)).Count);
        Assert.All(server.Requests, seen => Assert.InRange(Behave.Choices(seen.Body), 1, 3));
        Assert.InRange(server.Requests.Count, 4, 5);
    }

    [Fact]
    public async Task Without_n_every_draw_is_a_request_with_a_seed_of_its_own()
    {
        await using var server = await StubServer.StartAsync(Behave.Answer("no"));

        Assert.Equal(10, (await SampleAsync(server.Options, _zeroShot)).Count);
        Assert.Equal(10, server.Requests.Count);
        Assert.All(server.Requests, seen => Assert.Null(seen.Body["n"]));
        Assert.Equal(10, server.Requests.Select(seen => seen.Body["seed"]!.GetValue<long>()).Distinct().Count());
    }

    [Fact]
    public async Task A_server_that_ignores_n_is_asked_once_for_each_draw_it_left_out()
    {
        await using var server = await StubServer.StartAsync((context, request) => Behave.Answer(context, request, _ => "no", choices: 1));

        var draws = await SampleAsync(server.Options with { SamplesPerRequest = 10 }, _zeroShot);

        Assert.Equal(Enumerable.Range(0, 10), draws.Select(draw => draw.Index).Order());
        Assert.Equal(10, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_gives_more_than_n_is_cut()
    {
        await using var server = await StubServer.StartAsync((context, request) => Behave.Answer(context, request, _ => "no", choices: 30));

        Assert.Equal(10, (await SampleAsync(server.Options with { SamplesPerRequest = 10 }, _zeroShot)).Count);
        Assert.Equal(Prompts, server.Requests.Count);
    }

    [Fact]
    public async Task A_seed_fixes_prompts_and_requests()
    {
        await using var server = await StubServer.StartAsync(Behave.Answer("no"));
        async Task<string> Bodies(SamplingRequest request)
        {
            var before = server.Requests.Count;
            await SampleAsync(server.Options with { SamplesPerRequest = 4 }, request);
            return string.Join('\n', server.Requests.Skip(before).Select(seen => seen.Body.ToJsonString()).Order(StringComparer.Ordinal));
        }

        var once = await Bodies(_aligned);

        Assert.Equal(once, await Bodies(_aligned));
        Assert.NotEqual(once, await Bodies(_aligned with { Seed = 8 }));
        Assert.NotEqual(once, await Bodies(_aligned with { Reshuffle = true }));
    }

    [Fact]
    public async Task A_draw_is_there_before_the_others_are()
    {
        var release = new TaskCompletionSource();
        await using var server = await StubServer.StartAsync(async (context, request) =>
        {
            Behave.StartStream(context);
            await Behave.Event(context, Behave.Chunk(0, "no", "stop"));
            await release.Task;
            for (var choice = 1; choice < Behave.Choices(request); choice++) { await Behave.Event(context, Behave.Chunk(choice, "no", "stop")); }
        });
        using var endpoint = new ProviderEndpoint(server.Options with { SamplesPerRequest = 10 });
        var drawn = 0;

        await foreach (var draw in new ResponseSampler(endpoint.Open("demo"), endpoint.Options).SampleAsync(_zeroShot))
        {
            drawn++;
            release.TrySetResult();     // nothing but the first choice of a request is there yet
        }

        Assert.Equal(10, drawn);
    }

    [Fact]
    public async Task Draws_that_fail_leave_the_others_and_say_how_many()
    {
        var number = 0;
        await using var server = await StubServer.StartAsync((context, request) => Interlocked.Increment(ref number) % 3 == 0
            ? Behave.EventsThenReset(Behave.Chunk(0, "n", null))(context, request)
            : Behave.Answer(context, request, "no"));

        var (draws, failure) = await FailAsync(server.Options with { MaxConcurrency = 1 }, _zeroShot);

        Assert.Equal(7, draws.Count);
        Assert.Equal((ProviderFailure.CutOff, 7, 10), (failure.Failure, failure.Drawn, failure.Requested));
        Assert.StartsWith("7 of 10 draws arrived; then: lab broke off", failure.Message, StringComparison.Ordinal);
        Assert.Equal(10, server.Requests.Count);
    }

    [Fact]
    public async Task Choices_that_had_ended_when_their_stream_broke_are_kept()
    {
        await using var server = await StubServer.StartAsync((context, request) =>
            Behave.EventsThenReset(Behave.Chunk(0, "no", "stop"), Behave.Chunk(1, "comp", null))(context, request));

        var (draws, failure) = await FailAsync(server.Options with { SamplesPerRequest = 10 }, _zeroShot);

        Assert.Equal(Prompts, draws.Count);
        Assert.All(draws, draw => Assert.Equal("no", draw.Text));
        Assert.Equal((ProviderFailure.CutOff, Prompts), (failure.Failure, failure.Drawn));
        Assert.Equal(Prompts, server.Requests.Count);
    }

    [Theory]
    [InlineData(401, ProviderFailure.Unauthorized, 1)]
    [InlineData(404, ProviderFailure.ModelMissing, 1)]
    [InlineData(400, ProviderFailure.Rejected, 1)]
    [InlineData(503, ProviderFailure.ServerError, 3)]
    public async Task A_failure_of_the_endpoint_is_not_repeated_for_every_draw(int status, ProviderFailure expected, int requests)
    {
        await using var server = await StubServer.StartAsync(Behave.Answer("no"), Behave.Status(status));

        var (draws, failure) = await FailAsync(server.Options with { MaxConcurrency = 1 }, _zeroShot);

        Assert.Single(draws);
        Assert.Equal((expected, 1, 10), (failure.Failure, failure.Drawn, failure.Requested));
        Assert.Equal(1 + requests, server.Requests.Count);
    }

    [Fact]
    public async Task A_stream_without_a_choice_is_an_invalid_response()
    {
        await using var server = await StubServer.StartAsync(Behave.Events("[DONE]"));

        var (draws, failure) = await FailAsync(server.Options, _zeroShot with { Samples = 1 });

        Assert.Empty(draws);
        Assert.Equal(ProviderFailure.InvalidResponse, failure.Failure);
    }

    [Fact]
    public async Task An_empty_answer_is_a_draw_that_says_nothing()
    {
        await using var server = await StubServer.StartAsync(Behave.Answer(""));

        var draw = Assert.Single(await SampleAsync(server.Options, _zeroShot with { Samples = 1 }));

        Assert.Equal(("", Answer.Unparsed), (draw.Text, draw.Answer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopping_keeps_what_arrived_and_ends_the_requests(bool cancel)
    {
        using var leaving = new CancellationTokenSource();
        await using var server = await StubServer.StartAsync(Behave.Answer("no"), Behave.Hang);
        var minute = TimeSpan.FromMinutes(1);       // far beyond the wait below: no limit ends the request that hangs
        using var endpoint = new ProviderEndpoint(server.Options with { MaxConcurrency = 1, FirstTokenTimeout = minute, TotalTimeout = minute });
        var draws = new List<Draw>();

        async Task Sample()
        {
            await foreach (var draw in new ResponseSampler(endpoint.Open("demo"), endpoint.Options).SampleAsync(_zeroShot, leaving.Token))
            {
                draws.Add(draw);
                while (server.Requests.Count < 2) { await Task.Delay(5); }
                if (!cancel) { break; }
                await leaving.CancelAsync();
            }
        }

        var sampling = Sample().WaitAsync(TimeSpan.FromSeconds(10));
        if (cancel) { await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sampling); }
        else { await sampling; }

        Assert.Single(draws);
        await server.ClientLeft.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(Arm.ZeroShot, true)]
    [InlineData(Arm.Aligned, false)]
    public async Task Demonstrations_belong_to_the_aligned_arm(Arm arm, bool demonstrations)
    {
        await using var server = await StubServer.StartAsync(Behave.Answer("no"));
        var request = new SamplingRequest(arm, Probes.Government, demonstrations ? Probes.Demonstrations : []);

        var fault = await Assert.ThrowsAsync<ArgumentException>(() => SampleAsync(server.Options, request));

        Assert.StartsWith("Demonstrations has", fault.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Either_option_comes_first_in_about_half_of_the_prompts()
    {
        foreach (var request in new[] { _zeroShot, _aligned })
        {
            var first = Enumerable.Range(0, 10_000).Count(i => request.PromptOf(i).ShownFirst == Side.First);
            Assert.InRange(first, 4_800, 5_200);        // 4 standard deviations
        }
    }

    [Fact]
    public void The_arms_draw_their_orders_independently() =>
        Assert.InRange(Enumerable.Range(0, 10_000).Count(i => _zeroShot.PromptOf(i).ShownFirst == _aligned.PromptOf(i).ShownFirst), 4_800, 5_200);

    [Fact]
    public void A_reshuffle_keeps_the_demonstrations_and_changes_their_order_alone() => Prop.ForAll<long, int>((seed, index) =>
    {
        var plain = _aligned with { Seed = seed };
        var shuffled = plain with { Reshuffle = true };
        Assert.Equal(plain.PromptOf(index).ShownFirst, shuffled.PromptOf(index).ShownFirst);
        Assert.Equal(Probes.Demonstrations, plain.PromptOf(index).Demonstrations);
        Assert.Equal(Probes.Demonstrations.ToHashSet(), shuffled.PromptOf(index).Demonstrations.ToHashSet());
        Assert.Equal(Probes.Demonstrations.Count, shuffled.PromptOf(index).Demonstrations.Count);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_reshuffle_gives_every_order_equally_often()
    {
        var request = _aligned with { Reshuffle = true };
        var orders = Enumerable.Range(0, 6_000).CountBy(i => string.Concat(request.PromptOf(i).Demonstrations.Select(demonstration => demonstration.Similarity))).ToList();

        Assert.Equal(6, orders.Count);
        Assert.All(orders, order => Assert.InRange(order.Value, 870, 1_130));       // 4.5 standard deviations
    }

    private static async Task<List<Draw>> SampleAsync(EndpointOptions options, SamplingRequest request)
    {
        using var endpoint = new ProviderEndpoint(options);
        return await new ResponseSampler(endpoint.Open("demo"), options).SampleAsync(request).ToListAsync();
    }

    private static async Task<(List<Draw> Draws, ProviderException Failure)> FailAsync(EndpointOptions options, SamplingRequest request)
    {
        using var endpoint = new ProviderEndpoint(options);
        var draws = new List<Draw>();
        var failure = await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (var draw in new ResponseSampler(endpoint.Open("demo"), options).SampleAsync(request)) { draws.Add(draw); }
        });
        return (draws, failure);
    }
}
