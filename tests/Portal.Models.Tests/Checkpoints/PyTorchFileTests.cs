using System.IO.Compression;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Checkpoints;

public sealed class PyTorchFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "pytorch_model.bin");

    [Theory]
    [InlineData("bert-legacy", "bert-legacy")]
    [InlineData("xlmr-seqcls-bin", "xlmr-seqcls")]
    [InlineData("mt5-bin", "mt5")]
    public void A_file_of_torch_holds_the_tensors_of_its_twin_bit_by_bit(string model, string twin)
    {
        using var scope = NewDisposeScope();
        using var read = PyTorchFile.Open(Golden(model, "pytorch_model.bin"));
        using var expected = SafeTensors.Open(Golden(twin, "model.safetensors"));

        Assert.Empty(expected.Tensors.Keys.Except(read.Tensors.Keys));
        foreach (var name in expected.Tensors.Keys) { AssertSame(expected.Read(name), read.Read(name)); }
    }

    [Fact]
    public void Shared_storages_and_integer_buffers_are_read()
    {
        using var scope = NewDisposeScope();
        using var read = PyTorchFile.Open(Golden("bert-legacy", "pytorch_model.bin"));

        AssertSame(read.Read("bert.embeddings.word_embeddings.weight"), read.Read("cls.predictions.decoder.weight"));
        AssertSame(arange(40, dtype: ScalarType.Int64).view(1, 40), read.Read("bert.embeddings.position_ids"));
    }

    [Theory]
    [InlineData(0, new long[] { 4, 6 }, new long[] { 6, 1 }, new[] { 0f, 1, 2 })]
    [InlineData(6, new long[] { 3 }, new long[] { 1 }, new[] { 6f, 7, 8 })]
    [InlineData(0, new long[] { 6, 4 }, new long[] { 1, 6 }, new[] { 0f, 6, 12, 18, 1 })]            // transposed
    [InlineData(2, new long[] { 4 }, new long[] { 6 }, new[] { 2f, 8, 14, 20 })]                     // a column
    [InlineData(7, new long[] { 2, 2 }, new long[] { 12, 2 }, new[] { 7f, 9, 19, 21 })]              // gaps in both directions
    [InlineData(3, new long[] { 2, 3 }, new long[] { 0, 1 }, new[] { 3f, 4, 5, 3, 4, 5 })]           // expanded
    [InlineData(23, new long[] { }, new long[] { }, new[] { 23f })]
    [InlineData(24, new long[] { 0, 5 }, new long[] { 5, 1 }, new float[] { })]
    [InlineData(5, new long[] { 1, 2 }, new long[] { 999, 1 }, new[] { 5f, 6 })]                     // the stride of a single row says nothing
    public void Views_are_read_by_offset_and_strides(long offset, long[] shape, long[] strides, float[] first)
    {
        using var scope = NewDisposeScope();
        TorchArchive.Write(_file, Pickle.Of(p => p.Tensor("0", "FloatStorage", 24, offset, shape, strides)), ("data/0", TorchArchive.Floats(24)));
        using var read = PyTorchFile.Open(_file);

        var tensor = read.Read("w");

        Assert.Equal(shape, tensor.shape);
        Assert.True(tensor.is_contiguous());
        Assert.Equal(first, tensor.data<float>().ToArray().Take(first.Length));
        Assert.Equal(first.Select(value => (double)value), read.Read("w", ScalarType.Float64, CPU).data<double>().ToArray().Take(first.Length));
    }

    [Theory]
    [InlineData("FloatStorage", ScalarType.Float32, 4)]
    [InlineData("DoubleStorage", ScalarType.Float64, 8)]
    [InlineData("HalfStorage", ScalarType.Float16, 2)]
    [InlineData("BFloat16Storage", ScalarType.BFloat16, 2)]
    [InlineData("LongStorage", ScalarType.Int64, 8)]
    [InlineData("IntStorage", ScalarType.Int32, 4)]
    [InlineData("ShortStorage", ScalarType.Int16, 2)]
    [InlineData("CharStorage", ScalarType.Int8, 1)]
    [InlineData("ByteStorage", ScalarType.Byte, 1)]
    [InlineData("BoolStorage", ScalarType.Bool, 1)]
    public void Every_storage_type_is_read(string storage, ScalarType type, int size)
    {
        using var scope = NewDisposeScope();
        byte[] bytes = [.. Enumerable.Range(0, 3 * size).Select(i => (byte)(i % 2))];
        TorchArchive.Write(_file, Pickle.Of(p => p.Tensor("0", storage, 3, 0, [3], [1])), ("data/0", bytes));
        using var read = PyTorchFile.Open(_file);

        Assert.Equal(type, read.Read("w").dtype);
        Assert.Equal(bytes, read.Read("w").bytes.ToArray());
    }

    [Fact]
    public void Protocol_4_parameters_memos_and_metadata_are_understood()
    {
        using var scope = NewDisposeScope();
        var pickle = new Pickle(protocol: 4).Raw(0x95).Raw(new byte[8]).OrderedDictionary().Raw(0x94).Op('(')
            .Text("w").Global("torch._utils", "_rebuild_parameter").Op('(').Tensor("0", "FloatStorage", 4, 0, [4], [1]).Raw(0x94, 0x88).OrderedDictionary().Op('t').Op('R')
            .Text("v").Raw((byte)'h', 1).Op('u')
            .Op('}').Text("_metadata").OrderedDictionary().Op('s').Op('b').Stop();
        TorchArchive.Write(_file, pickle, ("data/0", TorchArchive.Floats(4)), ("byteorder", "little"u8.ToArray()), (".data/serialization_id", "1"u8.ToArray()));
        using var read = PyTorchFile.Open(_file);

        Assert.Equal([0f, 1, 2, 3], read.Read("w").data<float>().ToArray());
        Assert.Equal([0f, 1, 2, 3], read.Read("v").data<float>().ToArray());
    }

    [Fact]
    public void A_zip64_archive_is_read()
    {
        using var scope = NewDisposeScope();
        var plain = TorchArchive.Build(Pickle.Of(p => p.Tensor("0", "FloatStorage", 4, 0, [4], [1])), ("data/0", TorchArchive.Floats(4)));
        var start = TorchArchive.Record(plain, 0);
        var end = plain.Length - 22;
        var record = new MemoryStream();
        using (var writer = new BinaryWriter(record))
        {
            writer.Write(plain, 0, end);
            writer.Write([.. "PK\u0006\u0006"u8]);
            writer.Write(44L);
            writer.Write([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            writer.Write(3L);
            writer.Write(3L);
            writer.Write((long)(end - start));
            writer.Write((long)start);
            writer.Write([.. "PK\u0006\u0007"u8]);
            writer.Write(0);
            writer.Write((long)end);
            writer.Write(1);
            writer.Write([.. "PK\u0005\u0006"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]);
        }
        File.WriteAllBytes(_file, record.ToArray());
        using var read = PyTorchFile.Open(_file);

        Assert.Equal([0f, 1, 2, 3], read.Read("w").data<float>().ToArray());
    }

    [Fact]
    public void A_global_that_is_not_allowed_is_named()
    {
        TorchArchive.Write(_file, new Pickle().Global("os", "system").Text("true").Raw(0x85).Op('R').Stop());

        var error = Assert.Throws<CheckpointException>(() => PyTorchFile.Open(_file));

        Assert.StartsWith($"{_file}: archive/data.pkl: global os.system is not allowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_short_after_it_was_opened_is_an_error_and_no_crash()
    {
        TorchArchive.Write(_file, Pickle.Of(p => p.Tensor("0", "FloatStorage", 5000, 0, [5000], [1])), ("data/0", TorchArchive.Floats(5000)));
        using var read = PyTorchFile.Open(_file);
        using (var stream = new FileStream(_file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) { stream.SetLength(1000); }

        Assert.Contains("it was changed", Assert.Throws<CheckpointException>(() => read.Read("w")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_archive_is_refused()
    {
        using (var zip = ZipFile.Open(_file, ZipArchiveMode.Create))
        {
            TorchArchive.Add(zip, "archive/data.pkl", Pickle.Of(p => p.Tensor("0", "FloatStorage", 4, 0, [4], [1])), CompressionLevel.Optimal);
        }
        Assert.Contains("'archive/data.pkl' is compressed", Assert.Throws<CheckpointException>(() => PyTorchFile.Open(_file)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    private static string Golden(string model, string file) => Path.Combine(AppContext.BaseDirectory, "golden", "models", model, file);

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.bytes.ToArray(), actual.bytes.ToArray());
    }
}
