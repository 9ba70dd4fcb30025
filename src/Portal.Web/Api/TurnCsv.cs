using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Portal.Core.Survey;
using Portal.Runs;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>A stored turn as a table: one row per draw, with everything that was asked on every row.</summary>
public static class TurnCsv
{
    // Spreadsheets run what begins with =, +, - or @: CsvHelper puts an apostrophe before it.
    private static readonly CsvConfiguration s_csv = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape };

    public static void MapTurnCsv(this IEndpointRouteBuilder app) => app
        .MapGet("/api/playground/{id}.csv", async (string id, PlaygroundEngine playground, CancellationToken cancellation) =>
        {
            var stored = await playground.FindAsync(id, cancellation) ?? throw new TurnNotFoundException(id);
            return TypedResults.File(Encoding.UTF8.GetBytes(Write(stored)), "text/csv; charset=utf-8", $"turn-{id}.csv");
        })
        .WithTags("Playground")
        .WithName("turn-table")
        .WithSummary("A turn as a table, one row per draw")
        .ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>The table, with its header. Texts that a spreadsheet would run are escaped.</summary>
    public static string Write(StoredTurn stored)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using var csv = new CsvWriter(text, s_csv);
        var turn = stored.Turn;
        csv.WriteRecords(stored.Draws.Select(draw => new
        {
            turn = turn.Id,
            asked_utc = turn.CreatedUtc.ToString("O", CultureInfo.InvariantCulture),
            model = turn.Model,
            endpoint = turn.Endpoint,
            fingerprint = turn.Provenance.ModelFingerprint,
            country = turn.Country,
            language = turn.Language,
            probe = turn.ProbeId,
            template = turn.Probe.Template,
            first = turn.Probe.First,
            second = turn.Probe.Second,
            majority = turn.GroundTruth is { } truth ? Columns.Name(truth.Majority) : null,
            people_first = turn.GroundTruth?.ShareFirst,
            respondents = turn.GroundTruth?.Respondents,
            strategy = Columns.Name(turn.Strategy),
            demonstrations = string.Join(' ', turn.Demonstrations.Select(d => d.Probe.Id)),
            temperature = turn.Temperature,
            seed = turn.Seed,
            state = Columns.Name(stored.Summary.State),
            arm = Columns.Name(draw.Arm),
            draw = draw.Index,
            order = draw.Order,
            shown_first = Columns.Name(draw.ShownFirst),
            answer = Columns.Name(draw.Answer),
            milliseconds = draw.Milliseconds,
            text = draw.Text,
            prompt = draw.Prompt,
        }));
        csv.Flush();
        return text.ToString();
    }
}
