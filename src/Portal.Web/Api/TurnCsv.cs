using System.Globalization;
using System.Text;
using Portal.Runs;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>A stored turn as a table (RFC 4180): one row per draw, with everything that was asked on every row.</summary>
public static class TurnCsv
{
    private static readonly (string Name, Func<StoredTurn, DrawLine, object?> Value)[] s_columns =
    [
        ("turn", (stored, _) => stored.Turn.Id),
        ("asked_utc", (stored, _) => stored.Turn.CreatedUtc.ToString("O", CultureInfo.InvariantCulture)),
        ("state", (stored, _) => Columns.Name(stored.Summary.State)),
        ("model", (stored, _) => stored.Turn.Model),
        ("endpoint", (stored, _) => stored.Turn.Endpoint),
        ("fingerprint", (stored, _) => stored.Turn.Provenance.ModelFingerprint),
        ("country", (stored, _) => stored.Turn.Country),
        ("language", (stored, _) => stored.Turn.Language),
        ("probe", (stored, _) => stored.Turn.ProbeId),
        ("template", (stored, _) => stored.Turn.Probe.Template),
        ("first", (stored, _) => stored.Turn.Probe.First),
        ("second", (stored, _) => stored.Turn.Probe.Second),
        ("majority", (stored, _) => stored.Turn.GroundTruth is { } truth ? Columns.Name(truth.Majority) : null),
        ("people_first", (stored, _) => stored.Turn.GroundTruth?.ShareFirst),
        ("respondents", (stored, _) => stored.Turn.GroundTruth?.Respondents),
        ("strategy", (stored, _) => Columns.Name(stored.Turn.Strategy)),
        ("demonstrations", (stored, _) => string.Join(' ', stored.Turn.Demonstrations.Select(d => d.Probe.Id))),
        ("temperature", (stored, _) => stored.Turn.Temperature),
        ("seed", (stored, _) => stored.Turn.Seed),
        ("arm", (_, draw) => Columns.Name(draw.Arm)),
        ("index", (_, draw) => draw.Index),
        ("order", (_, draw) => draw.Order),
        ("shown_first", (_, draw) => Columns.Name(draw.ShownFirst)),
        ("answer", (_, draw) => Columns.Name(draw.Answer)),
        ("milliseconds", (_, draw) => draw.Milliseconds),
        ("text", (_, draw) => draw.Text),
        ("prompt", (_, draw) => draw.Prompt),
    ];

    public static void MapTurnCsv(this IEndpointRouteBuilder app) => app
        .MapGet("/api/playground/{id}.csv", async (string id, PlaygroundEngine playground, CancellationToken cancellation) =>
        {
            var stored = await playground.FindAsync(id, cancellation) ?? throw new TurnNotFoundException(id);
            return TypedResults.File(Encoding.UTF8.GetBytes(Write(stored)), "text/csv; charset=utf-8", $"turn-{id}.csv");
        })
        .WithTags("Playground")
        .WithName("turn-table")
        .WithSummary("A turn as a table, one row per draw")
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>The table with its header. A text that a spreadsheet would run has an apostrophe before it.</summary>
    public static string Write(StoredTurn stored)
    {
        var table = new StringBuilder().AppendJoin(',', s_columns.Select(c => c.Name)).Append("\r\n");
        foreach (var draw in stored.Draws) { table.AppendJoin(',', s_columns.Select(c => CsvCell.Write(c.Value(stored, draw)))).Append("\r\n"); }
        return table.ToString();
    }
}
