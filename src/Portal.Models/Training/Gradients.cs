using static TorchSharp.torch;

namespace Portal.Models.Training;

/// <summary>Operations on the gradients of a whole model.</summary>
public static class Gradients
{
    /// <summary>Scales the gradients in place so that their joint Euclidean norm is at most <paramref name="maxNorm"/>.</summary>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArithmeticException">The norm is not finite: a step would destroy the parameters.</exception>
    public static double ClipNorm(IReadOnlyList<Tensor> gradients, double maxNorm)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var squares = stack(gradients.Select(gradient => gradient.square().sum())).sum();
        var norm = squares.sqrt().to(ScalarType.Float64).item<double>();
        if (!double.IsFinite(norm)) { throw new ArithmeticException($"the norm of the gradients is {norm}; lower the learning rate or look for an input that overflows"); }
        var scale = maxNorm / (norm + 1e-6);
        if (scale < 1)
        {
            foreach (var gradient in gradients) { gradient.mul_(scale); }
        }
        return norm;
    }
}
