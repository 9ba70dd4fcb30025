using System.Text;
using Portal.Models.Tokenizers.Normalizers;
using Portal.Models.Tokenizers.PreTokenizers;

namespace Portal.Models.Tokenizers.Files;

/// <summary>Reads the <c>normalizer</c> of a <c>tokenizer.json</c>.</summary>
internal static class NormalizerJson
{
    public static INormalizer Read(JsonPart part) => part.Type switch
    {
        "Sequence" => new NormalizerSequence([.. part["normalizers"].Items().Select(Read)]),
        "NFC" => new UnicodeForm(NormalizationForm.FormC),
        "NFD" => new UnicodeForm(NormalizationForm.FormD),
        "NFKC" => new UnicodeForm(NormalizationForm.FormKC),
        "NFKD" => new UnicodeForm(NormalizationForm.FormKD),
        "Precompiled" => Precompiled(part["precompiled_charsmap"]),
        "BertNormalizer" => new BertNormalizer(
            part.Flag("clean_text", true), part.Flag("handle_chinese_chars", true), part.Find("strip_accents")?.Boolean(), part.Flag("lowercase", true)),
        "Lowercase" => CharacterMap.Lowercase,
        "StripAccents" => CharacterMap.StripAccents,
        "Nmt" => CharacterMap.Nmt,
        "Strip" => new Strip(part.Flag("strip_left", true), part.Flag("strip_right", true)),
        "Prepend" => new Prepend(part["prepend"].Text()),
        "Replace" => new Replacement(PatternJson.Read(part["pattern"]), part["content"].Text()),
        "ByteLevel" => new ByteLevelSplit(addPrefixSpace: false, useRegex: false),
        var type => throw part.Unsupported($"the type '{type}'"),
    };

    private static CompiledCharsMap Precompiled(JsonPart field)
    {
        try { return new CompiledCharsMap(Convert.FromBase64String(field.Text())); }
        catch (FormatException error) { throw new TokenizerException($"{field.Path} is not base64", error); }
    }
}
