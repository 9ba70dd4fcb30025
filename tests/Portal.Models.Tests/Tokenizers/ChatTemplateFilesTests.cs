using Portal.Models.Tokenizers;

namespace Portal.Models.Tests.Tokenizers;

/// <summary>Where a checkpoint keeps its template and its special tokens.</summary>
public sealed class ChatTemplateFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Theory]
    [InlineData("""{"chat_template": "TEMPLATE", "bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false}}""")]
    [InlineData("""{"chat_template": [{"name": "rag", "template": "?"}, {"name": "default", "template": "TEMPLATE"}], "bos_token": {"content": "<s>"}, "eos_token": "</s>"}""")]
    public void Template_and_tokens_come_from_the_configuration(string configuration)
    {
        Write("tokenizer_config.json", configuration.Replace("TEMPLATE", "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}", StringComparison.Ordinal));

        Assert.Equal("<s>Hello</s>", Render());
    }

    [Fact]
    public void A_template_file_takes_the_place_of_the_configured_one()
    {
        Write("tokenizer_config.json", """{"chat_template": "old", "bos_token": "<s>"}""");
        Write("chat_template.jinja", "{{ bos_token }}new\n");

        Assert.Equal("<s>new", Render());
    }

    [Fact]
    public void A_template_file_needs_no_configuration()
    {
        Write("chat_template.jinja", "[{{ bos_token }}{{ eos_token }}]{{ messages[0].content }}");

        Assert.Equal("[]Hello", Render());
    }

    [Fact]
    public void A_token_can_be_given_in_place_of_the_folders()
    {
        Write("tokenizer_config.json", """{"chat_template": "{{ bos_token }} {{ eos_token }}", "bos_token": "<s>", "eos_token": null}""");

        var template = ChatTemplate.Load(_folder);

        Assert.Equal(("<s>", null), (template.BosToken, template.EosToken));
        Assert.Equal("<a> <b>", template.Render([], addGenerationPrompt: true, "<a>", "<b>"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"chat_template": null, "bos_token": "<s>"}""")]
    public void A_base_model_is_told_apart_from_a_chat_model(string configuration)
    {
        Write("tokenizer_config.json", configuration);

        var error = Assert.Throws<TokenizerException>(() => ChatTemplate.Load(_folder));

        Assert.Contains(Path.Combine(_folder, "tokenizer_config.json") + " has no chat_template", error.Message, StringComparison.Ordinal);
        Assert.Contains("ask it for completions, or put the template of its chat variant into ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(Path.Combine(_folder, "chat_template.jinja"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"chat_template": [{"name": "rag", "template": "?"}, {"name": "tool_use", "template": "?"}]}""", "holds rag, tool_use, but no 'default'")]
    [InlineData("""{"chat_template": [{"name": "default"}]}""", "is not a tokenizer_config.json")]
    [InlineData("""{"chat_template": [{"name": "a", "template": "1"}, {"name": "a", "template": "2"}]}""", "is not a tokenizer_config.json")]
    [InlineData("""{"chat_template": 3}""", "is not a tokenizer_config.json")]
    [InlineData("""{"chat_template": "x", "bos_token": []}""", "is not a tokenizer_config.json")]
    [InlineData("""["chat_template"]""", "is not a tokenizer_config.json")]
    [InlineData("""{"chat_template": """, "is not a tokenizer_config.json")]
    public void A_damaged_configuration_is_named(string configuration, string message)
    {
        Write("tokenizer_config.json", configuration);

        var error = Assert.Throws<TokenizerException>(() => ChatTemplate.Load(_folder));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        var error = Assert.Throws<TokenizerException>(() => ChatTemplate.Load(Path.Combine(_folder, "missing")));

        Assert.StartsWith(Path.Combine(_folder, "missing") + " is not a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_a_template_names_the_file_it_stands_in()
    {
        Write("tokenizer_config.json", """{"chat_template": "a\n{{ 1 + }}"}""");

        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Load(_folder));

        var place = Path.Combine(_folder, "tokenizer_config.json") + ": chat_template, line 2, column 8: ";
        Assert.StartsWith(place + "unexpected '}}'", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    private string Render() => ChatTemplate.Load(_folder).Render([new ChatTurn("user", "Hello")], addGenerationPrompt: true);
}
