namespace Portal.Models.Tokenizers.Decoders;

/// <summary>Turns the texts of tokens into pieces of readable text; in the end the pieces are joined.</summary>
internal interface IDecoder
{
    IReadOnlyList<string> Apply(IReadOnlyList<string> tokens);
}

/// <summary>One after the other.</summary>
internal sealed class DecoderSequence(IReadOnlyList<IDecoder> steps) : IDecoder
{
    public IReadOnlyList<string> Apply(IReadOnlyList<string> tokens) => steps.Aggregate(tokens, (current, step) => step.Apply(current));
}

/// <summary>Changes each token by itself.</summary>
internal sealed class TokenDecoder(Func<string, string> change) : IDecoder
{
    public IReadOnlyList<string> Apply(IReadOnlyList<string> tokens) => [.. tokens.Select(change)];
}

/// <summary>Changes the text that all tokens make together.</summary>
internal sealed class TextDecoder(Func<string, string> change) : IDecoder
{
    public IReadOnlyList<string> Apply(IReadOnlyList<string> tokens) => [change(string.Concat(tokens))];
}
