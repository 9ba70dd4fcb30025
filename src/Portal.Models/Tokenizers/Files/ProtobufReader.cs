using System.Buffers.Binary;
using System.Text;

namespace Portal.Models.Tokenizers.Files;

/// <summary>Walks over the fields of a Protocol Buffers message; every length is checked against what is there.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private ReadOnlySpan<byte> _rest = message;
    private int _wire = -1;

    /// <summary>The number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Comes to the next field. Its value has to be read or skipped before the next call.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty) { return false; }
        var key = Varint();
        (Field, _wire) = ((int)(key >> 3), (int)(key & 7));
        return Field is > 0 and < 1 << 29 && key >> 32 == 0 ? true : throw Damaged($"field number {key >> 3}");
    }

    public int Int32() => unchecked((int)Number());

    public bool Boolean() => Number() != 0;

    public float Float() => _wire == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Damaged($"no float in field {Field}");

    public string Text() => Strict.GetString(Bytes());

    public ReadOnlySpan<byte> Bytes()
    {
        if (_wire != 2) { throw Damaged($"no text or message in field {Field}"); }
        return Take(Varint());
    }

    public void Skip()
    {
        switch (_wire)
        {
            case 0: Varint(); break;
            case 1: Take(8); break;
            case 2: Take(Varint()); break;
            case 5: Take(4); break;
            default: throw Damaged($"wire type {_wire} in field {Field}");
        }
    }

    private ulong Number() => _wire == 0 ? Varint() : throw Damaged($"no number in field {Field}");

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length) { throw Damaged($"{length} bytes announced in field {Field}, {_rest.Length} there"); }
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] >= 0x80) { continue; }
            _rest = _rest[(i + 1)..];
            return value;
        }
        throw Damaged(_rest.Length < 10 ? "the file ends inside a number" : "a number without end");
    }

    private static TokenizerException Damaged(string what) => new($"not a SentencePiece model: {what}; fetch the file again");
}
