using Portal.Models.Architectures;
using Portal.Models.Generation;
using Portal.Models.Tokenizers;
using Portal.Models.Verification;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Generation;

public sealed class TextGeneratorTests : IDisposable
{
    private readonly GoldenFolder _golden = Golden.Open("llama");
    private readonly CausalModel _model;
    private readonly Tokenizer _tokenizer;
    private readonly TextGenerator _generator;

    public TextGeneratorTests()
    {
        _model = _golden.OpenModel<CausalModel>();
        _tokenizer = Tokenizer.Load(Path.Combine(AppContext.BaseDirectory, "golden", "tokenizers", "spm_llama2"));
        _generator = new TextGenerator(_model, _tokenizer);
    }

    private static EncodedPrompt APrompt(ulong seed = 5) => new([1, 220, 246, 215, 186], seed);

    [GoldenFact]
    public void Temperature_zero_gives_the_reference_continuation()
    {
        var texts = _generator.Generate([APrompt()], new GenerationOptions { Temperature = 0, MaxTokens = 12, Samples = 3 })[0];

        using var expected = _golden["greedy/continuation"];
        Assert.All(texts, text => Assert.Equal(expected.data<long>().ToArray().Select(id => (int)id), text.Ids));
        Assert.All(texts, text => Assert.Equal(FinishReason.Length, text.Finish));
    }

    [GoldenTheory]
    [InlineData("mt5", "spm_mt5")]
    [InlineData("bart", "bytelevel_roberta")]
    public void An_encoder_decoder_continues_its_source_as_the_reference_does(string checkpoint, string tokenizer)
    {
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<Seq2SeqModel>();
        var source = golden.Input("greedy", "input_ids").cpu().data<long>().ToArray().Select(id => (int)id).ToArray();
        var generator = new TextGenerator(model, Tokenizer.Load(Path.Combine(AppContext.BaseDirectory, "golden", "tokenizers", tokenizer)));

        var texts = generator.Generate([new EncodedPrompt([5, .. source, 9], 1), new EncodedPrompt(source, 1)], new GenerationOptions { Temperature = 0, MaxTokens = 12, Samples = 2 });

        Assert.All(texts[1], text => Assert.Equal(golden["greedy/continuation"].data<long>().ToArray().Select(id => (int)id), text.Ids));
        Assert.NotEqual(texts[0][0].Ids, texts[1][0].Ids);
    }

    [GoldenFact]
    public void Top_k_draws_from_the_most_probable_tokens_alone()
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var ids = tensor(APrompt().Ids.Select(id => (long)id).ToArray(), device: _golden.Device).unsqueeze(0);
        var best = _model.Logits(_model.Forward(ids, ones_like(ids)))[0, -1].sort(-1, descending: true).indices.cpu().data<long>().ToArray().Take(7).Select(id => (int)id).ToHashSet();

        var drawn = _generator.Generate([APrompt()], new GenerationOptions { Samples = 2000, MaxTokens = 1, Temperature = 20, TopK = 7 })[0];

        Assert.Equal(best.Order(), drawn.Select(text => text.Ids[0]).Distinct().Order());
    }

    /// <summary>Step by step, with the penalty written out: a token of the prompt or of the sample has its score divided where positive and multiplied where negative.</summary>
    [GoldenFact]
    public void A_repetition_penalty_acts_on_the_prompt_and_on_what_was_generated()
    {
        const double penalty = 0.3;           // below 1, so that it shows: this model repeats nothing by itself
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var text = APrompt().Ids.Select(id => (long)id).ToList();
        for (var step = 0; step < 10; step++)
        {
            var ids = tensor(text.ToArray(), device: _golden.Device).unsqueeze(0);
            var logits = _model.Logits(_model.Forward(ids, ones_like(ids)))[0, -1].cpu().data<float>().ToArray();
            foreach (var id in text.Distinct()) { logits[id] = (float)(logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty); }
            text.Add(Array.IndexOf(logits, logits.Max()));
        }

        var options = new GenerationOptions { Temperature = 0, MaxTokens = 10 };
        var texts = _generator.Generate([new EncodedPrompt([9, 8, 7, 6, 5, 4, 30, 12], 1), APrompt()], options with { RepetitionPenalty = penalty });

        Assert.Equal(text.Skip(APrompt().Ids.Count).Select(id => (int)id), texts[1][0].Ids);
        Assert.NotEqual(_generator.Generate([APrompt()], options)[0][0].Ids, texts[1][0].Ids);
    }

    [GoldenFact]
    public void A_sample_depends_on_its_seed_and_index_alone()
    {
        var options = new GenerationOptions { Samples = 4, MaxTokens = 8 };
        var alone = _generator.Generate([APrompt(1)], options with { Samples = 2 })[0];
        var beside = _generator.Generate([new EncodedPrompt([1, 9, 8, 7, 6, 5, 4, 30], 2), APrompt(1)], options)[1];

        Assert.Equal(alone.Select(text => text.Text), beside.Take(2).Select(text => text.Text));
        Assert.True(beside.Select(text => text.Text).Distinct().Count() > 1);
        Assert.NotEqual(alone.Select(text => text.Text), _generator.Generate([APrompt(3)], options)[0].Take(2).Select(text => text.Text));
    }

    [GoldenFact]
    public void Draws_follow_the_models_distribution()
    {
        using var scope = NewDisposeScope();
        const int draws = 4000;
        var drawn = _generator.Generate([APrompt()], new GenerationOptions { Samples = draws, MaxTokens = 1, Temperature = 2 })[0];

        using var untracked = no_grad();
        var ids = tensor(APrompt().Ids.Select(id => (long)id).ToArray(), device: _golden.Device).unsqueeze(0);
        var expected = (_model.Logits(_model.Forward(ids, ones_like(ids)))[0, -1] / 2).softmax(-1).cpu().data<float>().ToArray();
        var counts = drawn.GroupBy(text => text.Ids[0]).ToDictionary(group => group.Key, group => group.Count());
        // five standard errors of a binomial share
        Assert.All(Enumerable.Range(0, expected.Length), id =>
            Assert.InRange(counts.GetValueOrDefault(id) / (double)draws, expected[id] - (5 * Math.Sqrt(expected[id] / draws)) - (1.0 / draws), expected[id] + (5 * Math.Sqrt(expected[id] / draws)) + (1.0 / draws)));
    }

    [GoldenTheory]
    [InlineData(1e-6)]
    [InlineData(0.5)]
    public void Top_p_keeps_the_smallest_set_that_reaches_the_mass(double topP)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var ids = tensor(APrompt().Ids.Select(id => (long)id).ToArray(), device: _golden.Device).unsqueeze(0);
        var probabilities = (_model.Logits(_model.Forward(ids, ones_like(ids)))[0, -1] / 4).softmax(-1).cpu().data<float>().ToArray();
        var (kept, mass) = (new HashSet<int>(), 0.0);
        foreach (var id in Enumerable.Range(0, probabilities.Length).OrderByDescending(id => probabilities[id]))
        {
            if (mass >= topP) { break; }
            kept.Add(id);
            mass += probabilities[id];
        }

        var drawn = _generator.Generate([APrompt()], new GenerationOptions { Samples = 4000, MaxTokens = 1, Temperature = 4, TopP = topP })[0];

        Assert.Subset(kept, drawn.Select(text => text.Ids[0]).ToHashSet());
        // Of 4,000 draws a token with a mass of 1 % is missed with a probability below 1e-17.
        Assert.Superset(kept.Where(id => probabilities[id] / mass > 0.01).ToHashSet(), drawn.Select(text => text.Ids[0]).ToHashSet());
    }

    [GoldenTheory]
    [InlineData(1e-300)]
    [InlineData(1e-7)]
    public void The_coldest_draw_is_the_most_probable_token(double temperature)
    {
        var greedy = _generator.Generate([APrompt()], new GenerationOptions { Temperature = 0, MaxTokens = 4 })[0][0].Ids;
        Assert.Equal(greedy, _generator.Generate([APrompt()], new GenerationOptions { Temperature = temperature, MaxTokens = 4 })[0][0].Ids);
    }

    [GoldenFact]
    public void Decoding_holds_no_more_tensors_at_its_end_than_at_its_beginning()
    {
        LiveTensors.Settled();
        var held = new List<long>();
        _generator.Generate([APrompt()], new GenerationOptions { Samples = 4, MaxTokens = 60 }, new GenerationProgress(_ => held.Add(Tensor.TotalCount), (_, _) => { }));
        Assert.True(held.Count > 5, string.Join(' ', held));
        Assert.All(held[4..], count => Assert.True(count <= held[4], string.Join(' ', held)));     // after the first token, which makes the buffers of the rows
    }

    [GoldenFact]
    public void Text_ends_before_a_stop_string_and_deltas_never_show_it()
    {
        var free = _generator.Generate([APrompt()], new GenerationOptions { Temperature = 0, MaxTokens = 12 })[0][0].Text;
        var stop = free[3..6];
        var (shown, ended) = ("", new List<GeneratedText>());

        var text = _generator.Generate([APrompt()], new GenerationOptions { Temperature = 0, MaxTokens = 12, Stop = [stop] },
            new GenerationProgress(delta => shown += delta.Text, (_, finished) => ended.Add(finished)))[0][0];

        Assert.Equal(free[..free.IndexOf(stop, StringComparison.Ordinal)], text.Text);
        Assert.Equal(text.Text, shown);
        Assert.Equal([text], ended);
        Assert.Equal(FinishReason.Stop, text.Finish);
    }

    [GoldenFact]
    public void End_of_text_ends_a_sample_and_leaves_the_others_running()
    {
        var options = new GenerationOptions { Samples = 6, MaxTokens = 10 };
        var free = _generator.Generate([APrompt()], options)[0];
        var end = free[0].Ids[4];

        var ended = _generator.Generate([APrompt()], options with { EndOfText = new HashSet<int> { end } })[0];

        Assert.All(free.Zip(ended), pair => Assert.Equal(pair.First.Ids.TakeWhile(id => id != end), pair.Second.Ids));
        Assert.Equal(FinishReason.Stop, ended[0].Finish);
    }

    [GoldenFact]
    public void Cancellation_stops_between_tokens_and_frees_everything()
    {
        var before = LiveTensors.Settled();
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            _generator.Generate([APrompt()], new GenerationOptions { MaxTokens = 50 }, new GenerationProgress(_ => cancel.Cancel(), (_, _) => { }), cancel.Token));
        Assert.Equal(before, Tensor.TotalCount);
    }

    [GoldenTheory]
    [InlineData(0, 1, 1, 0, 1, "n is 0")]
    [InlineData(1, 0, 1, 0, 1, "max_tokens is 0")]
    [InlineData(1, 1, 0, 0, 1, "top_p is 0")]
    [InlineData(1, 1, 1, -1, 1, "top_k is -1")]
    [InlineData(1, 1, 1, 0, 0, "repetition_penalty is 0")]
    public void An_option_out_of_range_is_named(int samples, int maxTokens, double topP, int topK, double penalty, string message)
    {
        var options = new GenerationOptions { Samples = samples, MaxTokens = maxTokens, TopP = topP, TopK = topK, RepetitionPenalty = penalty };
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => _generator.Generate([APrompt()], options)).Message, StringComparison.Ordinal);
    }

    [GoldenFact]
    public void A_prompt_longer_than_the_models_positions_is_refused() =>
        Assert.Contains("the prompt has 200 tokens, the model reads 128", Assert.Throws<ArgumentException>(() =>
            _generator.Generate([new EncodedPrompt([.. Enumerable.Repeat(5, 200)], 1)], new GenerationOptions())).Message, StringComparison.Ordinal);

    public void Dispose()
    {
        _model.Dispose();
        _golden.Dispose();
    }
}
