using Portal.Models.Architectures;
using Portal.Models.Generation;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Generation;

public class ContinuationScorerTests
{
    [GoldenTheory]
    [InlineData("llama")]
    [InlineData("llama31")]
    [InlineData("mistral")]
    [InlineData("cohere")]
    [InlineData("bloom-6heads")]
    [InlineData("mt5")]
    [InlineData("bart")]
    public void A_batch_of_unequal_prompts_and_continuations_equals_the_reference_of_each_alone(string checkpoint)
    {
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<PretrainedModel>();
        var candidates = golden.Case("candidates");
        var prompt = Ids(candidates.GetProperty(model is CausalModel ? "prompt" : "input_ids")[0]);
        var continuations = candidates.GetProperty(model is CausalModel ? "continuations" : "labels").EnumerateArray().Select(Ids).ToList();
        var other = new ScoringRequest([.. prompt, 9, 8, 7, .. prompt[..^2]], [[5], [6, 7, 8, 9, 10, 11, 12, 13], [4, 4]]);

        var scores = new ContinuationScorer(model).Score([other, new ScoringRequest(prompt, continuations), other]);

        for (var i = 0; i < continuations.Count; i++)
        {
            var expected = golden[$"candidates/{i}/token_logprobs"].data<float>().ToArray();
            Assert.Equal(expected.Length, scores[1][i].Length);
            Assert.All(expected.Zip(scores[1][i]), pair => Assert.InRange(pair.Second, pair.First - golden.ForwardTolerance, pair.First + golden.ForwardTolerance));
        }
        Assert.Equal([1, 8, 2], scores[0].Select(score => score.Length));
        Assert.All(scores[0].Zip(scores[2]), pair => Assert.All(pair.First.Zip(pair.Second), twins => Assert.InRange(twins.Second - twins.First, -golden.ForwardTolerance, golden.ForwardTolerance)));
    }

    [GoldenTheory]
    [InlineData("llama")]
    [InlineData("mt5")]
    public void Continuations_of_one_token_are_a_distribution(string checkpoint)
    {
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<PretrainedModel>();
        var vocabulary = model is CausalModel causal ? causal.VocabSize : ((Mt5)model).Config.VocabSize;

        var scores = new ContinuationScorer(model).Score([new ScoringRequest([5, 6, 7], [.. Enumerable.Range(0, vocabulary).Select(id => new[] { id })])])[0];

        Assert.InRange(scores.Sum(score => Math.Exp(score[0])), 1 - 1e-5, 1 + 1e-5);
    }

    [Fact]
    public void An_output_matrix_of_several_blocks_gives_the_plain_log_probabilities()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        const long vocabulary = (2 * 16384) + 77;
        var (weight, bias, states) = (randn([vocabulary, 12], generator: generator), randn([vocabulary], generator: generator), randn([5, 12], generator: generator));
        var output = new OutputLayer(weight, bias, scale: 0.5);
        var (of, ids) = (tensor(new long[] { 0, 1, 1, 4, 4, 2 }), tensor(new[] { 0, 16383L, 16384, vocabulary - 1, 32768, 5 }));

        var expected = output.Logits(states).log_softmax(-1).index_select(0, of).gather(-1, ids.unsqueeze(-1)).squeeze(-1);

        TensorAssert.Close(expected, output.LogProbabilities(states, of, ids), 1e-5);
        Assert.Equal(output.Logits(states).argmax(-1).data<long>().ToArray(), output.MostProbable(states).data<long>().ToArray());
    }

    [GoldenFact]
    public void Scoring_leaves_no_tensor_behind()
    {
        using var golden = Golden.Open("mt5");
        using var model = golden.OpenModel<PretrainedModel>();
        var before = LiveTensors.Settled();
        new ContinuationScorer(model).Score([new ScoringRequest([5, 6, 7], [[1], [2, 3]])]);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [GoldenTheory]
    [InlineData("llama", 0, 2, "a prompt is empty")]
    [InlineData("llama", 3, 0, "a continuation is empty")]
    [InlineData("llama", 100, 50, "a prompt of up to 100 tokens with a continuation of 50")]
    [InlineData("llama", 300, 5, "the prompt has 300 tokens, the model reads 128")]
    [InlineData("bart", 300, 5, "the prompt has 300 tokens")]
    [InlineData("xlmr-mlm", 3, 2, "XlmRoberta is an encoder and continues no text")]
    public void What_cannot_be_scored_is_refused_with_its_reason(string checkpoint, int prompt, int continuation, string message)
    {
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<PretrainedModel>();
        var request = new ScoringRequest([.. Enumerable.Repeat(5, prompt)], [[.. Enumerable.Repeat(6, continuation)]]);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new ContinuationScorer(model).Score([request])).Message, StringComparison.Ordinal);
    }

    private static int[] Ids(System.Text.Json.JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];
}
