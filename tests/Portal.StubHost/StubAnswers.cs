namespace Portal.StubHost;

/// <summary>Ways to answer.</summary>
public static class StubAnswers
{
    /// <summary>Zero-shot draws alternate between "unimportant" and "important"; aligned draws say "important".</summary>
    /// <param name="pace">Before every choice.</param>
    public static Func<StubCall, Task> Alternating(TimeSpan pace = default)
    {
        var drawn = 0;
        return Each(async call =>
        {
            if (pace > TimeSpan.Zero) { await Task.Delay(pace, call.Left); }
            return call.IsAligned || Interlocked.Increment(ref drawn) % 2 == 0 ? "important" : "unimportant";
        });
    }

    /// <summary>Every draw says the same.</summary>
    public static Func<StubCall, Task> Always(string text) => Each(_ => Task.FromResult(text));

    /// <summary>Every draw waits until the test releases one.</summary>
    public static Func<StubCall, Task> When(SemaphoreSlim released) => Each(async call =>
    {
        await released.WaitAsync(call.Left);
        return "important";
    });

    /// <summary>An error status with an OpenAI error body.</summary>
    public static Func<StubCall, Task> Status(int status, string message) => call =>
    {
        call.Context.Response.StatusCode = status;
        return call.Context.Response.WriteAsJsonAsync(new { error = new { message } }, call.Left);
    };

    /// <summary>Accepts the request and says nothing.</summary>
    public static Task Hang(StubCall call) => Task.Delay(Timeout.Infinite, call.Left);

    /// <summary>One whole draw, then a broken connection.</summary>
    public static async Task Cut(StubCall call)
    {
        await call.ChoiceAsync(0, "important");
        await Task.Delay(50, call.Left);
        call.Context.Abort();
    }

    private static Func<StubCall, Task> Each(Func<StubCall, Task<string>> text) => async call =>
    {
        if (!call.Streams)
        {
            await call.WholeAsync("Because it is so.");
            return;
        }
        for (var choice = 0; choice < call.Choices; choice++) { await call.ChoiceAsync(choice, await text(call)); }
        await call.EndAsync();
    };
}
