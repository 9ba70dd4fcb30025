using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Host.Tests.Commands;

/// <summary>
/// A golden checkpoint beside a tokenizer in which <c>wN</c> is the token N, so that the reference's ids can be written as a text: "w5 w7". The tokens with a role have the ids that the
/// checkpoint's reference gives them.
/// </summary>
internal sealed class WordModel : IDisposable
{
    private static readonly string _golden = Path.Combine(AppContext.BaseDirectory, "golden");

    public WordModel(string checkpoint)
    {
        foreach (var file in Directory.GetFiles(Golden(checkpoint))) { File.Copy(file, Path.Combine(Folder, Path.GetFileName(file))); }
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "config.json")));
        var (roles, front, behind) = config.RootElement.GetProperty("model_type").GetString() switch
        {
            "mt5" => (new Dictionary<int, string> { [0] = "<pad>", [1] = "</s>", [2] = "<unk>", [382] = "<extra_id_1>", [383] = "<extra_id_0>" }, "", "</s>"),
            "bert" => (new Dictionary<int, string> { [0] = "[PAD]", [1] = "[UNK]", [2] = "[CLS]", [3] = "[SEP]", [4] = "[MASK]" }, "[CLS]", "[SEP]"),
            _ => (new Dictionary<int, string> { [1] = "<s>", [2] = "</s>", [3] = "<unk>" }, "<s>", ""),
        };
        var vocabulary = Enumerable.Range(0, config.RootElement.GetProperty("vocab_size").GetInt32()).Select(id => roles.GetValueOrDefault(id, $"▁w{id}")).ToList();
        JsonArray Around(params string[] tokens) => [.. tokens.Where(token => token.Length > 0).Select(token => token == "A"
            ? Node(new { Sequence = new { id = "A", type_id = 0 } })
            : Node(new { SpecialToken = new { id = token, type_id = 0 } }))];
        var metaspace = new { type = "Metaspace", replacement = "▁", prepend_scheme = "always" };
        File.WriteAllText(Path.Combine(Folder, "tokenizer.json"), Node(new
        {
            version = "1.0",
            added_tokens = roles.Select(role => new { id = role.Key, content = role.Value, special = true, normalized = false, single_word = false, lstrip = false, rstrip = false }),
            pre_tokenizer = metaspace,
            decoder = metaspace,
            post_processor = new
            {
                type = "TemplateProcessing",
                single = Around(front, "A", behind),
                pair = new[] { Node(new { Sequence = new { id = "A", type_id = 0 } }), Node(new { Sequence = new { id = "B", type_id = 0 } }) },
                special_tokens = new[] { front, behind }.Where(token => token.Length > 0).ToDictionary(token => token, token => new { id = token, ids = new[] { roles.Single(role => role.Value == token).Key }, tokens = new[] { token } }),
            },
            model = new { type = "Unigram", unk_id = roles.Single(role => role.Value is "<unk>" or "[UNK]").Key, vocab = vocabulary.Select(token => new JsonArray(token, -1.0)) },
        }).ToJsonString());
        File.WriteAllText(Path.Combine(Folder, "tokenizer_config.json"), """{"bos_token":"<s>","eos_token":"</s>","mask_token":"[MASK]"}""");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("words").FullName;

    public static string Golden(string checkpoint) => Path.Combine(_golden, "models", checkpoint);

    public static string Tokenizer(string name) => Path.Combine(_golden, "tokenizers", name);

    /// <summary>The text of ids.</summary>
    public static string Words(IEnumerable<int> ids) => string.Join(' ', ids.Select(id => $"w{id}"));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static JsonNode Node<T>(T value) => JsonSerializer.SerializeToNode(value)!;
}
