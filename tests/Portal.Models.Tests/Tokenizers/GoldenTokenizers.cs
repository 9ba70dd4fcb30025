using System.Text.Json;
using Portal.Models.Tokenizers;

namespace Portal.Models.Tests.Tokenizers;

/// <summary>The tokenizers of <c>golden/tokenizers</c> with what their references say; written by no code of ours.</summary>
internal static class GoldenTokenizers
{
    public static TheoryData<string> Names { get; } =
    [
        "bytelevel_bloom", "bytelevel_cohere", "bytelevel_llama3", "bytelevel_roberta", "spm_llama2", "spm_mt5", "spm_t5", "spm_xlmr", "wordpiece_cased", "wordpiece_uncased",
    ];

    /// <summary>The files that say the same as <c>tokenizer.json</c>.</summary>
    public static TheoryData<string, string> OlderFiles { get; } = new()
    {
        { "bytelevel_roberta", "vocab.json merges.txt" },
        { "spm_llama2", "tokenizer.model" },
        { "spm_mt5", "spiece.model" },
        { "spm_t5", "spiece.model" },
        { "spm_xlmr", "sentencepiece.bpe.model" },
        { "wordpiece_cased", "vocab.txt tokenizer_config.json" },
        { "wordpiece_uncased", "vocab.txt tokenizer_config.json" },
    };

    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "golden", "tokenizers", name);

    public static Tokenizer Load(string name) => Tokenizer.Load(Folder(name));

    /// <summary>The tokenizer from some of its files only.</summary>
    public static Tokenizer Load(string name, string files)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        foreach (var file in files.Split(' ')) { File.Copy(Path.Combine(Folder(name), file), Path.Combine(folder, file)); }
        return Tokenizer.Load(folder);
    }

    public static JsonElement Expected(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(name), "expected.json"))).RootElement;

    public static List<string> Texts(string name) => [.. Expected(name).GetProperty("cases").EnumerateArray().Select(example => example.GetProperty("text").GetString()!)];

    public static List<int> Ids(JsonElement example) => [.. example.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
}
