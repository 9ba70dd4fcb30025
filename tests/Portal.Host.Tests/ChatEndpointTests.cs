using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Host.Serving;

namespace Portal.Host.Tests;

public sealed class ChatEndpointTests : IAsyncLifetime
{
    private readonly TinyModel _models = new();
    private LocalServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartAsync(ModelCatalog.Discover(_models.Root), port: 0, CancellationToken.None);
        _http = new HttpClient { BaseAddress = new Uri(_server.Address) };
    }

    [Fact]
    public async Task Models_are_listed_with_the_fingerprint_of_their_weights()
    {
        var entry = Assert.Single((await _http.GetFromJsonAsync<JsonObject>("/v1/models"))!["data"]!.AsArray())!;
        Assert.Equal("tiny", (string)entry["id"]!);
        Assert.Matches("^[0-9a-f]{64}$", (string)entry["fingerprint"]!);
    }

    [Fact]
    public async Task A_seed_gives_the_same_choices_streamed_or_whole()
    {
        var whole = await CompleteAsync(Request(n: 3, seed: 7));
        var again = await CompleteAsync(Request(n: 3, seed: 7));
        var other = await CompleteAsync(Request(n: 3, seed: 8));
        var streamed = await StreamAsync(Request(n: 3, seed: 7));

        Assert.Equal(Texts(whole), Texts(again));
        Assert.NotEqual(Texts(whole), Texts(other));
        Assert.Equal(Texts(whole), streamed.Texts);
        Assert.All(streamed.Reasons, reason => Assert.Contains(reason, new[] { "stop", "length" }));
        Assert.Equal("data: [DONE]", streamed.LastLine);
    }

    [Fact]
    public async Task Logprobs_and_usage_are_counted_per_token()
    {
        var completion = await CompleteAsync(Request(n: 1, seed: 7, extra: new() { ["logprobs"] = true }));
        var logprobs = completion["choices"]![0]!["logprobs"]!["content"]!.AsArray();
        Assert.Equal((int)completion["usage"]!["completion_tokens"]!, logprobs.Count);
        Assert.All(logprobs, token => Assert.True((double)token!["logprob"]! < 0));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "model is missing")]
    [InlineData("""{"model":"tiny"}""", "messages is missing or empty")]
    [InlineData("""{"model":"tiny","messages":[{"role":"user","content":7}]}""", "content must be a string")]
    [InlineData("""{"model":"tiny","messages":[{"role":"user","content":"x"}],"n":1000}""", "n is 1000, allowed is 1 to 128")]
    [InlineData("""{"model":"tiny","messages":[{"role":"user","content":"x"}],"temperature":-1}""", "temperature is -1")]
    [InlineData("""{"model":"tiny","messages":[{"role":"user","content":"x"}],"stream":true,"logprobs":true}""", "leave out stream")]
    [InlineData("""{"model":"tiny","messages":[{"role":"user","content":"x"}],"stop":[1]}""", "stop must be a string or a list of strings")]
    [InlineData("""{"model":"tiny","messages":[{"role":"user","content":"x"}],"surprise":1}""", "surprise")]
    [InlineData("""{"model":"tiny","messages":""", "Expected")]
    [InlineData("""null""", "the body is null")]
    public async Task A_bad_request_is_answered_with_its_fault(string body, string message)
    {
        using var response = await _http.PostAsync("/v1/chat/completions", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, (string)(await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_answered_with_those_on_offer()
    {
        using var response = await _http.PostAsJsonAsync("/v1/chat/completions", new { model = "tinny", messages = new[] { new { role = "user", content = "x" } } });
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("served are: tiny", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_beyond_the_models_positions_is_refused(bool stream)
    {
        using var response = await _http.PostAsJsonAsync("/v1/chat/completions", new { model = "tiny", stream, messages = new[] { new { role = "user", content = new string('z', 500) } } });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("the model reads 128 at most", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_answers_with_its_fault_and_the_others_go_on()
    {
        var broken = Directory.CreateDirectory(Path.Combine(_models.Root, "broken")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(_models.Root, "tiny"))) { File.Copy(file, Path.Combine(broken, Path.GetFileName(file))); }
        File.WriteAllBytes(Path.Combine(broken, "model.safetensors"), [1, 2, 3]);
        await using var server = await LocalServer.StartAsync(ModelCatalog.Discover(_models.Root), port: 0, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };

        using var fault = await http.PostAsJsonAsync("/v1/chat/completions", new { model = "broken", messages = new[] { new { role = "user", content = "x" } } });
        using var fine = await http.PostAsJsonAsync("/v1/chat/completions", new { model = "tiny", max_tokens = 2, messages = new[] { new { role = "user", content = "x" } } });

        Assert.Equal(HttpStatusCode.InternalServerError, fault.StatusCode);
        Assert.Contains("shorter than the 8 bytes", await fault.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
    }

    [Fact]
    public async Task A_model_whose_chat_template_cannot_be_read_is_listed_with_its_problem_and_the_others_go_on()
    {
        var broken = Directory.CreateDirectory(Path.Combine(_models.Root, "broken")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(_models.Root, "tiny"))) { File.Copy(file, Path.Combine(broken, Path.GetFileName(file))); }
        await File.WriteAllTextAsync(Path.Combine(broken, "tokenizer_config.json"), """{"chat_template":"{% unheard of %}"}""");
        await using var server = await LocalServer.StartAsync(ModelCatalog.Discover(_models.Root), port: 0, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };

        var entries = (await http.GetFromJsonAsync<JsonObject>("/v1/models"))!["data"]!.AsArray();
        using var fault = await http.PostAsJsonAsync("/v1/chat/completions", new { model = "broken", messages = new[] { new { role = "user", content = "x" } } });

        Assert.Contains("unheard", (string)entries[0]!["problem"]!, StringComparison.Ordinal);
        Assert.Null(entries[0]!["fingerprint"]);
        Assert.Null(entries[1]!["problem"]);
        Assert.Matches("^[0-9a-f]{64}$", (string)entries[1]!["fingerprint"]!);
        Assert.Equal(HttpStatusCode.InternalServerError, fault.StatusCode);
        Assert.Contains("checkpoint_error", await fault.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_under_another_name_of_this_machine_or_in_another_form_is_refused()
    {
        using var renamed = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        renamed.Headers.Host = "example.org";
        using var refused = await _http.SendAsync(renamed);
        using var text = await _http.PostAsync("/v1/chat/completions", new StringContent("{}", System.Text.Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
    }

    [Fact]
    public async Task A_tokenizer_of_another_model_is_refused()
    {
        var mixed = Directory.CreateDirectory(Path.Combine(_models.Root, "mixed")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(_models.Root, "tiny"))) { File.Copy(file, Path.Combine(mixed, Path.GetFileName(file))); }
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(mixed, "tokenizer.json")))!;
        config["added_tokens"]![1]!["id"] = 5000;
        await File.WriteAllTextAsync(Path.Combine(mixed, "tokenizer.json"), config.ToJsonString());

        Assert.Contains("ids up to 5000", Assert.Throws<Portal.Models.Checkpoints.CheckpointException>(() => LocalModel.Open("mixed", mixed)).Message, StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _models.Dispose();
    }

    private static JsonObject Request(int n, long seed, JsonObject? extra = null)
    {
        var request = new JsonObject
        {
            ["model"] = "tiny",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "one two" }),
            ["n"] = n,
            ["seed"] = seed,
            ["max_tokens"] = 6,
        };
        foreach (var (field, value) in extra ?? []) { request[field] = value?.DeepClone(); }
        return request;
    }

    private async Task<JsonObject> CompleteAsync(JsonObject request)
    {
        using var response = await _http.PostAsJsonAsync("/v1/chat/completions", request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<(string[] Texts, string[] Reasons, string LastLine)> StreamAsync(JsonObject request)
    {
        request["stream"] = true;
        using var response = await _http.PostAsJsonAsync("/v1/chat/completions", request);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (texts, reasons) = (new string[(int)request["n"]!], new string[(int)request["n"]!]);
        foreach (var line in lines.SkipLast(1))
        {
            var choice = JsonNode.Parse(line["data: ".Length..])!["choices"]![0]!;
            var index = (int)choice["index"]!;
            texts[index] += (string?)choice["delta"]!["content"] ?? "";
            reasons[index] = (string?)choice["finish_reason"] ?? reasons[index];
        }
        return (texts, reasons, lines[^1]);
    }

    private static string[] Texts(JsonObject completion) => [.. completion["choices"]!.AsArray().Select(choice => (string)choice!["message"]!["content"]!)];
}
