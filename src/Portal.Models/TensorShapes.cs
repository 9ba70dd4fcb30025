using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Portal.Models;

/// <summary>A tensor does not have the shape that an operation documents.</summary>
public sealed class ShapeException : ArgumentException
{
    public ShapeException()
    {
    }

    public ShapeException(string message)
        : base(message)
    {
    }

    public ShapeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

public static class TensorShapes
{
    /// <summary>Checks the shape; -1 stands for any size.</summary>
    /// <exception cref="ShapeException">Names the tensor, the expected and the actual shape.</exception>
    public static Tensor ExpectShape(this Tensor tensor, ReadOnlySpan<long> expected, [CallerArgumentExpression(nameof(tensor))] string? name = null)
    {
        var actual = tensor.shape;
        var fits = actual.Length == expected.Length;
        for (var i = 0; fits && i < actual.Length; i++) { fits = expected[i] == -1 || expected[i] == actual[i]; }
        return fits ? tensor : throw new ShapeException(
            $"{name} has shape [{string.Join(", ", actual)}], expected [{string.Join(", ", expected.ToArray())}]{(expected.Contains(-1) ? " (-1 = any)" : "")}");
    }
}
