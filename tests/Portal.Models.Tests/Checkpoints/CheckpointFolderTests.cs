using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Portal.Models.Checkpoints;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly ITestOutputHelper _output;

    public CheckpointFolderTests(ITestOutputHelper output)
    {
        _output = output;
        File.WriteAllText(Path.Combine(_folder, "config.json"), """{"model_type":"llama"}""");
    }

    [Fact]
    public void Shards_of_torch_files_are_read_as_one()
    {
        using var scope = NewDisposeScope();
        TorchArchive.Write(At("pytorch_model-00001-of-00002.bin"), Pickle.Of(p => p.Tensor("0", "FloatStorage", 6, 0, [2, 3], [3, 1])), ("data/0", TorchArchive.Floats(6)));
        TorchArchive.Write(At("pytorch_model-00002-of-00002.bin"), Renamed("v", "FloatStorage", 4), ("data/0", TorchArchive.Floats(4)));
        File.WriteAllText(At("pytorch_model.bin.index.json"), """{"weight_map":{"w":"pytorch_model-00001-of-00002.bin","v":"pytorch_model-00002-of-00002.bin"}}""");

        using var checkpoint = CheckpointFolder.Open(_folder);

        Assert.Equal([0f, 1, 2, 3, 4, 5], checkpoint.Read("w", [2, 3]).data<float>().ToArray());
        Assert.Equal(["v"], checkpoint.UnusedKeys);
        Assert.Equal([0f, 1, 2, 3], checkpoint.Read("v", [4]).data<float>().ToArray());
        Assert.Empty(checkpoint.UnusedKeys);
    }

    [Fact]
    public void Safetensors_come_before_a_torch_file()
    {
        using var scope = NewDisposeScope();
        TorchArchive.Write(At("pytorch_model.bin"), Pickle.Of(p => p.Tensor("0", "FloatStorage", 1, 0, [1], [1])), ("data/0", TorchArchive.Floats(1)));
        SafeTensors.Write(At("model.safetensors"), [KeyValuePair.Create("w", tensor(new[] { 7f }))]);

        using var checkpoint = CheckpointFolder.Open(_folder);

        Assert.Equal(7, checkpoint.Read("w", [1]).item<float>());
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Every_stored_type_is_converted_as_torch_does(ScalarType target)
    {
        using var scope = NewDisposeScope();
        var values = randn([70, 50]);
        ScalarType[] types = [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16];
        SafeTensors.Write(At("model.safetensors"), types.Select(type => KeyValuePair.Create(type.ToString(), values.to(type))));
        using var checkpoint = CheckpointFolder.Open(_folder, target);
        foreach (var type in types)
        {
            var read = checkpoint.Read(type.ToString(), [70, 50]);
            Assert.Equal(target, read.dtype);
            Assert.Equal(values.to(type).to(target).bytes.ToArray(), read.bytes.ToArray());
        }
    }

    [Fact]
    public void A_missing_key_and_another_shape_name_file_key_and_what_was_expected()
    {
        using var scope = NewDisposeScope();
        SafeTensors.Write(At("model.safetensors"), [KeyValuePair.Create("w", zeros([2, 3]))]);
        using var checkpoint = CheckpointFolder.Open(_folder);

        Assert.Contains($"{At("model.safetensors")}: key 'v' of shape [4, 5] is missing", Assert.Throws<CheckpointException>(() => checkpoint.Read("v", [4, 5])).Message, StringComparison.Ordinal);
        Assert.Contains("key 'w' has shape [2, 3], config.json asks for [3, 2]", Assert.Throws<CheckpointException>(() => checkpoint.Read("w", [3, 2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Opening_a_model_takes_no_more_than_its_weights_in_the_target_type()
    {
        const long Embedding = 60_000_000;
        const long Matrix = 5_000_000;
        string[] names = [.. Enumerable.Range(0, 8).Select(i => $"layer.{i}"), "embedding"];      // the largest comes last: its buffers would stand beside all others
        WriteZeros(At("model.safetensors"), "BF16", 2, names.Select(name => (name, name == "embedding" ? Embedding : Matrix)));
        const long Target = ((8 * Matrix) + Embedding) * sizeof(float);
        using (var warm = CheckpointFolder.Open(_folder)) { warm.Read("layer.0", [Matrix]); }
        var before = ProcessMemory.Now();
        ProcessMemory.ForgetPeak();

        using (var checkpoint = CheckpointFolder.Open(_folder))
        {
            foreach (var name in names) { checkpoint.Read(name, [name == "embedding" ? Embedding : Matrix]); }
        }

        var peak = ProcessMemory.Peak() - before;
        _output.WriteLine($"peak {(double)peak / Target:f3} x the weights");
        Assert.True(peak <= 1.15 * Target, $"{peak >> 20} MB for {Target >> 20} MB of weights: {(double)peak / Target:f3}");
        Assert.True(peak >= 0.9 * Target, $"only {peak >> 20} MB were seen; the measurement is broken");
    }

    [Fact]
    public void One_tensor_of_a_large_file_is_read_at_once_and_alone()
    {
        const long Elements = 1024 * 1024;
        WriteZeros(At("model.safetensors"), "F32", 4, Enumerable.Range(0, 300).Select(i => ($"layer.{i}.weight", Elements)));     // 1.2 GB, sparse
        var times = new List<double>();
        var before = ProcessMemory.Now();
        ProcessMemory.ForgetPeak();
        for (var i = 0; i < 20; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var file = SafeTensors.Open(At("model.safetensors"));
            using var tensor = file.Read("layer.120.weight");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        var peak = ProcessMemory.Peak() - before;

        _output.WriteLine($"opened and read in {times.Min():f2} ms at best, {times.Order().ElementAt(10):f2} ms in the middle, {times[0]:f2} ms first; {peak >> 10} kB");
        Assert.True(peak < 32 << 20, $"{peak >> 20} MB for a tensor of 4 MB");
        Assert.True(times.Min() < 5, $"{times.Min():f1} ms at best");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private static byte[] Renamed(string key, string type, long count) =>
        new Pickle().OrderedDictionary().Text(key).Tensor("0", type, count, 0, [count], [1]).Op('s').Stop();

    private static void WriteZeros(string file, string type, int size, IEnumerable<(string Name, long Elements)> tensors)
    {
        var position = 0L;
        var header = new Dictionary<string, object>();
        foreach (var (name, elements) in tensors)
        {
            header.Add(name, new { dtype = type, shape = new[] { elements }, data_offsets = new[] { position, position + (elements * size) } });
            position += elements * size;
        }
        var json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        using var stream = File.Create(file);
        stream.Write(BitConverter.GetBytes((long)json.Length));
        stream.Write(json);
        stream.SetLength(8 + json.Length + position);
    }
}
