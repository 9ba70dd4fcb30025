namespace Portal.Models.Verification;

/// <summary>What is compared; each has a tolerance of its own.</summary>
public enum ComparedValues
{
    /// <summary>Logits, losses, hidden states, attention, log-probabilities.</summary>
    Forward,

    /// <summary>Gradients of parameters and of head switches, and head importance.</summary>
    Gradients,

    /// <summary>Token ids: equal or not.</summary>
    Ids,
}

/// <summary>One tensor of the reference and what this program computes in its place.</summary>
/// <param name="Case">The golden case: <c>batch</c>.</param>
/// <param name="Tensor">The tensor's name in it: <c>grad/lm_head.weight</c>.</param>
/// <param name="Values">What is compared.</param>
/// <param name="Deviation">Largest absolute difference of an element; infinite where the shapes differ, NaN where a value is.</param>
/// <param name="Tolerance">Largest that is allowed.</param>
public sealed record Comparison(string Case, string Tensor, ComparedValues Values, double Deviation, double Tolerance)
{
    public bool Passes => Deviation <= Tolerance;      // false for NaN
}

/// <summary>A model folder against the reference.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Family">Its model type.</param>
/// <param name="Comparisons">One per expected tensor, in the order in which they were computed.</param>
/// <param name="NotCompared">Expected tensors that nothing was computed for: a gap of this program.</param>
/// <param name="NotOffered">Expected tensors that this program does not offer; <see cref="Verifier.NotOffered"/> says why.</param>
public sealed record VerificationReport(
    string Folder, string Family, IReadOnlyList<Comparison> Comparisons, IReadOnlyList<string> NotCompared, IReadOnlyList<string> NotOffered)
{
    /// <summary>Every expected tensor was compared, and is within its tolerance.</summary>
    public bool Passes => Comparisons.Count > 0 && NotCompared.Count == 0 && Comparisons.All(comparison => comparison.Passes);
}
