using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Portal.Core;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Checkpoints;

/// <summary>
/// Generated bad checkpoints: each is refused with a <see cref="CheckpointException"/> that names a file in its folder, within two seconds, and without
/// allocating or touching more memory than twice its files and 64 MB.
/// </summary>
public sealed partial class HostileCheckpointTests : IDisposable
{
    private const ulong Seed = 20240607;
    private static readonly byte[] _safetensors = GoodSafetensors();
    private static readonly (string Key, long[] Shape)[] _keys = [("a.weight", [4, 3]), ("a.bias", [4]), ("b.weight", [2, 5]), ("c", [6])];
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private int _refused;

    [Fact]
    public void Safetensors_cut_short_are_refused()
    {
        var draw = new SeededRandom(Seed);
        int[] lengths = [0, 1, 7, 8, 9, _safetensors.Length - 1, .. Enumerable.Range(0, 60).Select(_ => (int)(draw.NextDouble() * _safetensors.Length))];
        foreach (var length in lengths) { RefuseSafetensors($"cut to {length} bytes", _safetensors[..length]); }
        AtLeast(60);
    }

    [Fact]
    public void Safetensors_with_flipped_inserted_or_deleted_header_bytes_are_refused()
    {
        var draw = new SeededRandom(Seed + 1);
        var header = 8 + (int)BitConverter.ToInt64(_safetensors);
        for (var i = 0; i < 120; i++)
        {
            var (place, bit) = ((int)(draw.NextDouble() * header), (int)(draw.NextDouble() * 8));
            var bytes = _safetensors.ToArray();
            bytes[place] ^= (byte)(1 << bit);
            RefuseSafetensors($"bit {bit} of byte {place} flipped", bytes, read: true);
        }
        for (var i = 0; i < 40; i++)
        {
            var place = (int)(draw.NextDouble() * header);
            RefuseSafetensors($"byte {place} deleted", [.. _safetensors[..place], .. _safetensors[(place + 1)..]], read: true);
            RefuseSafetensors($"a byte inserted at {place}", [.. _safetensors[..place], (byte)(32 + (draw.NextDouble() * 95)), .. _safetensors[place..]], read: true);
        }
        AtLeast(200);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387904,8],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1e3],"data_offsets":[0,4000]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,16]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[1],"data_offsets":[7,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"\udc00","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":null,"shape":null,"data_offsets":null}}""")]
    [InlineData("""{"__metadata__":{"\ud800":"x"}}""")]
    public void Safetensors_with_absurd_entries_are_refused(string header)
    {
        byte[] json = [.. Encoding.UTF8.GetBytes(header)];
        RefuseSafetensors(header, [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[8]]);
    }

    [Theory]
    [InlineData("{\"a\":{\"shape\":[", "1,", 1_500_000, "1],\"dtype\":\"U8\",\"data_offsets\":[0,1]}}")]
    [InlineData("{\"a\":{\"shape\":[", "1,", 9_000_000, "1],\"dtype\":\"U8\",\"data_offsets\":[0,1]}}")]
    [InlineData("{\"a\":", "[", 1_000_000, "")]
    [InlineData("{", " ", 20_000_000, "")]
    [InlineData("{\"__metadata__\":{\"", "a", 10_000_000, "\":1}}")]
    [InlineData("{", "\"a\":{},", 300_000, "\"b\":{}}")]
    [InlineData("{\"", "a", 8_000_000, "\":{}}")]
    public void Long_headers_cost_no_more_than_their_length(string start, string repeated, int times, string end)
    {
        var json = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(repeated, times)) + end);
        RefuseSafetensors($"{start}{repeated}...", [.. BitConverter.GetBytes((long)json.Length), .. json]);
    }

    [Fact]
    public void A_header_as_long_as_the_format_allows_is_refused_at_its_first_byte() => Refuse("sparse", () =>
    {
        using var stream = File.Create(At("model.safetensors"));
        stream.Write(BitConverter.GetBytes(100_000_000L));
        stream.SetLength(100_000_008);
    });

    [Theory]
    [InlineData("""{"weight_map":{"c":"../model-1.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"/etc/passwd"}}""")]
    [InlineData("""{"weight_map":{"c":"/etc/passwd.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"sub/model-1.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"..\\model-1.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":".."}}""")]
    [InlineData("""{"weight_map":{"c":"."}}""")]
    [InlineData("""{"weight_map":{"c":""}}""")]
    [InlineData("""{"weight_map":{"c":"\u0000.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"\ud800.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"model.safetensors.index.json"}}""")]
    [InlineData("""{"weight_map":{"c":"index.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"loop.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"folder.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"missing.safetensors"}}""")]
    [InlineData("""{"weight_map":{"absent":"model-1.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"model-1.safetensors","c":"model-1.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"model-1.safetensors","a.bias":"copy.safetensors"}}""")]
    [InlineData("""{"weight_map":{"c":"model-1.bin"}}""")]
    [InlineData("""{"weight_map":{"c":1}}""")]
    [InlineData("""{"weight_map":{"c":null}}""")]
    [InlineData("""{"weight_map":{"c":["model-1.safetensors"]}}""")]
    [InlineData("""{"weight_map":{}}""")]
    [InlineData("""{"weight_map":[]}""")]
    [InlineData("""{"weight_map":null}""")]
    [InlineData("""{"metadata":{}}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""{"weight_map":{"c":"model-1.safe""")]
    [InlineData("")]
    public void Bad_shard_indices_are_refused(string index) => Refuse(index, () =>
    {
        WriteShards();
        File.WriteAllText(At("index.safetensors"), index);
        File.WriteAllText(At("model.safetensors.index.json"), index);
    });

    [Fact]
    public void Endless_shard_indices_are_refused()
    {
        Refuse("many shards", () => WriteIndex(Enumerable.Range(0, 50_000).Select(i => $"s{i}.safetensors")));
        Refuse("deep nesting", () => File.WriteAllText(At("model.safetensors.index.json"), string.Concat(Enumerable.Repeat("{\"weight_map\":", 100_000))));
        Refuse("many tokens", () => File.WriteAllText(At("model.safetensors.index.json"), $"{{\"weight_map\":[{string.Concat(Enumerable.Repeat("0,", 3_000_000))}0]}}"));
        Refuse("a long name", () => WriteIndex([new string('x', 5000) + ".safetensors"]));
        Refuse("an index that is not text", () => File.WriteAllBytes(At("model.safetensors.index.json"), [.. "{\"weight_map\":{\""u8, 0xFF, 0xFE, .. "\":\"a\"}}"u8]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("nan")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":1}}")]
    public void Bad_configurations_are_refused(string config) => Refuse(config, () =>
    {
        File.WriteAllBytes(At("model.safetensors"), _safetensors);
        File.WriteAllText(At("config.json"), config);
    });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] GoodSafetensors()
    {
        var file = Path.GetTempFileName();
        using var scope = NewDisposeScope();
        SafeTensors.Write(file, [
            KeyValuePair.Create("a.weight", arange(12, dtype: ScalarType.Float32).view(4, 3)), KeyValuePair.Create("a.bias", ones([4])),
            KeyValuePair.Create("b.weight", ones([2, 5], dtype: ScalarType.BFloat16)), KeyValuePair.Create("c", arange(6, dtype: ScalarType.Int64))]);
        var bytes = File.ReadAllBytes(file);
        File.Delete(file);
        return bytes;
    }

    private void WriteShards()
    {
        foreach (var name in new[] { "model-1.safetensors", "copy.safetensors", "model-1.bin" }) { File.WriteAllBytes(At(name), _safetensors); }
        File.CreateSymbolicLink(At("loop.safetensors"), At("loop.safetensors"));
        Directory.CreateDirectory(At("folder.safetensors"));
    }

    private void WriteIndex(IEnumerable<string> shards) =>
        File.WriteAllText(At("model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = shards.Select((shard, i) => (shard, i)).ToDictionary(s => $"k{s.i}", s => s.shard) }));

    private void RefuseSafetensors(string name, byte[] bytes, bool read = false) => Refuse(name, () => File.WriteAllBytes(At("model.safetensors"), bytes), read);

    /// <param name="read">Whether reading counts as well: a changed key is found when the model asks for the right one.</param>
    /// <returns>The message.</returns>
    private string Refuse(string name, Action write, bool read = false)
    {
        foreach (var file in Directory.GetFiles(_folder)) { File.Delete(file); }
        File.WriteAllText(At("config.json"), "{}");
        write();
        var allowed = (64 << 20) + (2 * Directory.GetFiles(_folder).Where(file => new FileInfo(file).LinkTarget is null).Sum(file => new FileInfo(file).Length));
        if (allowed > 70 << 20) { GC.Collect(); }
        var (resident, allocated) = (ProcessMemory.Now(), GC.GetTotalAllocatedBytes(precise: true));
        ProcessMemory.ForgetPeak();
        var start = Stopwatch.GetTimestamp();

        var error = Record.Exception(() => Open(read));

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var (grown, taken) = (ProcessMemory.Peak() - resident, GC.GetTotalAllocatedBytes(precise: true) - allocated);
        Assert.True(error is CheckpointException, $"{name}: {error?.ToString() ?? "accepted"}");
        Assert.Contains(_folder, error!.Message, StringComparison.Ordinal);
        Assert.True(seconds < 2, $"{name}: {seconds:f1} s");
        Assert.True(taken <= allowed, $"{name}: {taken >> 20} MB allocated, {allowed >> 20} allowed");
        Assert.True(grown <= allowed, $"{name}: {grown >> 20} MB resident, {allowed >> 20} allowed");
        _refused++;
        return error.Message;
    }

    private void Open(bool read)
    {
        using var checkpoint = CheckpointFolder.Open(_folder);
        foreach (var (key, shape) in read ? _keys : []) { checkpoint.Read(key, shape); }
    }

    private void AtLeast(int count) => Assert.True(_refused >= count, $"{_refused} bad files were generated, {count} were meant");

    private string At(string name) => Path.Combine(_folder, name);
}
