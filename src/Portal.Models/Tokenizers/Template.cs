namespace Portal.Models.Tokenizers;

/// <summary>A place in a template: the first or second text, or a token of the model's own.</summary>
/// <param name="Sequence">0 or 1; null for a token.</param>
internal readonly record struct TemplatePiece(int? Sequence, int Id, int TypeId)
{
    public static TemplatePiece Text(int sequence, int typeId = 0) => new(sequence, -1, typeId);

    public static TemplatePiece Token(int id, int typeId = 0) => new(null, id, typeId);
}

/// <summary>What a model wants around one text and around two.</summary>
internal sealed record Template(IReadOnlyList<TemplatePiece> Single, IReadOnlyList<TemplatePiece> Pair)
{
    public static Template None { get; } = new([TemplatePiece.Text(0)], [TemplatePiece.Text(0), TemplatePiece.Text(1, typeId: 1)]);

    /// <summary>BERT: [CLS] A [SEP] B [SEP], the second text and its separator of type 1.</summary>
    public static Template Bert(int classification, int separator) => new(
        [TemplatePiece.Token(classification), TemplatePiece.Text(0), TemplatePiece.Token(separator)],
        [TemplatePiece.Token(classification), TemplatePiece.Text(0), TemplatePiece.Token(separator), TemplatePiece.Text(1, 1), TemplatePiece.Token(separator, 1)]);

    /// <summary>RoBERTa, XLM-R and BART: &lt;s> A &lt;/s>&lt;/s> B &lt;/s>, all of type 0.</summary>
    public static Template Roberta(int beginning, int end) => new(
        [TemplatePiece.Token(beginning), TemplatePiece.Text(0), TemplatePiece.Token(end)],
        [TemplatePiece.Token(beginning), TemplatePiece.Text(0), TemplatePiece.Token(end), TemplatePiece.Token(end), TemplatePiece.Text(1), TemplatePiece.Token(end)]);

    /// <summary>T5: an end after each text.</summary>
    public static Template T5(int end) => new(
        [TemplatePiece.Text(0), TemplatePiece.Token(end)],
        [TemplatePiece.Text(0), TemplatePiece.Token(end), TemplatePiece.Text(1), TemplatePiece.Token(end)]);

    /// <summary>Llama: a beginning before each text, an end after it, or what of both is asked for.</summary>
    public static Template Llama(int? beginning, int? end)
    {
        List<TemplatePiece> Around(int sequence) =>
        [
            .. beginning is { } before ? [TemplatePiece.Token(before, sequence)] : Array.Empty<TemplatePiece>(),
            TemplatePiece.Text(sequence, sequence),
            .. end is { } after ? [TemplatePiece.Token(after, sequence)] : Array.Empty<TemplatePiece>(),
        ];
        return new Template(Around(0), [.. Around(0), .. Around(1)]);
    }
}
