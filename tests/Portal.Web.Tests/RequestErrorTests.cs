using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Portal.Web.Tests;

public sealed class RequestErrorTests(SharedPortal shared) : IClassFixture<SharedPortal>
{
    [Theory]
    [InlineData("""{"country":"PKA","probe":"Q6"}""", "country", "no country \"PKA\"", "did you mean PAK (Pakistan)")]
    [InlineData("""{"country":"pakistan","probe":"Q6"}""", "country", "did you mean PAK (Pakistan)")]
    [InlineData("""{"probe":"Q6"}""", "country", "is missing", "/api/countries")]
    [InlineData("""{"country":"PAK","probe":"Q777"}""", "probe", "no probe \"Q777\"", "did you mean")]
    [InlineData("""{"country":"PAK"}""", "probe", "is missing", "/api/probes")]
    [InlineData("""{"country":"PAK","probe":"Q6","language":"xx"}""", "language", "no probes in \"xx\"", "en")]
    [InlineData("""{"country":"PAK","probe":"Q6","strategy":"chrff"}""", "strategy", "\"chrff\" is none of random, random-category, chrf-category, chrf", "did you mean chrf?")]
    [InlineData("""{"country":"PAK","probe":"Q6","model":"dmeo"}""", "model", "no model \"dmeo\"", "did you mean demo?")]
    [InlineData("""{"country":"PAK","probe":"Q6","samples":0}""", "samples", "is 0; give 1 to 100")]
    [InlineData("""{"country":"PAK","probe":"Q6","samples":101}""", "samples", "is 101; give 1 to 100")]
    [InlineData("""{"country":"PAK","probe":"Q6","temperature":2.5}""", "temperature", "is 2.5; give 0 to 2")]
    [InlineData("""{"country":"PAK","probe":"Q6","seed":-1}""", "seed", "is -1; give 0 to 9007199254740991")]
    [InlineData("""{"country":"PAK","probe":"Q6","demonstrations":0}""", "demonstrations", "is 0; give 1 to")]
    [InlineData("""{"country":"PAK","probe":"Q6","demonstrations":236}""", "demonstrations", "236 demonstrations were asked for", "Pakistan", "ask for at most")]
    [InlineData("""{"country":"PAK","probe":"Q121","strategy":"chrf-category","demonstrations":50}""", "demonstrations", "50 demonstrations were asked for", "choose a strategy across categories")]
    [InlineData("""{"country":"PAK","question":{"template":"Tea is good.","first":"a","second":"b"}}""", "question.template", "has no blank", "exactly one _")]
    [InlineData("""{"country":"PAK","question":{"template":"_ is _.","first":"a","second":"b"}}""", "question.template", "has 2 blanks")]
    [InlineData("""{"country":"PAK","question":{"template":"Tea is _.","first":"good","second":" GOOD "}}""", "question.second", "is the same answer as the first")]
    [InlineData("""{"country":"PAK","question":{"template":"Tea is _.","second":"good"}}""", "question.first", "is empty")]
    [InlineData("""{"country":"PAK","probe":"Q6","question":{"template":"Tea is _.","first":"good","second":"bad"}}""", "question", "give one of the two")]
    [InlineData("""{"country":"PAK","question":{"template":"Tea is _.","first":"good","second":"bad"},"strategy":"chrf-category"}""", "strategy", "has no survey category")]
    [InlineData("""{"country":"PAK","probe":"Q6","sampels":5}""", "sampels", "is not a field of a request", "did you mean samples?")]
    [InlineData("""{"country":"PAK","probe":"Q6","samples":"many"}""", "samples", "is \"many\"; give a whole number from 1 to 100")]
    [InlineData("""{"country":"PAK","probe":"Q6","samples":2.5}""", "samples", "is 2.5; give a whole number from 1 to 100")]
    [InlineData("""{"country":"PAK","probe":"Q6","temperature":"hot"}""", "temperature", "is \"hot\"; give a number from 0 to 2")]
    [InlineData("""{"country":7,"probe":"Q6"}""", "country", "is 7; give a text in quotes")]
    [InlineData("""{"country":"PAK","probe":"Q6","country":"DEU"}""", "country", "is given twice")]
    [InlineData("""{"country":"PAK","question":"Tea is _."}""", "question", "is \"Tea is _.\"; give an object")]
    [InlineData("""{"country":"PAK","probe":"Q\ud83d"}""", "probe", "has half a character")]
    [InlineData("""{"country":""", "body", "is not a JSON object (line 1)")]
    [InlineData("""{"country":"PAK","probe":"Q6","question":{"template":3}}""", "question.template", "is 3; give a text in quotes")]
    [InlineData("""{"country":"PAK","probe":"Q6","question":{"templat":"Tea is _."}}""", "question.templat", "is not a field")]
    [InlineData("""{"country":"PAK",""", "body", "is not a JSON object")]
    [InlineData("""["PAK"]""", "body", "is not a JSON object")]
    [InlineData("null", "body", "is not a JSON object")]
    [InlineData("", "body", "is not a JSON object")]
    public async Task A_field_that_cannot_be_used_is_named_with_what_is_allowed(string request, string field, params string[] expected)
    {
        var calls = shared.Portal.Model.Calls;

        var (status, problem) = await PostAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var errors), problem.GetRawText());
        Assert.All(expected, part => Assert.Contains(part, errors[0].GetString()!, StringComparison.Ordinal));
        Assert.Contains(errors[0].GetString()!, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(calls, shared.Portal.Model.Calls);
    }

    [Fact]
    public async Task Every_fault_of_a_request_is_named_at_once()
    {
        var (_, problem) = await PostAsync("""{"country":"XX","probe":"Q0","language":"xx","strategy":"best","samples":0,"temperature":9,"seed":"x","sampels":1}""");

        Assert.Equal(["country", "language", "probe", "sampels", "samples", "seed", "strategy", "temperature"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task What_stands_for_itself_is_told_without_the_fields_name()
    {
        var (_, problem) = await PostAsync("""{"country":"PAX","probe":"Q6","model":"x"}""");

        Assert.StartsWith("no model \"x\" on offer", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("; no country \"PAX\" in the survey", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demonstrations_that_cannot_be_had_are_told_with_the_other_faults()
    {
        var (_, problem) = await PostAsync("""{"country":"PAK","probe":"Q6","demonstrations":236,"temperature":9}""");

        Assert.Equal(["demonstrations", "temperature"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Theory]
    [InlineData("GET", "/api/playground", HttpStatusCode.MethodNotAllowed, "takes POST")]
    [InlineData("PUT", "/api/playground", HttpStatusCode.MethodNotAllowed, "takes POST")]
    [InlineData("DELETE", "/api/models", HttpStatusCode.MethodNotAllowed, "takes GET")]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound, "There is nothing at /api/nothing")]
    [InlineData("GET", "/api/playground/aaaaaaaaaaaa/lines?after=x", HttpStatusCode.BadRequest, "after is \"x\"; give the order")]
    [InlineData("POST", "/api/playground/aaaaaaaaaaaa/explanations/aligned/x", HttpStatusCode.NotFound, "There is nothing")]
    public async Task A_request_that_no_route_takes_is_told_why(string method, string path, HttpStatusCode status, string detail)
    {
        using var response = await shared.Portal.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(detail, (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/p/aaaaaaaaaaaa", HttpStatusCode.NotFound)]
    [InlineData("/healthz", HttpStatusCode.OK)]
    public async Task A_page_answers_HEAD_as_GET(string path, HttpStatusCode status)
    {
        using var response = await shared.Portal.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal(status, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Codes_and_ids_are_read_in_any_case()
    {
        var lines = await shared.With(StubHost.StubAnswers.Always("important")).AskAsync(new { country = "pak", probe = "q6", strategy = "CHRF" });

        Assert.Equal(("PAK", "Q6", "chrf"), (lines[0].Text("country"), lines[0].Text("probeId"), lines[0].Text("strategy")));
    }

    [Fact]
    public async Task A_request_that_is_no_JSON_or_too_long_is_refused()
    {
        using var form = await shared.Portal.Http.PostAsync("/api/playground", new StringContent("country=PAK", Encoding.UTF8, "application/x-www-form-urlencoded"));
        using var text = await shared.Portal.Http.PostAsync("/api/playground", new StringContent("{}", Encoding.UTF8, "text/plain"));
        using var big = await shared.Portal.Http.PostAsync("/api/playground", JsonContent.Create(new { country = new string('x', 100_000) }));

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UnsupportedMediaType), (form.StatusCode, text.StatusCode));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, big.StatusCode);
        Assert.Equal("application/problem+json", big.Content.Headers.ContentType?.MediaType);
        Assert.Contains("longer than 64 kB", (await big.Content.ReadFromJsonAsync<JsonElement>()).Text("detail"), StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", (await text.Content.ReadFromJsonAsync<JsonElement>()).Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    [InlineData("..%2F..%2Fappsettings.json")]
    public async Task A_turn_that_does_not_exist_is_not_found_under_any_route(string id)
    {
        foreach (var response in new[]
        {
            await shared.Portal.Http.GetAsync($"/api/playground/{id}"),
            await shared.Portal.Http.GetAsync($"/api/playground/{id}/lines"),
            await shared.Portal.Http.PostAsync($"/api/playground/{id}/stop", null),
            await shared.Portal.Http.PostAsync($"/api/playground/{id}/explanations/aligned/0", null),
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            response.Dispose();
        }
    }

    [Fact]
    public async Task Lists_name_what_can_be_asked()
    {
        var models = await shared.Portal.Http.GetFromJsonAsync<JsonElement>("/api/models");
        var countries = await shared.Portal.Http.GetFromJsonAsync<List<JsonElement>>("/api/countries");
        var probes = await shared.Portal.Http.GetFromJsonAsync<List<JsonElement>>("/api/probes?language=en");
        using var unknown = await shared.Portal.Http.GetAsync("/api/probes?language=xx");

        Assert.Equal(["demo", "nobody"], models.GetProperty("models").EnumerateArray().Select(model => model.Text("id")));
        Assert.Equal(65, countries!.Count);
        Assert.Contains(countries, country => country.Text("iso3") == "PAK" && country.Text("language") == "ur");
        Assert.Equal(237, probes!.Count);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    private async Task<(HttpStatusCode Status, JsonElement Problem)> PostAsync(string request)
    {
        using var response = await shared.Portal.Http.PostAsync("/api/playground", new StringContent(request, Encoding.UTF8, "application/json"));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
