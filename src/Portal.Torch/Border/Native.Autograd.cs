using System.Runtime.InteropServices;

namespace TorchSharp;

internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial Flag pt_grad_mode();
    [LibraryImport(Library)]
    internal static partial void pt_set_grad_mode(Flag enabled);
    [LibraryImport(Library)]
    internal static partial Flag pt_inference_mode();
    [LibraryImport(Library)]
    internal static partial nint pt_inference_mode_begin(Flag enabled, out nint guard);
    [LibraryImport(Library)]
    internal static partial void pt_inference_mode_end(nint guard);
    [LibraryImport(Library)]
    internal static partial nint pt_set_requires_grad(TensorHandle self, Flag requiresGrad);
    [LibraryImport(Library)]
    internal static partial nint pt_grad(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_detach(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_set_grad(TensorHandle self, TensorHandle grad);
    [LibraryImport(Library)]
    internal static partial nint pt_retain_grad(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial nint pt_detach_(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial nint pt_backward(nint[] tensors, long count, nint[] grads, long gradCount, int retainGraph, Flag createGraph,
        nint[] inputs, long inputCount);
    [LibraryImport(Library)]
    internal static partial nint pt_autograd_grad(nint[] outputs, long outputCount, nint[] inputs, long inputCount, nint[] grads, long gradCount,
        Flag retainGraph, Flag createGraph, Flag allowUnused, out nint array, out long length);
}
