namespace TorchSharp;

public static partial class torch
{
    /// <summary>One subscript of <c>tensor[...]</c>.</summary>
    public readonly struct TensorIndex
    {
        internal enum Kind { None, Ellipsis, Single, Slice, Bool, Indices }

        internal Kind Form { get; private init; }
        internal Tensor? Indices { get; private init; }
        internal long? Start { get; private init; }
        internal long? Stop { get; private init; }
        internal long? Step { get; private init; }

        /// <summary>A new dimension of size 1.</summary>
        public static readonly TensorIndex None;

        public static readonly TensorIndex Null;

        /// <summary>All dimensions that the other subscripts leave.</summary>
        public static readonly TensorIndex Ellipsis = new() { Form = Kind.Ellipsis };

        /// <summary>The whole dimension.</summary>
        public static readonly TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null)
            => new() { Form = Kind.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        public static TensorIndex Slice(Range range) => Slice(From(range.Start), range.End.Equals(Index.End) ? null : From(range.End));

        public static TensorIndex Bool(bool value) => new() { Form = Kind.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => index is null ? None : new() { Form = Kind.Single, Start = index };

        /// <param name="tensor">int64 indices, or a bool mask</param>
        public static TensorIndex Tensor(Tensor tensor) => new() { Form = Kind.Indices, Indices = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex(Index index) => Single(From(index));

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
