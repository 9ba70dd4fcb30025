using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Models.Tokenizers;

namespace Portal.Models.Tests.Tokenizers;

/// <summary>Damaged files are refused with file and field, soon, and never with another exception.</summary>
public sealed class MalformedTokenizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{}""", "model is missing")]
    [InlineData("""[]""", "the file should be an object and is a list")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{}}}""", "model: the type 'WordLevel' is not supported")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0}}}""", "model.merges is missing")]
    [InlineData("""{"model":{"type":"BPE","vocab":{},"merges":[]}}""", "the vocabulary is empty")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":"0"},"merges":[]}}""", "model.vocab.a should be a whole number and is a text")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}""", "model.vocab.a is -1, which is no token's id")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":2000000000},"merges":[]}}""", "model.vocab.a is 2000000000")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}}""", "'a' and 'b' have the same id 0")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"a":1},"merges":[]}}""", "model.vocab has 'a' twice")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b"]}}""", "model.merges[0]: 'ab' is not in the vocabulary")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a"]}}""", "model.merges[0] should be two tokens")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[7]}}""", "model.merges[0] should be a text")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"\ud800":1},"merges":["\ud800 a"]}}""", "no valid Unicode")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1}}""", "model.dropout: dropping merges at random is not supported")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"<0x00>":1},"merges":[],"byte_fallback":true}}""", "byte fallback needs the token <0x01>")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",0]]}}""", "model.unk_id is missing")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",0]],"unk_id":1}}""", "model.unk_id 1 is beyond the 1 pieces")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",0],["a",0]],"unk_id":1}}""", "model.vocab[1]: 'a' is there twice")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",1e999]],"unk_id":0}}""", "model.vocab[0][1] should be a finite number")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a"]],"unk_id":0}}""", "model.vocab[0] should be a piece and its score")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0},"unk_token":"[UNK]"}}""", "model.unk_token: '[UNK]' is not in the vocabulary")]
    public void A_model_that_makes_no_sense_is_refused(string json, string message) => Refused(json, message);

    [Theory]
    [InlineData("""
        "added_tokens":[{"id":0,"content":"b"}]
        """, "'b' have the same id 0")]
    [InlineData("""
        "added_tokens":[{"id":3,"content":"a"}]
        """, "the added token 'a' has the id 3, in the vocabulary 0")]
    [InlineData("""
        "normalizer":{"type":"Precompiled","precompiled_charsmap":"BAAAAAD/AAAA"}
        """, "precompiled_charsmap points to unit")]
    [InlineData("""
        "added_tokens":[{"content":"b"}]
        """, "added_tokens[0].id is missing")]
    [InlineData("""
        "normalizer":{"type":"Precompiled","precompiled_charsmap":"!"}
        """, "normalizer.precompiled_charsmap is not base64")]
    [InlineData("""
        "normalizer":{"type":"Precompiled","precompiled_charsmap":"/////wAA"}
        """, "precompiled_charsmap announces a trie of 4294967295 bytes")]
    [InlineData("""
        "normalizer":{"type":"Sequence","normalizers":[{"type":"Magic"}]}
        """, "normalizer.normalizers[0]: the type 'Magic' is not supported")]
    [InlineData("""
        "pre_tokenizer":{"type":"Split","pattern":{"Regex":"(a"},"behavior":"Isolated"}
        """, "pre_tokenizer.pattern.Regex: the pattern (a is not supported")]
    [InlineData("""
        "pre_tokenizer":{"type":"Split","pattern":{"String":"a"},"behavior":"Eaten"}
        """, "pre_tokenizer.behavior: 'Eaten' is not supported")]
    [InlineData("""
        "post_processor":{"type":"RobertaProcessing","sep":["b",7],"cls":["a",0]}
        """, "post_processor puts the id 7 around texts")]
    [InlineData("""
        "post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"B","type_id":0}}]}
        """, "post_processor.single should be A once")]
    [InlineData("""
        "decoder":{"type":"CTC"}
        """, "decoder: the type 'CTC' is not supported")]
    public void A_part_that_makes_no_sense_is_refused(string part, string message) =>
        Refused($$$"""{{{{part}}},"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}""", message);

    [Theory]
    [InlineData("bytelevel_cohere", "tokenizer.json")]
    [InlineData("spm_t5", "tokenizer.json")]
    [InlineData("spm_llama2", "tokenizer.model")]
    [InlineData("spm_mt5", "spiece.model")]
    [InlineData("spm_xlmr", "sentencepiece.bpe.model")]
    public void A_truncated_file_is_refused(string name, string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(GoldenTokenizers.Folder(name), file));
        for (var i = 0; i < 30; i++)
        {
            // from one byte to all but the last bracket or field
            var length = 1 + (int)((bytes.Length - 6L) * i / 29);
            Write(file, bytes[..length]);
            Refuses(file);
        }
    }

    [Theory]
    [InlineData("bytelevel_llama3", "tokenizer.json")]
    [InlineData("wordpiece_cased", "tokenizer.json")]
    [InlineData("wordpiece_cased", "vocab.txt")]
    [InlineData("spm_llama2", "tokenizer.model")]
    [InlineData("spm_mt5", "spiece.model")]
    [InlineData("spm_xlmr", "sentencepiece.bpe.model")]
    public void A_flipped_byte_is_refused_or_harmless(string name, string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(GoldenTokenizers.Folder(name), file));
        var random = new Random(14);
        for (var i = 0; i < 60; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(i < 30 ? 64 : bytes.Length)] ^= (byte)(1 << random.Next(8));
            Write(file, damaged);
            try
            {
                var tokenizer = Tokenizer.Load(_folder);
                tokenizer.Decode(tokenizer.Encode("Rain fell on the café ﬁ 雨"));
            }
            catch (TokenizerException error) { Assert.StartsWith(Path.Combine(_folder, file), error.Message, StringComparison.Ordinal); }
        }
    }

    /// <summary>Each field of the file is left out, nulled or given another type in turn.</summary>
    [Theory]
    [InlineData("wordpiece_uncased")]
    [InlineData("spm_llama2")]
    [InlineData("bytelevel_cohere")]
    public void A_missing_or_wrong_field_is_refused_or_has_a_default(string name)
    {
        var text = File.ReadAllText(Path.Combine(GoldenTokenizers.Folder(name), "tokenizer.json"));
        var paths = new List<string>();
        void Walk(JsonNode? node, string path)
        {
            if (node is JsonObject fields)
            {
                foreach (var (field, value) in fields.Where(field => field.Key is not "vocab")) { paths.Add($"{path}/{field}"); Walk(value, $"{path}/{field}"); }
            }
            else if (node is JsonArray { Count: > 0 } items) { Walk(items[0], $"{path}/0"); }
        }
        Walk(JsonNode.Parse(text), "");
        JsonNode? Wrong(int kind) => kind switch { 0 => null, 1 => JsonValue.Create(-7), 2 => JsonValue.Create("odd"), _ => new JsonObject() };
        foreach (var (path, kind) in paths.SelectMany(path => Enumerable.Range(0, 4).Select(kind => (path, kind))))
        {
            var root = JsonNode.Parse(text)!;
            var steps = path.Split('/')[1..];
            var parent = steps[..^1].Aggregate(root, (node, step) => node is JsonArray items ? items[0]! : node[step]!);
            parent[steps[^1]] = Wrong(kind);
            Write("tokenizer.json", Encoding.UTF8.GetBytes(root.ToJsonString()));
            try { Tokenizer.Load(_folder).Encode("Rain fell"); }
            catch (TokenizerException error) { Assert.StartsWith(Path.Combine(_folder, "tokenizer.json"), error.Message, StringComparison.Ordinal); }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, "4294967295 bytes announced in field 1")]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "a number without end")]
    [InlineData(new byte[] { 0x3B }, "wire type 3 in field 7")]
    [InlineData(new byte[] { 0x00, 0x00 }, "field number 0")]
    [InlineData(new byte[0], "pieces: the model has none")]
    [InlineData(new byte[] { 0x0A, 0x03, 0x0A, 0x01, 0x61, 0x12, 0x00, 0x1A, 0x00 }, "does not have one unknown piece")]
    [InlineData(new byte[] { 0x0A, 0x03, 0x0A, 0x01, 0xFF }, "is not UTF-8")]
    public void A_hostile_model_is_refused(byte[] bytes, string message)
    {
        Write("spiece.model", bytes);
        Assert.Contains(message, Refuses("spiece.model"), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_named_too()
    {
        Assert.Contains("has no tokenizer", Assert.Throws<TokenizerException>(() => Tokenizer.Load(_folder)).Message, StringComparison.Ordinal);
        Write("vocab.txt", [0x61, 0x0A, 0xC3, 0x28]);
        Assert.Contains("is not UTF-8 at byte 2", Refuses("vocab.txt"), StringComparison.Ordinal);
        Write("vocab.txt", "[CLS]\n[SEP]\n"u8.ToArray());
        Assert.Contains("'[UNK]' is not in the vocabulary", Refuses("vocab.txt"), StringComparison.Ordinal);
        Write("vocab.json", """{"a":0,"b":1,"ab":2}"""u8.ToArray());
        Assert.Contains("merges.txt does not exist", Assert.Throws<TokenizerException>(() => Tokenizer.Load(_folder)).Message, StringComparison.Ordinal);
        Write("merges.txt", "#version: 0.2\na b\na c\n"u8.ToArray());
        Assert.Contains("line 3: 'c' is not in the vocabulary", Refuses("merges.txt"), StringComparison.Ordinal);
        Write("merges.txt", "a b\n"u8.ToArray());
        Write("tokenizer_config.json", """{"tokenizer_class":"CLIPTokenizer"}"""u8.ToArray());
        Assert.Contains("CLIPTokenizer", Refuses("vocab.json"), StringComparison.Ordinal);
        Write("tokenizer_config.json", """{"unk_token":7}"""u8.ToArray());
        Assert.Contains("unk_token should be a text", Refuses("tokenizer_config.json"), StringComparison.Ordinal);
    }

    private void Write(string file, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder, file), bytes);

    private void Refused(string json, string message)
    {
        Write("tokenizer.json", Encoding.UTF8.GetBytes(json));
        Assert.Contains(message, Refuses("tokenizer.json"), StringComparison.Ordinal);
    }

    private string Refuses(string file)
    {
        var (watch, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        var error = Assert.Throws<TokenizerException>(() => Tokenizer.Load(_folder));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20, "more memory than any file here is worth");
        Assert.Contains(Path.Combine(_folder, file), error.Message, StringComparison.Ordinal);
        return error.Message;
    }
}
