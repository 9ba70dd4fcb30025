using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor in row-major order, whatever its strides. Valid until it or the tensor is disposed.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _shape, _strides;
    private readonly bool _contiguous;
    private T* _data;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        (_shape, _strides, _contiguous) = (tensor.shape, tensor.stride(), tensor.is_contiguous());
        _data = (T*)tensor.DataPointer();
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <param name="indices">One index per dimension, or a single index in row-major order</param>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside its dimension.</exception>
    public T this[params long[] indices]
    {
        get => Read(Offset(indices));
        set => Write(Offset(indices), value);
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies as many elements from <paramref name="tensorIndex"/> on as the array has room for.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = (int)Math.Min(Count - tensorIndex, target.Length);
        if (count > 0 && _contiguous) { new ReadOnlySpan<T>(Data + Offset(tensorIndex), count).CopyTo(target); }
        else { for (var i = 0; i < count; i++) { target[i] = Read(Offset(tensorIndex + i)); } }
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = (int)Math.Min(Count - tensorIndex, source.Length);
        if (count > 0 && _contiguous) { source[..count].CopyTo(new Span<T>(Data + Offset(tensorIndex), count)); }
        else { for (var i = 0; i < count; i++) { Write(Offset(tensorIndex + i), source[i]); } }
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0L; i < Count; i++) { yield return Read(Offset(i)); }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _data = null;

    private T* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data is null || _tensor.IsInvalid, this);
            return _data;
        }
    }

    private T Read(long offset)
    {
        var value = Data[offset];
        GC.KeepAlive(_tensor);      // the memory goes with the tensor
        return value;
    }

    private void Write(long offset, T value)
    {
        Data[offset] = value;
        GC.KeepAlive(_tensor);
    }

    private long Offset(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (_contiguous) { return index; }
        var offset = 0L;
        for (var dim = _shape.Length - 1; dim >= 0; dim--)
        {
            (index, var position) = Math.DivRem(index, _shape[dim]);
            offset += position * _strides[dim];
        }
        return offset;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length == 1) { return Offset(indices[0]); }
        if (indices.Length != _shape.Length) { throw new ArgumentException($"{indices.Length} indices for {_shape.Length} dimensions"); }
        var offset = 0L;
        for (var dim = 0; dim < indices.Length; dim++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[dim]);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[dim], _shape[dim]);
            offset += indices[dim] * _strides[dim];
        }
        return offset;
    }
}
