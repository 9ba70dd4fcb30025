using Portal.Core;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Llm.Prompts;
using Portal.Models.Tokenizers;

namespace Portal.Host.Demo;

/// <summary>The probes as token ids, in the pieces from which prompts are put together.</summary>
public sealed class DemoTexts
{
    private readonly Tokenizer _tokenizer;
    private readonly int[][][] _lines;              // [probe][side]: a demonstration's line
    private readonly int[][][] _lastLines;          // the same, followed by an empty line
    private readonly DemoQuery[][] _queries;        // [probe][side shown first]
    private readonly int[][] _nearest;              // [probe]: the others by chrF++, nearest first
    private readonly int[][] _category;             // [probe]: the others of its category
    private readonly string[] _words;

    public DemoTexts(ProbeSet probes, Tokenizer tokenizer)
    {
        (Probes, _tokenizer) = (probes, tokenizer);
        EndOfText = tokenizer.Id("</s>")!.Value;
        Opening = [tokenizer.Id("<s>")!.Value, .. Encode(Prompt.Instruction + "\n\n")];
        Side[] sides = [Side.First, Side.Second];
        _lines = [.. probes.Select(probe => sides.Select(side => Encode(probe.Complete(side) + "\n")).ToArray())];
        _lastLines = [.. probes.Select(probe => sides.Select(side => Encode(probe.Complete(side) + "\n\n")).ToArray())];
        _queries = [.. probes.Select(probe => sides.Select(side => Query(probe.Template, probe.First, probe.Second, side)).ToArray())];
        var index = new ChrFIndex([.. probes.Select(probe => probe.Template)]);
        _nearest = [.. Enumerable.Range(0, probes.Count).Select(i => Others(i).OrderByDescending(j => index.Score(j, i)).ToArray())];
        _category = [.. Enumerable.Range(0, probes.Count).Select(i => Others(i).Where(j => probes[j].Category == probes[i].Category).ToArray())];
        _words = [.. probes.SelectMany(probe => probe.Template.Split(' ')).Where(word => word.All(char.IsAsciiLetterLower)).Distinct().Order(StringComparer.Ordinal)];
    }

    public ProbeSet Probes { get; }

    public int EndOfText { get; }

    /// <summary>Beginning of text, instruction, empty line.</summary>
    public IReadOnlyList<int> Opening { get; }

    /// <summary>What the tokenizer learns from: every probe in every form, and the frame of the prompt.</summary>
    public static IEnumerable<string> TokenizerTexts(ProbeSet probes)
    {
        foreach (var probe in probes)
        {
            yield return probe.Template;
            yield return probe.Complete(Side.First) + "\n" + probe.Complete(Side.Second) + "\n\n";
            yield return Prompt.Write([], probe.Template, probe.First, probe.Second) + $" {probe.First}";
            yield return Prompt.Write([], probe.Template, probe.Second, probe.First) + $" {probe.Second}";
        }
    }

    public IReadOnlyList<int> Demonstration(int probe, Side answer, bool isLast) => (isLast ? _lastLines : _lines)[probe][(int)answer];

    public DemoQuery Query(int probe, Side shownFirst) => _queries[probe][(int)shownFirst];

    /// <summary>The other probes, nearest by chrF++ first.</summary>
    public IReadOnlyList<int> Nearest(int probe) => _nearest[probe];

    public IReadOnlyList<int> SameCategory(int probe) => _category[probe];

    /// <summary>An invented question: random words around a blank; its options are a probe's or two random words.</summary>
    public DemoQuery InventQuery(SeededRandom random)
    {
        var (first, second) = InventOptions(random, realShare: 0.5);
        return Query(InventSentence(random), first, second, (Side)random.NextInt(2));
    }

    /// <summary>A probe's sentence with invented options.</summary>
    public DemoQuery InventQuery(int probe, SeededRandom random)
    {
        var (first, second) = InventOptions(random, realShare: 0);
        return Query(Probes[probe].Template, first, second, (Side)random.NextInt(2));
    }

    /// <summary>An invented demonstration.</summary>
    public IReadOnlyList<int> InventDemonstration(SeededRandom random, bool isLast)
    {
        var (first, _) = InventOptions(random, realShare: 0.5);
        return Encode(InventSentence(random).Replace("_", first, StringComparison.Ordinal) + (isLast ? "\n\n" : "\n"));
    }

    private DemoQuery Query(string template, string first, string second, Side shownFirst)
    {
        var (one, two) = shownFirst == Side.First ? (first, second) : (second, first);
        var prompt = Prompt.Write([], template, one, two)[(Prompt.Instruction.Length + 2)..];
        return new DemoQuery(Encode(prompt), [.. Encode($" {first}"), EndOfText], [.. Encode($" {second}"), EndOfText]);
    }

    private string InventSentence(SeededRandom random)
    {
        var words = Enumerable.Range(0, 3 + random.NextInt(5)).Select(_ => InventWord(random)).ToArray();
        words[1 + random.NextInt(words.Length - 1)] = "_";
        words[0] = char.ToUpperInvariant(words[0][0]) + words[0][1..];
        return string.Join(' ', words) + ".";
    }

    private (string First, string Second) InventOptions(SeededRandom random, double realShare)
    {
        if (random.NextDouble() < realShare)
        {
            var probe = Probes[random.NextInt(Probes.Count)];
            return (probe.First, probe.Second);
        }
        var first = InventWord(random);
        string second;
        do { second = InventWord(random); } while (second == first);
        return (first, second);
    }

    private string InventWord(SeededRandom random) => random.NextDouble() < 0.7
        ? _words[random.NextInt(_words.Length)]
        : string.Concat(Enumerable.Range(0, 2 + random.NextInt(4)).Select(_ => (char)('a' + random.NextInt(26))));

    private int[] Encode(string text) => [.. _tokenizer.Encode(text, addSpecialTokens: false)];

    private IEnumerable<int> Others(int probe) => Enumerable.Range(0, Probes.Count).Where(other => other != probe);
}

/// <summary>A question as token ids, from <c>Q:</c> to <c>A:</c>, and its two answers, each with the end of text.</summary>
public sealed record DemoQuery(int[] Prompt, int[] First, int[] Second)
{
    public int[] Answer(Side side) => side == Side.First ? First : Second;
}
