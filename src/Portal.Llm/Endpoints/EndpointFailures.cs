using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;

namespace Portal.Llm.Endpoints;

/// <summary>Words every failure of one endpoint for a page: what happened, and what to do. The key never appears, not even where a server echoes it.</summary>
internal sealed class EndpointFailures(EndpointOptions endpoint, string? key)
{
    private const int LongestQuote = 200;

    /// <summary>The variable that should hold the key is empty, or holds what cannot be one: no request is sent.</summary>
    public static ProviderException NoKey(EndpointOptions endpoint, string fault) =>
        new(ProviderFailure.Unauthorized, endpoint.Name, $"{endpoint.Name}: the environment variable {endpoint.ApiKeyVariable} {fault}",
            $"Put the key of {endpoint.Name} into the environment variable {endpoint.ApiKeyVariable} and start the portal again.");

    /// <summary>The failure behind what a call threw; <see langword="null"/> where it is none of the endpoint's.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="clock">The call's clock.</param>
    /// <param name="begun">Whether part of the answer had arrived.</param>
    public ProviderException? Of(Exception error, CallClock clock, bool begun) => error switch
    {
        ProviderException failure => failure,
        OperationCanceledException or IOException or HttpRequestException or ClientResultException when clock.HasExpired => TimedOut(clock),
        BodyTooLongException => Invalid("its body is longer than 1 MB"),
        IOException or HttpRequestException or ClientResultException => begun ? CutOff(error) : Unreachable(error),
        _ => null,
    };

    public ProviderException Unreachable(Exception cause) =>
        new(ProviderFailure.Unreachable, endpoint.Name, $"{endpoint.Name} does not answer: {Clean(cause.Message)}",
            $"Check that its server runs and that {endpoint.Url} is its address.", cause)
        { IsTransient = true };

    public ProviderException TimedOut(CallClock clock) =>
        new(ProviderFailure.TimedOut, endpoint.Name, FormattableString.Invariant(
            $"{endpoint.Name} timed out: {clock.Waiting.What} took longer than {clock.Waiting.Limit.TotalSeconds:0.###} s"),
            "Try again; where the model is slow or loads first, raise the endpoint's time limits.");

    public ProviderException CutOff(Exception? cause = null) =>
        new(ProviderFailure.CutOff, endpoint.Name, $"{endpoint.Name} broke off in the middle of its answer",
            "Try again; if it repeats, look into the server's log.", cause);

    public ProviderException Invalid(string what) =>
        new(ProviderFailure.InvalidResponse, endpoint.Name, $"{endpoint.Name} did not answer with a chat completion: {what}",
            $"Check that {endpoint.Url} is an OpenAI-compatible address; it usually ends in /v1.");

    /// <summary>An error that the server reports inside an answer of status 200.</summary>
    public ProviderException Reported(JsonElement error) =>
        new(ProviderFailure.ServerError, endpoint.Name, $"{endpoint.Name} reported an error{Quote(Words(error))}",
            "Try again; if it repeats, look into the server's log.");

    /// <summary>The failure that an error status means.</summary>
    /// <param name="response">The response; its headers are read.</param>
    /// <param name="body">The first part of its body.</param>
    /// <param name="model">The model that was asked for; <see langword="null"/> where none was.</param>
    /// <param name="clock">A wait that <c>Retry-After</c> asks for is only kept when the call has that long.</param>
    public ProviderException OfStatus(PipelineResponse response, string body, string? model, CallClock clock)
    {
        var (status, name) = (response.Status, endpoint.Name);
        var quote = Quote(Words(body));
        var retryAfter = RetryAfter(response.Headers);
        var broken = model is not null && Type(body) == "checkpoint_error";
        var transient = !broken && status is 408 or 429 or 500 or 502 or 503 or 504 && !(retryAfter > clock.Remaining);
        var failure = (status, model) switch
        {
            (401 or 403, _) when endpoint.ApiKeyVariable is { } variable => new ProviderException(ProviderFailure.Unauthorized, name,
                $"{name} refused the key in the environment variable {variable} ({status})",
                $"Put a valid key into the environment variable {variable} and start the portal again."),
            (401 or 403, _) => new ProviderException(ProviderFailure.Unauthorized, name,
                $"{name} asks for a key ({status})",
                $"Put the key into an environment variable and give its name as ApiKeyVariable of {name} in the configuration."),
            (404, not null) => new ProviderException(ProviderFailure.ModelMissing, name,
                $"{name} does not have the model {model} (404){quote}",
                $"Choose a model that {name} offers; if it has this one, check that {endpoint.Url} is its address, usually ending in /v1."),
            (404, null) => new ProviderException(ProviderFailure.Rejected, name,
                $"{name} does not list its models (404)",
                $"Name them in the configuration of {name}, as Models; if it does list them, check that {endpoint.Url} is its address, usually ending in /v1."),
            (429, _) => new ProviderException(ProviderFailure.RateLimited, name,
                $"{name} takes no more requests for now (429){quote}",
                retryAfter is { } wait
                    ? FormattableString.Invariant($"Try again in {Math.Ceiling(wait.TotalSeconds):0} s.")
                    : $"Try again in a minute; if it repeats, lower MaxConcurrency of {name} or check its quota."),
            _ when broken => new ProviderException(ProviderFailure.ModelBroken, name,
                $"{name} cannot load the model {model} ({status}){quote}",
                $"Mend or replace the folder of {model}, for the portal's own host data/models/{model}, and ask again; or choose another model."),
            ( >= 500 or 408, _) => new ProviderException(ProviderFailure.ServerError, name,
                $"{name} failed ({status}){quote}",
                "Try again; if it repeats, look into the server's log."),
            ( >= 400, _) => new ProviderException(ProviderFailure.Rejected, name,
                $"{name} refused the request ({status}){quote}",
                $"Change what it names; a server that does not take n needs SamplesPerRequest 1 in the configuration of {name}."),
            _ => Invalid($"status {status}"),
        };
        return failure.With(status, retryAfter, transient);
    }

    /// <summary><c>Retry-After</c> in seconds or as a date (RFC 9110, section 10.2.3); a past date means now.</summary>
    private static TimeSpan? RetryAfter(PipelineResponseHeaders headers)
    {
        if (!headers.TryGetValue("Retry-After", out var value) || value is null) { return null; }
        if (uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) { return TimeSpan.FromSeconds(seconds); }
        if (!DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) { return null; }
        var wait = date - DateTimeOffset.UtcNow;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>What the server says in an error body: <c>{"error": {"message": ..}}</c>, <c>{"error": ".."}</c>, <c>{"detail": ".."}</c>; nothing of other bodies.</summary>
    private static string? Words(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Words(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The <c>type</c> in <c>{"error": {"type": ..}}</c>.</summary>
    private static string? Type(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)      // half a character in the text
        {
            return null;
        }
    }

    private static string? Words(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String) { return error.GetString(); }
        if (error.ValueKind != JsonValueKind.Object) { return null; }
        foreach (var field in new[] { "error", "message", "detail" })
        {
            if (error.TryGetProperty(field, out var inner) && Words(inner) is { } words) { return words; }
        }

        return null;
    }

    private string Quote(string? words) => string.IsNullOrWhiteSpace(words) ? "" : $": {Clean(words)}";

    /// <summary>One short line without the key.</summary>
    private string Clean(string words)
    {
        if (!string.IsNullOrEmpty(key)) { words = words.Replace(key, "[key]", StringComparison.OrdinalIgnoreCase); }
        var line = string.Concat(words.Take(LongestQuote).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)).Trim();
        return words.Length > LongestQuote ? line + "…" : line;
    }
}
