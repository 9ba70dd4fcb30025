namespace Portal.Host.Tests.Commands;

/// <summary>Bad input: a message, nothing on standard output, exit code 1.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("the model's embeddings hold 0 to 319", "logits", "--model", "llama", "--ids", "1,5,320")]
    [InlineData("the model's embeddings hold 0 to 395", "logits", "--model", "mt5", "--ids", "1", "--decoder-ids", "0,9999")]
    [InlineData("'-5' is no token id", "logits", "--model", "llama", "--ids=1,-5")]
    [InlineData("--ids holds no id", "logits", "--model", "llama", "--ids", "")]
    [InlineData("--decoder-ids: the model has no decoder", "logits", "--model", "llama", "--ids", "1", "--decoder-ids", "1")]
    [InlineData("--ids has 60 ids, the model 40 positions", "logits", "--model", "bert-mlm", "--ids", "5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5")]
    [InlineData("\"gpu\" is no device", "logits", "--model", "llama", "--ids", "1", "--device", "gpu")]
    [InlineData("--device cuda:99", "logits", "--model", "llama", "--ids", "1", "--device", "cuda:99")]
    [InlineData("int8", "logits", "--model", "llama", "--ids", "1", "--dtype", "int8")]
    [InlineData("Option '--ids' is required", "logits", "--model", "llama")]
    [InlineData("Unrecognized command or argument '--idz'", "logits", "--model", "llama", "--idz", "1")]
    [InlineData("has no tokenizer", "tokenize", "--model", "llama", "a")]
    [InlineData("has no tokenizer", "generate", "--model", "llama", "a")]
    [InlineData("XlmRoberta is an encoder and continues no text", "generate", "--model", "xlmr-mlm", "a")]
    [InlineData("there is no prompt", "generate", "--model", "llama")]
    [InlineData("need a --temperature above 0", "generate", "--model", "llama", "a", "--top-p", "0.5")]
    [InlineData("top_k is -1", "generate", "--model", "llama", "a", "--top-k=-1")]
    [InlineData("there is nothing to score", "score", "--model", "llama")]
    [InlineData("--context is given 2 times, --continuation 3", "score", "--model", "llama", "--context", "a", "--context", "b", "--continuation", "c", "--continuation", "d", "--continuation", "e")]
    [InlineData("golden.json does not exist", "models", "verify", "--model", "../tokenizers/spm_t5")]
    [InlineData("neither a folder nor in the cache", "models", "inspect", "--model", "nobody/nothing")]
    [InlineData("Portal.Host models --help", "models")]
    public async Task Of_a_command(string message, params string[] arguments)
    {
        var named = Array.IndexOf(arguments, "--model") + 1;
        if (named > 0 && Directory.Exists(WordModel.Golden(arguments[named]))) { arguments[named] = WordModel.Golden(arguments[named]); }
        (await CommandRun.Of(arguments)).Refused(message);
    }

    [Theory]
    [InlineData("bert-mlm", "has no [MASK]", "fill-mask", "w5 w6")]
    [InlineData("mt5", "must hold <extra_id_0> exactly once", "fill-mask", "w5 w6")]
    [InlineData("llama", "a Llama fills no masks", "fill-mask", "w5 w6")]
    [InlineData("llama", "adds no token", "score", "--context", "w5", "--continuation", "")]
    [InlineData("llama", "line 2: field 'continuation' is missing", "score", "--file", "FILE")]
    [InlineData("llama", "the prompt has 200 tokens, the model reads 128", "generate", "LONG")]
    public async Task Of_a_text(string checkpoint, string message, params string[] arguments)
    {
        using var model = new WordModel(checkpoint);
        var file = Path.Combine(model.Folder, "lines.jsonl");
        await File.WriteAllTextAsync(file, "{\"context\":\"w5\",\"continuation\":\" w6\"}\n{\"context\":\"w5\"}\n");
        string Of(string argument) => argument switch
        {
            "FILE" => file,
            "LONG" => WordModel.Words(Enumerable.Repeat(5, 199)),
            _ => argument,
        };
        (await CommandRun.Of([.. arguments.Select(Of), "--model", model.Folder])).Refused(message);
    }

    [Theory]
    [InlineData("score", "x", "line 1: 'x' is an invalid start")]
    [InlineData("score", "[]", "line 1: field 'context' is missing")]
    [InlineData("score", """{"context":"a","continuations":"b"}""", "line 1: field 'continuations' is no list of texts")]
    [InlineData("score", """{"context":"a","continuations":["b",null]}""", "line 1: field 'continuations' is null, expected a text")]
    [InlineData("generate", """{"prompt":1}""", "line 1: field 'prompt' is 1, expected a text")]
    [InlineData("generate", " ", "holds no line")]
    public async Task Of_a_file(string command, string line, string message)
    {
        using var model = new WordModel("llama");
        var file = Path.Combine(model.Folder, "lines.jsonl");
        await File.WriteAllTextAsync(file, line);
        (await CommandRun.Of(command, "--model", model.Folder, "--file", file)).Refused(message);
    }

    /// <summary>A tokenizer that knows more tokens than the model has rows: what it writes is checked before the model reads it.</summary>
    [Fact]
    public async Task Of_tokens_beyond_the_embeddings()
    {
        using var model = new WordModel("llama");
        foreach (var file in Directory.GetFiles(WordModel.Tokenizer("spm_llama2"))) { File.Copy(file, Path.Combine(model.Folder, Path.GetFileName(file)), overwrite: true); }
        File.Delete(Path.Combine(model.Folder, "tokenizer_config.json"));
        const string text = "The quick brown fox jumps over the lazy dog in the morning of the world";
        (await CommandRun.Of("generate", "--model", model.Folder, text)).Refused("the model's embeddings hold 0 to 319");
        (await CommandRun.Of("score", "--model", model.Folder, "--context", "a", "--continuation", text)).Refused("the model's embeddings hold 0 to 319");
    }
}
