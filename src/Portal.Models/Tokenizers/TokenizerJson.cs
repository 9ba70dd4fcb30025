using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Portal.Models.Tokenizers;

/// <summary>Reads the parts of a <c>tokenizer.json</c> that the Llama family uses; anything else is refused by name.</summary>
internal static class TokenizerJson
{
    public static Tokenizer Read(string file)
    {
        if (!File.Exists(file)) { throw new TokenizerException($"{file} does not exist; a checkpoint folder needs its tokenizer.json"); }
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return new Tokenizer(Parse(document.RootElement));
        }
        catch (TokenizerException error)
        {
            throw new TokenizerException($"{file}: {error.Message}", error);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new TokenizerException($"{file} is not a tokenizer.json ({error.Message}); fetch it again", error);
        }
    }

    private static TokenizerParts Parse(JsonElement root)
    {
        var model = root.GetProperty("model");
        if (Type(model) is var type && type != "BPE") { throw Unsupported("model", type); }
        var vocabulary = model.GetProperty("vocab").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32(), StringComparer.Ordinal);
        var merges = model.GetProperty("merges").EnumerateArray().Select(Merge).ToList();
        var encoding = new BytePairEncoding(
            vocabulary, merges, Optional(model, "unk_token")?.GetString(), Flag(model, "byte_fallback"), Flag(model, "fuse_unk"), Flag(model, "ignore_merges"));
        var added = (Optional(root, "added_tokens")?.EnumerateArray() ?? [])
            .Select(token => new AddedToken(token.GetProperty("id").GetInt32(), token.GetProperty("content").GetString()!, Flag(token, "special"))).ToList();
        return new TokenizerParts(
            vocabulary, added, Normalizer(Optional(root, "normalizer")), PreTokenizer(Optional(root, "pre_tokenizer")), encoding,
            Decoder(Optional(root, "decoder")), Wrapping(Optional(root, "post_processor")));
    }

    private static (string, string) Merge(JsonElement merge)
    {
        if (merge.ValueKind == JsonValueKind.Array) { return (merge[0].GetString()!, merge[1].GetString()!); }
        var pair = merge.GetString()!;
        var space = pair.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? (pair[..space], pair[(space + 1)..]) : throw new TokenizerException($"merge '{pair}' is not two tokens with a space between");
    }

    private static Func<string, string> Normalizer(JsonElement? part)
    {
        if (part is not { } step) { return text => text; }
        switch (Type(step))
        {
            case "Sequence":
                var steps = step.GetProperty("normalizers").EnumerateArray().Select(inner => Normalizer(inner)).ToList();
                return text => steps.Aggregate(text, (current, apply) => apply(current));
            case "Prepend":
                var prefix = step.GetProperty("prepend").GetString()!;
                return text => text.Length == 0 ? text : prefix + text;
            case "Replace" when step.GetProperty("pattern").TryGetProperty("String", out var pattern):
                var (from, to) = (pattern.GetString()!, step.GetProperty("content").GetString()!);
                return text => text.Replace(from, to, StringComparison.Ordinal);
            case var other: throw Unsupported("normalizer", other);
        }
    }

    private static Func<string, IEnumerable<string>> PreTokenizer(JsonElement? part)
    {
        if (part is not { } step) { return text => [text]; }
        switch (Type(step))
        {
            case "Sequence":
                var steps = step.GetProperty("pretokenizers").EnumerateArray().Select(inner => PreTokenizer(inner)).ToList();
                return text => steps.Aggregate((IEnumerable<string>)[text], (pieces, split) => pieces.SelectMany(split));
            case "Split" when step.GetProperty("behavior").GetString() == "Isolated" && !Flag(step, "invert"):
                var regex = new CodePointRegex(step.GetProperty("pattern").GetProperty("Regex").GetString()!);
                return regex.Split;
            case "ByteLevel" when !Flag(step, "add_prefix_space"):
                if (!Flag(step, "use_regex", absent: true)) { return text => [ByteLevel.Encode(text)]; }
                var words = new CodePointRegex(ByteLevelWords);
                return text => words.Split(text).Select(word => ByteLevel.Encode(word));
            case var other: throw Unsupported("pre_tokenizer", other);
        }
    }

    private static Func<IReadOnlyList<string>, string> Decoder(JsonElement? part)
    {
        if (part is not { } step) { return tokens => string.Join(' ', tokens); }
        var apply = TokenDecoder(step);
        return tokens => string.Concat(apply(tokens));
    }

    private static Func<IReadOnlyList<string>, IReadOnlyList<string>> TokenDecoder(JsonElement step)
    {
        switch (Type(step))
        {
            case "Sequence":
                var steps = step.GetProperty("decoders").EnumerateArray().Select(TokenDecoder).ToList();
                return tokens => steps.Aggregate(tokens, (current, apply) => apply(current));
            case "ByteLevel":
                return tokens => [ByteLevel.Decode(string.Concat(tokens))];
            case "Fuse":
                return tokens => [string.Concat(tokens)];
            case "ByteFallback":
                return JoinBytes;
            case "Replace" when step.GetProperty("pattern").TryGetProperty("String", out var pattern):
                var (from, to) = (pattern.GetString()!, step.GetProperty("content").GetString()!);
                return tokens => [.. tokens.Select(token => token.Replace(from, to, StringComparison.Ordinal))];
            case "Strip":
                var (character, start, stop) = (step.GetProperty("content").GetString()![0], step.GetProperty("start").GetInt32(), step.GetProperty("stop").GetInt32());
                return tokens => [.. tokens.Select(token => Strip(token, character, start, stop))];
            case var other: throw Unsupported("decoder", other);
        }
    }

    private static List<string> JoinBytes(IReadOnlyList<string> tokens)
    {
        var texts = new List<string>();
        var bytes = new List<byte>();
        void Flush()
        {
            if (bytes.Count == 0) { return; }
            byte[] sequence = [.. bytes];
            // bytes that are no UTF-8 show as one replacement character each
            texts.Add(Utf8.IsValid(sequence) ? Encoding.UTF8.GetString(sequence) : new string('\uFFFD', sequence.Length));
            bytes.Clear();
        }
        foreach (var token in tokens)
        {
            if (token is ['<', '0', 'x', _, _, '>'] && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, null, out var value)) { bytes.Add(value); }
            else
            {
                Flush();
                texts.Add(token);
            }
        }
        Flush();
        return texts;
    }

    private static string Strip(string token, char character, int start, int stop)
    {
        var (first, last) = (0, token.Length);
        while (first < start && first < last && token[first] == character) { first++; }
        while (token.Length - last < stop && last > first && token[last - 1] == character) { last--; }
        return token[first..last];
    }

    private static (IReadOnlyList<int> Before, IReadOnlyList<int> After) Wrapping(JsonElement? part)
    {
        if (part is not { } step) { return ([], []); }
        switch (Type(step))
        {
            case "Sequence":
                var inner = step.GetProperty("processors").EnumerateArray().Select(processor => Wrapping(processor)).ToList();
                return ([.. inner.AsEnumerable().Reverse().SelectMany(pair => pair.Before)], [.. inner.SelectMany(pair => pair.After)]);
            case "ByteLevel":
                return ([], []);
            case "TemplateProcessing":
                var (before, after) = (new List<int>(), new List<int>());
                var target = before;
                foreach (var piece in step.GetProperty("single").EnumerateArray())
                {
                    if (piece.TryGetProperty("Sequence", out _)) { target = after; }
                    else
                    {
                        var name = piece.GetProperty("SpecialToken").GetProperty("id").GetString()!;
                        target.AddRange(step.GetProperty("special_tokens").GetProperty(name).GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
                    }
                }
                return (before, after);
            case var other: throw Unsupported("post_processor", other);
        }
    }

    /// <summary>The split that byte-level tokenizers use when they name no pattern of their own.</summary>
    private const string ByteLevelWords = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private static string Type(JsonElement part) => part.GetProperty("type").GetString() ?? "";

    private static JsonElement? Optional(JsonElement part, string field) => part.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static bool Flag(JsonElement part, string field, bool absent = false) => Optional(part, field)?.GetBoolean() ?? absent;

    private static TokenizerException Unsupported(string part, string type) => new($"{part} '{type}' is not supported in this form; supported are the byte-pair tokenizers of the Llama family");
}
