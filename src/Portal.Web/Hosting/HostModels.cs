using System.Text.Json;

namespace Portal.Web.Hosting;

/// <summary>One model of the local host.</summary>
/// <param name="Fingerprint">Names its weights; <see langword="null"/> while it has not been opened.</param>
/// <param name="Problem">Why it cannot be loaded; <see langword="null"/> where nothing is known against it.</param>
public sealed record HostModel(string? Fingerprint, string? Problem);

/// <summary>What the local host says about its models beyond the OpenAI protocol: entries of <c>/v1/models</c> may carry <c>fingerprint</c> and <c>problem</c>.</summary>
internal static class HostModels
{
    /// <summary>The host's models by id.</summary>
    /// <exception cref="HostUnavailableException">The host does not list its models.</exception>
    public static async Task<IReadOnlyDictionary<string, HostModel>> AskAsync(Uri address, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };       // it may load them first
        try
        {
            using var list = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(address, "v1/models"), cancellation));
            return list.RootElement.GetProperty("data").EnumerateArray().ToDictionary(
                model => model.GetProperty("id").GetString()!,
                model => new HostModel(Text(model, "fingerprint"), Text(model, "problem")));
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException || IsTimeout(error, cancellation))
        {
            throw new HostUnavailableException($"the local model host listens on {address} but does not list its models: {error.Message}", error);
        }
    }

    private static string? Text(JsonElement model, string field) => model.TryGetProperty(field, out var value) ? value.GetString() : null;

    private static bool IsTimeout(Exception error, CancellationToken cancellation) => error is OperationCanceledException && !cancellation.IsCancellationRequested;
}
