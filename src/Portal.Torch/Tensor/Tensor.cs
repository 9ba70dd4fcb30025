using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array of libtorch. Whoever creates one owns it: a <see cref="DisposeScope"/>, <c>using</c> or, late, the finaliser
    /// frees it. Operations carry PyTorch's names and meaning; an operation with a trailing underscore changes its tensor and returns it.
    /// </summary>
    public sealed partial class Tensor : IDisposable
    {
        private readonly TensorHandle _handle;

        internal Tensor(nint pointer)
        {
            _handle = new TensorHandle(pointer);
            if (!IsInvalid) { DisposeScope.Innermost?.Attach(this); }
        }

        /// <summary>The scope that will dispose this tensor, if any.</summary>
        internal DisposeScope? Owner { get; set; }

        /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
        /// <exception cref="InvalidOperationException">The tensor is undefined: the gradient of an input that the outputs do not depend on.</exception>
        internal TensorHandle Live => !IsInvalid
            ? _handle
            : _handle.IsClosed
                ? throw new ObjectDisposedException(nameof(Tensor), "the tensor was disposed; to keep it beyond its scope use MoveToOuterDisposeScope()")
                : throw new InvalidOperationException("the tensor is undefined: nothing depends on it; ask IsInvalid first");

        internal static TensorHandle LiveOrNone(Tensor? tensor) => tensor?.Live ?? TensorHandle.None;

        /// <summary>The number of live native tensors that C# owns: constant from step to step in a loop that does not leak.</summary>
        public static long TotalCount => TensorHandle.Live;

        public static long PeakCount => TensorHandle.Peak;

        /// <summary>True once the tensor was disposed, and of the undefined gradient of an unused input.</summary>
        public bool IsInvalid => _handle.IsClosed || _handle.IsInvalid;

        public nint Handle => Live.DangerousGetHandle();

        public void Dispose()
        {
            Owner?.MarkAsDisposed(this);
            _handle.Dispose();
        }

        /// <summary>Hands the tensor to the next outer scope; without one it is its owner's to dispose.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Owner?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (Owner is { } owner) { owner.MoveToOther(other, this); }
            else { other.Attach(this); }
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => other.Owner is { } scope ? MoveToOtherDisposeScope(scope) : DetachFromDisposeScope();

        public Tensor DetachFromDisposeScope()
        {
            Owner?.Detach(this);
            return this;
        }

        /// <summary>Another reference to the same native tensor.</summary>
        public Tensor alias() => Take(Native.pt_alias(Live, out var result), result, this);

        /// <summary>Whether shapes and all elements are equal; <c>==</c> compares elementwise instead.</summary>
        public bool Equals(Tensor target)
        {
            Check(Native.pt_equals(Live, target.Live, out var result), this, target);
            return result;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        /// <returns>e.g. <c>[2x3], type = Float32, device = cpu</c></returns>
        public override string ToString() => $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        /// <summary>The result of an operation, or the exception that names the operation (the calling member) and its tensors.</summary>
        internal static Tensor Take(nint error, nint result, Tensor? a = null, Tensor? b = null, Tensor? c = null, [CallerMemberName] string operation = "")
            => error == 0 ? new Tensor(result) : throw NativeFailure.Of(error, operation, a, b, c);

        private static void Check(nint error, Tensor? a = null, Tensor? b = null, Tensor? c = null, [CallerMemberName] string operation = "")
        {
            if (error != 0) { throw NativeFailure.Of(error, operation, a, b, c); }
        }

        private static (Tensor, Tensor) TakePair(nint error, nint first, nint second, Tensor a, [CallerMemberName] string operation = "")
            => error == 0 ? (new Tensor(first), new Tensor(second)) : throw NativeFailure.Of(error, operation, a);

        private static Tensor[] TakeMany(nint error, nint array, long length, Tensor a, [CallerMemberName] string operation = "")
            => error == 0 ? TensorHandles.Take(array, length) : throw NativeFailure.Of(error, operation, a);

        private Tensor InPlace(nint error, Tensor? b = null, Tensor? c = null, [CallerMemberName] string operation = "")
            => error == 0 ? this : throw NativeFailure.Of(error, operation, this, b, c);
    }
}
