using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;
using Portal.Core;
using Portal.Llm.Endpoints;
using Portal.Web.Playground;

namespace Portal.Web.Hosting;

/// <summary>
/// Reads the portal's own part of the configuration word for word: the binder passes over names that it does not know and, inside lists, over values that it
/// cannot read, and the portal would run without them.
/// </summary>
public static partial class SettingsCheck
{
    private const int LongestQuote = 40;

    private static readonly (string Name, Type Options)[] s_sections =
    [
        (EndpointOptions.Section, typeof(IReadOnlyList<EndpointOptions>)),
        (ModelHostOptions.Section, typeof(ModelHostOptions)),
        (PlaygroundOptions.Section, typeof(PlaygroundOptions)),
        (StoreOptions.Section, typeof(StoreOptions)),
    ];

    /// <summary>What ASP.NET Core and its hosting read.</summary>
    private static readonly string[] s_others =
    [
        "Logging", "AllowedHosts", "Kestrel", "Urls", "http_ports", "https_ports", "https_port", "Environment", "ContentRoot", "WebRoot", "ApplicationName", "ConnectionStrings",
        "DetailedErrors", "CaptureStartupErrors", "PreventHostingStartup", "HostingStartupAssemblies", "HostingStartupExcludeAssemblies", "PreferHostingUrls", "StaticWebAssets",
        "SuppressStatusMessages", "ShutdownTimeoutSeconds", "ForwardedHeaders_Enabled", "hostBuilder:reloadConfigOnChange", "hostBuilder", "disableDefaults", "$schema",
    ];

    /// <exception cref="SettingsException">Settings that would be passed over; the message has one line for each.</exception>
    public static void ThrowIfFaulty(IConfigurationRoot configuration)
    {
        var faults = Sections(configuration)
            .Concat(s_sections.SelectMany(section => Faults(configuration.GetSection(section.Name), section.Options, $"a setting of {section.Name}")))
            .Concat(Levels(configuration.GetSection("Logging"))).ToList();
        if (faults.Count > 0) { throw new SettingsException(string.Join('\n', faults)); }
    }

    /// <summary>Unknown sections of files and of the command line; the environment is full of names that are nothing to the portal.</summary>
    private static IEnumerable<string> Sections(IConfigurationRoot configuration)
    {
        var known = s_sections.Select(section => section.Name).ToList();
        return from name in configuration.Providers.Where(provider => provider is JsonConfigurationProvider or CommandLineConfigurationProvider)
                   .SelectMany(provider => provider.GetChildKeys([], null)).Distinct(StringComparer.OrdinalIgnoreCase)
               where !known.Concat(s_others).Contains(name, StringComparer.OrdinalIgnoreCase)
               select $"{name} is no section of the configuration{Suggestion.Question(Suggestion.For(name, known))}; the portal's own are {string.Join(", ", known)}";
    }

    private static IEnumerable<string> Faults(IConfigurationSection section, Type type, string what)
    {
        var children = section.GetChildren().ToList();
        if (IsList(type, out var item))
        {
            if (children.Count == 0 && section.Value is { Length: > 0 }) { return [$"{section.Path} is {Quoted(section)}; give a list, in [ ]"]; }
            return children.SelectMany(child => Faults(child, item, what));
        }
        if (typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string))       // names and texts
        {
            return children.Count == 0 && section.Value is { Length: > 0 } ? [$"{section.Path} is {Quoted(section)}; give names and values, in {{ }}"] : [];
        }
        if (type != typeof(string) && TypeDescriptor.GetConverter(type) is { } converter && converter.CanConvertFrom(typeof(string)))
        {
            return section.Value is { } value && CanRead(converter, type, value) ? [] : [$"{section.Path} is {Quoted(section)}; give {Allowed(type)}"];
        }
        if (type == typeof(string)) { return children.Count > 0 ? [$"{section.Path} has parts; give one text"] : []; }

        var names = type.GetProperties().Select(property => property.Name).Where(name => name != nameof(EndpointOptions.ApiKey)).ToList();
        var isEntry = type == typeof(EndpointOptions);
        if (children.Count == 0 && section.Value is { Length: > 0 } && (isEntry || !s_sections.Any(known => known.Name == section.Path)))      // HOST is a common variable of shells
        {
            return [$"{section.Path} is {Quoted(section)}; give an object, in {{ }}, of {string.Join(", ", names)}"];
        }
        return children.SelectMany(child =>
            type.GetProperties().FirstOrDefault(property => string.Equals(property.Name, child.Key, StringComparison.OrdinalIgnoreCase)) is { } property
                ? property.Name == nameof(EndpointOptions.ApiKey) ? [] : Faults(child, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, what)
            : isEntry && SecretName().IsMatch(child.Key)
                ? [$"{child.Path} is not {what} and may hold a key: put it into an environment variable, name that in ApiKeyVariable, and replace the key, others may have read it"]
                : (string[])[$"{child.Path} is not {what}{Suggestion.Question(Suggestion.For(child.Key, names))}; there are {string.Join(", ", names)}"]);
    }

    private static IEnumerable<string> Levels(IConfigurationSection logging) =>
        logging.GetChildren().SelectMany(child => string.Equals(child.Key, "LogLevel", StringComparison.OrdinalIgnoreCase) ? child.GetChildren() : child.GetSection("LogLevel").GetChildren())
            .Where(level => level.Value is { Length: > 0 } value && !(Enum.TryParse<LogLevel>(value, ignoreCase: true, out var read) && Enum.IsDefined(read)))
            .Select(level => $"{level.Path} is {Quoted(level)}; give {Allowed(typeof(LogLevel))}");

    private static bool IsList(Type type, out Type item)
    {
        item = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : typeof(object);
        return item != typeof(object);
    }

    private static bool CanRead(TypeConverter converter, Type type, string value)
    {
        try { return converter.ConvertFromInvariantString(value) is { } read && (!type.IsEnum || Enum.IsDefined(type, read)); }
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException or NotSupportedException) { return false; }
    }

    private static string Allowed(Type type) =>
        type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a time such as 00:01:30"
        : type == typeof(int) ? "a whole number"
        : "a number";

    /// <summary>The value, unless it may be a key.</summary>
    private static string Quoted(IConfigurationSection section) => section.Value switch
    {
        null => section.GetChildren().Any() ? "a group of settings" : "empty",
        { Length: > LongestQuote } => "a long text",
        var value when SecretValue().IsMatch(value) => "a text that may be a key",
        var value => string.Create(CultureInfo.InvariantCulture, $"'{value}'"),
    };

    [GeneratedRegex("key|token(?!s)|secret|password|credential|auth|bearer", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    /// <summary>As providers begin their keys, or twenty and more characters of letters and digits together.</summary>
    [GeneratedRegex(@"^(sk|pk|rk|gsk|xai|hf|ghp|AIza|Bearer)[-_ A-Za-z0-9]{3,}|(?=[^\s]*[0-9])[A-Za-z0-9_\-]{20,}")]
    private static partial Regex SecretValue();
}

/// <summary>The configuration has settings that would be passed over. The message names each with its path, what was given and what is allowed.</summary>
public sealed class SettingsException(string message) : Exception(message);
