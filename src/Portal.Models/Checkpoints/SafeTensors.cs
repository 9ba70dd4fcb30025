using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>A safetensors file.</summary>
public sealed class SafeTensors : TensorFile
{
    private SafeTensors(InputFile input, IReadOnlyDictionary<string, StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
        : base(input, tensors) => Metadata = metadata;

    /// <summary>The header's free text entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens <paramref name="file"/> and checks its header.</summary>
    /// <exception cref="CheckpointException">The file is missing or breaks a rule of the format; the message names file and key.</exception>
    public static SafeTensors Open(string file)
    {
        var input = InputFile.Open(file);
        try
        {
            if (input.Length < 8) { throw SafeTensorsHeader.Broken(file, "shorter than the 8 bytes of the header's length"); }
            var length = BinaryPrimitives.ReadUInt64LittleEndian(input.Read(0, 8));
            if (length > SafeTensorsHeader.MaximumLength) { throw SafeTensorsHeader.Broken(file, $"a header of {length} bytes exceeds the format's {SafeTensorsHeader.MaximumLength}"); }
            if ((long)length > input.Length - 8) { throw SafeTensorsHeader.Broken(file, $"the header should have {length} bytes, the file holds {input.Length - 8} after its length"); }
            var (tensors, metadata) = SafeTensorsHeader.Parse(file, input.Read(8, (int)length), input.Length);
            return new SafeTensors(input, tensors, metadata);
        }
        catch
        {
            input.Dispose();
            throw;
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
}
