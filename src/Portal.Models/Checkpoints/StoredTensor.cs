using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>One tensor of a file.</summary>
/// <param name="Name">Its key.</param>
/// <param name="ElementType">Element type as stored.</param>
/// <param name="Shape">Sizes; empty for a scalar.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Bytes from the first element to the end of the last; 0 where there is no element.</param>
public sealed record StoredTensor(string Name, ScalarType ElementType, long[] Shape, long Offset, long Length)
{
    /// <summary>Elements from one index to the next, per dimension; null where the elements lie row by row without gaps.</summary>
    public long[]? Strides { get; init; }
}
