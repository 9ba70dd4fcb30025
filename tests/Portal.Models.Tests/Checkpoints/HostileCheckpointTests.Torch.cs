using System.IO.Compression;
using Portal.Core;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Checkpoints;

/// <summary>Bad files of torch.save: archives, pickles, views.</summary>
public sealed partial class HostileCheckpointTests
{
    [Fact]
    public void Torch_files_cut_short_are_refused()
    {
        var draw = new SeededRandom(Seed + 2);
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "models", "xlmr-seqcls-bin", "pytorch_model.bin"));
        int[] lengths = [0, 1, 3, 4, 30, bytes.Length - 1, bytes.Length - 22, .. Enumerable.Range(0, 60).Select(_ => (int)(draw.NextDouble() * bytes.Length))];
        foreach (var length in lengths) { RefuseTorch($"cut to {length} bytes", bytes[..length]); }
        AtLeast(60);
    }

    [Fact]
    public void Every_opcode_that_no_state_dict_needs_is_refused_by_name()
    {
        const string Allowed = ".(NKMJX)t}sqrhjcRbQu";
        byte[] known = [.. "012BCFGILPSTUV]adegilop"u8, 0x81, 0x82, 0x83, 0x84, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x91, 0x92, 0x96, 0x97, 0x98];
        byte[] needed = [0x80, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x93, 0x94, 0x95, .. Allowed.Select(c => (byte)c)];
        foreach (var opcode in Enumerable.Range(0, 256).Select(i => (byte)i).Except(needed))
        {
            var message = RefusePickle($"opcode {opcode:X2}", Pickle.Of(p => p.Number(1).Raw(opcode).Repeat(9, 0)));
            Assert.Matches(known.Contains(opcode) ? "opcode [A-Z0-9_]{3,} is not allowed" : $"opcode 0x{opcode:X2} is not allowed", message);
        }
        AtLeast(200);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("nt", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "exec")]
    [InlineData("builtins", "getattr")]
    [InlineData("builtins", "__import__")]
    [InlineData("builtins", "open")]
    [InlineData("__builtin__", "eval")]
    [InlineData("subprocess", "Popen")]
    [InlineData("runpy", "_run_code")]
    [InlineData("importlib", "import_module")]
    [InlineData("pickle", "loads")]
    [InlineData("_pickle", "loads")]
    [InlineData("functools", "partial")]
    [InlineData("operator", "attrgetter")]
    [InlineData("copyreg", "_reconstructor")]
    [InlineData("codecs", "encode")]
    [InlineData("_codecs", "encode")]
    [InlineData("shutil", "rmtree")]
    [InlineData("socket", "create_connection")]
    [InlineData("webbrowser", "open")]
    [InlineData("collections", "defaultdict")]
    [InlineData("collections", "OrderedDict.fromkeys")]
    [InlineData("collections.OrderedDict", "fromkeys")]
    [InlineData("numpy", "load")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    [InlineData("torch", "load")]
    [InlineData("torch", "UntypedStorage")]
    [InlineData("torch", "QInt8Storage")]
    [InlineData("torch", "_utils._rebuild_tensor_v2")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch._utils", "_rebuild_device_tensor_from_numpy")]
    [InlineData("torch._utils", "_import_dotted_name")]
    [InlineData("torch.nn.modules.linear", "Linear")]
    [InlineData("transformers.training_args", "TrainingArguments")]
    [InlineData("System.Diagnostics.Process", "Start")]
    [InlineData("System", "Environment.Exit")]
    [InlineData("", "")]
    [InlineData("os ", "system")]
    public void Every_global_that_no_state_dict_needs_is_refused_by_name(string module, string name)
    {
        foreach (byte protocol in new byte[] { 2, 4 })
        {
            var message = RefusePickle($"{module}.{name}", Pickle.Of(p => p.Global(module, name).Text("x").Raw(0x85).Op('R'), protocol));
            Assert.Contains($"archive/data.pkl: global {module}.{name} is not allowed", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Pickles_that_break_the_machine_s_rules_are_refused()
    {
        var tensor = (Pickle p) => p.Tensor("0", "FloatStorage", 6, 0, [2, 3], [3, 1]);
        foreach (var (name, pickle) in new (string, byte[])[]
        {
            ("no protocol", [.. "}."u8]),
            ("protocol 0", [0x80, 0, .. "}."u8]),
            ("protocol 5", [0x80, 5, .. "}."u8]),
            ("protocol 255", [0x80, 255, .. "}."u8]),
            ("empty", []),
            ("nothing but STOP", new Pickle().Stop()),
            ("no STOP", new Pickle().Op('}').Raw((byte)'K').Stop()),
            ("two values", new Pickle().Op('}').Op('}').Stop()),
            ("an open mark", new Pickle().Op('}').Op('(').Stop()),
            ("a list's place taken by a number", new Pickle().Number(7).Stop()),
            ("None", new Pickle().Op('N').Stop()),
            ("a tensor alone", tensor(new Pickle()).Stop()),
            ("a text with a length of 4 GB", new Pickle().Op('X').Raw(0xFF, 0xFF, 0xFF, 0xFF).Stop()),
            ("a text with a negative length", new Pickle().Op('X').Raw(0, 0, 0, 0x80).Stop()),
            ("a text that is no UTF-8", new Pickle().Raw(0x8C, 2, 0xFF, 0xFE).Stop()),
            ("an integer of 255 bytes", new Pickle().Raw(0x8A, 255).Repeat(255, 1).Stop()),
            ("an integer cut short", new Pickle().Raw(0x8A, 200).Stop()),
            ("a frame of 2^64 bytes", new Pickle(4).Raw(0x95).Repeat(8, 0xFF).Op('}').Stop()),
            ("memo index 4294967295 set", new Pickle().Op('}').Op('r').Repeat(4, 0xFF).Stop()),
            ("memo index 2^31 set", new Pickle().Op('}').Op('r').Raw(0, 0, 0, 0x80).Stop()),
            ("memo index 200 set first", new Pickle().Op('}').Raw((byte)'q', 200).Stop()),
            ("memo index 4294967295 read", new Pickle().Op('j').Repeat(4, 0xFF).Stop()),
            ("memo index 0 read", new Pickle().Raw((byte)'h', 0).Stop()),
            ("nothing memoized", new Pickle().Raw(0x94).Op('}').Stop()),
            ("a tuple of nothing", new Pickle().Raw(0x87).Stop()),
            ("a tuple across a mark", new Pickle().Op('N').Op('(').Raw(0x85).Stop()),
            ("a tuple without a mark", new Pickle().Op('t').Stop()),
            ("items without a mark", new Pickle().Op('}').Op('u').Stop()),
            ("items on a number", new Pickle().Number(1).Op('(').Number(1).Number(2).Op('u').Stop()),
            ("items on nothing", new Pickle().Op('(').Number(1).Number(2).Op('u').Stop()),
            ("a key without a value", new Pickle().Op('}').Op('(').Number(1).Op('u').Stop()),
            ("a value alone", new Pickle().Op('}').Op('s').Stop()),
            ("REDUCE on a text", new Pickle().Text("os.system").Op(')').Op('R').Stop()),
            ("REDUCE with a number", new Pickle().Global("collections", "OrderedDict").Number(1).Op('R').Stop()),
            ("REDUCE of a storage type", new Pickle().Global("torch", "FloatStorage").Number(1).Raw(0x85).Op('R').Stop()),
            ("OrderedDict with arguments", new Pickle().Global("collections", "OrderedDict").Number(1).Raw(0x85).Op('R').Stop()),
            ("a global's name without end", new Pickle().Op('c').Repeat(5000, (byte)'a').Stop()),
            ("a global's name of 5000 bytes", new Pickle().Global(new string('a', 5000), "b").Stop()),
            ("STACK_GLOBAL of numbers", new Pickle(4).Number(1).Number(2).Raw(0x93).Stop()),
            ("BUILD on a tensor", Pickle.Of(p => tensor(p).Op('}').Op('b'))),
            ("BUILD with a text", Pickle.Of(p => p.Op('}').Text("x").Op('b'))),
            ("a number key", new Pickle().Op('}').Number(1).Number(2).Op('s').Stop()),
            ("a number", Pickle.Of(p => p.Number(1))),
            ("None as a tensor", Pickle.Of(p => p.Op('N'))),
            ("a nested state dict", Pickle.Of(p => tensor(p.Op('}').Text("model")).Op('s'))),
            ("a dictionary in itself", new Pickle().Op('}').Raw((byte)'q', 0).Text("w").Raw((byte)'h', 0).Op('s').Stop()),
            ("a key twice", tensor(tensor(new Pickle().Op('}').Op('(').Text("w")).Text("w")).Op('u').Stop()),
            ("persistent id 'module'", Pickle.Of(p => p.Op('(').Text("module").Text("x").Op('t').Op('Q'))),
            ("a text as persistent id", Pickle.Of(p => p.Text("storage").Op('Q'))),
            ("a storage id of two parts", Pickle.Of(p => p.Text("storage").Text("0").Raw(0x86).Op('Q'))),
            ("a storage of OrderedDict", Pickle.Of(p => p.Op('(').Text("storage").Global("collections", "OrderedDict").Text("0").Text("cpu").Number(6).Op('t').Op('Q'))),
            ("a storage of -1 elements", Pickle.Of(p => p.Tensor("0", "FloatStorage", -1, 0, [1], [1]))),
            ("a storage alone", Pickle.Of(p => p.Op('(').Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu").Number(6).Op('t').Op('Q'))),
        })
        {
            RefusePickle(name, pickle);
        }
        AtLeast(50);
    }

    [Fact]
    public void Pickles_that_repeat_themselves_cost_no_more_than_their_length()
    {
        const int Times = 700_000;
        foreach (var (name, pickle) in new (string, byte[])[]
        {
            ("marks", new Pickle().Repeat(Times, (byte)'(').Stop()),
            ("dictionaries", new Pickle().Repeat(Times, (byte)'}').Stop()),
            ("tuples in tuples", new Pickle().Op(')').Repeat(Times, 0x85).Stop()),
            ("tuples of marks", new Pickle().Repeat(Times, (byte)'(', (byte)'t').Stop()),
            ("numbers", new Pickle().Repeat(Times, (byte)'K', 200).Stop()),
            ("texts", new Pickle().Repeat(Times, 0x8C, 1, (byte)'a').Stop()),
            ("memos", new Pickle().Op('}').Repeat(Times, 0x94).Stop()),
            ("recalls", new Pickle().Op('}').Raw((byte)'q', 0).Repeat(Times, (byte)'h', 0).Stop()),
            ("dictionaries in dictionaries", new Pickle().Repeat(240_000, (byte)'}', (byte)'N').Repeat(Times, (byte)'s').Stop()),
            ("items", new Pickle().Op('}').Repeat(Times, (byte)'N', (byte)'N', (byte)'s').Stop()),
            ("ordered dictionaries", new Pickle().Global("collections", "OrderedDict").Raw((byte)'q', 0).Repeat(Times, (byte)'h', 0, (byte)')', (byte)'R').Stop()),
            ("a long text", new Pickle().Text(new string('a', 5_000_000)).Stop()),
            ("a large tuple", new Pickle().Op('(').Repeat(Times, (byte)'N').Op('t').Stop()),
        })
        {
            RefusePickle(name, pickle);
        }
        AtLeast(13);
    }

    [Fact]
    public void Tensors_that_leave_their_storage_are_refused_by_key()
    {
        foreach (var (count, offset, shape, strides) in new (long, long, long[], long[])[]
        {
            (6, 0, [7], [1]),
            (6, 1, [6], [1]),
            (6, 6, [1], [1]),
            (6, -1, [1], [1]),
            (6, long.MaxValue, [1], [1]),
            (6, long.MinValue, [1], [1]),
            (6, 0, [2, 3], [4, 1]),
            (6, 0, [2, 3], [3, 2]),
            (6, 0, [2], [long.MaxValue]),
            (6, 0, [2], [-1]),
            (6, 0, [-2], [1]),
            (6, 0, [2, 3], [1]),
            (6, 0, [6], []),
            (6, 0, [long.MaxValue], [1]),
            (6, 0, [long.MaxValue], [0]),
            (6, 0, [1_000_000_000], [0]),
            (6, 0, [1 << 31, 1L << 31, 4], [0, 0, 0]),
            (6, 0, [1L << 40], [1L << 40]),
            (6, 0, [3, long.MaxValue / 2], [long.MaxValue / 2, 1]),
            (5, 0, [5], [1]),
            (7, 0, [6], [1]),
            (0, 0, [0], [1]),
            (long.MaxValue, 0, [6], [1]),
            (1L << 62, 0, [6], [1]),
            (6, 0, [.. Enumerable.Repeat(1L, 65)], [.. Enumerable.Repeat(1L, 65)]),
        })
        {
            RefusePickle($"{count} elements, offset {offset}, [{string.Join(", ", shape)}], [{string.Join(", ", strides)}]", Pickle.Of(p => p.Tensor("0", "FloatStorage", count, offset, shape, strides)));
        }
        foreach (var storage in new[] { "1", "", "../0", "/etc/passwd", "0\0", "../../archive/data/0", new string('9', 500) })
        {
            var message = RefusePickle($"storage '{storage}'", Pickle.Of(p => p.Tensor(storage, "FloatStorage", 6, 0, [6], [1])));
            Assert.Contains("key 'w'", message, StringComparison.Ordinal);
        }
        RefusePickle("of another type", Pickle.Of(p => p.Tensor("0", "DoubleStorage", 6, 0, [6], [1])));
        AtLeast(33);
    }

    [Fact]
    public void Archives_that_are_no_torch_file_are_refused()
    {
        var good = Pickle.Of(p => p.Tensor("0", "FloatStorage", 6, 0, [2, 3], [3, 1]));
        var data = ("data/0", TorchArchive.Floats(6));
        var archive = TorchArchive.Build(good, data);
        var patches = new List<(string, byte[])>();
        void Patch(string name, int place, params byte[] bytes)
        {
            var patched = archive.ToArray();
            bytes.CopyTo(patched, place);
            patches.Add((name, patched));
        }
        var (pickle, storage, end) = (TorchArchive.Record(archive, 0), TorchArchive.Record(archive, 1), archive.Length - 22);
        Patch("encrypted", pickle + 8, 1);
        Patch("method 8", pickle + 10, 8);
        Patch("method 99", storage + 10, 99);
        Patch("a wrong checksum", pickle + 16, 1, 2, 3, 4);
        Patch("other packed size", storage + 20, 1, 0, 0, 0);
        Patch("4 GB long", storage + 20, 0xF0, 0xFF, 0xFF, 0xFF, 0xF0, 0xFF, 0xFF, 0xFF);
        Patch("beyond the file", storage + 42, 0xF0, 0xFF, 0xFF, 0x7F);
        Patch("header at 2^32", storage + 42, 0xFF, 0xFF, 0xFF, 0xFF);
        Patch("header inside the directory", storage + 42, (byte)pickle, (byte)(pickle >> 8));
        Patch("header of another entry", storage + 42, 0, 0, 0, 0);
        Patch("a name beyond the directory", storage + 28, 0xFF, 0xFF);
        Patch("extra data beyond the directory", storage + 30, 0xFF, 0xFF);
        Patch("a comment beyond the directory", storage + 32, 0xFF, 0xFF);
        Patch("no signature in the directory", storage, 0);
        Patch("no signature in the header", 0, 0);
        Patch("a local name of 64 kB", 26, 0xFF, 0xFF);
        Patch("a local name of another entry", 32, (byte)'X');
        Patch("no end", end, 0);
        Patch("65535 entries", end + 10, 0xFF, 0xFF);
        Patch("one entry", end + 10, 1, 0);
        Patch("no entries", end + 10, 0, 0);
        Patch("on another disk", end + 4, 1, 0);
        Patch("directory at 2^32", end + 16, 0xFF, 0xFF, 0xFF, 0xFF);
        Patch("directory of 2^32", end + 12, 0xFF, 0xFF, 0xFF, 0xFF);
        Patch("directory moved", end + 16, 1, 0, 0, 0);
        Patch("a comment beyond the file", end + 20, 1, 0);
        byte[] locator = [.. "PK\u0006\u0007"u8, 0, 0, 0, 0];
        foreach (var place in new[] { -1L, long.MaxValue, long.MinValue, 0L, end - 10 })
        {
            patches.Add(($"ZIP64 directory at {place}", [.. archive[..end], .. locator, .. BitConverter.GetBytes(place), 1, 0, 0, 0, .. archive[end..]]));
        }
        foreach (var (count, length, start) in new[] { (-1L, 100L, 0L), (long.MaxValue, 100L, 0L), (3L, -1L, 0L), (3L, long.MaxValue, 0L), (3L, 300L, -1L), (3L, 300L, long.MaxValue), (200_001L, 300L, 0L) })
        {
            patches.Add(($"ZIP64: {count}, {length}, {start}", [
                .. archive[..end], .. "PK\u0006\u0006"u8, .. new byte[28], .. BitConverter.GetBytes(count), .. BitConverter.GetBytes(length), .. BitConverter.GetBytes(start),
                .. locator, .. BitConverter.GetBytes((long)end), 1, 0, 0, 0, .. archive[end..]]));
        }
        patches.Add(("big-endian", TorchArchive.Build(good, data, ("byteorder", "big"u8.ToArray()))));
        patches.Add(("a long byte order", TorchArchive.Build(good, data, ("byteorder", new byte[100_000]))));
        patches.Add(("TorchScript", TorchArchive.Build(good, data, ("constants.pkl", good))));
        patches.Add(("a storage missing", TorchArchive.Build(good)));
        patches.Add(("a storage twice", TorchArchive.Build(good, data, data)));
        patches.Add(("two roots", Zip(CompressionLevel.NoCompression, ("a/data.pkl", good), ("b/data.pkl", good))));
        patches.Add(("no data.pkl", Zip(CompressionLevel.NoCompression, ("archive/data/0", data.Item2))));
        patches.Add(("data.pkl at the top", Zip(CompressionLevel.NoCompression, ("data.pkl", good))));
        patches.Add(("data.pkl deep down", Zip(CompressionLevel.NoCompression, ("a/b/data.pkl", good))));
        patches.Add(("an empty archive", Zip(CompressionLevel.NoCompression)));
        patches.Add(("a bomb as storage", Zip(CompressionLevel.Optimal, ("archive/data.pkl", good), ("archive/data/0", new byte[30_000_000]))));
        patches.Add(("a bomb as pickle", Zip(CompressionLevel.Optimal, ("archive/data.pkl", new byte[30_000_000]))));
        patches.Add(("a bomb beside", Zip(CompressionLevel.Optimal, ("archive/other", new byte[30_000_000]))));
        patches.Add(("the format before torch 1.6", [0x80, 2, 0x8A, 10, .. "l\u00fc\u009cF\u00f9 j\u00a8P\u0019."u8]));
        patches.Add(("tar", [.. new byte[257], .. "ustar"u8, .. new byte[250]]));
        patches.Add(("text", "this is not a model"u8.ToArray()));
        patches.Add(("a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8.ToArray()));
        foreach (var (name, bytes) in patches) { RefuseTorch(name, bytes); }
        AtLeast(50);
    }

    [Fact]
    public void Storages_that_share_bytes_of_the_archive_are_refused()
    {
        var outer = TorchArchive.Floats(50);
        byte[] inner = [.. "PK\u0003\u0004"u8, .. new byte[22], 14, 0, 0, 0, .. "archive/data/1"u8];        // a local header inside the outer storage
        inner.CopyTo(outer, 40);
        var pickle = new Pickle().OrderedDictionary().Op('(')
            .Text("w").Tensor("0", "FloatStorage", 50, 0, [50], [1]).Text("v").Tensor("1", "FloatStorage", 6, 0, [6], [1]).Op('u').Stop();
        var archive = TorchArchive.Build(pickle, ("data/0", outer), ("data/1", TorchArchive.Floats(6)));
        BitConverter.GetBytes(archive.AsSpan().IndexOf(inner)).CopyTo(archive, TorchArchive.Record(archive, 2) + 42);

        Assert.Contains("overlap", RefuseTorch("overlap", archive), StringComparison.Ordinal);
    }

    /// <summary>Changes that happen to be harmless (a time stamp, a device's name) may pass; what passes has the tensor's shape.</summary>
    [Fact]
    public void No_flipped_bit_of_an_archive_crashes()
    {
        using var scope = NewDisposeScope();
        var draw = new SeededRandom(Seed + 3);
        var pickle = Pickle.Of(p => p.Tensor("0", "FloatStorage", 6, 0, [2, 3], [3, 1]));
        for (var i = 0; i < 600; i++)
        {
            var bent = pickle.ToArray();
            if (i % 2 == 0) { bent[(int)(draw.NextDouble() * bent.Length)] ^= (byte)(1 << (int)(draw.NextDouble() * 8)); }      // under a right checksum
            var archive = TorchArchive.Build(bent, ("data/0", TorchArchive.Floats(6)));
            if (i % 2 == 1) { archive[(int)(draw.NextDouble() * archive.Length)] ^= (byte)(1 << (int)(draw.NextDouble() * 8)); }
            File.WriteAllBytes(At("pytorch_model.bin"), archive);
            try
            {
                using var file = PyTorchFile.Open(At("pytorch_model.bin"));
                foreach (var (key, stored) in file.Tensors) { Assert.Equal(stored.Shape, file.Read(key).shape); }
            }
            catch (CheckpointException error)
            {
                Assert.StartsWith(_folder, error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries) { TorchArchive.Add(zip, name, bytes, level); }
        }
        return memory.ToArray();
    }

    private string RefuseTorch(string name, byte[] bytes) => Refuse(name, () => File.WriteAllBytes(At("pytorch_model.bin"), bytes));

    private string RefusePickle(string name, byte[] pickle) => Refuse(name, () => TorchArchive.Write(At("pytorch_model.bin"), pickle, ("data/0", TorchArchive.Floats(6))));
}
