using System.Runtime.InteropServices;

namespace TorchSharp;

internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint pt_linear(TensorHandle input, TensorHandle weight, TensorHandle bias, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_softmax(TensorHandle self, long dim, int dtype, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_log_softmax(TensorHandle self, long dim, int dtype, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_layer_norm(TensorHandle input, ReadOnlySpan<long> shape, int count, TensorHandle weight, TensorHandle bias, double eps, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_dropout(TensorHandle input, double p, Flag training, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_dropout_(TensorHandle input, double p, Flag training);
    [LibraryImport(Library)]
    internal static partial nint pt_cross_entropy(TensorHandle input, TensorHandle target, TensorHandle weight, long ignoreIndex, long reduction,
        double labelSmoothing, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_nll_loss(TensorHandle input, TensorHandle target, TensorHandle weight, long reduction, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_binary_cross_entropy_with_logits(TensorHandle input, TensorHandle target, TensorHandle weight, long reduction,
        TensorHandle posWeights, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_mse_loss(TensorHandle input, TensorHandle target, long reduction, out nint result);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint pt_pad(TensorHandle input, ReadOnlySpan<long> pad, int count, string mode, double value, out nint result);
}
