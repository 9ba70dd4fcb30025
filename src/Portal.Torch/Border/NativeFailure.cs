using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>Turns a native error message into an exception that names the operation and its tensors.</summary>
internal static class NativeFailure
{
    /// <param name="message">UTF-8, from the native call that failed on this thread; only its first line is kept</param>
    internal static ExternalException Of(nint message, string operation, params ReadOnlySpan<torch.Tensor?> arguments)
    {
        var text = Marshal.PtrToStringUTF8(message) ?? "unknown error";
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var shapes = new List<string>();
        foreach (var tensor in arguments)
        {
            if (tensor is not null) { shapes.Add(tensor.IsInvalid ? "disposed" : $"{tensor.dtype}[{string.Join('x', tensor.shape)}]"); }
        }
#pragma warning disable CA2201 // TorchSharp throws this type, and callers catch it.
        return new ExternalException($"{operation}({string.Join(", ", shapes)}): {(end < 0 ? text : text[..end])}");
#pragma warning restore CA2201
    }

    internal static void Check(nint error, string operation, params ReadOnlySpan<torch.Tensor?> arguments)
    {
        if (error != 0) { throw Of(error, operation, arguments); }
    }
}
