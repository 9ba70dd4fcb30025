namespace Portal.Core.Survey.Import;

/// <summary>Who chose a code: number, sum and sum of squares of the weights.</summary>
internal struct CodeCount
{
    public int Respondents;
    public double Weights;
    public double Squares;

    public void Add(double weight)
    {
        Respondents++;
        Weights += weight;
        Squares += weight * weight;
    }
}

/// <summary>Answers of all countries to all questions, counted by code. It keeps sums only, and no respondent.</summary>
internal sealed class AnswerTally(int questions)
{
    /// <summary>Codes from 0 that are counted one by one; the last place takes all codes from there on.</summary>
    public const int Codes = 32;

    private readonly SortedDictionary<string, CodeCount[]> _countries = new(StringComparer.Ordinal);

    /// <summary>Codes too high to be counted one by one: answers of all countries, by question and code.</summary>
    public SortedDictionary<(int Question, int Code), int> High { get; } = [];

    public IReadOnlyCollection<string> Countries => _countries.Keys;

    /// <summary>The counts of a country: <see cref="Codes"/> places for each question.</summary>
    public CodeCount[] Of(string country)
    {
        if (!_countries.TryGetValue(country, out var counts)) { _countries.Add(country, counts = new CodeCount[questions * Codes]); }
        return counts;
    }

    /// <summary>The counts of one question, by code.</summary>
    public ReadOnlySpan<CodeCount> Of(string country, int question) => _countries[country].AsSpan(question * Codes, Codes);

    /// <summary>Counts an answer.</summary>
    public void Add(CodeCount[] country, int question, int code, double weight)
    {
        if (code >= Codes - 1)
        {
            High[(question, code)] = High.GetValueOrDefault((question, code)) + 1;
            code = Codes - 1;
        }
        country[question * Codes + code].Add(weight);
    }
}

/// <summary>The answers of one country to one question, by option.</summary>
internal sealed class CountedAnswers
{
    private readonly SortedDictionary<int, CodeCount> _options = [];
    private readonly double _weights;
    private readonly double _squares;

    /// <summary>Joins codes with options.</summary>
    /// <param name="counts">By code of the file.</param>
    /// <param name="map">What the codes stand for.</param>
    /// <param name="bundled">Has all options: those that nobody chose have a share of 0.</param>
    public CountedAnswers(ReadOnlySpan<CodeCount> counts, CodeMap map, CodeMap bundled)
    {
        foreach (var option in bundled.Options.Where(o => o >= 0)) { _options[option] = default; }
        foreach (var (code, option) in map.Options.Index())
        {
            if (option < 0)
            {
                WithoutOption += counts[code].Respondents;
                continue;
            }
            _options[option] = counts[code];
            Respondents += counts[code].Respondents;
            _weights += counts[code].Weights;
            _squares += counts[code].Squares;
        }
    }

    /// <summary>Valid answers, unweighted.</summary>
    public int Respondents { get; }

    /// <summary>Answers whose code stands for no option.</summary>
    public int WithoutOption { get; }

    /// <summary>The share of every option, weighted and unweighted, with Kish's effective sample size (Σw)² / Σw².</summary>
    public IEnumerable<(StoredShare Share, double Unweighted)> Shares(string country, string question) => _options.Select(o => (
        new StoredShare(country, question, o.Key, o.Value.Weights / _weights, Respondents, Math.Min(_weights * _weights / _squares, Respondents)),
        (double)o.Value.Respondents / Respondents));
}
