using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Core.Survey.Import;

/// <summary>Collects what becomes an <see cref="ImportReport"/>.</summary>
internal sealed class ImportLog(string kind)
{
    private static readonly JsonSerializerOptions ReportJson = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly List<ImportedFile> _files = [];
    private readonly List<ImportProblem> _problems = [];

    public bool Refused => _problems.Exists(p => p.Action == ImportAction.Refused);

    public void Add(string file, int? line, string? field, ImportAction action, string reason) => _problems.Add(new(file, line, field, action, reason));

    /// <summary>Takes an error as the reason of a refusal.</summary>
    public void Refuse(SurveyException error, string file)
    {
        var place = $"{error.File}{(error.Line is null ? "" : $", line {error.Line}")}{(error.Field is null ? "" : $", {error.Field}")}: ";
        var reason = error.File is not null && error.Message.StartsWith(place, StringComparison.Ordinal) ? error.Message[place.Length..] : error.Message;
        Add(error.File ?? file, error.Line, error.Field, ImportAction.Refused, reason);
    }

    public void Add(string name, CheckedStream stream, int rows, int imported) => _files.Add(new(name, stream.Sha256, stream.BytesRead, rows, imported));

    /// <summary>The report.</summary>
    /// <param name="options">The options that decide what is written, for the version.</param>
    public ImportReport Report(string options = "")
    {
        var contents = string.Join('\n', _files.Select(f => $"{f.Name} {f.Sha256}").Prepend($"{kind} {options}"));
        var version = "import-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contents)))[..12];
        return new ImportReport(kind, version, Refused ? [.. _files.Select(f => f with { Imported = 0 })] : [.. _files], [.. _problems]);
    }

    /// <summary>A document of the written folder.</summary>
    public static byte[] Json<T>(T document) => [.. JsonSerializer.SerializeToUtf8Bytes(document, ReportJson), (byte)'\n'];

    /// <summary>A number as the tables have it.</summary>
    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A field of a CSV file.</summary>
    public static string Field(string text) =>
        text.AsSpan().ContainsAny(',', '"', '\n') || text.Contains('\r') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
