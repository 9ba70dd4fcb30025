using System.Globalization;
using System.Text.Json;

namespace Portal.Models.Tokenizers.Files;

/// <summary>What <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>added_tokens.json</c> say, where they exist.</summary>
/// <param name="Class">The Hugging Face class without "Fast", or null.</param>
/// <param name="Special">The tokens with a role.</param>
/// <param name="Added">The tokens that <c>added_tokens_decoder</c> or <c>added_tokens.json</c> lists.</param>
/// <param name="Flags">The fields that are true or false.</param>
/// <param name="ExtraIds">T5's number of sentinels, where it is named.</param>
internal sealed record TokenizerConfig(string? Class, SpecialTokens Special, IReadOnlyList<AddedToken> Added, IReadOnlyDictionary<string, bool> Flags, int? ExtraIds)
{
    private static readonly TokenizerConfig Empty = new(null, new SpecialTokens(), [], new Dictionary<string, bool>(), null);

    /// <summary>More sentinels than any T5 has.</summary>
    private const int MostExtraIds = 10_000;

    public static TokenizerConfig Read(string folder)
    {
        var (file, map, added) = (Path.Combine(folder, "tokenizer_config.json"), Path.Combine(folder, "special_tokens_map.json"), Path.Combine(folder, "added_tokens.json"));
        var config = File.Exists(file) ? TokenizerFile.ReadJson(file, Parse) : Empty;
        if (File.Exists(map)) { config = config with { Special = config.Special.Or(TokenizerFile.ReadJson(map, Roles)) }; }
        if (!File.Exists(added)) { return config; }
        var tokens = TokenizerFile.ReadJson(added, root => root.Fields().Select(token => new AddedToken(token.Value.Id(), token.Name, config.Special.All.Contains(token.Name))).ToList());
        return config with { Added = [.. config.Added.UnionBy(tokens, token => token.Content)] };
    }

    public static AddedToken Token(JsonPart token, int id) => new(
        id, token["content"].Text(), token.Flag("special"), token.Flag("single_word"), token.Flag("lstrip"), token.Flag("rstrip"), token.Flag("normalized"));

    private static TokenizerConfig Parse(JsonPart root)
    {
        var name = root.Find("tokenizer_class")?.Text();
        var added = root.Find("added_tokens_decoder")?.Fields().Select(entry => Token(entry.Value, Id(entry.Name, entry.Value))).ToList();
        var flags = root.Fields().Where(field => field.Value.Element.ValueKind is JsonValueKind.True or JsonValueKind.False)
            .GroupBy(field => field.Name).ToDictionary(group => group.Key, group => group.Last().Value.Boolean());
        return new TokenizerConfig(
            name is not null && name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name, Roles(root), added ?? [], flags, Sentinels(root.Find("extra_ids")));
    }

    private static int? Sentinels(JsonPart? field) => field is not { } part ? null : part.Id() is var number && number <= MostExtraIds ? number : throw part.Expected("a number of sentinels");

    private static int Id(string name, JsonPart value) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new TokenizerException($"{value.Path} is not named by an id");

    private static SpecialTokens Roles(JsonPart root)
    {
        // written as its text, or as an object that holds the text as content
        string? Role(string field) => root.Find($"{field}_token") is not { } token ? null : token.Element.ValueKind == JsonValueKind.Object ? token["content"].Text() : token.Text();
        return new SpecialTokens(Role("unk"), Role("pad"), Role("mask"), Role("bos"), Role("eos"), Role("cls"), Role("sep"));
    }
}
