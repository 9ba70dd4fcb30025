using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers;

/// <summary>Learns a byte-level BPE vocabulary (Sennrich et al. 2016, algorithm 1) and writes it as a <c>tokenizer.json</c> in Llama 3's layout.</summary>
public static class BytePairTrainer
{
    /// <summary>Llama 3's split into words: contractions, letters with what precedes them, up to three digits, punctuation, white space.</summary>
    private const string Words = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Learns merges until the vocabulary is full or no pair occurs twice, and writes the tokenizer.</summary>
    /// <param name="file">The <c>tokenizer.json</c> to write.</param>
    /// <param name="texts">What to learn from.</param>
    /// <param name="vocabularySize">All tokens: bytes, merges and special tokens.</param>
    /// <param name="specialTokens">Added at the end of the vocabulary; the first one begins every text.</param>
    public static void Train(string file, IEnumerable<string> texts, int vocabularySize, IReadOnlyList<string> specialTokens)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var split = new CodePointRegex(Words);
        foreach (var word in texts.SelectMany(split.Split)) { counts[ByteLevel.Encode(word)] = counts.GetValueOrDefault(ByteLevel.Encode(word)) + 1; }
        var vocabulary = ByteLevel.Alphabet.Select(letter => letter.ToString()).ToList();
        var merges = Learn(counts, vocabulary, vocabularySize - specialTokens.Count);
        File.WriteAllText(file, ToJson(vocabulary, merges, specialTokens));
    }

    private static List<(string Left, string Right)> Learn(Dictionary<string, int> counts, List<string> vocabulary, int size)
    {
        var words = counts.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (Symbols: entry.Key.Select(letter => letter.ToString()).ToList(), Count: entry.Value)).ToList();
        var merges = new List<(string, string)>();
        while (vocabulary.Count < size)
        {
            var pairs = new Dictionary<(string Left, string Right), int>();
            foreach (var (symbols, count) in words)
            {
                for (var i = 0; i + 1 < symbols.Count; i++) { pairs[(symbols[i], symbols[i + 1])] = pairs.GetValueOrDefault((symbols[i], symbols[i + 1])) + count; }
            }
            var best = pairs.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Left, StringComparer.Ordinal).ThenBy(pair => pair.Key.Right, StringComparer.Ordinal).FirstOrDefault();
            if (best.Value < 2) { break; }
            merges.Add(best.Key);
            var merged = best.Key.Left + best.Key.Right;
            if (!vocabulary.Contains(merged)) { vocabulary.Add(merged); }
            foreach (var (symbols, _) in words)
            {
                for (var i = 0; i + 1 < symbols.Count; i++)
                {
                    if (symbols[i] != best.Key.Left || symbols[i + 1] != best.Key.Right) { continue; }
                    symbols[i] = merged;
                    symbols.RemoveAt(i + 1);
                }
            }
        }
        return merges;
    }

    private static string ToJson(List<string> vocabulary, List<(string Left, string Right)> merges, IReadOnlyList<string> specialTokens)
    {
        var beginning = specialTokens[0];
        var beginningId = vocabulary.Count;
        var document = new
        {
            version = "1.0",
            added_tokens = specialTokens.Select((content, i) => new
            {
                id = beginningId + i,
                content,
                single_word = false,
                lstrip = false,
                rstrip = false,
                normalized = false,
                special = true,
            }),
            pre_tokenizer = new
            {
                type = "Sequence",
                pretokenizers = new object[]
                {
                    new { type = "Split", pattern = new { Regex = Words }, behavior = "Isolated", invert = false },
                    new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = false },
                },
            },
            post_processor = new
            {
                type = "TemplateProcessing",
                single = new object[]
                {
                    new Dictionary<string, object> { ["SpecialToken"] = new { id = beginning, type_id = 0 } },
                    new Dictionary<string, object> { ["Sequence"] = new { id = "A", type_id = 0 } },
                },
                special_tokens = new Dictionary<string, object> { [beginning] = new { id = beginning, ids = new[] { beginningId }, tokens = new[] { beginning } } },
            },
            decoder = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
            model = new
            {
                type = "BPE",
                byte_fallback = false,
                ignore_merges = false,
                vocab = vocabulary.Select((token, id) => KeyValuePair.Create(token, id)).ToDictionary(),
                merges = merges.Select(pair => $"{pair.Left} {pair.Right}"),
            },
        };
        return JsonSerializer.Serialize(document, Readable);
    }
}
