using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Portal.Models.Tests.Checkpoints;

/// <summary>Writes pickles opcode by opcode, well-formed or not.</summary>
internal sealed class Pickle
{
    private readonly MemoryStream _bytes = new();
    private readonly bool _stackGlobals;

    public Pickle(byte protocol = 2)
    {
        _stackGlobals = protocol == 4;
        Raw(0x80, protocol);
    }

    public Pickle Raw(params byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public Pickle Op(char opcode) => Raw((byte)opcode);

    public Pickle Repeat(int times, params byte[] bytes)
    {
        for (var i = 0; i < times; i++) { _bytes.Write(bytes); }
        return this;
    }

    public Pickle Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return _stackGlobals && utf8.Length < 256 ? Raw(0x8C, (byte)utf8.Length).Raw(utf8) : Op('X').Raw(BitConverter.GetBytes(utf8.Length)).Raw(utf8);
    }

    public Pickle Number(long value) => value is >= 0 and < 256 ? Raw((byte)'K', (byte)value) : Raw(0x8A, 8).Raw(BitConverter.GetBytes(value));

    public Pickle Global(string module, string name) =>
        _stackGlobals ? Text(module).Text(name).Raw(0x93) : Op('c').Raw(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));

    public Pickle Numbers(params long[] values)
    {
        Op('(');
        foreach (var value in values) { Number(value); }
        return Op('t');
    }

    public Pickle OrderedDictionary() => Global("collections", "OrderedDict").Op(')').Op('R');

    /// <summary>The value of one state dict entry, as torch.save writes it.</summary>
    public Pickle Tensor(string storage, string type, long count, long offset, long[] shape, long[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op('(')
            .Op('(').Text("storage").Global("torch", type).Text(storage).Text("cpu").Number(count).Op('t').Op('Q')
            .Number(offset).Numbers(shape).Numbers(strides).Raw(0x89).OrderedDictionary().Op('t').Op('R');

    /// <summary>Ends the pickle.</summary>
    public byte[] Stop() => Op('.')._bytes.ToArray();

    /// <summary>A state dict with one entry, which <paramref name="value"/> writes.</summary>
    public static byte[] Of(Action<Pickle> value, byte protocol = 2)
    {
        var pickle = new Pickle(protocol);
        pickle.OrderedDictionary().Op('(').Text("w");
        value(pickle);
        return pickle.Op('u').Stop();
    }
}

/// <summary>Writes archives in torch.save's layout around a pickle.</summary>
internal static class TorchArchive
{
    public static void Write(string file, byte[] pickle, params (string Name, byte[] Bytes)[] entries) => File.WriteAllBytes(file, Build(pickle, entries));

    public static byte[] Build(byte[] pickle, params (string Name, byte[] Bytes)[] entries)
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "archive/data.pkl", pickle, CompressionLevel.NoCompression);
            foreach (var (name, bytes) in entries) { Add(zip, $"archive/{name}", bytes, CompressionLevel.NoCompression); }
            Add(zip, "archive/version", "3\n"u8.ToArray(), CompressionLevel.NoCompression);
        }
        return memory.ToArray();
    }

    public static void Add(ZipArchive zip, string name, byte[] bytes, CompressionLevel level)
    {
        using var stream = zip.CreateEntry(name, level).Open();
        stream.Write(bytes);
    }

    public static byte[] Floats(int count) => [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((float)i))];

    /// <summary>Where the directory's record of the entry with this index begins.</summary>
    public static int Record(byte[] archive, int entry)
    {
        var place = (int)BinaryPrimitives.ReadUInt32LittleEndian(archive.AsSpan(archive.Length - 6));
        for (; entry > 0; entry--)
        {
            place += 46 + BinaryPrimitives.ReadUInt16LittleEndian(archive.AsSpan(place + 28)) + BinaryPrimitives.ReadUInt16LittleEndian(archive.AsSpan(place + 30));
        }
        return place;
    }
}
