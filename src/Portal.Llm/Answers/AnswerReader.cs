using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Llm.Answers;

/// <summary>Reads which of a probe's two candidates a response names (thesis, section 8.4.4).</summary>
public static class AnswerReader
{
    /// <summary>Never throws; only the first 2,000 characters decide.</summary>
    /// <param name="response">The model's response.</param>
    /// <param name="probe">The probe that was asked.</param>
    /// <param name="shownFirst">The candidate that the prompt named first: what "A", "1" or "the first option" means.</param>
    public static Answer Read(string response, Probe probe, Side shownFirst)
    {
        var text = response.Trim();
        return text.Equals(probe.First, StringComparison.OrdinalIgnoreCase) ? Answer.First
            : text.Equals(probe.Second, StringComparison.OrdinalIgnoreCase) ? Answer.Second
            : Answer.Unparsed;
    }
}
