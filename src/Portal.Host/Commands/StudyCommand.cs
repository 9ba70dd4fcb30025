using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Host.Serving;
using Portal.Llm.Endpoints;
using Portal.Llm.Sampling;
using Portal.Llm.Studies;

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
        var seed = new Option<ulong>("--seed");
        var command = new Command("study", "Ask every probe for every country, zero-shot and with demonstrations, and print a table in Markdown.")
        {
            models, url, model, data, language, countries, demonstrations, samples, temperature, seed,
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
            await using var server = arguments.GetValue(url) is null
                ? await LocalServer.StartAsync(ModelFolders.Find(arguments.GetValue(models)!, []), port: 0, cancellation) : null;
            var options = new EndpointOptions { Name = "study", Url = arguments.GetValue(url) ?? $"{server!.Address}/v1", SamplesPerRequest = spec.Samples };
            using var endpoint = new ProviderEndpoint(options);
            using var client = endpoint.Open(arguments.GetValue(model)!);
            var progress = Console.IsErrorRedirected ? null : new Progress<double>(share => Console.Error.Write($"\r{share:P0} "));
            var results = await new AlignmentStudy(new ResponseSampler(client, options), survey, probes).RunAsync(spec, options.MaxConcurrency, progress, cancellation);
            Console.WriteLine(Table(spec, results));
            return 0;
        });
        return command;
    }

    private static string Table(AlignmentStudySpec spec, IReadOnlyList<StudiedProbe> results)
    {
        var table = new StringBuilder("| country | strategy | probes | misaligned | improved | constant | decreased |\n|---|---|---:|---:|---:|---:|---:|\n");
        foreach (var country in spec.Countries)
        {
            foreach (var strategy in spec.Strategies) { Row(table, country, strategy, results.Where(result => result.Country == country && result.Strategy == strategy)); }
        }
        foreach (var strategy in spec.Strategies) { Row(table, "all", strategy, results.Where(result => result.Strategy == strategy)); }
        return table.ToString();
    }

    private static void Row(StringBuilder table, string country, SelectionStrategy strategy, IEnumerable<StudiedProbe> results)
    {
        var summary = AlignmentSummary.Of(results.Select(result => result.Outcome));
        var name = JsonNamingPolicy.KebabCaseLower.ConvertName(strategy.ToString());
        static string Percent(ProbeShare share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share.Share:F1} % [{100 * share.Interval.Lower:F1}, {100 * share.Interval.Upper:F1}]");
        table.Append(CultureInfo.InvariantCulture,
            $"| {country} | {name} | {summary.Misaligned.Total} | {summary.Misaligned.Count} | {Percent(summary.Improved)} | {Percent(summary.Constant)} | {Percent(summary.Decreased)} |\n");
    }
}
