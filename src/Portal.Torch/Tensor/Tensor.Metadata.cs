namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        public ScalarType dtype => (ScalarType)Native.pt_dtype(Live);
        public Device device => new(device_type, device_index);
        public DeviceType device_type => (DeviceType)Native.pt_device_type(Live);
        public int device_index => Native.pt_device_index(Live);

        public long ndim => Native.pt_ndim(Live);
        public long Dimensions => ndim;
        public long dim() => ndim;

        public long NumberOfElements => Native.pt_numel(Live);
        public long numel() => NumberOfElements;

        /// <summary>Bytes per element.</summary>
        public long ElementSize => Native.pt_element_size(Live);

        public long element_size() => ElementSize;

        public long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                Native.pt_sizes(Live, sizes);
                return sizes;
            }
        }

        public long[] size() => shape;

        /// <param name="dim">May count from the end: -1 is the last dimension.</param>
        public long size(int dim) => shape[At(dim)];

        /// <summary>Elements, not bytes, from one index to the next, per dimension.</summary>
        public long[] stride()
        {
            var strides = new long[ndim];
            Native.pt_strides(Live, strides);
            return strides;
        }

        public long stride(int dim) => stride()[At(dim)];

        public bool is_contiguous() => Native.pt_is_contiguous(Live);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_cuda => device_type == DeviceType.CUDA;

        private int At(int dim)
        {
            var rank = (int)ndim;
            return dim >= -rank && dim < rank
                ? dim < 0 ? dim + rank : dim
                : throw new ArgumentOutOfRangeException(nameof(dim), $"dimension {dim} of a tensor with {rank} dimensions: {this}");
        }
    }
}
