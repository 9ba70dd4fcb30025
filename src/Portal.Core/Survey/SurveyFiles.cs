using System.Globalization;

namespace Portal.Core.Survey;

/// <summary>Reads the four tables of <c>data/survey</c> and holds them to each other.</summary>
internal static class SurveyFiles
{
    private const double SumTolerance = 2e-3;       // shares are rounded to five digits in the sources, coarser in published aggregates

    public static SurveyData Read(string directory)
    {
        var countries = ReadCountries(directory);
        var options = ReadOptions(directory);
        var questions = ReadQuestions(directory, options);
        var answers = ReadAnswers(directory, countries, questions);
        return new SurveyData(Manifest.Version(directory), [.. countries.Values.Select(c => c.Country)], questions, answers);
    }

    private static OrderedDictionary<string, SurveyedCountry> ReadCountries(string directory)
    {
        const int iso3 = 0, name = 1, language = 2, basis = 3, source = 4;
        using var table = new CsvTable(directory, "countries.csv", "iso3", "name", "language", "basis", "source");
        var countries = new OrderedDictionary<string, SurveyedCountry>(StringComparer.Ordinal);
        var languages = new HashSet<string>(StringComparer.Ordinal);
        while (table.Next())
        {
            if (table[iso3] is not { Length: 3 } code || !code.All(char.IsAsciiLetterUpper))
            {
                throw table.Error(iso3, $"\"{table[iso3]}\" is not a code of three capital letters");
            }
            if (table[basis] is not ("W_WEIGHT" or "unweighted")) { throw table.Error(basis, $"\"{table[basis]}\" is neither W_WEIGHT nor unweighted"); }
            if (table[language].Length > 0 && !languages.Add(table[language]))
            {
                throw table.Error(language, $"{table[language]} already stands for another country; a language has one");
            }
            var country = new Country(code, table.Text(name), table[language].Length > 0 ? table[language] : null);
            if (!countries.TryAdd(code, new SurveyedCountry(country, table[basis], table.Text(source))))
            {
                throw table.Error(iso3, $"{code} is listed twice; remove one row");
            }
        }
        return countries;
    }

    private static Dictionary<string, List<AnswerOption>> ReadOptions(string directory)
    {
        const int question = 0, code = 1, label = 2;
        using var table = new CsvTable(directory, "options.csv", "question", "code", "label");
        var options = new Dictionary<string, List<AnswerOption>>(StringComparer.Ordinal);
        while (table.Next())
        {
            var option = new AnswerOption(table.Integer(code, least: 0), table.Text(label));
            if (!options.TryGetValue(table.Text(question), out var known)) { options.Add(table[question], known = []); }
            if (known.Exists(o => o.Code == option.Code)) { throw table.Error(code, $"{table[question]} lists code {option.Code} twice; remove one row"); }
            known.Add(option);
        }
        return options;
    }

    private static List<SurveyQuestion> ReadQuestions(string directory, Dictionary<string, List<AnswerOption>> options)
    {
        const int question = 0, probeId = 1, category = 3, inUse = 4, scale = 5, gist = 8;
        const int first = 9, middle = 10, second = 11, excluded = 12, firstWord = 13, secondWord = 14, note = 15;
        using var table = new CsvTable(
            directory, "questions.csv", "question", "probe_id", "arora_row", "category", "in_237", "scale_type", "n_options", "polarity", "gist",
            "codes_A", "codes_mid", "codes_B", "codes_excluded", "side_A", "side_B", "note");
        var questions = new List<SurveyQuestion>();
        var probes = new HashSet<string>(StringComparer.Ordinal);
        while (table.Next())
        {
            var probe = table[probeId].Length > 0 ? "Q" + table[probeId] : null;
            if (probe is not null && !probes.Add(probe)) { throw table.Error(probeId, $"{table[probeId]} is listed twice; remove one row"); }
            if (table[inUse] is not ("0" or "1")) { throw table.Error(inUse, $"\"{table[inUse]}\" is neither 0 nor 1"); }
            var known = options.GetValueOrDefault(table.Text(question), []);
            var folding = probe is null ? null : new Folding(Codes(first), Codes(middle), Codes(second), Codes(excluded));
            if (folding is not null) { Check(folding, known); }
            questions.Add(new SurveyQuestion(
                table[question], probe, table.Text(category), table[inUse] == "1", table.Text(scale), table.Text(gist), known, folding,
                table[firstWord], table[secondWord], table[note]));
        }
        return questions;

        int[] Codes(int column) => [.. table[column].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                ? code
                : throw table.Error(column, $"\"{text}\" is not an option code; write codes as 1|2|3"))];

        void Check(Folding folding, List<AnswerOption> known)
        {
            int[] folded = [.. folding.First, .. folding.Middle, .. folding.Second, .. folding.Excluded];
            if (folding.First.Count == 0 || folding.Second.Count == 0)
            {
                throw table.Error(folding.First.Count == 0 ? first : second, "is empty; each side of a probe needs an option");
            }
            if (folded.Distinct().Count() < folded.Length)
            {
                throw table.Error(first, "an option code stands in two of codes_A, codes_mid, codes_B, codes_excluded; leave it in one");
            }
            if (known.Find(o => !folded.Contains(o.Code)) is { } left)
            {
                throw table.Error(first, $"option {left.Code} stands in none of codes_A, codes_mid, codes_B, codes_excluded; put it in one");
            }
        }
    }

    private static Dictionary<(string Country, string Question), AnswerShares> ReadAnswers(
        string directory, OrderedDictionary<string, SurveyedCountry> countries, List<SurveyQuestion> questions)
    {
        const int country = 0, question = 1, code = 2, share = 3, n = 4, effective = 5;
        using var table = new CsvTable(directory, "wvs7_marginals.csv", ["country", "question", "code", "share", "n"], optional: "n_effective");
        var known = questions.DistinctBy(q => q.Question).ToDictionary(q => q.Question, StringComparer.Ordinal);
        var cells = new Dictionary<(string Country, string Question), Cell>(16 * 1024);
        Cell? cell = null;                          // the cell of the previous row: a file in order looks each up once
        while (table.Next())
        {
            if (cell is null || cell.Country.Country.Iso3 != table[country] || cell.Question.Question != table[question]) { cell = Find(); }
            var option = new OptionShare(table.Integer(code, least: 0), table.Share(share));
            if (!cell.Question.Options.Any(o => o.Code == option.Code))
            {
                throw table.Error(code, $"{option.Code} is not an option of {table[question]} in options.csv; correct it or add it there");
            }
            if (cell.Shares.Exists(o => o.Code == option.Code))
            {
                throw table.Error(code, $"{table[country]} {table[question]} lists code {option.Code} twice; remove one row");
            }
            if (table[n] != cell.Respondents) { throw Differs(n, cell.Respondents); }
            if (Effective() != cell.Effective) { throw Differs(effective, cell.Effective); }
            cell.Shares.Add(option);
        }
        var answers = new Dictionary<(string Country, string Question), AnswerShares>(cells.Count);
        foreach (var (key, found) in cells)
        {
            var sum = found.Shares.Sum(o => o.Share);
            if (Math.Abs(sum - 1) > SumTolerance)
            {
                var problem = string.Create(CultureInfo.InvariantCulture, $"the shares of {key.Country} {key.Question} sum to {sum:0.####}, not 1");
                throw table.Error(share, problem + "; an option is missing or wrong", found.Line);
            }
            var respondents = found.Respondents.Length == 0 ? (int?)null : int.Parse(found.Respondents, CultureInfo.InvariantCulture);
            var effectively = found.Effective.Length == 0 ? (double?)null : double.Parse(found.Effective, CultureInfo.InvariantCulture);
            answers.Add(key, new AnswerShares(key.Country, key.Question, [.. found.Shares], respondents, found.Country.Basis, found.Country.Source, effectively));
        }
        return answers;

        string Effective() => table.HasOptional ? table[effective] : "";

        SurveyException Differs(int column, string before) => table.Error(
            column, $"\"{table[column]}\" differs from \"{before}\" on line {cell.Line}; all options of a question have the same number of answers");

        Cell Find()
        {
            if (!countries.TryGetValue(table[country], out var surveyed))
            {
                throw table.Error(country, $"\"{table[country]}\" is not in countries.csv{Suggestion.Question(Suggestion.For(table[country], countries.Keys))}");
            }
            if (!known.TryGetValue(table[question], out var asked))
            {
                var near = Suggestion.Question(Suggestion.For(table[question], known.Keys));
                throw table.Error(question, $"unknown question \"{table[question]}\"; correct it or add it to questions.csv{near}");
            }
            var most = table[n].Length > 0 ? table.Integer(n, least: 1) : (int?)null;
            if (Effective().Length > 0 && table.Positive(effective) > most)
            {
                throw table.Error(effective, $"{table[effective]} is more than the {most} respondents of column n; Kish's effective size never is");
            }
            var key = (surveyed.Country.Iso3, asked.Question);
            if (!cells.TryGetValue(key, out var found)) { cells.Add(key, found = new Cell(surveyed, asked, table[n], Effective(), table.Line)); }
            return found;
        }
    }

    private sealed record SurveyedCountry(Country Country, string Basis, string Source);

    private sealed record Cell(SurveyedCountry Country, SurveyQuestion Question, string Respondents, string Effective, int Line)
    {
        public List<OptionShare> Shares { get; } = new(4);
    }
}
