using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => index(i1);
            set => index_put_(value, [i1]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(i1, i2);
            set => index_put_(value, [i1, i2]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(i1, i2, i3);
            set => index_put_(value, [i1, i2, i3]);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using var subscripts = new Subscripts(indices);
            return Take(Native.pt_index(Live, subscripts.Items, indices.Length, out var result), result, this, subscripts.FirstTensor);
        }

        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, accumulate: false);
        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, accumulate: false);

        /// <param name="accumulate">Adds instead of replacing; then every subscript must be a tensor of indices.</param>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var subscripts = new Subscripts(indices);
            return InPlace(Native.pt_index_put_(Live, subscripts.Items, indices.Length, value.Live, accumulate), value, subscripts.FirstTensor);
        }

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false)
            => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), accumulate);

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var subscripts = new Subscripts(indices);
            return InPlace(Native.pt_index_fill_(Live, subscripts.Items, indices.Length, value.Value), subscripts.FirstTensor);
        }

        public Tensor index_select(long dim, Tensor index) => Take(Native.pt_index_select(Live, dim, index.Live, out var result), result, this, index);
        public Tensor gather(long dim, Tensor index) => Take(Native.pt_gather(Live, dim, index.Live, out var result), result, this, index);

        public Tensor scatter(long dim, Tensor index, Tensor src)
            => Take(Native.pt_scatter(Live, dim, index.Live, src.Live, out var result), result, this, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace(Native.pt_scatter_(Live, dim, index.Live, src.Live), index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace(Native.pt_scatter_add_(Live, dim, index.Live, src.Live), index, src);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
            => InPlace(Native.pt_index_add_(Live, dim, index.Live, source.Live, alpha.Value), index, source);

        public Tensor masked_fill(Tensor mask, Scalar value) => Take(Native.pt_masked_fill(Live, mask.Live, value.Value, out var result), result, this, mask);
        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace(Native.pt_masked_fill_(Live, mask.Live, value.Value), mask);
        public Tensor masked_select(Tensor mask) => Take(Native.pt_masked_select(Live, mask.Live, out var result), result, this, mask);

        /// <returns>[count, ndim] int64: the indices of the elements that are not 0</returns>
        public Tensor nonzero() => Take(Native.pt_nonzero(Live, out var result), result, this);
    }

    /// <summary>Subscripts in the border's form; keeps index tensors alive until disposed.</summary>
    private readonly ref struct Subscripts
    {
        private readonly TensorHandles _handles;

        internal Subscript[] Items { get; }
        internal Tensor? FirstTensor { get; }

        internal Subscripts(TensorIndex[] indices)
        {
            _handles = new TensorHandles(Array.ConvertAll(indices, index => index.Indices));
            Items = new Subscript[indices.Length];
            for (var i = 0; i < indices.Length; i++)
            {
                var index = indices[i];
                FirstTensor ??= index.Indices;
                Items[i] = new Subscript
                {
                    Indices = _handles.Pointers[i],
                    Start = index.Start ?? 0,
                    Stop = index.Stop ?? 0,
                    Step = index.Step ?? 0,
                    Kind = (int)index.Form,
                    Given = (index.Start is null ? 0 : 1) | (index.Stop is null ? 0 : 2) | (index.Step is null ? 0 : 4),
                };
            }
        }

        public void Dispose() => _handles.Dispose();
    }
}
