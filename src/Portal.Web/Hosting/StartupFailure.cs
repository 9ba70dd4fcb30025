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
        StoreException or SurveyException or EndpointConfigurationException or SettingsException => error.Message,
        IOException { InnerException: AddressInUseException } => $"{addresses} is in use; stop the other program, perhaps another portal, or choose another port: make run PORT=5081",
        System.Net.Sockets.SocketException or UnauthorizedAccessException => $"{addresses} cannot be listened on: {error.Message}; choose another address with --urls",
        DirectoryNotFoundException => $"{error.Message} is not there; PORTAL_ROOT must name the folder that holds appsettings.json and data/",
        FormatException => $"{addresses} is no address: {error.Message}; give one such as http://localhost:5080",
        InvalidDataException => $"the configuration cannot be used: {error.Message}{(error.InnerException is { } cause ? $" {cause.Message}" : "")}; correct appsettings.json",
        InvalidOperationException when error.TargetSite?.DeclaringType?.Name == nameof(ConfigurationBinder) =>       // a value of the wrong kind
            $"the configuration cannot be used: {error.Message.TrimEnd('.')}; correct appsettings.json",
        _ => null,
    };
}
