using System.Text;

namespace Portal.Core.Survey.Import;

/// <summary>The bundled survey, of which an import of figures takes questions, options and the names of countries.</summary>
/// <param name="Data">The survey.</param>
/// <param name="QuestionsFile">The bytes of <c>questions.csv</c>.</param>
/// <param name="OptionsFile">The bytes of <c>options.csv</c>.</param>
public sealed record BundledSurvey(SurveyData Data, ReadOnlyMemory<byte> QuestionsFile, ReadOnlyMemory<byte> OptionsFile)
{
    /// <summary>Reads <c>data/survey</c>.</summary>
    /// <exception cref="SurveyException">It cannot be read.</exception>
    public static BundledSurvey Load(string directory) =>
        new(SurveyData.Load(directory), File.ReadAllBytes(Path.Combine(directory, "questions.csv")), File.ReadAllBytes(Path.Combine(directory, "options.csv")));
}

/// <summary>The share of one option, as it is stored.</summary>
/// <param name="Country">ISO 3166-1 alpha-3 code.</param>
/// <param name="Question">The question's id.</param>
/// <param name="Code">The option's code.</param>
/// <param name="Share">Share of valid answers, on the basis that the folder names.</param>
/// <param name="Respondents">Unweighted valid answers; <see langword="null"/> where not known.</param>
/// <param name="Effective">Kish's effective sample size, (Σw)² / Σw²; <see langword="null"/> where not known.</param>
internal readonly record struct StoredShare(string Country, string Question, int Code, double Share, int? Respondents, double? Effective);

/// <summary>Writes figures as a folder like <c>data/survey</c>.</summary>
internal static class SurveyFolder
{
    private static readonly string[] Tables = ["countries.csv", "questions.csv", "options.csv", "wvs7_marginals.csv"];

    public const string ShareFormat = "0.00000";

    /// <summary>The files of the folder.</summary>
    /// <param name="report">What was read.</param>
    /// <param name="bundled">Gives questions, options and names.</param>
    /// <param name="shares">The figures, sorted.</param>
    /// <param name="basis"><c>W_WEIGHT</c> or <c>unweighted</c>.</param>
    /// <param name="title">The folder's title.</param>
    public static Dictionary<string, byte[]> Files(ImportReport report, BundledSurvey bundled, IReadOnlyList<StoredShare> shares, string basis, string title)
    {
        var known = bundled.Data.Countries.ToDictionary(c => c.Iso3, StringComparer.Ordinal);
        var codes = shares.Select(s => s.Country).Distinct().Order(StringComparer.Ordinal).ToList();
        var countries = new StringBuilder("iso3,name,language,basis,source\n");
        foreach (var code in codes)
        {
            var country = known.GetValueOrDefault(code) ?? new Country(code, code);
            countries.Append(code).Append(',').Append(ImportLog.Field(country.Name)).Append(',').Append(country.Language).Append(',').Append(basis).Append(",import\n");
        }
        return new Dictionary<string, byte[]>
        {
            ["manifest.json"] = ImportLog.Json(new
            {
                name = report.Version,
                title,
                version = report.Version,
                files = Tables,
                societies = codes.Count,
                basis,
                survey = $"questions and options of {bundled.Data.Version}",
                license = "that of the files imported",
                sources = report.Files.ToDictionary(f => f.Name, f => f.Sha256),
            }),
            ["countries.csv"] = Encoding.UTF8.GetBytes(countries.ToString()),
            ["questions.csv"] = bundled.QuestionsFile.ToArray(),
            ["options.csv"] = bundled.OptionsFile.ToArray(),
            ["wvs7_marginals.csv"] = Marginals(shares, effective: true),
            ["import-report.json"] = ImportLog.Json(report),
        };
    }

    /// <summary>A table of shares.</summary>
    public static byte[] Marginals(IReadOnlyList<StoredShare> shares, bool effective)
    {
        var text = new StringBuilder(effective ? "country,question,code,share,n,n_effective\n" : "country,question,code,share,n\n");
        foreach (var share in shares) { text.AppendJoin(',', Row(share).Take(effective ? 6 : 5)).Append('\n'); }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A row as it is stored.</summary>
    public static string[] Row(StoredShare share) =>
    [
        share.Country,
        share.Question,
        ImportLog.Number(share.Code, "0"),
        ImportLog.Number(share.Share, ShareFormat),
        share.Respondents is { } n ? ImportLog.Number(n, "0") : "",
        share.Effective is { } effective ? ImportLog.Number(effective, "0.0") : "",
    ];
}
