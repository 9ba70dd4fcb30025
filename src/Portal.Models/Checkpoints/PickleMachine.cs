using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>A dictionary of a pickle: its items in order, as pairs of key and value.</summary>
internal sealed class PickledDictionary
{
    private List<KeyValuePair<object, object>>? _items;

    public IReadOnlyList<KeyValuePair<object, object>> Items => _items ?? [];

    public void Add(object key, object value) => (_items ??= []).Add(KeyValuePair.Create(key, value));
}

/// <summary>A stretch of elements that tensors share: <c>data/{Key}</c> in the archive.</summary>
internal sealed record PickledStorage(string Key, ScalarType ElementType, long Count);

/// <summary>A view of a storage.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>
/// Reads the pickle of a state dict, as torch.save writes it in protocols 2 to 4, as data: a stack machine over tuples, dictionaries, texts, numbers,
/// storages and tensors. It knows the opcodes and globals that a state dict needs and refuses every other by name. Globals are names in a table:
/// nothing is looked up, constructed or called.
/// </summary>
/// <remarks>Every step consumes at least one byte, and the number of steps and the memo are bounded, so hostile input costs no more than a large file does.</remarks>
internal sealed class PickleMachine
{
    private const int MaximumSteps = 500_000;       // a tensor takes about 26
    private const int MaximumGlobal = 256;
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly object _none = new();
    private static readonly object _true = true;
    private static readonly object _false = false;

    private static readonly FrozenDictionary<string, Global> _globals = new Global[]
    {
        new("collections.OrderedDict"),
        new("torch.Size"),
        new("torch._utils._rebuild_tensor_v2"),
        new("torch._utils._rebuild_parameter"),
        new("torch.FloatStorage", ScalarType.Float32),
        new("torch.DoubleStorage", ScalarType.Float64),
        new("torch.HalfStorage", ScalarType.Float16),
        new("torch.BFloat16Storage", ScalarType.BFloat16),
        new("torch.LongStorage", ScalarType.Int64),
        new("torch.IntStorage", ScalarType.Int32),
        new("torch.ShortStorage", ScalarType.Int16),
        new("torch.CharStorage", ScalarType.Int8),
        new("torch.ByteStorage", ScalarType.Byte),
        new("torch.BoolStorage", ScalarType.Bool),
    }.ToFrozenDictionary(global => global.Name, StringComparer.Ordinal);

    private readonly string _where;
    private readonly byte[] _pickle;
    private readonly List<object> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object> _memo = [];
    private int _position;

    private PickleMachine(string where, byte[] pickle) => (_where, _pickle) = (where, pickle);

    /// <summary>The value that <paramref name="pickle"/> describes.</summary>
    /// <param name="where">File and entry, for messages.</param>
    /// <exception cref="CheckpointException">An opcode or a global is not allowed, or the pickle is damaged.</exception>
    public static object Read(string where, byte[] pickle) => new PickleMachine(where, pickle).Run();

    private object Run()
    {
        for (var step = 0; step < MaximumSteps; step++)
        {
            var opcode = Byte();
            if (step == 0 && opcode != 0x80) { throw Broken("it does not begin with PROTO"); }
            if (opcode == (byte)'.') { return _stack.Count == 1 && _marks.Count == 0 ? _stack[0] : throw Broken("STOP does not find exactly one value"); }
            Execute(opcode);
        }
        throw Broken($"it has more than {MaximumSteps} steps");
    }

    private void Execute(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: Protocol(Byte()); break;
            case 0x95: Frame(); break;
            case (byte)'(': _marks.Add(_stack.Count); break;
            case (byte)'N': Push(_none); break;
            case 0x88: Push(_true); break;
            case 0x89: Push(_false); break;
            case (byte)'K': Push((long)Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); break;
            case 0x8A: Push(Long(Byte())); break;
            case (byte)'X': Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case 0x8C: Push(Text(Byte())); break;
            case (byte)')': Push(Array.Empty<object>()); break;
            case 0x85: Push(Tuple(1)); break;
            case 0x86: Push(Tuple(2)); break;
            case 0x87: Push(Tuple(3)); break;
            case (byte)'t': Push(Tuple(SinceMark())); break;
            case (byte)'}': Push(new PickledDictionary()); break;
            case (byte)'s': SetItems(2); break;
            case (byte)'u': SetItems(SinceMark()); break;
            case (byte)'q': Memoize(Byte()); break;
            case (byte)'r': Memoize(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))); break;
            case 0x94: Memoize((uint)_memo.Count); break;
            case (byte)'h': Push(Recall(Byte())); break;
            case (byte)'j': Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case (byte)'c': Push(Find(Line(), Line())); break;
            case 0x93: StackGlobal(); break;
            case (byte)'R': Reduce(); break;
            case (byte)'b': Build(); break;
            case (byte)'Q': Push(Storage(Pop())); break;
            default: throw Refused($"opcode {PickleOpcodes.Name(opcode)}");
        }
    }

    private void Protocol(byte version)
    {
        if (version is < 2 or > 4) { throw Broken($"pickle protocol {version} is not among the ones that torch.save writes, 2 to 4"); }
    }

    private void Frame()
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));
        if (length > (ulong)(_pickle.Length - _position)) { throw Broken($"a frame of {length} bytes exceeds the {_pickle.Length - _position} that are left"); }
    }

    private long Long(int length)
    {
        var bytes = Bytes(length);
        if (length > 8) { throw Broken($"an integer of {length} bytes exceeds 64 bits"); }
        var value = length > 0 && bytes[^1] >= 0x80 ? -1L : 0L;
        for (var i = length - 1; i >= 0; i--) { value = (value << 8) | bytes[i]; }
        return value;
    }

    private string Text(uint length)
    {
        if (length > _pickle.Length - _position) { throw Broken($"a text of {length} bytes exceeds the {_pickle.Length - _position} that are left"); }
        try
        {
            return _strict.GetString(Bytes((int)length));
        }
        catch (DecoderFallbackException)
        {
            throw Broken("a text is not valid UTF-8");
        }
    }

    private string Line()
    {
        var length = _pickle.AsSpan(_position).IndexOf((byte)'\n');
        if (length is < 0 or > MaximumGlobal) { throw Broken("the name of a global does not end"); }
        var line = Encoding.Latin1.GetString(Bytes(length));
        _position++;
        return line;
    }

    private Global Find(string module, string name) =>
        _globals.TryGetValue($"{module}.{name}", out var global) && !name.Contains('.', StringComparison.Ordinal)
            ? global
            : throw Refused($"global {ZipDirectory.Shown($"{module}.{name}")}");

    private void StackGlobal()
    {
        var (name, module) = (Pop(), Pop());
        if (module is not string { Length: <= MaximumGlobal } from || name is not string { Length: <= MaximumGlobal } what) { throw Broken("STACK_GLOBAL needs two short texts"); }
        Push(Find(from, what));
    }

    private void Reduce()
    {
        var (arguments, callee) = (Pop(), Pop());
        if (callee is not Global global || arguments is not object[] values) { throw Broken("REDUCE needs a global and a tuple"); }
        Push((global.Name, values) switch
        {
            ("collections.OrderedDict", []) => new PickledDictionary(),
            ("torch.Size", [object[] sizes]) => sizes,
            ("torch._utils._rebuild_tensor_v2", [PickledStorage storage, long offset, object[] shape, object[] strides, bool, PickledDictionary, ..])
                when values.Length is 6 or 7 => new PickledTensor(storage, offset, Integers(shape), Integers(strides)),
            ("torch._utils._rebuild_parameter", [PickledTensor tensor, bool, PickledDictionary]) => tensor,
            _ => throw Broken($"{global.Name} does not take these {values.Length} arguments"),
        });
    }

    /// <summary>A state dict carries <c>_metadata</c> as an attribute; it is of no use here and dropped.</summary>
    private void Build()
    {
        if (Pop() is not PickledDictionary || _stack.Count == 0 || _stack[^1] is not PickledDictionary) { throw Refused("opcode BUILD on anything but a dictionary"); }
    }

    private PickledStorage Storage(object id) => id switch
    {
        object[] and ["storage", Global { Storage: { } type }, string key, string, long count] when count >= 0 => new PickledStorage(key, type, count),
        object[] and ["storage", Global { Storage: null } other, ..] => throw Refused($"storage of type {other.Name}"),
        object[] and [string kind, ..] when kind != "storage" => throw Refused($"persistent id '{ZipDirectory.Shown(kind)}'"),
        _ => throw Broken("a persistent id is not ('storage', type, key, location, number of elements)"),
    };

    private long[] Integers(object[] values)
    {
        if (values.Length > SafeTensorsHeader.MaximumRank) { throw Broken($"a tensor has {values.Length} dimensions; {SafeTensorsHeader.MaximumRank} are allowed"); }
        return [.. values.Select(value => value is long size && size >= 0 ? size : throw Broken("a size or stride is not a non-negative integer"))];
    }

    private void SetItems(int count)
    {
        if (count % 2 != 0) { throw Broken("a dictionary is given a key without a value"); }
        CheckDepth(count + 1);
        var first = _stack.Count - count;
        if (_stack[first - 1] is not PickledDictionary dictionary) { throw Broken("items are set on what is not a dictionary"); }
        for (var i = first; i < _stack.Count; i += 2) { dictionary.Add(_stack[i], _stack[i + 1]); }
        _stack.RemoveRange(first, count);
    }

    private object[] Tuple(int count)
    {
        CheckDepth(count);
        var values = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private int SinceMark()
    {
        if (_marks.Count == 0) { throw Broken("a mark is missing"); }
        var mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return _stack.Count - mark;
    }

    /// <summary>Nothing below the last mark may be taken.</summary>
    private void CheckDepth(int count)
    {
        if (count < 0 || _stack.Count - (_marks.Count == 0 ? 0 : _marks[^1]) < count) { throw Broken("the stack is empty"); }
    }

    private void Memoize(uint index)
    {
        CheckDepth(1);
        if (index > _memo.Count) { throw Broken(string.Create(CultureInfo.InvariantCulture, $"memo index {index} skips from {_memo.Count}")); }
        if (index == _memo.Count) { _memo.Add(_stack[^1]); }
        else { _memo[(int)index] = _stack[^1]; }
    }

    private object Recall(uint index) =>
        index < _memo.Count ? _memo[(int)index] : throw Broken(string.Create(CultureInfo.InvariantCulture, $"memo index {index} was never set"));

    private void Push(object value) => _stack.Add(value);

    private object Pop()
    {
        CheckDepth(1);
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private byte Byte() => Bytes(1)[0];

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _pickle.Length - _position) { throw Broken("it ends in the middle"); }
        var bytes = _pickle.AsSpan(_position, count);
        _position += count;
        return bytes;
    }

    private CheckpointException Broken(string what) => new($"{_where}: byte {_position}: {what}; the file is damaged or no state dict: fetch it again");

    private CheckpointException Refused(string what) =>
        new($"{_where}: {what} is not allowed; only tensors are read and nothing is executed: save the state dict alone, as safetensors if possible");

    private sealed record Global(string Name, ScalarType? Storage = null);
}
