namespace Portal.Core.Survey.Import;

/// <summary>Which of the bundled options a code of the imported file stands for.</summary>
/// <param name="Name">For the report: <c>as they are</c>, <c>reversed</c>.</param>
/// <param name="Options">By code of the file: the option's code, or -1 where it stands for none.</param>
internal sealed record CodeMap(string Name, int[] Options)
{
    public const string AsTheyAre = "as they are";

    public bool IsTurned => Name != AsTheyAre;

    /// <summary>
    /// What a file may mean by its codes: what the bundled survey means, or the scale reversed: as a whole, without code 0, or without the options
    /// that fit neither side; for things that a respondent picks or not, also 0 and 1.
    /// </summary>
    public static IReadOnlyList<CodeMap> Candidates(IReadOnlyList<SurveyQuestion> probes)
    {
        var codes = probes[0].Options.Select(o => o.Code).Order().ToList();
        var maps = new List<CodeMap> { Reversed(AsTheyAre, codes, codes) };
        AddReversed("reversed", []);
        AddReversed("reversed but for 0", [0]);
        AddReversed("reversed but for the options that fit neither side", [.. probes.SelectMany(p => p.Folding?.Excluded ?? []), 0]);
        if (codes is [1, 2])
        {
            maps.Add(Of("0 for 2", (1, 1), (0, 2)));
            maps.Add(Of("0 for 1, 1 for 2", (0, 1), (1, 2)));
        }
        return maps;

        void AddReversed(string name, IReadOnlyList<int> kept)
        {
            var map = Reversed(name, codes, kept);
            if (!maps.Exists(m => m.Options.SequenceEqual(map.Options))) { maps.Add(map); }
        }
    }

    private static CodeMap Reversed(string name, List<int> codes, IReadOnlyList<int> kept)
    {
        var turned = codes.Except(kept).ToList();
        return Of(name, [.. codes.Intersect(kept).Select(c => (c, c)), .. turned.Zip(Enumerable.Reverse(turned))]);
    }

    private static CodeMap Of(string name, params (int Code, int Option)[] pairs)
    {
        var options = new int[AnswerTally.Codes];
        Array.Fill(options, -1);
        foreach (var (code, option) in pairs) { options[code] = option; }
        return new CodeMap(name, options);
    }
}
