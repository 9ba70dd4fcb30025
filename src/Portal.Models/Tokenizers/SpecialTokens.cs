namespace Portal.Models.Tokenizers;

/// <summary>The tokens with a role, as the tokenizer's files name them; null where they name none.</summary>
public sealed record SpecialTokens(
    string? Unknown = null, string? Padding = null, string? Mask = null, string? Beginning = null, string? End = null, string? Classification = null, string? Separator = null)
{
    /// <summary>These, and where there is none, the other's.</summary>
    public SpecialTokens Or(SpecialTokens other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new SpecialTokens(
            Unknown ?? other.Unknown, Padding ?? other.Padding, Mask ?? other.Mask, Beginning ?? other.Beginning, End ?? other.End,
            Classification ?? other.Classification, Separator ?? other.Separator);
    }

    internal IEnumerable<string> All => new[] { Unknown, Padding, Mask, Beginning, End, Classification, Separator }.OfType<string>().Distinct();
}
