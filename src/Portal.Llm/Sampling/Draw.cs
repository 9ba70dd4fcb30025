using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Llm.Sampling;

/// <summary>One sampled response.</summary>
/// <param name="Arm">The condition it was sampled under.</param>
/// <param name="Index">Its place in the sample, from 0; draws may arrive in another order.</param>
/// <param name="ShownFirst">The candidate that its prompt named first.</param>
/// <param name="Text">The response as the model gave it, at most 100,000 characters and a note where it was cut. Untrusted: show it as text.</param>
/// <param name="Answer">What the response says.</param>
/// <param name="Elapsed">From sending its request to its last token.</param>
/// <param name="FinishReason">The endpoint's reason for ending: <c>stop</c>, <c>length</c>, ...; <see langword="null"/> where it gave none.</param>
/// <param name="Prompt">The prompt's text.</param>
public sealed record Draw(
    Arm Arm, int Index, Side ShownFirst, string Text, Answer Answer, TimeSpan Elapsed, string? FinishReason, string Prompt);
