namespace Portal.Core.Survey.Import;

/// <summary>How to read the scales of a file of respondents.</summary>
public enum WvsScales
{
    /// <summary>As the comparison with the bundled figures says.</summary>
    Auto,

    /// <summary>As in the official standard file, whatever the figures say.</summary>
    Standard,
}

/// <summary>
/// Tells the standard file from the inverted one, in which many scales run the other way and their columns are named <c>Q1P</c>. For each question and each way
/// of reading its codes: the mean, over countries with bundled figures, of the total variation distance ½ Σ |p - q| between the file's shares and the bundled
/// ones. A question is decided when the closest reading is within <see cref="Agreement"/> and the other direction is further away by <see cref="Margin"/> at least.
/// </summary>
internal sealed class ScaleCheck(BundledSurvey bundled, IReadOnlyList<WvsColumn> columns, AnswerTally tally, string file, ImportLog log)
{
    public const double Agreement = 0.05;
    public const double Margin = 0.02;

    /// <summary>The map of each column; <see langword="null"/> where its question has to be left out.</summary>
    /// <exception cref="SurveyException">Nothing can be told; the message says what to do.</exception>
    public CodeMap?[] Maps(WvsScales scales)
    {
        var inverted = file.Contains("inverted", StringComparison.OrdinalIgnoreCase);
        var official = !inverted && file.Contains("Wave_7", StringComparison.OrdinalIgnoreCase) && file.Contains("Cross-National", StringComparison.OrdinalIgnoreCase);
        var readings = columns.Select(Reading).ToList();
        var compared = readings.Count(r => r.Distance is not null);
        var decided = readings.Count(r => r.Decided);
        var turned = columns.Zip(readings).Any(c => c.Second is { Decided: true, Map.IsTurned: true });
        var plainTurned = columns.Zip(readings).Any(c => !c.First.IsInverted && c.Second is { Decided: true, Map.IsTurned: true });
        const string remedy = "import the official standard file, or say that the scales are standard";
        if (scales == WvsScales.Auto)
        {
            if (compared == 0 && (inverted || columns.Any(c => c.IsInverted)))
            {
                throw new SurveyException(file, null, null, $"is the inverted file, and none of its countries has bundled figures to show which scales are turned and how; {remedy}");
            }
            if (compared == 0 && !official)
            {
                throw new SurveyException(file, null, null, $"cannot be told from the inverted file: none of its countries has bundled figures, and its name is not the official one; {remedy}");
            }
            if (decided * 2 < compared)
            {
                throw new SurveyException(file, null, null, $"only {decided} of {compared} questions agree with the bundled figures, read either way; {remedy}");
            }
        }
        Note(scales, compared, decided, turned, readings);
        return [.. columns.Zip(readings, (column, reading) => Choose(column, reading, scales == WvsScales.Auto && plainTurned))];
    }

    private CodeMap? Choose(WvsColumn column, ScaleReading reading, bool plainTurned)
    {
        if (reading.Decided && (plainTurned || column.IsInverted)) { return reading.Map; }
        if (!column.IsInverted && !plainTurned) { return column.Maps[0]; }
        log.Add(file, 1, column.Name, ImportAction.Noted, reading.Distance is { } distance
            ? $"the question is left out: its figures do not tell which way its scale runs (distance {ImportLog.Number(distance, "0.000")})"
            : "the question is left out: there are no bundled figures to tell which way its scale runs");
        return null;
    }

    private void Note(WvsScales scales, int compared, int decided, bool turned, List<ScaleReading> readings)
    {
        var distances = readings.Where(r => r.Decided).Select(r => r.Distance!.Value).Order().ToList();
        var agreement = compared == 0
            ? "no bundled figures to compare with"
            : $"{decided} of {compared} questions agree with the bundled figures" + (decided == 0 ? "" : $", median distance {ImportLog.Number(distances[distances.Count / 2], "0.0000")}");
        var kind = scales == WvsScales.Standard ? "read as the standard file, as asked" : turned ? "the inverted file" : compared == 0 ? "the standard file, by its name" : "the standard file";
        log.Add(file, null, null, ImportAction.Noted, $"{kind}: {agreement}");
        foreach (var group in columns.Zip(readings).Where(c => c.Second is { Decided: true, Map.IsTurned: true }).GroupBy(c => c.Second.Map.Name))
        {
            var done = scales == WvsScales.Auto || group.All(c => c.First.IsInverted) ? "turned back" : "would agree better if they were turned back";
            log.Add(file, 1, null, ImportAction.Noted, $"{group.Count()} scales {done} ({group.Key}): {string.Join(' ', group.Select(c => c.First.Name))}");
        }
    }

    private ScaleReading Reading(WvsColumn column)
    {
        var distances = column.Maps.Select(map => Distance(column, map)).ToList();
        if (distances[0] is null) { return new(column.Maps[0], null, false); }
        var best = distances.IndexOf(distances.Min());
        var straight = distances[0]!.Value;
        var turned = distances.Skip(1).Min() ?? double.PositiveInfinity;
        return new(column.Maps[best], distances[best], distances[best] <= Agreement && Math.Abs(straight - turned) >= Margin);
    }

    private double? Distance(WvsColumn column, CodeMap map)
    {
        var (sum, countries) = (0.0, 0);
        Span<double> shares = stackalloc double[AnswerTally.Codes];
        foreach (var country in tally.Countries)
        {
            if (!bundled.Data.Countries.Any(c => c.Iso3 == country) || bundled.Data.Answers(country, column.Question) is not { } known) { continue; }
            shares.Clear();
            var (total, lost, respondents) = (0.0, 0.0, 0);
            foreach (var (code, count) in tally.Of(country, column.Index).ToArray().Index())
            {
                var amount = known.Basis == "W_WEIGHT" ? count.Weights : count.Respondents;
                respondents += count.Respondents;
                total += amount;
                if (map.Options[code] is >= 0 and var option) { shares[option] += amount; }
                else { lost += amount; }
            }
            if (respondents < WvsImport.LeastAnswers) { continue; }
            var distance = lost / total;
            foreach (var option in known.Shares) { distance += Math.Abs(shares[option.Code] / total - option.Share); }
            sum += distance / 2;
            countries++;
        }
        return countries == 0 ? null : sum / countries;
    }

    private sealed record ScaleReading(CodeMap Map, double? Distance, bool Decided);
}
