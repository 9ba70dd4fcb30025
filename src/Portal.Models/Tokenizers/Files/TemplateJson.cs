namespace Portal.Models.Tokenizers.Files;

/// <summary>Reads the <c>post_processor</c> of a <c>tokenizer.json</c>.</summary>
internal static class TemplateJson
{
    /// <returns>Null where it puts nothing around a text.</returns>
    public static Template? Read(JsonPart part)
    {
        switch (part.Type)
        {
            case "Sequence":
                var templates = part["processors"].Items().Select(Read).OfType<Template>().ToList();
                return templates.Count > 1 ? throw part.Unsupported("more than one template") : templates.SingleOrDefault();
            case "ByteLevel": return null;
            case "BertProcessing": return Template.Bert(Pair(part["cls"]), Pair(part["sep"]));
            case "RobertaProcessing": return Template.Roberta(Pair(part["cls"]), Pair(part["sep"]));
            case "TemplateProcessing":
                var single = Pieces(part, "single", sequences: 1);
                return new Template(single, part.Find("pair") is null ? Template.None.Pair : Pieces(part, "pair", sequences: 2));
            case var type: throw part.Unsupported($"the type '{type}'");
        }
    }

    /// <summary>A token with its id: ["&lt;/s>", 2].</summary>
    private static int Pair(JsonPart pair) => pair.Items().ToList() is [_, var id] ? id.Id() : throw pair.Expected("a token and its id");

    private static List<TemplatePiece> Pieces(JsonPart part, string field, int sequences)
    {
        var pieces = new List<TemplatePiece>();
        foreach (var entry in part[field].Items())
        {
            if (entry.Find("Sequence") is { } sequence)
            {
                var name = sequence["id"];
                var index = name.Text() switch { "A" => 0, "B" => 1, var other => throw name.Unsupported($"'{other}'") };
                pieces.Add(TemplatePiece.Text(index, sequence.Find("type_id")?.Id() ?? 0));
                continue;
            }
            var token = entry["SpecialToken"];
            var ids = part["special_tokens"][token["id"].Text()]["ids"];
            pieces.AddRange(ids.Items().Select(id => TemplatePiece.Token(id.Id(), token.Find("type_id")?.Id() ?? 0)));
        }
        var order = pieces.Select(piece => piece.Sequence).OfType<int>().ToList();
        return order.SequenceEqual(Enumerable.Range(0, sequences)) ? pieces : throw part[field].Expected(sequences == 1 ? "A once" : "A and B, once each");
    }
}
