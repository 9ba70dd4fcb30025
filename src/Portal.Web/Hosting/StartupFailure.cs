using Microsoft.AspNetCore.Connections;
using Portal.Core.Survey;
using Portal.Llm.Endpoints;
using Portal.Runs;

namespace Portal.Web.Hosting;

/// <summary>Why the portal does not start, in one line with the remedy.</summary>
public static class StartupFailure
{
    /// <summary>The line; <see langword="null"/> where the error is a mistake of ours and its stack trace is wanted.</summary>
    public static string? Explain(Exception error, string addresses) => error switch
    {
        StoreException or SurveyException or EndpointConfigurationException => error.Message,
        IOException { InnerException: AddressInUseException } => $"{addresses} is in use; stop the other program, perhaps another portal, or choose another port: make run PORT=5081",
        System.Net.Sockets.SocketException or UnauthorizedAccessException => $"{addresses} cannot be listened on: {error.Message}; choose another address with --urls",
        InvalidDataException or FormatException => $"the configuration cannot be read: {error.Message} {error.InnerException?.Message}".TrimEnd() + "; correct appsettings.json",
        InvalidOperationException { InnerException: FormatException cause } => $"the configuration cannot be read: {error.Message} {cause.Message}; correct appsettings.json",
        _ => null,
    };
}
