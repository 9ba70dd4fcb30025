using System.Net;
using System.Text.RegularExpressions;
using CsvHelper;

namespace Portal.Core.Survey.Import;

/// <summary>
/// The probe folder of Arora, Kaffee and Augenstein (2023), <i>Probing Pre-Trained Language Models for Cross-Cultural Differences in Values</i>: a file per
/// language, tab-separated in spite of its name, with row number, question number, sentence with <c>[MASK]</c> and two answers.
/// </summary>
public static partial class AroraImport
{
    private const string Mask = "[MASK]";
    private const int Row = 0, Id = 1, Text = 2, First = 3, Second = 4, Columns = 5;
    private static readonly CsvReaderOptions Tabs = new()
    {
        Separator = '\t',
        MalformedData = CsvMalformedDataHandling.Throw,
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        DetectSeparatorHint = false,
    };

    /// <summary>Reads the folder. Rows with a fault are left out and listed; a file that is no such file refuses the import.</summary>
    /// <param name="source">The folder, an archive of it, or one file, named after their languages.</param>
    /// <param name="survey">Knows the probes.</param>
    /// <param name="all">Whether probes outside the 237 in use are imported too.</param>
    public static PreparedImport Read(ImportSource source, SurveyData survey, bool all = false)
    {
        var (log, folder) = (new ImportLog("arora"), new ProbeFolder(survey));
        try
        {
            foreach (var name in source.NamesEnding(".csv")) { new FileReader(name, survey, all, log, folder).Read(source); }
            foreach (var other in source.Names.Where(n => !n.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)))
            {
                log.Add(other, null, null, ImportAction.Noted, "is no .csv file and was not read");
            }
        }
        catch (SurveyException error)
        {
            log.Refuse(error, source.Path);
        }
        return folder.Prepare(
            log,
            ("Probes of Arora, Kaffee and Augenstein (2023)", "Arora, Kaffee and Augenstein (2023), machine-translated", "GPL-3.0, see github.com/copenlu/value-probing", "none here; imported as published"),
            all ? "all" : "in use");
    }

    [GeneratedRegex(@"[\[［]\s*MASK\s*[\]］]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnyMask();

    [GeneratedRegex(@"\w_|_\w|_\p{M}")]
    private static partial Regex Glued();

    private sealed class FileReader(string file, SurveyData survey, bool all, ImportLog log, ProbeFolder folder)
    {
        private readonly string _language = ProbeFolder.LanguageOf(file);
        private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
        private int _rows;
        private int _imported;
        private int _glued;

        public void Read(ImportSource source)
        {
            using var stream = source.Open(file, source.Limits.SmallFileBytes);
            try
            {
                using var table = CsvReader.Create(stream.ReadToEnd(), Tabs);
                if (!table.Headers.ToArray().SequenceEqual(["", "0", "1", "2", "3"]))
                {
                    throw new SurveyException(file, 1, null, "the header must be an empty field and 0, 1, 2, 3, separated by tabs; this is no file of the folder");
                }
                while (table.Read()) { ReadRow(table); }
                if (_glued > 0) { log.Add(file, null, null, ImportAction.Noted, $"{_glued} blanks have letters right before or behind them, kept as published"); }
            }
            catch (CsvFormatException error)
            {
                throw new SurveyException(file, (int)error.LineNumber, null, "a quote stands where none belongs; correct the line", error);
            }
            finally
            {
                log.Add(file, stream, _rows, _imported);
            }
        }

        private void ReadRow(CsvReader table)
        {
            var line = (int)table.LineNumber;
            _rows++;
            if (table.FieldCount != Columns)
            {
                LeaveOut(line, null, $"{Columns} fields expected, {table.FieldCount} found");
                return;
            }
            var id = "Q" + table.GetString(Id);
            if (!_lines.TryAdd(id, line)) { throw new SurveyException(file, line, "probe id", $"{id[1..]} is listed twice, first on line {_lines[id]}; remove one row"); }
            if (!table.TryParse<int>(Row, out var row) || row != _rows - 1)
            {
                log.Add(file, line, "row number", ImportAction.Noted, $"is not {_rows - 1}; rows are matched by probe id");
            }
            if (survey.FindQuestion(id) is not { } question)
            {
                LeaveOut(line, "probe id", $"the survey has no such probe{Suggestion.Question(Suggestion.For(id, survey.ProbeIds))}");
            }
            else if (!question.InUse && !all)
            {
                LeaveOut(line, "probe id", $"{id} is not one of the probes in use; import all probes to have it");
            }
            else
            {
                Import(line, question, Sentence(line, table.GetString(Text)), Answer(line, "first answer", table.GetString(First)), Answer(line, "second answer", table.GetString(Second)));
            }
        }

        private void Import(int line, SurveyQuestion question, string template, string first, string second)
        {
            if (second.Length == 0)
            {
                LeaveOut(line, "second answer", "is empty; a probe has two answers");
            }
            else if (ProbeRules.Check(template, first, second) is [var problem, ..])
            {
                var field = problem.Field == "template" ? "text" : problem.Field + " answer";
                LeaveOut(line, field, problem.Field == "template" && !template.Contains(Probe.Blank) ? $"has no {Mask}" : problem.Problem);
            }
            else
            {
                folder.TryAdd(new Probe(question.ProbeId!, question.Question, question.Category, _language, template, first, second));
                _imported++;
                if (Glued().IsMatch(template)) { _glued++; }
            }
        }

        private string Sentence(int line, string text)
        {
            var sentence = Answer(line, "text", text);
            if (!sentence.Contains(Mask, StringComparison.Ordinal) && AnyMask().IsMatch(sentence))
            {
                log.Add(file, line, "text", ImportAction.Repaired, $"the blank is spelled otherwise; read as {Mask}");
                sentence = AnyMask().Replace(sentence, Mask);
            }
            return sentence.Replace(Mask, Probe.Blank.ToString(), StringComparison.Ordinal);
        }

        private string Answer(int line, string field, string text)
        {
            var decoded = WebUtility.HtmlDecode(text);
            if (decoded != text) { log.Add(file, line, field, ImportAction.Repaired, "HTML entities were decoded"); }
            var trimmed = decoded.Trim();
            if (trimmed != decoded) { log.Add(file, line, field, ImportAction.Repaired, "white space at an end was removed"); }
            return trimmed;
        }

        private void LeaveOut(int line, string? field, string reason) => log.Add(file, line, field, ImportAction.LeftOut, reason);
    }
}
