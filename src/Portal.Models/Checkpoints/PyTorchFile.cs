namespace Portal.Models.Checkpoints;

/// <summary>A state dict in torch.save's zip format: <c>data.pkl</c> names the tensors, <c>data/0</c>, <c>data/1</c>, ... are their storages.</summary>
public sealed class PyTorchFile : TensorFile
{
    private const int MaximumPickle = 64 << 20;

    private PyTorchFile(InputFile input, IReadOnlyDictionary<string, StoredTensor> tensors)
        : base(input, tensors)
    {
    }

    /// <summary>Opens <paramref name="file"/> and interprets its pickle as data; nothing in it is executed.</summary>
    /// <exception cref="CheckpointException">The file is missing or damaged, or holds more than tensors; the message names file, entry and key.</exception>
    public static PyTorchFile Open(string file)
    {
        var input = InputFile.Open(file);
        try
        {
            return new PyTorchFile(input, ReadTensors(input));
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static Dictionary<string, StoredTensor> ReadTensors(InputFile input)
    {
        CheckFormat(input);
        var zip = ZipDirectory.Read(input);
        var root = FindRoot(input.Name, zip);
        if (zip.Entries.ContainsKey($"{root}/byteorder") && !ReadEntry(input, zip, $"{root}/byteorder", 16).AsSpan().SequenceEqual("little"u8))
        {
            throw new CheckpointException($"{input.Name} is not in little-endian byte order, which alone is read; save it again on a little-endian machine");
        }
        var pickle = ReadEntry(input, zip, $"{root}/data.pkl", MaximumPickle);
        var where = $"{input.Name}: {ZipDirectory.Shown(root)}/data.pkl";
        if (ZipDirectory.Checksum(pickle) != zip.Entries[$"{root}/data.pkl"].Checksum) { throw SafeTensorsHeader.Broken(where, "its checksum does not fit its bytes"); }
        if (PickleMachine.Read(where, pickle) is not PickledDictionary state) { throw new CheckpointException($"{where} holds no state dict; save model.state_dict() alone"); }
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var storages = new Dictionary<string, (long Begin, long Length)>(StringComparer.Ordinal);
        foreach (var (key, value) in state.Items)
        {
            if (key is not string name) { throw new CheckpointException($"{where}: a key of the state dict is not a text; save model.state_dict() alone"); }
            var shown = $"{where}: key '{ZipDirectory.Shown(name)}'";
            if (value is not PickledTensor tensor) { throw new CheckpointException($"{shown} is not a tensor; save model.state_dict() alone, without what the training adds"); }
            if (!storages.TryGetValue(tensor.Storage.Key, out var storage))
            {
                if (!zip.Entries.TryGetValue($"{root}/data/{tensor.Storage.Key}", out var entry)) { throw SafeTensorsHeader.Broken(shown, $"its storage data/{ZipDirectory.Shown(tensor.Storage.Key)} is missing"); }
                storages.Add(tensor.Storage.Key, storage = (zip.Locate(entry), entry.Length));
            }
            if (!tensors.TryAdd(name, Place(shown, name, tensor, storage.Begin, storage.Length, input.Length))) { throw SafeTensorsHeader.Broken(shown, "it stands twice"); }
        }
        zip.CheckOverlap();
        return tensors;
    }

    private static void CheckFormat(InputFile input)
    {
        if (input.StartsWith("PK\u0003\u0004"u8)) { return; }
        var tar = input.Length > 262 && input.Read(257, 5).AsSpan().SequenceEqual("ustar"u8);
        throw tar || input.StartsWith([0x80])
            ? new CheckpointException($"{input.Name} is in the format from before torch 1.6, which is not read; load it with torch and save it as safetensors")
            : SafeTensorsHeader.Broken(input.Name, "it does not begin like a file of torch.save (a zip archive)");
    }

    private static string FindRoot(string file, ZipDirectory zip)
    {
        const string Pickle = "/data.pkl";
        var pickles = zip.Entries.Keys.Where(name => name.EndsWith(Pickle, StringComparison.Ordinal) && name.IndexOf('/', StringComparison.Ordinal) == name.Length - Pickle.Length).ToList();
        if (pickles.Count != 1) { throw new CheckpointException($"{file}: {pickles.Count} entries are named data.pkl, torch.save writes one; it is not a state dict: fetch it again"); }
        var root = pickles[0][..^Pickle.Length];
        return zip.Entries.ContainsKey($"{root}/constants.pkl")
            ? throw new CheckpointException($"{file} is a TorchScript program, not a state dict; save model.state_dict()")
            : root;
    }

    private static byte[] ReadEntry(InputFile input, ZipDirectory zip, string name, int maximum)
    {
        var entry = zip.Entries[name];
        if (entry.Length > maximum) { throw SafeTensorsHeader.Broken(input.Name, $"entry '{ZipDirectory.Shown(name)}' has {entry.Length} bytes, more than the {maximum} that are read"); }
        return input.Read(zip.Locate(entry), (int)entry.Length);
    }

    private static StoredTensor Place(string shown, string name, PickledTensor tensor, long begin, long length, long fileLength)
    {
        var size = SafeTensorsHeader.Describe(tensor.Storage.ElementType).Size;
        var (shape, strides) = (tensor.Shape, tensor.Strides);
        var sizes = $"shape [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}]";
        if (shape.Length != strides.Length) { throw SafeTensorsHeader.Broken(shown, $"{sizes} differ in length"); }
        try
        {
            if (checked(tensor.Storage.Count * size) != length)
            {
                throw SafeTensorsHeader.Broken(shown, $"storage data/{ZipDirectory.Shown(tensor.Storage.Key)} should have {tensor.Storage.Count} x {size} bytes, it has {length}");
            }
            var (elements, last, rowByRow, empty) = (1L, 0L, true, shape.Contains(0));
            for (var dim = shape.Length - 1; dim >= 0; dim--)
            {
                rowByRow &= shape[dim] <= 1 || strides[dim] == elements;
                elements = checked(elements * shape[dim]);
                last = checked(last + (Math.Max(shape[dim] - 1, 0) * strides[dim]));
            }
            if (tensor.Offset < 0 || (!empty && checked(tensor.Offset + last) >= tensor.Storage.Count))
            {
                throw SafeTensorsHeader.Broken(shown, $"{sizes} from element {tensor.Offset} on reach beyond its storage of {tensor.Storage.Count} elements");
            }
            if (checked(elements * size) > fileLength) { throw SafeTensorsHeader.Broken(shown, $"{sizes} repeat a few elements into more than the file holds"); }
            var stored = new StoredTensor(name, tensor.Storage.ElementType, shape, empty ? begin : begin + (tensor.Offset * size), empty ? 0 : (last + 1) * size);
            return rowByRow || empty ? stored : stored with { Strides = strides };
        }
        catch (OverflowException)
        {
            throw SafeTensorsHeader.Broken(shown, $"{sizes} overflow a 64-bit byte count");
        }
    }
}
