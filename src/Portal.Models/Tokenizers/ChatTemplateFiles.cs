using System.Text.Json;

namespace Portal.Models.Tokenizers;

/// <summary>Finds the template and the special tokens in a checkpoint's folder.</summary>
internal static class ChatTemplateFiles
{
    private const string ConfigFile = "tokenizer_config.json";
    private const string TemplateFile = "chat_template.jinja";

    public static (string Source, string Name, string? BosToken, string? EosToken) Read(string folder)
    {
        if (!Directory.Exists(folder)) { throw new TokenizerException($"{folder} is not a folder; give the folder that holds {ConfigFile}"); }
        var (config, template) = (Path.Combine(folder, ConfigFile), Path.Combine(folder, TemplateFile));
        try
        {
            using var document = JsonDocument.Parse(File.Exists(config) ? File.ReadAllBytes(config) : "{}"u8.ToArray());
            var root = document.RootElement;
            var (source, name) = File.Exists(template) ? (File.ReadAllText(template), template) : (Template(root, config), $"{config}: chat_template");
            return source is null
                ? throw new TokenizerException(
                    $"{config} has no chat_template, so this is a base model and no chat model: ask it for completions, "
                    + $"or put the template of its chat variant into {template}")
                : (source, name, Token(root, "bos_token"), Token(root, "eos_token"));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new TokenizerException($"{config} is not a {ConfigFile} ({error.Message}); fetch it again", error);
        }
    }

    private static string? Template(JsonElement root, string config)
    {
        if (!root.TryGetProperty("chat_template", out var template) || template.ValueKind == JsonValueKind.Null) { return null; }
        if (template.ValueKind != JsonValueKind.Array) { return template.GetString(); }
        string? Field(JsonElement entry, string name) => entry.GetProperty(name).GetString();
        var named = template.EnumerateArray().ToDictionary(entry => Field(entry, "name") ?? "", entry => Field(entry, "template"), StringComparer.Ordinal);
        return named.TryGetValue("default", out var standard) ? standard
            : throw new TokenizerException($"{config}: chat_template holds {string.Join(", ", named.Keys)}, but no 'default'; name one of them default");
    }

    /// <summary>A token is written as its text, or as an object that holds the text as <c>content</c>.</summary>
    private static string? Token(JsonElement root, string field) => !root.TryGetProperty(field, out var token) ? null : token.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => token.GetProperty("content").GetString(),
        _ => token.GetString(),
    };
}
