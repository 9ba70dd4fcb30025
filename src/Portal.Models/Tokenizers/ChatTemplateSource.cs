namespace Portal.Models.Tokenizers;

/// <summary>A template's text with its name; turns offsets into lines and columns.</summary>
internal sealed class ChatTemplateSource
{
    private const int MaxLength = 1 << 20;

    public ChatTemplateSource(string text, string name)
    {
        Name = name;
        // Jinja reads every line ending as \n and drops one at the end of the file.
        Text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (Text.EndsWith('\n')) { Text = Text[..^1]; }
        if (Text.Length > MaxLength) { throw Error(0, $"the template has {Text.Length} characters, more than {MaxLength}"); }
    }

    public string Name { get; }

    public string Text { get; }

    public ChatTemplateException Error(int at, string message)
    {
        var before = Text.AsSpan(0, Math.Min(at, Text.Length));
        return new ChatTemplateException(Name, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), message);
    }
}
