using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>A safetensors file, opened without reading its data: tensors are copied out of a memory map one at a time.</summary>
public sealed class SafeTensors : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    private SafeTensors(string file, IReadOnlyDictionary<string, StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        (File, Tensors, Metadata) = (file, tensors, metadata);
        _map = MemoryMappedFile.CreateFromFile(file, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>The tensors by key.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>The header's free text entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens <paramref name="file"/> and checks its header.</summary>
    /// <exception cref="CheckpointException">The file is missing or breaks a rule of the format; the message names file and key.</exception>
    public static SafeTensors Open(string file)
    {
        if (!System.IO.File.Exists(file)) { throw new CheckpointException($"{file} does not exist; check the path"); }
        byte[] header;
        long fileLength;
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            fileLength = stream.Length;
            var prefix = new byte[8];
            if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8) { throw SafeTensorsHeader.Broken(file, "shorter than the 8 bytes of the header's length"); }
            var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (length > SafeTensorsHeader.MaximumLength) { throw SafeTensorsHeader.Broken(file, $"a header of {length} bytes exceeds the format's {SafeTensorsHeader.MaximumLength}"); }
            if ((long)length > fileLength - 8) { throw SafeTensorsHeader.Broken(file, $"the header should have {length} bytes, the file holds {fileLength - 8} after its length"); }
            header = new byte[length];
            stream.ReadExactly(header);
        }
        var (tensors, metadata) = SafeTensorsHeader.Parse(file, header, fileLength);
        return new SafeTensors(file, tensors, metadata);
    }

    /// <summary>Copies one tensor to the CPU in its stored element type.</summary>
    /// <exception cref="CheckpointException">There is no such key.</exception>
    public Tensor Read(string name)
    {
        if (!Tensors.TryGetValue(name, out var stored)) { throw new CheckpointException($"{File} has no tensor '{name}'"); }
        var tensor = empty(stored.Shape, dtype: stored.ElementType);
        if (stored.Length > 0) { CopyTo(stored, tensor); }
        return tensor;
    }

    private unsafe void CopyTo(StoredTensor stored, Tensor tensor)
    {
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            if (stored.Length <= int.MaxValue)
            {
                tensor.bytes = new Span<byte>(start + _view.PointerOffset + stored.Offset, (int)stored.Length);
                return;
            }
            // A span counts in 32 bits: larger tensors are copied in pieces of whole elements.
            using var flat = tensor.view(-1);
            var size = stored.Length / flat.shape[0];
            const int Piece = 1 << 28;
            for (var first = 0L; first < flat.shape[0]; first += Piece)
            {
                var count = Math.Min(Piece, flat.shape[0] - first);
                using var part = flat.narrow(0, first, count);
                part.bytes = new Span<byte>(start + _view.PointerOffset + stored.Offset + (first * size), checked((int)(count * size)));
            }
        }
        finally
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>Writes <paramref name="tensors"/> as one file, in the given order: a temporary file beside it, flushed to disk, then renamed.</summary>
    public static void Write(string file, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var entries = tensors.ToList();
        var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                writer.WriteStartObject("__metadata__");
                foreach (var (key, text) in metadata) { writer.WriteString(key, text); }
                writer.WriteEndObject();
            }
            var position = 0L;
            foreach (var (name, tensor) in entries)
            {
                var (type, size) = SafeTensorsHeader.Describe(tensor.dtype);
                writer.WriteStartObject(name);
                writer.WriteString("dtype", type);
                writer.WriteStartArray("shape");
                foreach (var length in tensor.shape) { writer.WriteNumberValue(length); }
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(position);
                position += tensor.NumberOfElements * size;
                writer.WriteNumberValue(position);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        json.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((8 - (json.Length % 8)) % 8))));
        AtomicFile.Write(file, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
            stream.Write(prefix);
            json.WriteTo(stream);
            foreach (var (_, tensor) in entries)
            {
                using var scope = NewDisposeScope();
                var plain = tensor.detach().cpu().contiguous();
                stream.Write(plain.bytes);
            }
        });
    }

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
    }
}
