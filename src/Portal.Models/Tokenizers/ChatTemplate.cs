using static Portal.Models.Tokenizers.ChatTemplateSyntax;

namespace Portal.Models.Tokenizers;

/// <summary>
/// Writes a conversation as the text that a checkpoint was trained on. Templates are Jinja as Hugging Face sets it up (<c>trim_blocks</c>,
/// <c>lstrip_blocks</c>, loop controls, an immutable sandbox). A template is foreign code: it sees nothing of .NET, and what it may cost is bounded.
/// </summary>
/// <remarks>
/// The part of Jinja that chat templates use. What is not here fails by name: blocks that combine templates (include, import, extends, call, filter),
/// <c>**</c>, <c>%</c> on text, order between lists, and filters that no chat template needs. Ints have 64 bits; case mapping is the simple one (ß stays ß).
/// </remarks>
public sealed class ChatTemplate
{
    private readonly ChatTemplateSource _source;
    private readonly IReadOnlyList<Statement> _body;
    private readonly ChatTemplateFunctions _functions;

    private ChatTemplate(string source, string name, TimeProvider? clock, string? bosToken, string? eosToken)
    {
        _source = new ChatTemplateSource(source, name);
        _body = ChatTemplateParser.Parse(_source);
        _functions = new ChatTemplateFunctions(clock ?? TimeProvider.System);
        (BosToken, EosToken) = (bosToken, eosToken);
    }

    /// <summary>The token that the checkpoint's folder names as beginning of text, or null.</summary>
    public string? BosToken { get; }

    /// <summary>The token that the checkpoint's folder names as end of text, or null.</summary>
    public string? EosToken { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="name">Where it comes from, for messages.</param>
    /// <param name="clock">For templates that write today's date; the system's by default.</param>
    /// <exception cref="ChatTemplateException">The template is not in the supported part of Jinja; the message names line and column.</exception>
    public static ChatTemplate Parse(string source, string name, TimeProvider? clock = null) => new(source, name, clock, bosToken: null, eosToken: null);

    /// <summary>
    /// Reads a checkpoint's template from <c>chat_template.jinja</c> or else from <c>chat_template</c> in <c>tokenizer_config.json</c>: a text, or a list of
    /// named ones of which <c>default</c> is taken.
    /// </summary>
    /// <param name="folder">A checkpoint in Hugging Face layout.</param>
    /// <param name="clock">For templates that write today's date; the system's by default.</param>
    /// <exception cref="TokenizerException">There is no template, or a file is damaged; the message names file and remedy.</exception>
    /// <exception cref="ChatTemplateException">The template is not in the supported part of Jinja; the message names line and column.</exception>
    public static ChatTemplate Load(string folder, TimeProvider? clock = null)
    {
        var (source, name, bosToken, eosToken) = ChatTemplateFiles.Read(folder);
        return new ChatTemplate(source, name, clock, bosToken, eosToken);
    }

    /// <summary>Writes a conversation.</summary>
    /// <param name="messages">In order; which roles may follow each other is the template's affair.</param>
    /// <param name="addGenerationPrompt">End with the opening of the assistant's next message.</param>
    /// <param name="bosToken">Takes the place of the folder's token.</param>
    /// <param name="eosToken">Takes the place of the folder's token.</param>
    /// <returns>The prompt with its special tokens: encode it without adding them again.</returns>
    /// <exception cref="ChatTemplateException">The template refuses the conversation or fails on it; the message says why, with line and column.</exception>
    public string Render(IReadOnlyList<ChatTurn> messages, bool addGenerationPrompt, string? bosToken = null, string? eosToken = null)
    {
        var variables = new List<KeyValuePair<string, object?>>(_functions.All)
        {
            new("messages", messages.Select(turn => (object?)ChatTemplateValues.Dict([new("role", turn.Role), new("content", turn.Content)])).ToList()),
            new("add_generation_prompt", addGenerationPrompt),
            new("tools", null),
            new("documents", null),
        };
        // A token that the checkpoint lacks stays undefined, which prints as nothing.
        if ((bosToken ?? BosToken) is { } bos) { variables.Add(new("bos_token", bos)); }
        if ((eosToken ?? EosToken) is { } eos) { variables.Add(new("eos_token", eos)); }
        return new ChatTemplateRenderer(_source).Render(_body, variables);
    }
}
