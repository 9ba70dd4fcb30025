using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Files;

/// <summary>Reads what a Split or Replace looks for.</summary>
internal static class PatternJson
{
    public static Pattern Read(JsonPart pattern)
    {
        if (pattern.Find("String") is { } content) { return new LiteralPattern(content.Text()); }
        var regex = pattern["Regex"];
        try { return new CodePointRegex(regex.Text()); }
        catch (TokenizerException error) { throw new TokenizerException($"{regex.Path}: {error.Message}", error); }
    }

    public static char Character(JsonPart field) => field.Text() is [var character] ? character : throw field.Expected("one character");
}
