namespace TorchSharp;

public static partial class torch
{
    /// <summary>Derivatives of recorded operations.</summary>
    public static class autograd
    {
        /// <summary>∂(Σ outputs·grad_outputs)/∂inputs, without touching any <c>grad</c>.</summary>
        /// <param name="allow_unused">An input that no output depends on yields a tensor that IsInvalid instead of an exception.</param>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            using var from = new TensorHandles(outputs.AsReadOnly());
            using var to = new TensorHandles(inputs.AsReadOnly());
            using var grads = new TensorHandles(grad_outputs?.AsReadOnly());
            NativeFailure.Check(
                Native.pt_autograd_grad(from.Pointers, from.Count, to.Pointers, to.Count, grads.Pointers, grads.Count, retain_graph, create_graph,
                    allow_unused, out var array, out var length),
                "autograd.grad", [.. outputs, .. inputs]);
            return TensorHandles.Take(array, length);
        }

        /// <summary>Adds ∂(Σ tensors·grad_tensors)/∂leaf to the <c>grad</c> of every leaf, or of <paramref name="inputs"/> only.</summary>
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            using var roots = new TensorHandles(tensors.AsReadOnly());
            using var grads = new TensorHandles(grad_tensors?.AsReadOnly());
            using var leaves = new TensorHandles(inputs?.AsReadOnly());
            var retain = retain_graph is { } keep ? keep ? 1 : 0 : -1;
            NativeFailure.Check(
                Native.pt_backward(roots.Pointers, roots.Count, grads.Pointers, grads.Count, retain, create_graph, leaves.Pointers, leaves.Count),
                "backward", [.. tensors]);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) => backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);
    }
}
