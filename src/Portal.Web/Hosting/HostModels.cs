using System.Text.Json;

namespace Portal.Web.Hosting;

/// <summary>What the local host says about its models beyond the OpenAI protocol: an entry of <c>/v1/models</c> carries <c>fingerprint</c>, which names its weights, unless it cannot be loaded.</summary>
internal static class HostModels
{
    /// <summary>Fingerprints by model id; <see langword="null"/> for a model that cannot be loaded.</summary>
    /// <exception cref="HostUnavailableException">The host does not list its models.</exception>
    public static async Task<IReadOnlyDictionary<string, string?>> AskAsync(Uri address, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };       // it may load them first
        try
        {
            using var list = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(address, "v1/models"), cancellation));
            return list.RootElement.GetProperty("data").EnumerateArray().ToDictionary(
                model => model.GetProperty("id").GetString()!,
                model => model.TryGetProperty("fingerprint", out var fingerprint) ? fingerprint.GetString() : null);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException || IsTimeout(error, cancellation))
        {
            throw new HostUnavailableException($"the local model host listens on {address} but does not list its models: {error.Message}", error);
        }
    }

    private static bool IsTimeout(Exception error, CancellationToken cancellation) => error is OperationCanceledException && !cancellation.IsCancellationRequested;
}
