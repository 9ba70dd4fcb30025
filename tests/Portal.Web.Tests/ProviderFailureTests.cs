using Microsoft.AspNetCore.Http;
using Portal.StubHost;
using static Portal.Web.Tests.PortalUnderTest;

namespace Portal.Web.Tests;

public sealed class ProviderFailureTests(SharedPortal shared) : IClassFixture<SharedPortal>
{
    public static TheoryData<string, string> Failures => new()
    {
        { "401", "unauthorized" },
        { "429", "rate-limited" },
        { "500", "server-error" },
        { "404", "model-missing" },
        { "400", "rejected" },
        { "hang", "timed-out" },
        { "cut", "cut-off" },
        { "web page", "invalid-response" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failing_endpoint_fails_the_turn_with_reason_and_remedy_and_the_next_turn_works(string failure, string code)
    {
        var lines = await shared.With(Answer(failure)).AskAsync();

        var summary = lines[^1];
        Assert.Equal(("summary", "failed", code), (summary.Type(), summary.Text("state"), summary.GetProperty("failure").Text("code")));
        Assert.StartsWith("stub ", summary.GetProperty("failure").Text("message"), StringComparison.Ordinal);
        Assert.NotEmpty(summary.GetProperty("failure").Text("remedy"));
        var stored = await shared.Portal.StoredAsync(lines[0].Text("id"));
        Assert.Equal(code, stored.GetProperty("summary").GetProperty("failure").Text("code"));
        Assert.Equal(lines.Draws().Count, stored.GetProperty("draws").GetArrayLength());
        Assert.Equal(failure == "cut", lines.Draws().Count > 0);
        Assert.Equal("complete", (await shared.With(StubAnswers.Alternating()).AskAsync())[^1].Text("state"));
    }

    [Fact]
    public async Task An_endpoint_that_is_down_fails_the_turn_with_its_address()
    {
        var summary = (await shared.Portal.AskAsync(Religion(("model", "nobody"))))[^1];

        Assert.Equal(("failed", "unreachable"), (summary.Text("state"), summary.GetProperty("failure").Text("code")));
        Assert.Contains("http://127.0.0.1:9/v1", summary.GetProperty("failure").Text("remedy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_fails_half_way_keeps_what_had_arrived()
    {
        var left = 7;
        var fine = StubAnswers.Always("important");
        var lines = await shared.With(call => Interlocked.Add(ref left, -call.Choices) < 0 ? StubAnswers.Status(500, "out of memory")(call) : fine(call)).AskAsync();

        Assert.NotEmpty(lines.Draws());
        Assert.Equal("failed", lines[^1].Text("state"));
        Assert.Contains("out of memory", lines[^1].GetProperty("failure").Text("message"), StringComparison.Ordinal);
        Assert.Equal(lines.Draws().Count, lines[^1].GetProperty("zeroShot").Number("drawn") + lines[^1].GetProperty("aligned").Number("drawn"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<script>alert(1)</script><img src=x onerror=alert(2)>")]
    [InlineData("I'd rather \u0000 not say \u202E \uFFFD")]
    public async Task Whatever_a_model_says_is_kept_as_text(string text)
    {
        var lines = await shared.With(StubAnswers.Always(text)).AskAsync();

        Assert.Equal("complete", lines[^1].Text("state"));
        Assert.All(lines.Draws(), draw => Assert.Equal(text, draw.Text("text")));
        Assert.Equal(text, (await shared.Portal.StoredAsync(lines[0].Text("id"))).GetProperty("draws")[0].Text("text"));
    }

    [Fact]
    public async Task An_answer_of_100_kB_is_kept()
    {
        var text = string.Concat(Enumerable.Repeat("no answer ", 10_000));

        var lines = await shared.With(StubAnswers.Always(text)).AskAsync(Religion(("samples", 2)));

        Assert.Equal("complete", lines[^1].Text("state"));
        Assert.All(lines.Draws(), draw => Assert.Equal(100_000, draw.Text("text").Length));
    }

    private static Func<StubCall, Task> Answer(string failure) => failure switch
    {
        "hang" => StubAnswers.Hang,
        "cut" => StubAnswers.Cut,
        "web page" => call => call.Context.Response.WriteAsync("<html>welcome</html>"),
        var status => StubAnswers.Status(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), "no"),
    };
}
