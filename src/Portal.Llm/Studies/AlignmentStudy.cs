using Portal.Core;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Llm.Sampling;

namespace Portal.Llm.Studies;

/// <summary>What an alignment study asks for.</summary>
public sealed record AlignmentStudySpec
{
    /// <summary>ISO 3166-1 alpha-3 codes.</summary>
    public required IReadOnlyList<string> Countries { get; init; }

    public IReadOnlyList<SelectionStrategy> Strategies { get; init; } = Enum.GetValues<SelectionStrategy>();

    /// <summary>k.</summary>
    public int Demonstrations { get; init; } = 5;

    /// <summary>Draws per prompt and arm.</summary>
    public int Samples { get; init; } = 10;

    public double? Temperature { get; init; }

    public ulong Seed { get; init; }
}

/// <summary>One probe of one country under one strategy.</summary>
public sealed record StudiedProbe(string Country, string ProbeId, SelectionStrategy Strategy, AlignmentOutcome Outcome);

/// <summary>
/// Every probe of a set for every country, zero-shot once and with demonstrations once per strategy (thesis, section 8.4.5). The zero-shot draws are
/// shared by the strategies; a probe that they all answer like the majority is not asked again. Probes that the survey did not ask in a country are left out.
/// </summary>
public sealed class AlignmentStudy(ResponseSampler sampler, SurveyData survey, ProbeSet probes)
{
    /// <param name="spec">What to ask for.</param>
    /// <param name="concurrency">Prompts under way at a time.</param>
    /// <param name="progress">Told the share of prompts done, in [0, 1].</param>
    /// <param name="cancellation">Stops the study.</param>
    public async Task<IReadOnlyList<StudiedProbe>> RunAsync(AlignmentStudySpec spec, int concurrency, IProgress<double>? progress, CancellationToken cancellation)
    {
        var selector = new DemonstrationSelector(probes, survey);
        var cells = spec.Countries.SelectMany(country => probes.Where(probe => survey.GroundTruth(country, probe.Id) is not null).Select(probe => (Country: country, Probe: probe))).ToList();
        var results = new IReadOnlyList<StudiedProbe>[cells.Count];
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, cells.Count),
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellation },
            async (cell, leaving) =>
            {
                results[cell] = await RunAsync(spec, selector, cells[cell].Country, cells[cell].Probe, leaving);
                progress?.Report((double)Interlocked.Increment(ref done) / cells.Count);
            });
        return [.. results.SelectMany(result => result)];
    }

    private async Task<IReadOnlyList<StudiedProbe>> RunAsync(AlignmentStudySpec spec, DemonstrationSelector selector, string country, Probe probe, CancellationToken cancellation)
    {
        // A seed per cell: with one for all, the draws of different probes would be lucky or unlucky together.
        var seed = SeededRandom.Stream(spec.Seed, $"study {country} {probe.Id}").NextUInt64() >> 1;
        var majority = survey.GroundTruth(country, probe.Id)!.Majority;
        var request = new SamplingRequest(Arm.ZeroShot, probe, [], spec.Samples, (long)seed, spec.Temperature);
        var zeroShot = await SampleAsync(request, cancellation);
        var studied = new List<StudiedProbe>();
        foreach (var strategy in spec.Strategies)
        {
            if (!zeroShot.IsMisaligned(majority))
            {
                studied.Add(new StudiedProbe(country, probe.Id, strategy, new AlignmentOutcome(majority, zeroShot, ResponseDistribution.Empty)));
                continue;
            }
            var demonstrations = selector.Select(probe, country, strategy, spec.Demonstrations, seed);
            var aligned = await SampleAsync(request with { Arm = Arm.Aligned, Demonstrations = demonstrations }, cancellation);
            studied.Add(new StudiedProbe(country, probe.Id, strategy, new AlignmentOutcome(majority, zeroShot, aligned)));
        }
        return studied;
    }

    private async Task<ResponseDistribution> SampleAsync(SamplingRequest request, CancellationToken cancellation)
    {
        var distribution = ResponseDistribution.Empty;
        await foreach (var draw in sampler.SampleAsync(request, cancellation)) { distribution = distribution.Add(draw.Answer); }
        return distribution;
    }
}
