namespace Portal.Models.Tokenizers.Files;

/// <summary>Picks the reader for what a folder holds.</summary>
internal static class TokenizerFolder
{
    private static readonly (string File, Func<string, TokenizerConfig, TokenizerParts> Read)[] Readers =
    [
        ("tokenizer.json", TokenizerJson.Read),
        ("sentencepiece.bpe.model", SentencePieceCheckpoint.Read),
        ("spiece.model", SentencePieceCheckpoint.Read),
        ("tokenizer.model", SentencePieceCheckpoint.Read),
        ("vocab.json", ByteLevelFiles.Read),
        ("vocab.txt", BertVocabulary.Read),
    ];

    public static Tokenizer Load(string folder)
    {
        foreach (var (name, read) in Readers)
        {
            var file = Path.Combine(folder, name);
            if (!File.Exists(file)) { continue; }
            var parts = read(file, TokenizerConfig.Read(folder));
            try { return new Tokenizer(parts); }
            catch (TokenizerException error) { throw new TokenizerException($"{file}: {error.Message}", error); }
        }
        throw new TokenizerException($"{folder} has no tokenizer; a checkpoint folder needs {string.Join(", ", Readers.Select(reader => reader.File))}");
    }
}
