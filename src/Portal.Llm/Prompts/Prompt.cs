using Microsoft.Extensions.AI;
using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Llm.Prompts;

/// <summary>
/// One prompt of the self-alignment study: instruction, demonstrations (none for zero-shot), the probe and both options (thesis, section 8.4.2).
/// </summary>
/// <param name="Probe">The test probe.</param>
/// <param name="Demonstrations">Completed probes in the order in which they stand in the prompt; empty for zero-shot.</param>
/// <param name="ShownFirst">The candidate that is named first under <c>Options:</c>.</param>
public sealed record Prompt(Probe Probe, IReadOnlyList<Demonstration> Demonstrations, Side ShownFirst)
{
    /// <summary>The first line of every prompt.</summary>
    public const string Instruction = "Fill in the blank with one of the two options. Answer with the option only.";

    /// <summary>The question that asks for a post-hoc explanation (thesis, section 8.6).</summary>
    public const string Why = "Why did you choose this answer? Explain in two or three sentences.";

    /// <summary>Most tokens of an explanation.</summary>
    public const int WhyTokens = 300;

    /// <summary>The text of the one user message. No system message accompanies it; a model's chat template may wrap it.</summary>
    public string Text => Write(
        [.. Demonstrations.Select(demonstration => demonstration.Text)],
        Probe.Template,
        Probe.Candidate(ShownFirst),
        Probe.Candidate(ShownFirst == Side.First ? Side.Second : Side.First));

    /// <summary>The chat that asks for an answer: one user message.</summary>
    public IReadOnlyList<ChatMessage> Messages => [new(ChatRole.User, Text)];

    /// <summary>The chat that asks the model to explain an answer it gave: prompt, answer, <see cref="Why"/>.</summary>
    /// <param name="prompt">The text of the prompt.</param>
    /// <param name="answer">The model's response, word for word.</param>
    public static IReadOnlyList<ChatMessage> AskWhy(string prompt, string answer) =>
        [new(ChatRole.User, prompt), new(ChatRole.Assistant, answer), new(ChatRole.User, Why)];

    /// <summary>The prompt's text from its parts: the one place that knows the format, for asking and for training alike.</summary>
    /// <param name="completed">Completed demonstration sentences, one per line; empty leaves the block out.</param>
    /// <param name="template">The probe with its blank.</param>
    /// <param name="firstOption">The option that is named first.</param>
    /// <param name="secondOption">The option that is named second.</param>
    /// <returns>Text that ends in <c>A:</c>; the answer follows after one space.</returns>
    public static string Write(IReadOnlyList<string> completed, string template, string firstOption, string secondOption)
    {
        var demonstrations = completed.Count == 0 ? "" : string.Join('\n', completed) + "\n\n";
        return $"{Instruction}\n\n{demonstrations}Q: {template}\nOptions: {firstOption}, {secondOption}\nA:";
    }
}
