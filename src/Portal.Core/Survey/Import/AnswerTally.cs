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
