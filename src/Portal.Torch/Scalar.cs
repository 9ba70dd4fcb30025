namespace TorchSharp;

/// <summary>A number as an operand: it takes part in an operation without raising the tensor's dtype within the same kind.</summary>
public sealed class Scalar : IDisposable
{
    internal Number Value { get; }
    public torch.ScalarType Type { get; }

    private Scalar(Number value, torch.ScalarType type) => (Value, Type) = (value, type);

    private static Scalar Integer(long value, torch.ScalarType type) => new(Number.From(value), type);

    public static implicit operator Scalar(byte value) => Integer(value, torch.ScalarType.Byte);
    public static implicit operator Scalar(sbyte value) => Integer(value, torch.ScalarType.Int8);
    public static implicit operator Scalar(short value) => Integer(value, torch.ScalarType.Int16);
    public static implicit operator Scalar(int value) => Integer(value, torch.ScalarType.Int32);
    public static implicit operator Scalar(long value) => Integer(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(float value) => new(Number.From(value), torch.ScalarType.Float32);
    public static implicit operator Scalar(double value) => new(Number.From(value), torch.ScalarType.Float64);
    public static implicit operator Scalar(bool value) => new(new Number(0, value ? 1 : 0, 3), torch.ScalarType.Bool);

    /// <summary>Nothing to free here: the value is managed. TorchSharp's own holds native memory, so callers may dispose it.</summary>
    public void Dispose() { }
}
