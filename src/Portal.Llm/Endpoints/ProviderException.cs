namespace Portal.Llm.Endpoints;

/// <summary>What went wrong between the portal and a model.</summary>
public enum ProviderFailure
{
    /// <summary>No connection, or it broke before an answer began.</summary>
    Unreachable,

    /// <summary>The key is missing or refused (401, 403).</summary>
    Unauthorized,

    /// <summary>Too many requests (429), also after waiting as asked.</summary>
    RateLimited,

    /// <summary>The endpoint failed (5xx, 408).</summary>
    ServerError,

    /// <summary>No answer within one of the endpoint's time limits.</summary>
    TimedOut,

    /// <summary>The answer began and ended before its end.</summary>
    CutOff,

    /// <summary>The endpoint answered with something that is not a chat completion.</summary>
    InvalidResponse,

    /// <summary>The endpoint does not have the model (404).</summary>
    ModelMissing,

    /// <summary>The endpoint has the model and cannot load it: its checkpoint is damaged or of a kind that it does not know.</summary>
    ModelBroken,

    /// <summary>The endpoint refused the request as it stands (other 4xx): a parameter, or too long a prompt.</summary>
    Rejected,
}

/// <summary>A call to a model failed. The message says what happened, <see cref="Remedy"/> what to do; both are fit for a page and never hold a key.</summary>
public sealed class ProviderException : Exception
{
    internal ProviderException(ProviderFailure failure, string endpoint, string message, string remedy, Exception? cause = null)
        : base(message, cause) => (Failure, Endpoint, Remedy) = (failure, endpoint, remedy);

    /// <summary>The kind of failure.</summary>
    public ProviderFailure Failure { get; }

    /// <summary>The endpoint's name in the configuration.</summary>
    public string Endpoint { get; }

    /// <summary>One sentence: what the reader can do.</summary>
    public string Remedy { get; }

    /// <summary>The HTTP status, where it was an error.</summary>
    public int? Status { get; private init; }

    /// <summary>How long the endpoint asked to wait, where it did.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Draws that had arrived, where the failure ended a sample.</summary>
    public int? Drawn { get; private init; }

    /// <summary>Draws that were asked for, where the failure ended a sample.</summary>
    public int? Requested { get; private init; }

    /// <summary>True where asking again can help and nothing of the answer had arrived.</summary>
    internal bool IsTransient { get; init; }

    /// <summary>This failure with what an error status says.</summary>
    internal ProviderException With(int status, TimeSpan? retryAfter, bool transient) =>
        new(Failure, Endpoint, Message, Remedy) { Status = status, RetryAfter = retryAfter, IsTransient = transient };

    /// <summary>This failure as the end of a sample of which <paramref name="drawn"/> draws had arrived.</summary>
    internal ProviderException After(int drawn, int requested) =>
        new(Failure, Endpoint, $"{drawn} of {requested} draws arrived; then: {Message}", Remedy, this)
        {
            Status = Status,
            RetryAfter = RetryAfter,
            Drawn = drawn,
            Requested = requested,
        };
}
