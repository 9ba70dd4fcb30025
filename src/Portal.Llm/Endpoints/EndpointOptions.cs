using System.Text.RegularExpressions;

namespace Portal.Llm.Endpoints;

/// <summary>The name under which an endpoint takes the most tokens of an answer.</summary>
public enum TokenLimitParameter
{
    /// <summary><c>max_tokens</c>: nearly every server.</summary>
    MaxTokens,

    /// <summary><c>max_completion_tokens</c>: OpenAI's newer models.</summary>
    MaxCompletionTokens,
}

/// <summary>An OpenAI-compatible endpoint, one entry of the configuration section <c>Endpoints</c>.</summary>
public sealed partial record EndpointOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Endpoints";

    /// <summary>Short and unique: letters, digits, <c>-</c>, <c>_</c>, <c>.</c>; it stands in addresses.</summary>
    public string Name { get; init; } = "";

    /// <summary>Base address up to and without <c>/chat/completions</c>, usually ending in <c>/v1</c>.</summary>
    public string Url { get; init; } = "";

    /// <summary>The models to offer; empty = those that <c>GET {Url}/models</c> lists.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The NAME of the environment variable that holds the key; <see langword="null"/> = the endpoint needs none.</summary>
    public string? ApiKeyVariable { get; init; }

    /// <summary>Refused: keys come from environment variables only. A configured value is noticed and forgotten.</summary>
    public string? ApiKey { get => _hasLiteralKey ? "(refused)" : null; init => _hasLiteralKey = !string.IsNullOrEmpty(value); }

    /// <summary>Most choices of one prompt per request (<c>n</c>); 1 for servers that ignore <c>n</c>.</summary>
    public int SamplesPerRequest { get; init; } = 1;

    /// <summary>Most requests at a time, over all readers.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>Most repetitions of a request that failed before any of its answer arrived.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Wait before the first repetition; doubles with each one, with jitter. <c>Retry-After</c> takes its place.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From sending a request to the first token of its answer.</summary>
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two tokens.</summary>
    public TimeSpan BetweenTokensTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>From sending a request to the end of its answer, repetitions included, waiting for a free slot excluded.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How the endpoint names the most tokens of an answer.</summary>
    public TokenLimitParameter TokenLimitParameter { get; init; } = TokenLimitParameter.MaxTokens;

    /// <summary>Sampling temperature where a request names none, in [0, 2].</summary>
    public double DefaultTemperature { get; init; } = 1.0;

    /// <summary>Whether its models can explain an answer when asked why.</summary>
    public bool Explains { get; init; } = true;

    /// <summary>Models that cannot, where the others can.</summary>
    public IReadOnlyList<string> CannotExplainModels { get; init; } = [];

    /// <summary>The reason why they cannot, shown beside the button.</summary>
    public string? CannotExplain { get; init; }

    private readonly bool _hasLiteralKey;

    /// <summary>Why <paramref name="model"/> cannot be asked why; <see langword="null"/> where it can.</summary>
    public string? WhyNot(string model) => !Explains || CannotExplainModels.Contains(model) ? CannotExplain : null;

    /// <summary>Every fault of this entry, as <c>path:field</c>, what is wrong, and the remedy.</summary>
    /// <param name="path">The entry's place in the configuration: <c>Endpoints:0</c>.</param>
    public IEnumerable<string> Faults(string path)
    {
        if (!NamePattern().IsMatch(Name))
        {
            yield return $"{path}:Name is '{Name}'; give 1 to 64 letters, digits, '-', '_' or '.'";
        }

        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            yield return $"{path}:Url is no http(s) address; give one such as http://localhost:8000/v1";
        }
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            yield return $"{path}:Url holds a user, a query or a fragment; leave them out, keys belong into an environment variable named in ApiKeyVariable";
        }
        else if (url.AbsolutePath.TrimEnd('/').EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{path}:Url ends in /chat/completions; give the address up to /v1";
        }

        if (_hasLiteralKey)
        {
            yield return $"{path}:ApiKey holds a key; put it into an environment variable, name that in ApiKeyVariable, and replace the key, others may have read it";
        }

        if (ApiKeyVariable is not null && !VariablePattern().IsMatch(ApiKeyVariable))
        {
            yield return $"{path}:ApiKeyVariable is no name of an environment variable (capital letters, digits, _): if it is the key itself, "
                + "put it into an environment variable and give that one's name, such as OPENAI_API_KEY";
        }

        if (Models.Any(string.IsNullOrWhiteSpace)) { yield return $"{path}:Models has an empty entry; remove it"; }
        if (SamplesPerRequest is < 1 or > 128) { yield return $"{path}:SamplesPerRequest is {SamplesPerRequest}; give 1 to 128"; }
        if (MaxConcurrency is < 1 or > 256) { yield return $"{path}:MaxConcurrency is {MaxConcurrency}; give 1 to 256"; }
        if (MaxRetries is < 0 or > 10) { yield return $"{path}:MaxRetries is {MaxRetries}; give 0 to 10"; }
        if (!(DefaultTemperature is >= 0 and <= 2)) { yield return $"{path}:DefaultTemperature is {DefaultTemperature}; give 0 to 2"; }
        if ((!Explains || CannotExplainModels.Count > 0) && string.IsNullOrWhiteSpace(CannotExplain))
        {
            yield return $"{path}:CannotExplain is empty; say why {(Explains ? string.Join(", ", CannotExplainModels) + " cannot explain" : "Explains is false")}";
        }

        foreach (var (field, value) in new[]
        {
            (nameof(RetryDelay), RetryDelay),
            (nameof(FirstTokenTimeout), FirstTokenTimeout),
            (nameof(BetweenTokensTimeout), BetweenTokensTimeout),
            (nameof(TotalTimeout), TotalTimeout),
        })
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                yield return $"{path}:{field} is {value}; give more than zero and at most one hour, as 00:01:30";
            }
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex NamePattern();

    /// <summary>Capital letters only: no provider's key looks like that.</summary>
    [GeneratedRegex(@"\A[A-Z_][A-Z0-9_]{0,127}\z")]
    private static partial Regex VariablePattern();
}
