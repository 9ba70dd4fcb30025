using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>A file of named tensors, opened without reading its data: tensors are read one at a time, in pieces.</summary>
public abstract class TensorFile : IDisposable
{
    private const int PieceBytes = 16 << 20;
    private readonly InputFile _input;

    private protected TensorFile(InputFile input, IReadOnlyDictionary<string, StoredTensor> tensors) => (_input, Tensors) = (input, tensors);

    /// <summary>Path of the file.</summary>
    public string File => _input.Name;

    /// <summary>The tensors by key.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>One tensor on the CPU in its stored element type.</summary>
    /// <exception cref="CheckpointException">There is no such key, or the file can no longer be read.</exception>
    public Tensor Read(string name) => Read(name, Stored(name).ElementType, CPU);

    /// <summary>One tensor, converted piece by piece: beside the result, no more than 16 MB are held (views with gaps: what they span).</summary>
    /// <exception cref="CheckpointException">There is no such key, or the file can no longer be read.</exception>
    public Tensor Read(string name, ScalarType dtype, Device device)
    {
        var stored = Stored(name);
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var tensor = empty(stored.Shape, dtype: dtype, device: device);
        if (stored.Length == 0) { return tensor.MoveToOuterDisposeScope(); }
        var flat = tensor.view(-1);
        if (stored.Strides is not null) { Gather(stored, stored.Strides, flat); }
        else if (dtype == stored.ElementType && device.type == TorchSharp.DeviceType.CPU) { Fill(flat, stored.Offset); }
        else { Convert(stored, flat); }
        return tensor.MoveToOuterDisposeScope();
    }

    private StoredTensor Stored(string name) => Tensors.TryGetValue(name, out var stored) ? stored : throw new CheckpointException($"{File} has no tensor '{name}'");

    /// <param name="flat">[elements], on the CPU, in the stored type</param>
    private void Fill(Tensor flat, long offset)
    {
        const int Piece = 1 << 27;      // elements; a span counts bytes in 31 bits
        var size = flat.ElementSize;
        for (var first = 0L; first < flat.shape[0]; first += Piece)
        {
            using var part = flat.narrow(0, first, Math.Min(Piece, flat.shape[0] - first));
            _input.Read(offset + (first * size), part.bytes);
            GC.KeepAlive(part);
        }
    }

    private void Convert(StoredTensor stored, Tensor flat)
    {
        var size = SafeTensorsHeader.Describe(stored.ElementType).Size;
        var count = flat.shape[0];
        var buffer = empty([Math.Min(count, PieceBytes / size)], dtype: stored.ElementType);
        for (var first = 0L; first < count; first += buffer.shape[0])
        {
            using var scope = NewDisposeScope();
            var piece = buffer.narrow(0, 0, Math.Min(buffer.shape[0], count - first));
            Fill(piece, stored.Offset + (first * size));
            flat.narrow(0, first, piece.shape[0]).copy_(piece);
        }
    }

    private void Gather(StoredTensor stored, long[] strides, Tensor flat)
    {
        var span = empty([stored.Length / SafeTensorsHeader.Describe(stored.ElementType).Size], dtype: stored.ElementType);
        Fill(span, stored.Offset);
        var places = new long[Math.Min(flat.shape[0], 1 << 20)];
        var index = new long[strides.Length];
        for (var first = 0L; first < flat.shape[0]; first += places.Length)
        {
            using var scope = NewDisposeScope();
            var count = (int)Math.Min(places.Length, flat.shape[0] - first);
            for (var i = 0; i < count; i++)
            {
                var place = 0L;
                for (var dim = 0; dim < index.Length; dim++) { place += index[dim] * strides[dim]; }
                places[i] = place;
                for (var dim = index.Length - 1; dim >= 0 && ++index[dim] == stored.Shape[dim]; dim--) { index[dim] = 0; }
            }
            var elements = span.index_select(0, tensor(count == places.Length ? places : places[..count]));
            flat.narrow(0, first, count).copy_(elements);
        }
    }

    public void Dispose()
    {
        _input.Dispose();
        GC.SuppressFinalize(this);
    }
}
