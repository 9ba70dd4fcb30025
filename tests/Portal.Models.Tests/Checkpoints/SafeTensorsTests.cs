using System.Buffers.Binary;
using System.Text;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Checkpoints;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "model.safetensors");

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var scope = NewDisposeScope();
        var written = new Dictionary<string, Tensor>
        {
            ["float"] = randn([3, 4]),
            ["half"] = randn([2]).to(ScalarType.Float16),
            ["brain"] = randn([2, 1]).to(ScalarType.BFloat16),
            ["long"] = arange(5, dtype: ScalarType.Int64),
            ["flag"] = tensor(new[] { true, false }),
            ["scalar"] = tensor(1.5),
            ["none"] = zeros([0, 7]),
        };
        SafeTensors.Write(_file, written, new Dictionary<string, string> { ["format"] = "pt" });

        using var read = SafeTensors.Open(_file);

        Assert.Equal("pt", read.Metadata["format"]);
        Assert.Equal(written.Keys, read.Tensors.Values.OrderBy(t => t.Offset).ThenBy(t => t.Length == 0 ? 1 : 0).Select(t => t.Name));
        foreach (var (name, tensor) in written)
        {
            var back = read.Read(name);
            Assert.Equal(tensor.dtype, back.dtype);
            Assert.Equal(tensor.shape, back.shape);
            Assert.Equal(tensor.bytes.ToArray(), back.bytes.ToArray());
        }
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16, "'w' stands twice")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"v":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "'v' overlaps")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"v":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}""", 20, "hole of 4 bytes lies before key 'v'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "'w' ends 1 bytes after the end")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes after the last tensor")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "takes 12 bytes, data_offsets cover 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,2],"data_offsets":[0,8]}}""", 8, "'w': shape [4611686018427387904, 2] x F32 overflows")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "shape[0] is not a non-negative")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "begin <= end")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "shape[0] is not a non-negative")]
    [InlineData("""{"w":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}}""", 8, "dtype 'Q4' is not supported")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2]}}""", 8, "data_offsets is missing")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"data_offsets":[0,8]}}""", 8, "'data_offsets' stands twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "__metadata__ 'a' is not a string")]
    [InlineData("""{"w":[]}""", 0, "'w': not an object")]
    [InlineData("""{"w":""", 0, "not valid JSON")]
    [InlineData(""" {}""", 0, "does not start with '{'")]
    public void A_broken_header_is_refused_with_file_and_key(string header, int dataLength, string message)
    {
        WriteRaw((ulong)Encoding.UTF8.GetByteCount(header), Encoding.UTF8.GetBytes(header), new byte[dataLength]);

        var error = Assert.Throws<CheckpointException>(() => SafeTensors.Open(_file));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(_file, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "exceeds the format's")]
    [InlineData(100_000_001UL, "exceeds the format's")]
    [InlineData(50UL, "the file holds 2 after its length")]
    [InlineData(0UL, "does not start with '{'")]
    public void A_wrong_header_length_is_refused(ulong length, string message)
    {
        WriteRaw(length, "{}"u8.ToArray(), []);
        Assert.Contains(message, Assert.Throws<CheckpointException>(() => SafeTensors.Open(_file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_no_utf8_is_refused()
    {
        byte[] header = [.. "{\""u8, 0xFF, 0xFE, .. "\":1}"u8];
        WriteRaw((ulong)header.Length, header, []);
        Assert.Throws<CheckpointException>(() => SafeTensors.Open(_file));
    }

    [Fact]
    public void A_file_shorter_than_its_prefix_and_a_missing_file_are_refused()
    {
        Assert.Contains("does not exist", Assert.Throws<CheckpointException>(() => SafeTensors.Open(_file)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_file, [1, 2, 3]);
        Assert.Contains("shorter than the 8 bytes", Assert.Throws<CheckpointException>(() => SafeTensors.Open(_file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        File.WriteAllText(_file, "old");
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(_file, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidDataException();
        }));
        Assert.Equal("old", File.ReadAllText(_file));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_file)!));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    private void WriteRaw(ulong length, byte[] header, byte[] data)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
        File.WriteAllBytes(_file, [.. prefix, .. header, .. data]);
    }
}
