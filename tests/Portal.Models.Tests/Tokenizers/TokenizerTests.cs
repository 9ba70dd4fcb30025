using System.Diagnostics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Portal.Models.Tokenizers;

namespace Portal.Models.Tests.Tokenizers;

public sealed class TokenizerTests
{
    [Theory]
    [MemberData(nameof(GoldenTokenizers.Names), MemberType = typeof(GoldenTokenizers))]
    public void Ids_tokens_and_decoded_text_equal_the_reference(string name) => AssertEqualsReference(name, GoldenTokenizers.Load(name));

    [Theory]
    [MemberData(nameof(GoldenTokenizers.OlderFiles), MemberType = typeof(GoldenTokenizers))]
    public void The_older_files_say_the_same(string name, string files) => AssertEqualsReference(name, GoldenTokenizers.Load(name, files));

    [Theory]
    [InlineData("bytelevel_roberta", "tokenizer.json")]
    [InlineData("bytelevel_roberta", "vocab.json merges.txt")]
    [InlineData("spm_xlmr", "tokenizer.json")]
    [InlineData("spm_xlmr", "sentencepiece.bpe.model")]
    [InlineData("wordpiece_cased", "tokenizer.json")]
    [InlineData("wordpiece_cased", "vocab.txt tokenizer_config.json")]
    [InlineData("wordpiece_uncased", "tokenizer.json")]
    public void Pairs_equal_the_reference(string name, string files)
    {
        var tokenizer = GoldenTokenizers.Load(name, files);
        foreach (var pair in GoldenTokenizers.Expected(name).GetProperty("pairs").EnumerateArray())
        {
            var (first, second) = (pair.GetProperty("a").GetString()!, pair.GetProperty("b").GetString()!);
            var encoded = tokenizer.EncodePair(first, second);
            Assert.Equal(GoldenTokenizers.Ids(pair), encoded.Ids);
            if (pair.TryGetProperty("token_type_ids", out var types)) { Assert.Equal(types.EnumerateArray().Select(type => type.GetInt32()), encoded.TypeIds); }
            AssertLawful(first, encoded, 0);
            AssertLawful(second, encoded, 1);
        }
    }

    [Theory]
    [MemberData(nameof(GoldenTokenizers.Names), MemberType = typeof(GoldenTokenizers))]
    public void Spans_ascend_and_never_overlap(string name)
    {
        var tokenizer = GoldenTokenizers.Load(name);
        Assert.All(GoldenTokenizers.Texts(name), text => AssertLawful(text, tokenizer.Tokenize(text), 0));
        Prop.ForAll(Texts(name), text => AssertLawful(text, tokenizer.Tokenize(text), 0)).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    /// <summary>Nothing is dropped by these: the spans put the text together again, whatever it is.</summary>
    [Theory]
    [InlineData("bytelevel_bloom")]
    [InlineData("bytelevel_cohere")]
    [InlineData("bytelevel_llama3")]
    [InlineData("bytelevel_roberta")]
    [InlineData("spm_llama2")]
    public void Spans_rebuild_the_text(string name)
    {
        var tokenizer = GoldenTokenizers.Load(name);
        void Rebuilds(string text) => Assert.Equal(text, string.Concat(tokenizer.Tokenize(text).Spans.Select(span => text[span.Start..span.End])));
        Assert.All(GoldenTokenizers.Texts(name), Rebuilds);
        Prop.ForAll(Texts(name), Rebuilds).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Theory]
    [InlineData("wordpiece_uncased", "E\u0301TAT é [MASK]", "|E\u0301|T|AT|é|[MASK]|")]
    [InlineData("spm_xlmr", "  the \ufb01ne\u3000a <mask>", "|the|\ufb01|n|e|a| <mask>|")]
    public void A_span_is_the_text_that_the_token_came_from(string name, string text, string spans)
    {
        var encoded = GoldenTokenizers.Load(name).Tokenize(text);

        Assert.Equal(spans, string.Join('|', encoded.Spans.Select(span => text[span.Start..span.End])));
        Assert.Equal([1, .. Enumerable.Repeat(0, encoded.Ids.Count - 2), 1], encoded.SpecialTokensMask);
    }

    [Theory]
    [MemberData(nameof(GoldenTokenizers.Names), MemberType = typeof(GoldenTokenizers))]
    public void A_long_line_takes_reasonable_time(string name)
    {
        var tokenizer = GoldenTokenizers.Load(name);
        foreach (var text in new[] { new string('a', 100_000), string.Concat(Enumerable.Repeat("there ", 17_000)), new string(' ', 100_000), string.Concat(Enumerable.Repeat("日ä\u0301", 33_000)) })
        {
            var watch = Stopwatch.StartNew();
            var ids = tokenizer.Encode(text, addSpecialTokens: false);
            _ = tokenizer.Decode(ids);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{text[..6]}...: {watch.Elapsed}");
        }
    }

    [Fact]
    public void Tokens_with_a_role_are_those_that_the_files_name()
    {
        var bert = GoldenTokenizers.Load("wordpiece_cased");
        var xlmr = GoldenTokenizers.Load("spm_xlmr", "sentencepiece.bpe.model");

        Assert.Equal((6, 0, 9, null), (bert.UnknownId, bert.PaddingId, bert.MaskId, bert.BeginningId));
        Assert.Equal((3, 1, 901, 0, 2), (xlmr.UnknownId, xlmr.PaddingId, xlmr.MaskId, xlmr.BeginningId, xlmr.EndId));
    }

    private static void AssertEqualsReference(string name, Tokenizer tokenizer)
    {
        var cases = GoldenTokenizers.Expected(name).GetProperty("cases").EnumerateArray().ToList();
        Assert.InRange(cases.Count, 242, 250);
        Assert.All(cases, example =>
        {
            var text = example.GetProperty("text").GetString()!;
            var ids = GoldenTokenizers.Ids(example);
            var encoded = tokenizer.Tokenize(text);
            Assert.Equal(ids, encoded.Ids);
            Assert.Equal(ids, tokenizer.Encode(text));
            Assert.Equal(example.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()!), encoded.Tokens);
            Assert.Equal(Decoded(name, example, ids), tokenizer.Decode(ids));
        });
    }

    /// <summary>
    /// The slow Llama 2 tokenizer drops more white space than its own model file asks for: there SentencePiece is the reference,
    /// which has no answer for the one text with special tokens in it; there the space that SentencePiece put after the token stays.
    /// </summary>
    private static string Decoded(string name, JsonElement example, List<int> ids)
    {
        if (name != "spm_llama2") { return example.GetProperty("decoded").GetString()!; }
        var cut = example.GetProperty("spm_ids").GetArrayLength() != ids.Count - 1;
        return cut ? " " + example.GetProperty("decoded").GetString() : example.GetProperty("spm_decoded").GetString()!;
    }

    private static void AssertLawful(string text, Tokenization encoded, int sequence)
    {
        var reached = 0;
        for (var i = 0; i < encoded.Ids.Count; i++)
        {
            if (encoded.Sequences[i] != sequence) { continue; }
            var span = encoded.Spans[i];
            Assert.True(span.Start >= reached && span.End >= span.Start && span.End <= text.Length, $"token {i} '{encoded.Tokens[i]}' covers {span} after {reached} in '{text}'");
            reached = span.End;
        }
    }

    /// <summary>Random letters of all kinds between pieces of the golden strings, lone surrogates included.</summary>
    private static Arbitrary<string> Texts(string name)
    {
        var pieces = GoldenTokenizers.Texts(name).Where(text => text.Length < 60).ToArray();
        var piece = Gen.OneOf(Gen.Elements(pieces), ArbMap.Default.GeneratorFor<char>().Select(letter => letter.ToString()));
        return Gen.ArrayOf(piece).Select(string.Concat).ToArbitrary();
    }
}
