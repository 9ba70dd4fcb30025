using System.Text.Json;
using Portal.Models.Verification;
using static TorchSharp.torch;

namespace Portal.Host.Tests.Commands;

/// <summary>Commands that compute, against the reference values of their checkpoints.</summary>
public sealed class ModelCommandTests
{
    [Theory]
    [InlineData("llama")]
    [InlineData("bert-mlm")]
    [InlineData("xlmr-seqcls")]
    [InlineData("mt5")]
    public async Task Logits_are_the_references(string checkpoint)
    {
        using var golden = GoldenFolder.Open(WordModel.Golden(checkpoint));
        string Ids(string field) => string.Join(',', golden.Lists("single", field)[0]);
        string[] decoder = golden.HasInput("single", "decoder_input_ids") ? ["--decoder-ids", Ids("decoder_input_ids")] : [];

        var printed = await CommandRun.Json(["logits", "--model", golden.Folder, "--ids", Ids("input_ids"), .. decoder]);

        Close(golden["single/logits"], printed.Single().GetProperty("logits").EnumerateArray().SelectMany(row => row.EnumerateArray()), golden.ForwardTolerance);
    }

    [Fact]
    public async Task The_largest_logits_stand_first()
    {
        var ids = new[] { "logits", "--model", WordModel.Golden("llama"), "--ids", "1,5", "--ids", "7" };
        var (all, top) = (await CommandRun.Json(ids), await CommandRun.Json([.. ids, "--top-k", "3"]));
        var last = all[1].GetProperty("logits")[0].EnumerateArray().Select(logit => logit.GetSingle()).ToList();
        Assert.Equal(last.OrderDescending().Take(3), top[1].GetProperty("top")[0].EnumerateArray().Select(entry => entry.GetProperty("logit").GetSingle()));
        Assert.Contains($"{last.IndexOf(last.Max())}: {last.Max():f4}", (await CommandRun.Of(ids)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spm_mt5")]
    [InlineData("spm_llama2")]
    [InlineData("wordpiece_cased")]
    [InlineData("bytelevel_bloom")]
    public async Task Tokens_are_the_references(string tokenizer)
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(WordModel.Tokenizer(tokenizer), "expected.json")));
        var strings = expected.RootElement.GetProperty("cases").EnumerateArray().Where(example => example.GetProperty("text").GetString() is { Length: > 0 } text && !text.Contains('\0', StringComparison.Ordinal)).ToList();

        var printed = await CommandRun.Json(["tokenize", "--model", WordModel.Tokenizer(tokenizer), "--", .. strings.Select(example => example.GetProperty("text").GetString()!)]);

        Assert.Equal(strings.Select(example => Integers(example.GetProperty("ids"))), printed.Select(line => Integers(line.GetProperty("input_ids"))));
    }

    [Fact]
    public async Task Spans_count_characters_not_UTF16_units()
    {
        var line = (await CommandRun.Json("tokenize", "--model", WordModel.Tokenizer("wordpiece_cased"), "--", "𝔘 a")).Single();
        Assert.Equal("[2,3]", line.GetProperty("offset_mapping").EnumerateArray().ElementAt(line.GetProperty("input_ids").GetArrayLength() - 2).ToString());
    }

    [Fact]
    public async Task A_mask_is_filled_with_the_references_probabilities()
    {
        using var model = new WordModel("bert-mlm");
        using var golden = GoldenFolder.Open(model.Folder);
        var ids = golden.Lists("mask_candidates", "input_ids")[0][1..^1];
        var text = string.Join(' ', ids.Select(id => id == 4 ? "[MASK]" : $"w{id}")).Replace(" [MASK]", "[MASK]", StringComparison.Ordinal);

        var printed = await CommandRun.Json("fill-mask", "--model", model.Folder, text, "--top-k", "320");

        var mask = printed.Single().GetProperty("masks").EnumerateArray().Single();
        Assert.Equal(golden.Number("mask_candidates", "position"), mask.GetProperty("position").GetInt32());
        var scores = mask.GetProperty("candidates").EnumerateArray().ToDictionary(candidate => candidate.GetProperty("tokens")[0].GetInt32(), candidate => candidate.GetProperty("score").GetDouble());
        using var logarithms = tensor(Enumerable.Range(0, 320).Select(id => Math.Log(scores[id])).ToArray());
        using var expected = golden["mask_candidates/log_softmax"];
        Assert.InRange((logarithms - expected).abs().max().item<double>(), 0, golden.ForwardTolerance);
        Assert.Equal(scores.Values.OrderDescending(), scores.Values);
        Assert.Equal(text.Replace("[MASK]", $" w{scores.First().Key}", StringComparison.Ordinal), mask.GetProperty("candidates")[0].GetProperty("sequence").GetString());
    }

    /// <summary>What fills a sentinel has the probability that scoring the same target gives.</summary>
    [Fact]
    public async Task A_sentinel_is_filled_by_spans_of_their_scored_probability()
    {
        using var model = new WordModel("mt5");
        const string text = "w144 w263 w265<extra_id_0> w19 w221";

        var candidates = (await CommandRun.Json("fill-mask", "--model", model.Folder, text, "--max-new-tokens", "2", "--top-k", "20")).Single()
            .GetProperty("masks")[0].GetProperty("candidates").EnumerateArray().Where(candidate => candidate.GetProperty("ended").GetBoolean()).Take(3).ToList();

        Assert.Equal(3, candidates.Count);
        foreach (var candidate in candidates)
        {
            var (span, ended) = (candidate.GetProperty("token_str").GetString(), 0.0);
            foreach (var end in new[] { "<extra_id_1>", "</s>" })
            {
                var scored = (await CommandRun.Json("score", "--model", model.Folder, "--context", text, "--continuation", span is "" ? $"<extra_id_0>{end}" : $"<extra_id_0> {span}{end}")).Single();
                ended += Math.Exp(scored.GetProperty("tokens").EnumerateArray().Skip(1).Sum(token => token.GetProperty("logprob").GetDouble()));
            }
            Assert.Equal(1, candidate.GetProperty("score").GetDouble() / ended, 1e-3);          // float32, order of accumulation
        }
    }

    [Theory]
    [InlineData("llama", "prompt", "continuations")]
    [InlineData("mt5", "input_ids", "labels")]
    public async Task Scores_are_the_references(string checkpoint, string context, string continuations)
    {
        using var model = new WordModel(checkpoint);
        using var golden = GoldenFolder.Open(model.Folder);
        string Text(IEnumerable<int> ids) => WordModel.Words(ids).Replace(" w383", "<extra_id_0>", StringComparison.Ordinal).Replace("w383", "<extra_id_0>", StringComparison.Ordinal)
            .Replace(" w382", "<extra_id_1>", StringComparison.Ordinal);
        var given = golden.Lists("candidates", context)[0];
        // The tokenizer puts Llama's beginning in front and mT5's end behind.
        var source = checkpoint == "mt5" ? Text(given[..^1]) : WordModel.Words(given[1..]);
        var targets = golden.Lists("candidates", continuations).Select(ids => checkpoint == "mt5" ? Text(ids[..^1]) + "</s>" : $" {WordModel.Words(ids)}").ToList();

        var printed = await CommandRun.Json(["score", "--model", model.Folder, "--context", source, .. targets.SelectMany(target => new[] { "--continuation", target })]);

        foreach (var (i, line) in printed.Index())
        {
            Close(golden[$"candidates/{i}/token_logprobs"], line.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("logprob")), golden.ForwardTolerance);
            Assert.Equal(line.GetProperty("tokens").EnumerateArray().Sum(token => token.GetProperty("logprob").GetDouble()), line.GetProperty("sum").GetDouble(), 1e-9);
            Assert.False(line.GetProperty("is_greedy").GetBoolean());
        }
        Assert.Equal(2, printed.Count);
    }

    [Fact]
    public async Task Greedy_text_is_the_references_and_scores_as_greedy()
    {
        using var model = new WordModel("llama");
        using var golden = GoldenFolder.Open(model.Folder);
        using var expected = golden["greedy/continuation"];
        var continuation = expected.data<long>().ToArray().Select(id => (int)id).ToArray();
        var prompt = WordModel.Words(golden.Lists("greedy", "input_ids")[0][1..]);

        var sample = (await CommandRun.Json("generate", "--model", model.Folder, prompt, "--max-new-tokens", "12")).Single().GetProperty("samples")[0];
        var (greedy, other) = (WordModel.Words(continuation), WordModel.Words([.. continuation[..^1], continuation[^1] + 1]));
        var file = Path.Combine(model.Folder, "pairs.jsonl");
        await File.WriteAllTextAsync(file, $$"""
            {"context":"{{prompt}}","continuations":[" {{greedy}}"," {{other}}"]}
            {"context":"w9","continuation":" w8"}
            {"context":"{{prompt}} ","continuation":"{{greedy}}"}
            """);
        var scored = await CommandRun.Json("score", "--model", model.Folder, "--file", file, "--batch-size", "1");

        Assert.Equal(continuation, sample.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(greedy, sample.GetProperty("text").GetString());
        Assert.Equal([true, false, false, true], scored.Select(line => line.GetProperty("is_greedy").GetBoolean()));
        Assert.Equal(sample.GetProperty("sum_logprob").GetDouble(), scored[0].GetProperty("sum").GetDouble(), 1e-4);       // float32, order of accumulation
        Assert.Equal(3, (await CommandRun.Json("score", "--model", model.Folder, "--file", file, "--limit", "3")).Count);
    }

    [Fact]
    public async Task Samples_repeat_with_their_seed_whatever_the_batch()
    {
        using var model = new WordModel("llama");
        var file = Path.Combine(model.Folder, "prompts.jsonl");
        await File.WriteAllTextAsync(file, "{\"prompt\":\"w7\"}\n\n{\"prompt\":\"w8 w9\"}\n");
        Task<CommandRun> Run(string seed, string batch) => CommandRun.Of(
            "generate", "--model", model.Folder, "w5 w6", "--file", file, "--temperature", "1", "--num-return-sequences", "3", "--max-new-tokens", "6", "--seed", seed, "--batch-size", batch);

        var first = await Run("4", "8");

        Assert.Equal(3 * (1 + 3), first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(first.Output, (await Run("4", "1")).Output);
        Assert.NotEqual(first.Output, (await Run("5", "8")).Output);
    }

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];

    private static void Close(Tensor expected, IEnumerable<JsonElement> actual, double tolerance)
    {
        var values = actual.Select(value => value.GetSingle()).ToArray();
        Assert.Equal(expected.NumberOfElements, values.Length);
        Assert.All(expected.data<float>().ToArray().Zip(values), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
        expected.Dispose();
    }
}
