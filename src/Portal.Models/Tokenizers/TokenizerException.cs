namespace Portal.Models.Tokenizers;

/// <summary>A tokenizer cannot be used; the message names the file, the field and the remedy.</summary>
public sealed class TokenizerException : IOException
{
    public TokenizerException()
    {
    }

    public TokenizerException(string message)
        : base(message)
    {
    }

    public TokenizerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
