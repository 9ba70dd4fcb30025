using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        /// <summary>The value of a tensor with one element, from any device.</summary>
        /// <exception cref="ArgumentException">More or fewer elements than one, or another element type than <typeparamref name="T"/>.</exception>
        public unsafe T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) { throw new ArgumentException($"item() needs one element, the tensor has {NumberOfElements}: {this}"); }
            ExpectElement<T>("item");
            if (!is_cpu()) { using var local = cpu(); return local.item<T>(); }
            var value = *(T*)DataPointer();
            GC.KeepAlive(this);     // the memory goes with the tensor
            return value;
        }

        /// <summary>The elements in row-major order; the tensor must be on the CPU.</summary>
        /// <exception cref="ArgumentException">The element type is not <typeparamref name="T"/>.</exception>
        /// <exception cref="InvalidOperationException">The tensor is not on the CPU.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ExpectElement<T>("data");
            ExpectCpu("data");
            return new TensorAccessor<T>(this);
        }

        /// <summary>The memory of a contiguous CPU tensor, valid as long as the tensor is: keep a reference to it. Setting copies.</summary>
        /// <exception cref="InvalidOperationException">Not contiguous, not on the CPU, or larger than 2 GB.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                ExpectCpu("bytes");
                if (!is_contiguous()) { throw new InvalidOperationException($"bytes needs a contiguous tensor; call contiguous() first: {this}"); }
                var length = NumberOfElements * ElementSize;
                return length <= int.MaxValue
                    ? new Span<byte>((void*)DataPointer(), (int)length)
                    : throw new InvalidOperationException($"bytes reaches 2 GB at most, the tensor has {length} bytes: {this}");
            }
            set
            {
                var memory = bytes;
                if (value.Length != memory.Length) { throw new ArgumentException($"{value.Length} bytes for a tensor of {memory.Length} bytes: {this}"); }
                value.CopyTo(memory);
                GC.KeepAlive(this);
            }
        }

        internal nint DataPointer()
        {
            Check(Native.pt_data(Live, out var pointer), this, operation: "data");
            return pointer;
        }

        public Tensor cpu() => To(new TensorOptions(null, CPU), false, false);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => To(new TensorOptions(null, device ?? CUDA), false, non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => Finish(To(new TensorOptions(type, null), copy, non_blocking), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => Finish(To(new TensorOptions(null, device), copy, non_blocking), disposeAfter);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => Finish(To(new TensorOptions(type, device), copy, non_blocking), disposeAfter);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => To(new TensorOptions(other.dtype, other.device), false, non_blocking);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => to(type, copy, disposeAfter, non_blocking);

        public Tensor type(ScalarType dtype) => to(dtype);
        public Tensor type_as(Tensor tensor) => to(tensor.dtype);
        public Tensor @float() => to(ScalarType.Float32);
        public Tensor @double() => to(ScalarType.Float64);
        public Tensor half() => to(ScalarType.Float16);
        public Tensor bfloat16() => to(ScalarType.BFloat16);
        public Tensor @int() => to(ScalarType.Int32);
        public Tensor @long() => to(ScalarType.Int64);
        public Tensor @bool() => to(ScalarType.Bool);

        public Tensor clone() => Take(Native.pt_clone(Live, out var result), result, this);
        public Tensor contiguous() => Take(Native.pt_contiguous(Live, out var result), result, this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(Native.pt_copy_(Live, source.Live, nonBlocking), source);

        private Tensor To(TensorOptions options, bool copy, bool nonBlocking)
            => Take(Native.pt_to(Live, options, copy, nonBlocking, out var result), result, this, operation: "to");

        private Tensor Finish(Tensor result, bool disposeAfter)
        {
            if (disposeAfter) { Dispose(); }
            return result;
        }

        private void ExpectCpu(string operation)
        {
            if (!is_cpu()) { throw new InvalidOperationException($"{operation} needs a tensor on the CPU; call cpu() first: {this}"); }
        }

        private void ExpectElement<T>(string operation) where T : unmanaged
        {
            if (dtype != ElementOf<T>()) { throw new ArgumentException($"{operation}<{typeof(T).Name}>() of another element type; call to() first: {this}"); }
        }
    }

    private static ScalarType ElementOf<T>() where T : unmanaged => default(T) switch
    {
        float => ScalarType.Float32,
        double => ScalarType.Float64,
        long => ScalarType.Int64,
        int => ScalarType.Int32,
        short => ScalarType.Int16,
        sbyte => ScalarType.Int8,
        byte => ScalarType.Byte,
        bool => ScalarType.Bool,
        _ => throw new ArgumentException($"{typeof(T).Name} is no element type of a tensor"),
    };
}
