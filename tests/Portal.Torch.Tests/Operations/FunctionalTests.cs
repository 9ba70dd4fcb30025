using static TorchSharp.torch.nn.functional;

namespace Portal.Torch.Tests.Operations;

public sealed class FunctionalTests
{
    [Fact]
    public void Layer_norm_standardises_the_last_dimensions()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 1, 3, 10, 20 }, [2, 2]);      // deviations ±1 and ±5
        var (a, b) = (1 / Math.Sqrt(1 + 1e-5), 5 / Math.Sqrt(25 + 1e-5));
        TensorAssert.Holds([-a, a, -b, b], layer_norm(x, [2]), 1e-12);
        var (weight, bias) = (tensor(new double[] { 2, 3 }), tensor(new double[] { 10, 20 }));
        TensorAssert.Holds([10 - 2 * a, 20 + 3 * a, 10 - 2 * b, 20 + 3 * b], layer_norm(x, [2], weight, bias), 1e-12);
        TensorAssert.Holds([-0.5, 0.5], layer_norm(tensor(new double[] { 1, 3 }), [2], eps: 3), 1e-12);
    }

    [Fact]
    public void Cross_entropy_is_the_mean_negative_logarithm_of_the_target()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 0, Math.Log(3), Math.Log(4), 0 }, [2, 2]);       // probabilities 1/4 3/4, 4/5 1/5
        var target = tensor(new long[] { 1, 1 });
        var (first, second) = (-Math.Log(0.75), -Math.Log(0.2));
        TensorAssert.Holds([(first + second) / 2], cross_entropy(logits, target), 1e-12);
        TensorAssert.Holds([first + second], cross_entropy(logits, target, reduction: nn.Reduction.Sum), 1e-12);
        TensorAssert.Holds([first, second], cross_entropy(logits, target, reduction: nn.Reduction.None), 1e-12);
        TensorAssert.Holds([first], cross_entropy(logits, tensor(new long[] { 1, -100 })), 1e-12);
        TensorAssert.Holds([-Math.Log(0.8)], cross_entropy(logits, tensor(new long[] { 1, 0 }), ignore_index: 1), 1e-12);
        TensorAssert.Holds([(first + second) / 2], nll_loss(logits.log_softmax(1), target), 1e-12);
        TensorAssert.Holds([first, second], nll_loss(logits.log_softmax(1), target, reduction: nn.Reduction.None), 1e-12);
        var weight = tensor(new[] { 1.0, 3 });
        TensorAssert.Holds([3 * first, -Math.Log(0.8)], cross_entropy(logits, tensor(new long[] { 1, 0 }), weight, reduction: nn.Reduction.None), 1e-12);
        TensorAssert.Holds([(3 * first - Math.Log(0.8)) / 4], cross_entropy(logits, tensor(new long[] { 1, 0 }), weight), 1e-12);
        var smooth = 0.9 * first + 0.05 * (first - Math.Log(0.25));                    // 0.1 spread over both classes
        TensorAssert.Holds([smooth], cross_entropy(logits[..1], target[..1], label_smoothing: 0.1), 1e-12);
    }

    [Fact]
    public void Binary_and_squared_losses_follow_their_definitions()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { Math.Log(3), -Math.Log(3) });                       // probabilities 3/4 and 1/4
        var target = tensor(new[] { 1.0, 1.0 });
        TensorAssert.Holds([-(Math.Log(0.75) + Math.Log(0.25)) / 2], binary_cross_entropy_with_logits(logits, target), 1e-12);
        TensorAssert.Holds([-2 * Math.Log(0.75), -2 * Math.Log(0.25)],
            binary_cross_entropy_with_logits(logits, target, reduction: nn.Reduction.None, pos_weights: tensor(new[] { 2.0, 2.0 })), 1e-12);
        TensorAssert.Holds([-Math.Log(0.75), 0],
            binary_cross_entropy_with_logits(logits, target, tensor(new[] { 1.0, 0.0 }), nn.Reduction.None), 1e-12);
        var (x, y) = (tensor(new[] { 1.0, 2 }), tensor(new[] { 4.0, 2 }));
        TensorAssert.Holds([4.5], mse_loss(x, y));
        TensorAssert.Holds([9], mse_loss(x, y, nn.Reduction.Sum));
        TensorAssert.Holds([9, 0], mse_loss(x, y, nn.Reduction.None));
    }

    [Fact]
    public void Dropout_zeroes_a_share_and_scales_the_rest()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var x = ones(10_000);
        var dropped = dropout(x, 0.25);
        TensorAssert.Holds([0.25], dropped.eq(0).@float().mean(), 0.02);               // 5 standard deviations of the share
        Assert.Equal(1 / 0.75f, dropped.max().item<float>());
        Assert.True(dropout(x, 0.25, training: false).Equals(x));
        Assert.Same(x, dropout(x, 0.5, inplace: true));
        Assert.True(x.eq(0).any().item<bool>());
    }

    [Fact]
    public void Padding_counts_from_the_last_dimension()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 1, 2, 3 }, [1, 3]);
        TensorAssert.Holds([0, 1, 2, 3, 0, 0], pad(x, [1, 2]));
        TensorAssert.Holds([9, 1, 2, 3], pad(x, [1, 0], value: 9));
        TensorAssert.HasShape([3, 3], pad(x, [0, 0, 1, 1]));
        TensorAssert.Holds([3, 2, 1, 2, 3, 2], pad(x, [2, 1], PaddingModes.Reflect));
        TensorAssert.Holds([1, 1, 1, 2, 3, 3], pad(x, [2, 1], PaddingModes.Replicate));
        TensorAssert.Holds([2, 3, 1, 2, 3, 1], pad(x.unsqueeze(0), [2, 1], PaddingModes.Circular));
    }

    [Fact]
    public void Activations_can_work_in_place()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { -1, 2 });
        Assert.Same(x, relu(x, inplace: true));
        TensorAssert.Holds([0, 2], x);
        Assert.Same(x, silu(x, inplace: true));
        TensorAssert.Holds([0, 2 / (1 + Math.Exp(-2))], x, 1e-12);
    }
}
