using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Portal.StubHost;

namespace Portal.Browser.Tests;

/// <summary>One prompt to a model of the stub.</summary>
/// <param name="Aligned">Whether it holds demonstrations.</param>
/// <param name="Index">How many prompts of this arm the model had before.</param>
public sealed record Asked(bool Aligned, int Index);

/// <summary>The models behind the stub endpoint: each says what a test tells it to, when the test lets it.</summary>
public sealed class Cast
{
    private readonly ConcurrentDictionary<string, Func<Asked, Task<string>>> _models = new();
    private readonly ConcurrentDictionary<(string Model, bool Aligned), int> _asked = new();

    /// <summary>The models that a portal on this endpoint offers; a test gives each of them its words.</summary>
    public static IReadOnlyList<string> Models { get; } = ["study", "coy", "markup", "talkative", "fragile", "gated", "stoppable", "family", "formula", "verbose", "quick", "turning", "speechless", "lengthy", "hundred"];

    /// <summary>Gives a model its words.</summary>
    public void Add(string model, Func<Asked, Task<string>> answer) => _models[model] = answer;

    /// <summary>Lets a model say the texts of an arm in turn, then again from the start.</summary>
    public void Add(string model, IReadOnlyList<string> zeroShot, IReadOnlyList<string> aligned) => Add(model, asked =>
        Task.FromResult(asked.Aligned ? aligned[asked.Index % aligned.Count] : zeroShot[asked.Index % zeroShot.Count]));

    /// <summary><paramref name="first"/> times one text and <paramref name="second"/> times another, mixed evenly.</summary>
    public static IReadOnlyList<string> Mix(string one, int first, string other, int second)
    {
        var total = first + second;
        return [.. Enumerable.Range(0, total).Select(i => (i + 1) * first / total > i * first / total ? one : other)];
    }

    /// <summary>Answers a request to any of the models; one that does not stream asks why.</summary>
    public async Task AnswerAsync(StubCall call)
    {
        if (!call.Streams)
        {
            await call.WholeAsync("Because the sentences before it pointed that way.");
            return;
        }
        var index = _asked.AddOrUpdate((call.Model, call.IsAligned), 0, (_, before) => before + 1);
        try
        {
            await call.ChoiceAsync(0, await _models[call.Model](new Asked(call.IsAligned, index)));
            await call.EndAsync();
        }
        catch (BadHttpRequestException refusal)
        {
            await StubAnswers.Status(refusal.StatusCode, refusal.Message)(call);
        }
    }
}
