using Portal.Models.Tokenizers;

namespace Portal.Host.Tests;

/// <summary>A folder of checkpoints: the reference Llama with random weights beside a tokenizer of its vocabulary size.</summary>
internal sealed class TinyModel : IDisposable
{
    public TinyModel()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "golden", "models", "llama");
        var folder = Directory.CreateDirectory(Path.Combine(Root, "tiny")).FullName;
        foreach (var file in new[] { "config.json", "generation_config.json", "model.safetensors" }) { File.Copy(Path.Combine(source, file), Path.Combine(folder, file)); }
        BytePairTrainer.Train(Path.Combine(folder, "tokenizer.json"), ["one two three one two three"], vocabularySize: 300, ["<s>", "</s>"]);
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """
            {"bos_token":"<s>","eos_token":"</s>","chat_template":"{{ bos_token }}{% for message in messages %}{{ message['content'] }}{% endfor %}"}
            """);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("models").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
