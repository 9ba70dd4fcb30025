namespace Portal.Models.Tokenizers;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks, in the template's terms: system, user or assistant.</param>
/// <param name="Content">What is said, as plain text.</param>
public sealed record ChatTurn(string Role, string Content);
