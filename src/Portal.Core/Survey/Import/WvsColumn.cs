using CsvHelper;

namespace Portal.Core.Survey.Import;

/// <summary>A question's column in a file of respondents.</summary>
/// <param name="Index">Its place among the questions read.</param>
/// <param name="Position">Its place in the file.</param>
/// <param name="Name">Its name there: <c>Q6</c>, or <c>Q6P</c> in the inverted file.</param>
/// <param name="Question">The question's id.</param>
/// <param name="Maps">What its codes may stand for; the first is what the bundled survey means by them.</param>
internal sealed record WvsColumn(int Index, int Position, string Name, string Question, IReadOnlyList<CodeMap> Maps)
{
    /// <summary>Whether the name says that the scale is turned.</summary>
    public bool IsInverted => Name != Question;
}

/// <summary>The columns that an import reads, found by their names.</summary>
internal sealed class WvsHeader
{
    public const string Weight = "W_WEIGHT", Alpha = "B_COUNTRY_ALPHA", Number = "B_COUNTRY";

    public WvsHeader(CsvReader table, string file, SurveyData survey, ImportLog log)
    {
        var positions = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (position, text) in table.Headers.ToArray().Index())
        {
            var name = text.Trim();
            if (!positions.TryAdd(name, position) && name.Length > 0 && (name is Weight or Alpha or Number || name[0] is 'Q' or 'q'))
            {
                throw new SurveyException(file, 1, name, "stands twice in the header; remove one column");
            }
        }
        Fields = table.Headers.Count;
        WeightPosition = positions.GetValueOrDefault(Weight, -1);
        if (WeightPosition < 0) { throw new SurveyException(file, 1, Weight, "the column is missing; this is not the official file of wave 7"); }
        IsAlpha = positions.TryGetValue(Alpha, out var country);
        if (!IsAlpha && !positions.TryGetValue(Number, out country)) { throw new SurveyException(file, 1, Alpha, $"the column is missing, and so is {Number}; this is not the official file of wave 7"); }
        CountryPosition = country;
        var (columns, missing) = (new List<WvsColumn>(), new List<string>());
        foreach (var probes in survey.Questions.Where(q => q.Options.Count > 0).GroupBy(q => q.Question))
        {
            var name = positions.ContainsKey(probes.Key) ? probes.Key : probes.Key + "P";
            if (!positions.TryGetValue(name, out var position))
            {
                missing.Add(probes.Key);
                continue;
            }
            columns.Add(new(columns.Count, position, name, probes.Key, CodeMap.Candidates([.. probes])));
        }
        if (columns.Count == 0) { throw new SurveyException(file, 1, null, "none of the survey's questions has a column; columns are named Q1, Q2, ..."); }
        if (missing.Count > 0) { log.Add(file, 1, null, ImportAction.Noted, $"{missing.Count} questions have no column: {string.Join(' ', missing)}"); }
        Columns = columns;
    }

    public int Fields { get; }

    public int WeightPosition { get; }

    public int CountryPosition { get; }

    /// <summary>Whether countries are given by letters, not by ISO 3166-1 numbers.</summary>
    public bool IsAlpha { get; }

    /// <summary>Name of the column of countries.</summary>
    public string Country => IsAlpha ? Alpha : Number;

    public IReadOnlyList<WvsColumn> Columns { get; }
}
