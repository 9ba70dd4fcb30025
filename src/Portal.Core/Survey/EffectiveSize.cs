namespace Portal.Core.Survey;

/// <summary>How many respondents of equal weight carry as much information as weighted ones.</summary>
public static class EffectiveSize
{
    /// <summary>
    /// n_eff = (Σ w)² / Σ w² (Kish 1965, section 11.7), at most the number of respondents. It accounts for unequal weights alone, not for clustered
    /// sampling.
    /// </summary>
    /// <param name="weights">One weight per respondent with a valid answer, at least 0; their scale does not matter.</param>
    /// <returns>0 where there is no respondent, or none with a weight above 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public static double Kish(IEnumerable<double> weights)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var weight in weights)
        {
            if (!double.IsFinite(weight) || weight < 0) { throw new ArgumentOutOfRangeException(nameof(weights), weight, "a weight is a finite number of at least 0"); }
            sum += weight;
            squares += weight * weight;
        }
        return squares > 0 ? sum * sum / squares : 0;
    }
}
