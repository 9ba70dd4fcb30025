using Microsoft.Extensions.Configuration;
using Portal.Llm.Endpoints;

namespace Portal.Llm.Tests;

public sealed class EndpointOptionsTests
{
    private const string Secret = "sk-proj-AbC123";

    public static TheoryData<string, string?, string> Faulty => new()
    {
        { "Name", "", "Endpoints:0:Name" },
        { "Name", "my lab", "Endpoints:0:Name is 'my lab'" },
        { "Url", "", "Endpoints:0:Url is no http(s) address" },
        { "Url", "localhost:8000", "Endpoints:0:Url is no http(s) address" },
        { "Url", "file:///etc/passwd", "Endpoints:0:Url is no http(s) address" },
        { "Url", $"http://user:{Secret}@lab/v1", "Endpoints:0:Url holds a user" },
        { "Url", $"http://lab/v1?key={Secret}", "Endpoints:0:Url holds a user, a query" },
        { "Url", "http://lab/v1/chat/completions/", "Endpoints:0:Url ends in /chat/completions" },
        { "ApiKey", Secret, "Endpoints:0:ApiKey holds a key; put it into an environment variable" },
        { "ApiKeyVariable", Secret, "Endpoints:0:ApiKeyVariable is no name of an environment variable" },
        { "ApiKeyVariable", "AIzaSyA1b2C3", "Endpoints:0:ApiKeyVariable is no name of an environment variable" },
        { "ApiKeyVariable", "", "Endpoints:0:ApiKeyVariable is no name of an environment variable" },
        { "Models:0", " ", "Endpoints:0:Models has an empty entry" },
        { "SamplesPerRequest", "0", "Endpoints:0:SamplesPerRequest is 0" },
        { "MaxConcurrency", "0", "Endpoints:0:MaxConcurrency is 0" },
        { "MaxRetries", "-1", "Endpoints:0:MaxRetries is -1" },
        { "RetryDelay", "00:00:00", "Endpoints:0:RetryDelay is 00:00:00" },
        { "FirstTokenTimeout", "-00:00:01", "Endpoints:0:FirstTokenTimeout is -00:00:01" },
        { "BetweenTokensTimeout", "00:00:00", "Endpoints:0:BetweenTokensTimeout" },
        { "TotalTimeout", "30", "Endpoints:0:TotalTimeout is 30.00:00:00" },        // 30 means days: a trap
        { "DefaultTemperature", "3", "Endpoints:0:DefaultTemperature is 3" },
        { "DefaultTemperature", "NaN", "Endpoints:0:DefaultTemperature is NaN" },
        { "Explains", "false", "Endpoints:0:CannotExplain is empty" },
        { "CannotExplainModels:0", "demo", "Endpoints:0:CannotExplain is empty; say why demo cannot explain" },
    };

    [Fact]
    public void An_endpoint_is_read_from_the_configuration()
    {
        var options = Assert.Single(Bind(
            ("Name", "lab"), ("Url", "https://lab.example/v1"), ("Models:0", "llama3"), ("Models:1", "mistral"), ("ApiKeyVariable", "LAB_KEY"), ("SamplesPerRequest", "10"),
            ("MaxConcurrency", "2"), ("MaxRetries", "1"), ("RetryDelay", "00:00:00.5"), ("FirstTokenTimeout", "00:00:10"), ("BetweenTokensTimeout", "00:00:05"),
            ("TotalTimeout", "00:01:00"), ("TokenLimitParameter", "MaxCompletionTokens"), ("DefaultTemperature", "0.6"), ("Explains", "false"), ("CannotExplain", "It fills blanks only.")));

        Assert.Empty(options.Faults("Endpoints:0"));
        Assert.Equal(["llama3", "mistral"], options.Models);
        Assert.Equal(
            new EndpointOptions
            {
                Name = "lab",
                Url = "https://lab.example/v1",
                Models = options.Models,
                ApiKeyVariable = "LAB_KEY",
                SamplesPerRequest = 10,
                MaxConcurrency = 2,
                MaxRetries = 1,
                RetryDelay = TimeSpan.FromSeconds(0.5),
                FirstTokenTimeout = TimeSpan.FromSeconds(10),
                BetweenTokensTimeout = TimeSpan.FromSeconds(5),
                TotalTimeout = TimeSpan.FromMinutes(1),
                TokenLimitParameter = TokenLimitParameter.MaxCompletionTokens,
                DefaultTemperature = 0.6,
                Explains = false,
                CannotExplain = "It fills blanks only.",
            },
            options);
    }

    [Theory]
    [MemberData(nameof(Faulty))]
    public void A_fault_names_its_field_and_tells_no_key(string field, string? value, string message)
    {
        var options = Bind(("Name", "lab"), ("Url", "http://localhost:8000/v1"), (field, value));

        var fault = Assert.Throws<EndpointConfigurationException>(() => new EndpointCatalog(options));

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void A_configured_key_is_not_kept() =>
        Assert.DoesNotContain(Secret, Assert.Single(Bind(("Name", "lab"), ("ApiKey", Secret))).ToString(), StringComparison.Ordinal);

    [Fact]
    public void All_faults_are_told_at_once()
    {
        EndpointOptions[] options = [new() { Name = "lab", Url = "no" }, new() { Name = "LAB", Url = "http://lab/v1", MaxRetries = 99 }];

        var lines = Assert.Throws<EndpointConfigurationException>(() => new EndpointCatalog(options)).Message.Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.StartsWith("Endpoints:0:Url", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Endpoints:1:MaxRetries", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("Endpoints: Name 'lab' is given 2 times", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_cannot_explain_leaves_the_others_able_to()
    {
        var options = Assert.Single(Bind(("Name", "lab"), ("CannotExplainModels:0", "demo"), ("CannotExplain", "It fills blanks only.")));

        Assert.Equal(("It fills blanks only.", null), (options.WhyNot("demo"), options.WhyNot("llama3")));
    }

    [Fact]
    public void Endpoints_are_found_by_name_in_any_case()
    {
        using var catalog = new EndpointCatalog([new() { Name = "lab", Url = "http://lab/v1" }, new() { Name = "Local", Url = "http://localhost/v1" }]);

        Assert.Equal(["lab", "Local"], catalog.All.Select(endpoint => endpoint.Options.Name));
        Assert.Same(catalog.All[1], catalog.Find("local"));
        Assert.Null(catalog.Find("other"));
    }

    private static EndpointOptions[] Bind(params (string Field, string? Value)[] entry)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (field, value) in entry) { values[$"Endpoints:0:{field}"] = value; }
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(EndpointOptions.Section).Get<EndpointOptions[]>()!;
    }
}
