namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        public bool requires_grad
        {
            get => Native.pt_requires_grad(Live);
            set => Check(Native.pt_set_requires_grad(Live, value), this);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Whether gradients stop here: made by hand, or by an operation that recorded nothing.</summary>
        public bool is_leaf => Native.pt_is_leaf(Live);

        /// <summary>The accumulated gradient, a new reference per call; <see langword="null"/> before the first backward pass.</summary>
        public Tensor? grad
        {
            get
            {
                Check(Native.pt_grad(Live, out var result), this);
                return result == 0 ? null : new Tensor(result);
            }
            set => Check(Native.pt_set_grad(Live, LiveOrNone(value)), this, value);
        }

        /// <summary>Keeps the gradient of a tensor that is not a leaf.</summary>
        public void retain_grad() => Check(Native.pt_retain_grad(Live), this);

        public Tensor detach() => Take(Native.pt_detach(Live, out var result), result, this);
        public Tensor detach_() => InPlace(Native.pt_detach_(Live));

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null)
            => autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
