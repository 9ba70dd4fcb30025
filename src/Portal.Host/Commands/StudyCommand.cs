using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Portal.Core;
using Portal.Core.Alignment;
using Portal.Core.Statistics;
using Portal.Core.Survey;
using Portal.Host.Serving;
using Portal.Llm.Endpoints;
using Portal.Llm.Sampling;
using Portal.Llm.Studies;
using Portal.Models.Checkpoints;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host study</c>: every probe for every country and strategy, as a table.</summary>
internal static class StudyCommand
{
    public static Command Create()
    {
        var models = ModelFolders.Directory();
        var url = new Option<string?>("--url") { Description = "An OpenAI-compatible endpoint; without it the local models are asked." };
        var model = new Option<string>("--model") { Description = "Name of the model.", DefaultValueFactory = _ => "demo" };
        var data = new Option<string>("--data") { Description = "Folder with survey/ and probes/.", DefaultValueFactory = _ => "data" };
        var language = new Option<string>("--language") { Description = "Language of the probes.", DefaultValueFactory = _ => "en" };
        var countries = new Option<string[]>("--country") { Description = "ISO 3166-1 alpha-3; may be repeated. Without it the fourteen countries of the study.", AllowMultipleArgumentsPerToken = true };
        var demonstrations = new Option<int>("-k") { Description = "Demonstrations per prompt.", DefaultValueFactory = _ => 5 };
        var samples = new Option<int>("--samples") { Description = "Draws per prompt.", DefaultValueFactory = _ => 10 };
        var temperature = new Option<double>("--temperature") { DefaultValueFactory = _ => 1.0 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the option orders, the random selections and the draws." };
        var key = new Option<string?>("--api-key-variable") { Description = "The environment variable that holds the endpoint's key." };
        var command = new Command("study", "Ask every probe for every country, zero-shot and with demonstrations, and print a table in Markdown.")
        {
            models, url, key, model, data, language, countries, demonstrations, samples, temperature, seed,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var survey = SurveyData.Load(Path.Combine(arguments.GetValue(data)!, "survey"));
            var probes = ProbeSet.Load(Path.Combine(arguments.GetValue(data)!, "probes", "wvs7"), arguments.GetValue(language)!, survey);
            var named = arguments.GetValue(countries) ?? [];
            var spec = new AlignmentStudySpec
            {
                Countries = [.. named.Length > 0 ? named.Select(code => survey.Country(code).Iso3) : survey.Countries.Where(country => country.Language is not null).Select(country => country.Iso3)],
                Demonstrations = arguments.GetValue(demonstrations),
                Samples = arguments.GetValue(samples),
                Temperature = arguments.GetValue(temperature),
                Seed = arguments.GetValue(seed),
            };
            var (name, folders) = (arguments.GetValue(model)!, arguments.GetValue(url) is null ? ModelFolders.Find(arguments.GetValue(models)!, []) : null);
            await using var server = folders is null ? null : await LocalServer.StartAsync(folders, port: 0, cancellation);
            var options = new EndpointOptions { Name = "study", Url = arguments.GetValue(url) ?? $"{server!.Address}/v1", SamplesPerRequest = spec.Samples, ApiKeyVariable = arguments.GetValue(key) };
            using var endpoint = new ProviderEndpoint(options);
            using var client = endpoint.Open(name);
            var progress = Console.IsErrorRedirected ? null : new Progress<double>(share => Console.Error.Write($"\r{share:P0} "));
            var results = await new AlignmentStudy(new ResponseSampler(client, options), survey, probes).RunAsync(spec, options.MaxConcurrency, progress, cancellation);
            Console.WriteLine(Table(spec, results));
            Console.WriteLine(Provenance(spec, folders is null ? $"{name} at {options.Url}" : $"{name} (weights {Fingerprint(folders[name])})", probes, survey));
            return 0;
        });
        return command;
    }

    /// <summary>A row per country and strategy, and one per strategy over all countries.</summary>
    private static string Table(AlignmentStudySpec spec, IReadOnlyList<StudiedProbe> results)
    {
        var table = new StringBuilder("| country | strategy | probes | misaligned | improved | constant | decreased |\n|---|---|---:|---:|---:|---:|---:|\n");
        foreach (var country in spec.Countries)
        {
            foreach (var strategy in spec.Strategies)
            {
                var summary = Summary(results, strategy, country);
                Row(table, country, strategy, summary, share => share(summary).Interval);
            }
        }
        foreach (var strategy in spec.Strategies)
        {
            // A probe is asked once per country: over all of them it is the probe that is random, not the answer.
            var byProbe = results.Where(result => result.Strategy == strategy).GroupBy(result => result.ProbeId).Select(same => AlignmentSummary.Of(same.Select(result => result.Outcome))).ToList();
            Row(table, "all", strategy, Summary(results, strategy, country: null), share => ClusterBootstrap.Share(
                [.. byProbe.Select(summary => (share(summary).Count, share(summary).Total))], SeededRandom.Stream(spec.Seed, "bootstrap")));
        }
        return table.ToString();
    }

    private static AlignmentSummary Summary(IReadOnlyList<StudiedProbe> results, SelectionStrategy strategy, string? country) =>
        AlignmentSummary.Of(results.Where(result => result.Strategy == strategy && (country is null || result.Country == country)).Select(result => result.Outcome));

    private static void Row(StringBuilder table, string country, SelectionStrategy strategy, AlignmentSummary summary, Func<Func<AlignmentSummary, ProbeShare>, Interval> interval)
    {
        string Percent(Func<AlignmentSummary, ProbeShare> share)
        {
            var (value, (lower, upper)) = (share(summary).Share, interval(share));
            return string.Create(CultureInfo.InvariantCulture, $"{100 * value:F1} % [{100 * lower:F1}, {100 * upper:F1}]");
        }
        table.Append(CultureInfo.InvariantCulture, $"| {country} | {JsonNamingPolicy.KebabCaseLower.ConvertName(strategy.ToString())} | {summary.Misaligned.Total} | ");
        table.AppendJoin(" | ", Percent(s => s.Misaligned), Percent(s => s.Improved), Percent(s => s.Constant), Percent(s => s.Decreased)).Append(" |\n");
    }

    private static string Provenance(AlignmentStudySpec spec, string model, ProbeSet probes, SurveyData survey) => string.Create(CultureInfo.InvariantCulture,
        $"""
        Model {model}; probes {probes.Language} {probes.Version}; survey {survey.Version}; k = {spec.Demonstrations}, {spec.Samples} draws at temperature {spec.Temperature}, seed {spec.Seed}.
        Improved, constant and decreased are shares of the misaligned probes. Intervals are of 95 %: Wilson over the probes of a country; in the rows "all" a
        bootstrap over probes, since every country is asked the same ones.
        """);

    private static string Fingerprint(string folder)
    {
        using var checkpoint = CheckpointFolder.Open(folder);
        return checkpoint.Fingerprint();
    }
}
