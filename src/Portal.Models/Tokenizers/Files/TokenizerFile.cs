using System.Text;
using System.Text.Json;

namespace Portal.Models.Tokenizers.Files;

/// <summary>Reads a tokenizer's file; whatever is wrong inside is reported with the file's name.</summary>
internal static class TokenizerFile
{
    private const int LargestBytes = 256 << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static T ReadJson<T>(string file, Func<JsonPart, T> parse) => Read(file, bytes =>
    {
        using var document = JsonDocument.Parse(bytes);
        return parse(new JsonPart(document.RootElement, new JsonPath(null, "", 0)));
    });

    public static T ReadText<T>(string file, Func<string, T> parse) => Read(file, bytes => parse(Strict.GetString(bytes).TrimStart('\uFEFF')));

    public static T Read<T>(string file, Func<byte[], T> parse)
    {
        try
        {
            if (new FileInfo(file).Length is > LargestBytes and var length) { throw new TokenizerException($"the file has {length >> 20} MB; no tokenizer is that large"); }
            return parse(File.ReadAllBytes(file));
        }
        catch (FileNotFoundException error) { throw new TokenizerException($"{file} does not exist", error); }
        catch (TokenizerException error) { throw new TokenizerException($"{file}: {error.Message}", error); }
        catch (JsonException error) { throw new TokenizerException($"{file} is not JSON ({error.Message}); fetch it again", error); }
        catch (DecoderFallbackException error) { throw new TokenizerException($"{file} is not UTF-8 at byte {error.Index}; fetch it again", error); }
    }
}
