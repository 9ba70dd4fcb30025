namespace Portal.Models.Training;

/// <summary>How the learning rate runs after its warm-up.</summary>
public enum Schedule
{
    Constant,

    /// <summary>Straight down to 0.</summary>
    Linear,

    /// <summary>Half a cosine down to 0.</summary>
    Cosine,
}

/// <summary>Learning rates over a training, as in Hugging Face's schedulers of the same names.</summary>
/// <param name="Schedule">The course after the warm-up.</param>
/// <param name="Peak">The largest rate.</param>
/// <param name="Steps">Optimisation steps of the whole training.</param>
/// <param name="WarmUpSteps">Steps over which the rate rises from 0; step 0 has the rate 0 where there are any.</param>
public sealed record LearningRate(Schedule Schedule, double Peak, int Steps, int WarmUpSteps = 0)
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">Steps taken before it.</param>
    public double At(int step)
    {
        if (step < WarmUpSteps) { return Peak * step / WarmUpSteps; }
        var progress = Math.Min(1, (double)(step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps));
        return Peak * Schedule switch
        {
            Schedule.Linear => 1 - progress,
            Schedule.Cosine => 0.5 * (1 + Math.Cos(Math.PI * progress)),
            _ => 1,
        };
    }
}
