using System.Buffers.Text;
using System.Text;
using CsvHelper;

namespace Portal.Core.Survey.Import;

/// <summary>
/// The official cross-national file of World Values Survey wave 7, one respondent per row. Only sums over respondents are kept and written: shares by country,
/// question and option, weighted by <c>W_WEIGHT</c> and unweighted, with n and Kish's effective sample size (Σw)² / Σw² over valid answers. Codes below 0 are
/// missing answers. Read in one pass with CsvHelper, which hands out spans of its buffer: only the columns in use are decoded, no row becomes an object.
/// </summary>
public static class WvsImport
{
    /// <summary>The fewest valid answers of a country to a question for which shares are written, as in the bundled figures.</summary>
    public const int LeastAnswers = 50;

    /// <summary>The largest part of a country's answers to a question that may have codes without an option.</summary>
    private const double MostUnknown = 0.01;

    private static readonly CsvReaderOptions Options = new() { MalformedData = CsvMalformedDataHandling.Throw, TrackLineNumbers = true, BufferSize = 1 << 20 };

    /// <summary>Reads the file.</summary>
    /// <param name="source">The file, or a folder or archive with this .csv file alone.</param>
    /// <param name="bundled">Knows questions and options, and has the figures that tell standard from inverted scales.</param>
    /// <param name="scales">How to read the scales.</param>
    public static PreparedImport Read(ImportSource source, BundledSurvey bundled, WvsScales scales = WvsScales.Auto)
    {
        var log = new ImportLog("wvs");
        List<(StoredShare Share, double Unweighted)> shares = [];
        try
        {
            var file = source.NameEnding(".csv");
            var (header, tally) = Count(source, file, bundled.Data, log);
            shares = Shares(file, header, tally, new ScaleCheck(bundled, header.Columns, tally, file, log).Maps(scales), log);
            foreach (var country in tally.Countries.Except(bundled.Data.Countries.Select(c => c.Iso3)))
            {
                log.Add(file, null, header.Country, ImportAction.Noted, $"{country} is not among the bundled countries; it is added, with the code as its name");
            }
            if (shares.Count == 0) { throw new SurveyException(file, null, null, $"no country has {LeastAnswers} valid answers to any question"); }
        }
        catch (SurveyException error)
        {
            log.Refuse(error, source.Path);
        }
        var report = log.Report(scales.ToString());
        var files = SurveyFolder.Files(report, bundled, [.. shares.Select(s => s.Share)], WvsHeader.Weight, "World Values Survey wave 7: answer shares from the official file");
        files["wvs7_marginals_unweighted.csv"] = SurveyFolder.Marginals([.. shares.Select(s => s.Share with { Share = s.Unweighted, Effective = null })], effective: false);
        return new PreparedImport(report, new ImportPreview(
            ["country", "question", "code", "share", "n", "n_effective", "share_unweighted"],
            [.. shares.Take(ImportPreview.Length).Select(s => SurveyFolder.Row(s.Share).Append(ImportLog.Number(s.Unweighted, SurveyFolder.ShareFormat)).ToArray())]))
        {
            Files = files,
            Load = folder => SurveyData.Load(folder),
        };
    }

    private static (WvsHeader Header, AnswerTally Tally) Count(ImportSource source, string file, SurveyData survey, ImportLog log)
    {
        using var stream = source.Open(file, source.Limits.FileBytes);
        var (rows, leftOut) = (0, 0);
        try
        {
            using var table = CsvReader.Create(stream, Options with { MaxRecordSize = source.Limits.LineBytes }, leaveOpen: true);
            var header = new WvsHeader(table, file, survey, log);
            var tally = new AnswerTally(header.Columns.Count);
            var countries = new CountryCursor(header, tally);
            while (table.Read())
            {
                rows++;
                if (Problem(table, header, countries) is var (field, reason))
                {
                    log.Add(file, (int)table.LineNumber, field, ImportAction.LeftOut, reason);
                    if (++leftOut > source.Limits.RespondentsLeftOut) { throw new SurveyException(file, null, null, $"more than {source.Limits.RespondentsLeftOut} rows cannot be used; the last reason is: {reason}"); }
                    continue;
                }
                Add(table, header, tally, countries.Counts, countries.Weight, file);
            }
            return (header, tally);
        }
        catch (CsvFormatException error)
        {
            throw new SurveyException(file, (int)error.LineNumber, null, "a quote stands where none belongs, or a quoted field has no end", error);
        }
        finally
        {
            log.Add(file, stream, rows, rows - leftOut);
        }
    }

    private static (string? Field, string Reason)? Problem(CsvReader table, WvsHeader header, CountryCursor countries)
    {
        if (table.FieldCount != header.Fields) { return (null, $"{header.Fields} fields expected, {table.FieldCount} found"); }
        if (!countries.MoveTo(table.GetSpan(header.CountryPosition)))
        {
            return (header.Country, header.IsAlpha ? "is not a code of three capital letters" : "is not an ISO 3166-1 number");
        }
        return countries.ReadWeight(table.GetSpan(header.WeightPosition)) ? null : (WvsHeader.Weight, "is not a number above 0");
    }

    private static void Add(CsvReader table, WvsHeader header, AnswerTally tally, CodeCount[] country, double weight, string file)
    {
        foreach (var column in header.Columns)
        {
            var field = table.GetSpan(column.Position);
            if (field.Length == 1 && field[0] is >= (byte)'0' and <= (byte)'9') { tally.Add(country, column.Index, field[0] - '0', weight); }
            else if (!TryCode(field, out var code))
            {
                throw new SurveyException(file, (int)table.LineNumber, column.Name, "is not a code; export the file with codes, not with labels");
            }
            else if (code is >= 0 and var given) { tally.Add(country, column.Index, given, weight); }
        }
    }

    /// <summary>Reads a code: whole, or with zeros behind a decimal point; negative where there is none.</summary>
    private static bool TryCode(ReadOnlySpan<byte> field, out int code)
    {
        field = field.Trim((byte)' ');
        code = -1;
        if (field.IsEmpty || field.SequenceEqual("NA"u8) || field.SequenceEqual("."u8)) { return true; }
        if (!Utf8Parser.TryParse(field, out code, out var read)) { return false; }
        var rest = field[read..];
        return rest.IsEmpty || (rest[0] is (byte)'.' or (byte)',' && rest[1..].IndexOfAnyExcept((byte)'0') < 0);
    }

    private static List<(StoredShare Share, double Unweighted)> Shares(string file, WvsHeader header, AnswerTally tally, CodeMap?[] maps, ImportLog log)
    {
        var shares = new List<(StoredShare, double)>();
        var few = new List<string>();
        foreach (var (column, map) in header.Columns.Zip(maps))
        {
            if (map is null) { continue; }
            var unclear = new List<string>();
            foreach (var country in tally.Countries)
            {
                var counted = new CountedAnswers(tally.Of(country, column.Index), map, column.Maps[0]);
                if (counted.WithoutOption > MostUnknown * (counted.Respondents + counted.WithoutOption)) { unclear.Add(country); }
                else if (counted.Respondents is > 0 and < LeastAnswers) { few.Add($"{country} {column.Question}"); }
                else if (counted.Respondents > 0) { shares.AddRange(counted.Shares(country, column.Question)); }
            }
            NoteUnknown(file, column, map, tally, unclear, log);
        }
        if (few.Count > 0) { log.Add(file, null, null, ImportAction.Noted, $"left out, with fewer than {LeastAnswers} valid answers: {string.Join(", ", few)}"); }
        return [.. shares.OrderBy(s => s.Item1.Country, StringComparer.Ordinal)];           // stable: questions and codes stay in order
    }

    private static void NoteUnknown(string file, WvsColumn column, CodeMap map, AnswerTally tally, List<string> unclear, ImportLog log)
    {
        const int most = 10;
        var unknown = Enumerable.Range(0, AnswerTally.Codes - 1).Where(code => map.Options[code] < 0)
            .Select(code => (Code: code, Answers: tally.Countries.Sum(country => tally.Of(country, column.Index)[code].Respondents))).Where(c => c.Answers > 0)
            .Concat(tally.High.Where(h => h.Key.Question == column.Index).Select(h => (h.Key.Code, Answers: h.Value))).ToList();
        if (unknown.Count == 0) { return; }
        var codes = string.Join(", ", unknown.Take(most).Select(c => c.Code)) + (unknown.Count > most ? ", ..." : "");
        var left = unclear.Count == 0 ? "" : $"; where they are more than {MostUnknown:P0} of the answers the question is left out: {string.Join(' ', unclear)}";
        log.Add(file, null, column.Name, ImportAction.Noted, $"codes without an option: {codes}; {unknown.Sum(c => c.Answers)} answers are not counted{left}");
    }

    /// <summary>The country and weight of the present row. Rows of a country stand together, so it is mostly the last row's.</summary>
    private sealed class CountryCursor(WvsHeader header, AnswerTally tally)
    {
        private byte[] _field = [];

        public CodeCount[] Counts { get; private set; } = [];

        public double Weight { get; private set; }

        public bool MoveTo(ReadOnlySpan<byte> field)
        {
            if (field.Length > 0 && field.SequenceEqual(_field)) { return true; }
            if (CodeOf(Encoding.UTF8.GetString(field).Trim()) is not { } code) { return false; }
            _field = field.ToArray();
            Counts = tally.Of(code);
            return true;
        }

        /// <summary>Reads a weight, with a decimal point or comma.</summary>
        public bool ReadWeight(ReadOnlySpan<byte> field)
        {
            var comma = field.IndexOf((byte)',');
            if (comma >= 0)
            {
                var copy = field.ToArray();
                copy[comma] = (byte)'.';
                field = copy;
            }
            Weight = Utf8Parser.TryParse(field.Trim((byte)' '), out double weight, out var read) && read == field.Trim((byte)' ').Length ? weight : 0;
            return Weight > 0 && double.IsFinite(Weight);
        }

        private string? CodeOf(string text)
        {
            if (header.IsAlpha) { return text.Length == 3 && text.All(char.IsAsciiLetterUpper) ? text : null; }
            return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? IsoCountries.Alpha3(number) : null;
        }
    }
}
