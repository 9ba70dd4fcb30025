using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using Portal.Models.Generation;
using Portal.Models.Tokenizers;

namespace Portal.Host.Serving;

/// <summary>One opened checkpoint with all that answering needs.</summary>
public sealed class LocalModel : IDisposable
{
    private readonly CausalModel _model;
    private readonly Tokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly TextGenerator _generator;

    private LocalModel(string name, string folder, CheckpointFolder checkpoint, CausalModel model)
    {
        (Name, _model) = (name, model);
        _tokenizer = Tokenizer.Load(folder);
        if (_tokenizer.LargestId >= model.VocabSize)
        {
            throw new CheckpointException($"{folder}: tokenizer.json has ids up to {_tokenizer.LargestId}, config.json a vocabulary of {model.VocabSize}; the files are of different models");
        }
        _template = ChatTemplate.Load(folder);
        _generator = new TextGenerator(model, _tokenizer);
        EndOfText = Serving.EndOfText.Read(folder);
        Fingerprint = checkpoint.Fingerprint();
    }

    public string Name { get; }

    /// <summary>SHA-256 of the weights.</summary>
    public string Fingerprint { get; }

    /// <summary>Ids that end an answer.</summary>
    public IReadOnlySet<int> EndOfText { get; }

    /// <exception cref="CheckpointException">The folder is no usable checkpoint.</exception>
    public static LocalModel Open(string name, string folder)
    {
        var checkpoint = CheckpointFolder.Open(folder);
        try
        {
            return new LocalModel(name, folder, checkpoint, ModelFamily.Read<CausalModel>(checkpoint));
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The prompt's ids; the template writes the special tokens itself.</summary>
    public List<int> Read(IReadOnlyList<ChatTurn> messages) =>
        _tokenizer.Encode(_template.Render(messages, addGenerationPrompt: true), addSpecialTokens: false);

    /// <summary>The samples of one prompt.</summary>
    public IReadOnlyList<GeneratedText> Generate(EncodedPrompt prompt, GenerationOptions options, GenerationProgress? progress, CancellationToken cancellation) =>
        _generator.Generate([prompt], options with { EndOfText = EndOfText }, progress, cancellation)[0];

    /// <summary>The text of one token, for log-probabilities.</summary>
    public string TokenText(int id) => _tokenizer.Decode([id], skipSpecialTokens: false);

    public void Dispose() => _model.Dispose();
}
