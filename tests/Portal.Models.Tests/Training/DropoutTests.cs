using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Training;

public sealed class DropoutTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Drops_the_expected_share_and_keeps_the_mean(double rate)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var dropped = new Dropout(rate, 0, generator).OfHidden(full([1000, 100], 2.0, dtype: ScalarType.Float32));
        // four standard errors of a share of 100,000
        var error = 4 * Math.Sqrt(rate * (1 - rate) / 100_000);
        Assert.Equal(rate, dropped.eq(0).sum().item<long>() / 100_000.0, error);
        Assert.Equal(2, dropped.mean().item<float>(), 2 * error / (1 - rate));
        Assert.Equal((float)(2 / (1 - rate)), dropped.max().item<float>(), 1e-5f);
    }

    [Fact]
    public void Hidden_states_and_attention_have_rates_of_their_own()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var dropout = new Dropout(0, 0.5, generator);
        var x = ones(1000);
        Assert.Equal(0, dropout.OfHidden(x).eq(0).sum().item<long>());
        Assert.InRange(dropout.OfAttention(x).eq(0).sum().item<long>(), 400, 600);
    }

    [Fact]
    public void Passes_differ_under_one_generator_and_repeat_under_the_same_seed_and_evaluation_has_none()
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("xlmr-seqcls");
        using var model = golden.OpenModel<EncoderModel>();
        using var untracked = no_grad();
        var (ids, mask) = (golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"));
        float[] Logits(Dropout? dropout) => model.ClassLogits(model.Forward(ids, mask, dropout: dropout), dropout).data<float>().ToArray();
        using var generator = new Generator(7);
        using var again = new Generator(7);
        var (dropout, same) = (new Dropout(0.1, 0.1, generator), new Dropout(0.1, 0.1, again));
        var (first, second) = (Logits(dropout), Logits(dropout));

        Assert.NotEqual(first, second);
        Assert.Equal(first, Logits(same));
        Assert.Equal(second, Logits(same));
        TensorAssert.Close(golden["batch/logits"], tensor(Logits(null)).view(golden["batch/logits"].shape), golden.ForwardTolerance);
    }
}
