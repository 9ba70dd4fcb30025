using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp;

/// <summary>The exports of <c>native/</c>, one partial file per native file. A call that can fail returns the message, or 0.</summary>
internal static partial class Native
{
    internal const string Library = "portal_torch";

    static Native() => NativeSettings.Configure();
}

/// <summary>An optional number as the border takes it; see <c>Number</c> in border.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Number(double real, long integer, int kind)
{
    internal readonly double Real = real;
    internal readonly long Integer = integer;
    internal readonly int Kind = kind;

    internal static Number From(Scalar? scalar) => scalar?.Value ?? default;
    internal static Number From(double value) => new(value, 0, 2);
    internal static Number From(long value) => new(0, value, 1);
    internal static readonly Number One = From(1L);
}

/// <summary>What a new tensor shall be; see <c>Options</c> in border.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TensorOptions(torch.ScalarType? dtype, torch.Device? device, bool requiresGrad = false)
{
    internal readonly int Type = dtype is { } type ? (int)type : -1;
    internal readonly int DeviceType = device is null ? -1 : (int)device.type;
    internal readonly int DeviceIndex = device?.index ?? -1;
    internal readonly int RequiresGrad = requiresGrad ? 1 : 0;
}

/// <summary>One subscript of <c>tensor[...]</c>; see <c>Subscript</c> in indexing.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Subscript
{
    internal nint Indices;
    internal long Start, Stop, Step;
    internal int Kind, Given;
}

/// <summary>C++'s one-byte <c>bool</c>.</summary>
internal readonly struct Flag
{
    private readonly byte _value;

    private Flag(bool value) => _value = value ? (byte)1 : (byte)0;

    public static implicit operator Flag(bool value) => new(value);
    public static implicit operator bool(Flag flag) => flag._value != 0;
}
