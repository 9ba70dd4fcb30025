using System.Text;
using System.Text.Unicode;
using Portal.Models.Tokenizers.Subwords;

namespace Portal.Models.Tokenizers.Decoders;

/// <summary>Joins byte tokens in a row into the characters that they spell; bytes that are no UTF-8 show as one replacement character each.</summary>
internal sealed class ByteFallbackDecoder : IDecoder
{
    public IReadOnlyList<string> Apply(IReadOnlyList<string> tokens)
    {
        var texts = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        void Flush()
        {
            if (bytes.Count == 0) { return; }
            byte[] sequence = [.. bytes];
            texts.Add(Utf8.IsValid(sequence) ? Encoding.UTF8.GetString(sequence) : new string('\uFFFD', sequence.Length));
            bytes.Clear();
        }
        foreach (var token in tokens)
        {
            if (ByteTokens.Value(token) is { } value) { bytes.Add(value); }
            else
            {
                Flush();
                texts.Add(token);
            }
        }
        Flush();
        return texts;
    }
}
