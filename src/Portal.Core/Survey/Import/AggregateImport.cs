using CsvHelper;

namespace Portal.Core.Survey.Import;

/// <summary>One's own figures: a table <c>country,question,code,share,n</c> like the bundled <c>wvs7_marginals.csv</c>, with <c>n_effective</c> as a last column if there is one.</summary>
public static class AggregateImport
{
    private const double SumTolerance = 2e-3;       // that of the reader of the bundled table
    private const int MostProblems = 100;
    private static readonly string[] Header = ["country", "question", "code", "share", "n"];
    private static readonly CsvReaderOptions Commas = new()
    {
        Separator = ',',
        MalformedData = CsvMalformedDataHandling.Throw,
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        DetectSeparatorHint = false,
        PoolStrings = true,
    };

    /// <summary>Reads the table. Any fault refuses the import; the first hundred are listed.</summary>
    /// <param name="source">The file, or a folder or archive with this .csv file alone.</param>
    /// <param name="bundled">Knows questions and options.</param>
    /// <param name="basis"><c>W_WEIGHT</c> or <c>unweighted</c>: how the shares were computed. Nothing in the file says it.</param>
    /// <exception cref="ArgumentException">The basis is neither.</exception>
    public static PreparedImport Read(ImportSource source, BundledSurvey bundled, string basis)
    {
        if (basis is not ("W_WEIGHT" or "unweighted")) { throw new ArgumentException($"basis \"{basis}\" is neither W_WEIGHT nor unweighted", nameof(basis)); }
        var (log, cells) = (new ImportLog("aggregates"), new Dictionary<(string Country, string Question), Cell>());
        try
        {
            ReadTable(source, source.NameEnding(".csv"), bundled.Data, log, cells);
        }
        catch (SurveyException error)
        {
            log.Refuse(error, source.Path);
        }
        var order = bundled.Data.Questions.Select(q => q.Question).Distinct().Index().ToDictionary(q => q.Item, q => q.Index, StringComparer.Ordinal);
        var shares = cells.OrderBy(c => c.Key.Country, StringComparer.Ordinal).ThenBy(c => order[c.Key.Question])
            .SelectMany(c => c.Value.Shares.Select(s => new StoredShare(c.Key.Country, c.Key.Question, s.Code, s.Share, c.Value.Respondents, c.Value.Effective))).ToList();
        var report = log.Report(basis);
        var preview = new ImportPreview([.. Header, "n_effective"], [.. shares.Take(ImportPreview.Length).Select(SurveyFolder.Row)]);
        return new PreparedImport(report, preview)
        {
            Files = SurveyFolder.Files(report, bundled, shares, basis, "Imported answer shares"),
            Load = folder => SurveyData.Load(folder),
        };
    }

    private static void ReadTable(ImportSource source, string file, SurveyData survey, ImportLog log, Dictionary<(string, string), Cell> cells)
    {
        using var stream = source.Open(file, source.Limits.SmallFileBytes);
        var (rows, problems) = (0, 0);
        var known = survey.Questions.DistinctBy(q => q.Question).ToDictionary(q => q.Question, StringComparer.Ordinal);
        try
        {
            using var table = CsvReader.Create(stream.ReadToEnd(), Commas);
            var header = table.Headers.ToArray();
            var effective = header.SequenceEqual([.. Header, "n_effective"]);
            if (!effective && !header.SequenceEqual(Header))
            {
                throw new SurveyException(file, 1, null, $"the header must be {string.Join(',', Header)} and may end in ,n_effective");
            }
            while (table.Read())
            {
                rows++;
                if (Row(table, effective) is var (field, reason)) { Refuse((int)table.LineNumber, field, reason); }
            }
            foreach (var (key, cell) in cells)
            {
                var sum = cell.Shares.Sum(s => s.Share);
                if (Math.Abs(sum - 1) > SumTolerance) { Refuse(cell.Line, "share", $"the shares of {key.Item1} {key.Item2} sum to {ImportLog.Number(sum, "0.####")}, not 1; an option is missing or wrong"); }
            }
            foreach (var country in cells.Keys.Select(k => k.Item1).Distinct().Except(survey.Countries.Select(c => c.Iso3)))
            {
                log.Add(file, null, "country", ImportAction.Noted, $"{country} is not among the bundled countries; it is added, with the code as its name");
            }
        }
        catch (CsvFormatException error)
        {
            throw new SurveyException(file, (int)error.LineNumber, null, "a quote stands where none belongs; correct the line", error);
        }
        finally
        {
            log.Add(file, stream, rows, rows);
        }

        (string? Field, string Reason)? Row(CsvReader table, bool effective)
        {
            var fields = Header.Length + (effective ? 1 : 0);
            if (table.FieldCount != fields) { return (null, $"{fields} fields expected, {table.FieldCount} found"); }
            var (country, question) = (table.GetString(0), table.GetString(1));
            if (country.Length != 3 || !country.All(char.IsAsciiLetterUpper)) { return ("country", "is not a code of three capital letters"); }
            if (!known.TryGetValue(question, out var asked)) { return ("question", $"the survey has no such question{Suggestion.Question(Suggestion.For(question, known.Keys))}"); }
            if (!table.TryParse<int>(2, out var code) || asked.Options.All(o => o.Code != code)) { return ("code", $"is not an option of {question}; the options are {string.Join(", ", asked.Options.Select(o => o.Code))}"); }
            if (!table.TryParse<double>(3, out var share) || share is not (>= 0 and <= 1)) { return ("share", "is not a share in [0, 1], written with a decimal point"); }
            int? n = table.IsEmpty(4) ? null : table.TryParse<int>(4, out var count) && count > 0 ? count : -1;
            if (n < 0) { return ("n", "is not a whole number of at least 1; leave it empty where it is not known"); }
            double? size = !effective || table.IsEmpty(5) ? null : table.TryParse<double>(5, out var kish) && kish > 0 && double.IsFinite(kish) && !(kish > n) ? kish : -1;
            if (size < 0) { return ("n_effective", "is not a number above 0 and at most n; leave it empty where it is not known"); }
            var line = (int)table.LineNumber;
            if (!cells.TryGetValue((country, question), out var cell)) { cells.Add((country, question), cell = new Cell(line, n, size)); }
            if (cell.Respondents != n || cell.Effective != size) { return (cell.Respondents != n ? "n" : "n_effective", $"differs from line {cell.Line}; all options of a question have the same"); }
            if (cell.Shares.Exists(s => s.Code == code)) { return ("code", $"{country} {question} lists code {code} twice; remove one row"); }
            cell.Shares.Add(new OptionShare(code, share));
            return null;
        }

        void Refuse(int line, string? field, string reason)
        {
            log.Add(file, line, field, ImportAction.Refused, reason);
            if (++problems == MostProblems) { throw new SurveyException(file, null, null, $"has {MostProblems} faults or more; the rest was not read"); }
        }
    }

    private sealed record Cell(int Line, int? Respondents, double? Effective)
    {
        public List<OptionShare> Shares { get; } = new(4);
    }
}
