namespace Portal.Models.Tokenizers.Files;

/// <summary>The kinds of pieces in a SentencePiece model (sentencepiece_model.proto).</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>A piece; its number in the file is its id there.</summary>
internal readonly record struct SentencePiece(string Text, float Score, PieceKind Kind);

/// <summary>The fields of a SentencePiece model that encoding and decoding need, with the format's defaults.</summary>
internal sealed class SentencePieceModel
{
    private const int Unigram = 1, BytePair = 2;

    public List<SentencePiece> Pieces { get; } = [];

    public bool IsBytePair { get; private set; }

    public bool ByteFallback { get; private set; }

    public byte[] CharsMap { get; private set; } = [];

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraWhitespaces { get; private set; } = true;

    public bool EscapeWhitespaces { get; private set; } = true;

    public static SentencePieceModel Parse(ReadOnlySpan<byte> bytes)
    {
        var model = new SentencePieceModel();
        var seen = new HashSet<int>();
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            seen.Add(reader.Field);
            switch (reader.Field)
            {
                case 1: model.Pieces.Add(Piece(reader.Bytes(), model.Pieces.Count)); break;
                case 2: model.Trainer(reader.Bytes()); break;
                case 3: model.Normalizer(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }
        if (model.Pieces.Count == 0) { throw new TokenizerException("pieces: the model has none; fetch the file again"); }
        // SentencePiece writes both after the pieces: without them the file is cut off
        if (!seen.Contains(2)) { throw new TokenizerException("trainer_spec is missing; fetch the file again"); }
        if (!seen.Contains(3)) { throw new TokenizerException("normalizer_spec is missing; fetch the file again"); }
        if (model.Pieces.Count(piece => piece.Kind == PieceKind.Unknown) != 1) { throw new TokenizerException("pieces: the model does not have one unknown piece"); }
        if (model.Pieces.DistinctBy(piece => piece.Text).Count() < model.Pieces.Count) { throw new TokenizerException("pieces: two are alike"); }
        return model;
    }

    private static SentencePiece Piece(ReadOnlySpan<byte> bytes, int index)
    {
        var (text, score, kind) = ("", 0f, PieceKind.Normal);
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: text = reader.Text(); break;
                case 2: score = reader.Float(); break;
                case 3: kind = (PieceKind)reader.Int32(); break;
                default: reader.Skip(); break;
            }
        }
        if (text.Length == 0 || !float.IsFinite(score) || !Enum.IsDefined(kind)) { throw new TokenizerException($"pieces[{index}] has no text, no finite score or no known type"); }
        return new SentencePiece(text, score, kind);
    }

    private void Trainer(ReadOnlySpan<byte> bytes)
    {
        var type = Unigram;
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3: type = reader.Int32(); break;
                case 24 when reader.Boolean(): throw new TokenizerException("trainer_spec.treat_whitespace_as_suffix is not supported");
                case 24: break;
                case 35: ByteFallback = reader.Boolean(); break;
                default: reader.Skip(); break;
            }
        }
        IsBytePair = type == BytePair;
        if (type is not (Unigram or BytePair)) { throw new TokenizerException($"trainer_spec.model_type {type} is not supported; unigram (1) and bpe (2) are"); }
    }

    private void Normalizer(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: CharsMap = reader.Bytes().ToArray(); break;
                case 3: AddDummyPrefix = reader.Boolean(); break;
                case 4: RemoveExtraWhitespaces = reader.Boolean(); break;
                case 5: EscapeWhitespaces = reader.Boolean(); break;
                default: reader.Skip(); break;
            }
        }
    }
}
