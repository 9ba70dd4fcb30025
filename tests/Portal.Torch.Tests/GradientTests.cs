using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;

namespace Portal.Torch.Tests;

public sealed class GradientTests
{
    /// <summary>Functions of float64 tensors of the given shapes, smooth at the points that are tried.</summary>
    private static readonly Dictionary<string, (long[][] Shapes, Func<Tensor[], Tensor> Function)> _functions = new()
    {
        ["add, broadcast"] = ([[2, 3], [3]], x => x[0].add(x[1], 2)),
        ["sub"] = ([[2, 3], [2, 1]], x => x[0] - x[1]),
        ["mul, div"] = ([[2, 3], [2, 3]], x => x[0] * x[1] / (x[1] + 3)),
        ["number - x, number / x"] = ([[4]], x => (1 - x[0]) * (2 / (x[0] + 3))),
        ["pow"] = ([[4], [4]], x => (x[0].square() + 1).pow(x[1])),
        ["pow of a number"] = ([[4]], x => x[0].pow(3)),
        ["exp, log, sqrt, rsqrt"] = ([[4]], x => (x[0].exp() + 1).log() + (x[0].square() + 1).sqrt() + (x[0].square() + 1).rsqrt()),
        ["log1p, expm1, reciprocal"] = ([[4]], x => x[0].square().log1p() + x[0].expm1() + (x[0] + 4).reciprocal()),
        ["sin, cos, tanh, sigmoid, erf"] = ([[4]], x => x[0].sin() + x[0].cos() + x[0].tanh() + x[0].sigmoid() + x[0].erf()),
        ["silu, gelu, relu, elu"] = ([[4]], x => x[0].silu() + x[0].gelu() + x[0].gelu(GELU.Approximate.tanh) + x[0].relu() + x[0].elu()),
        ["clamp, abs, maximum, minimum"] = ([[4], [4]], x => x[0].clamp(-0.5, 0.5) + x[0].abs() + x[0].maximum(x[1]) + x[0].minimum(x[1] * 2)),
        ["where, masked_fill"] = ([[4], [4]], x => where(x[0] > 0, x[0], x[1] * 3) + x[0].masked_fill(x[1] > 0, 0)),
        ["addcmul, addcdiv, lerp"] = ([[4], [4], [4]], x => x[0].addcmul(x[1], x[2], 2) + x[0].addcdiv(x[1], x[2] + 3, 2) + x[0].lerp(x[1], x[2])),
        ["sum, mean, var, std"] = ([[3, 4]], x => x[0].sum(0L) + x[0].mean([0]) + x[0].var(0) + x[0].std(0)),
        ["max, amax, logsumexp, cumsum, norm"] = (
            [[3, 4]], x => x[0].max(0).values + x[0].amax(0) + x[0].logsumexp(0) + x[0].cumsum(0).sum(0L) + x[0].norm(0)),
        ["sort, topk"] = ([[5]], x => x[0].sort().values[1..4] + x[0].topk(3).values * 2),
        ["softmax, log_softmax"] = ([[3, 4]], x => x[0].softmax(-1) + x[0].log_softmax(0)),
        ["matmul, batched"] = ([[2, 1, 3, 4], [5, 4, 2]], x => x[0].matmul(x[1])),
        ["mm, mv, dot, outer, bmm"] = (
            [[3, 3], [3]], x => x[0].mm(x[0]).mv(x[1]) + x[1].dot(x[1]) + x[1].outer(x[1]).sum(0L) + x[0].view(3, 1, 3).bmm(x[0].view(3, 3, 1)).flatten()),
        ["einsum"] = ([[2, 3, 4], [2, 5, 4]], x => einsum("bqd,bkd->bqk", x[0], x[1])),
        ["linear"] = ([[2, 3, 4], [5, 4], [5]], x => F.linear(x[0], x[1], x[2])),
        ["layer_norm"] = ([[2, 4], [4], [4]], x => F.layer_norm(x[0], [4], x[1], x[2])),
        ["cross_entropy"] = ([[3, 4]], x => F.cross_entropy(x[0], tensor(new long[] { 1, -100, 3 }), label_smoothing: 0.1)),
        ["nll_loss, mse_loss"] = ([[2, 3]], x => F.nll_loss(x[0].log_softmax(1), tensor(new long[] { 2, 0 })) + F.mse_loss(x[0], ones_like(x[0]))),
        ["binary_cross_entropy_with_logits"] = ([[4]], x => F.binary_cross_entropy_with_logits(x[0], full_like(x[0], 0.3))),
        ["pad"] = ([[1, 2, 3]], x => F.pad(x[0], [1, 2], PaddingModes.Circular)),
        ["view, reshape, transpose, permute, flatten"] = (
            [[2, 3, 4]], x => x[0].transpose(0, 1).reshape(6, 4) + x[0].permute(1, 0, 2).flatten(0, 1) + x[0].view(6, 4)),
        ["expand, repeat, repeat_interleave"] = ([[3, 1]], x => x[0].expand(3, 4) + x[0].repeat(1, 4) + x[0].repeat_interleave(4, 1)),
        ["unsqueeze, squeeze, narrow, slice, select"] = (
            [[4, 4]], x => x[0].unsqueeze(0).squeeze(0).narrow(0, 1, 2) + x[0].slice(0, 0, 4, 2) + x[0].select(0, 3)),
        ["split, chunk, unbind, cat, stack"] = (
            [[4, 2]], x => cat([.. x[0].split(2), .. x[0].chunk(2)], 1).sum(1) + stack(x[0].unbind(1)).sum(1)),
        ["index, index_select, gather"] = (
            [[3, 4]], x => x[0][1.., ..2] + x[0].index_select(0, tensor(new long[] { 2, 2 }))[.., ..2] + x[0].gather(0, zeros(2, 2, int64))),
        ["scatter, index_put_, tril, triu"] = (
            [[3, 3], [3]], x => zeros(3, 3, float64).index_put_(x[1], TensorIndex.Single(1)) + x[0].tril() + x[0].triu(1) * 2),
        ["in-place chain"] = ([[4], [4]], x => x[0].clone().mul_(x[1]).add_(x[1], 2).sub_(1).div_(x[1] + 3).sqrt_()),
    };

    public static TheoryData<string> Names => [.. _functions.Keys];

    /// <summary>
    /// ∂(w·f)/∂x against (f(x + ε) - f(x - ε))·w / 2ε for every input element, with random w. On float64 and ε = 1e-6 the quotient carries
    /// about 1e-10 of rounding and 1e-12 of curvature.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_is_the_limit_of_difference_quotients(string name)
    {
        const double epsilon = 1e-6;
        using var scope = NewDisposeScope();
        using var generator = new Generator(20);
        var (shapes, function) = _functions[name];
        var inputs = shapes.Select(shape => rand(shape, float64, generator: generator).mul_(1.6).sub_(name == "in-place chain" ? -1 : 0.7)).ToArray();
        Tensor weights;
        using (no_grad()) { weights = randn_like(function(inputs)); }
        double Value() { using var inner = no_grad(); using var step = NewDisposeScope(); return (function(inputs) * weights).sum().item<double>(); }

        foreach (var x in inputs) { x.requires_grad_(); }
        var gradients = autograd.grad([(function(inputs) * weights).sum()], inputs);

        for (var input = 0; input < inputs.Length; input++)
        {
            TensorAssert.HasShape(inputs[input].shape, gradients[input]);
            var expected = gradients[input].data<double>().ToArray();
            using var elements = inputs[input].data<double>();
            for (var i = 0; i < expected.Length; i++)
            {
                var before = elements[i];
                elements[i] = before + epsilon;
                var above = Value();
                elements[i] = before - epsilon;
                var quotient = (above - Value()) / (2 * epsilon);
                elements[i] = before;
                Assert.True(Math.Abs(quotient - expected[i]) < 1e-7 * Math.Max(1, Math.Abs(quotient)), $"{name}: input {input} element {i}: {expected[i]} against {quotient}");
            }
        }
    }

    [Fact]
    public void Backward_adds_to_the_gradients_of_the_leaves()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2 }, requires_grad: true);
        Assert.Null(x.grad);
        x.square().sum().backward();
        TensorAssert.Holds([2, 4], x.grad!);
        (x * 3).backward(grad_tensors: [tensor(new[] { 1.0, 10 })]);
        TensorAssert.Holds([5, 34], x.grad!);
        autograd.backward((x * 3).sum(), tensor(2.0));
        TensorAssert.Holds([11, 40], x.grad!);
        x.grad = null;
        Assert.Null(x.grad);
        x.grad = ones(2, float64);
        TensorAssert.Holds([1, 1], x.grad!);
        var y = ones(2, float64, requires_grad: true);
        autograd.backward((x * y).sum(), inputs: [y]);
        TensorAssert.Holds([1, 1], x.grad!);
        TensorAssert.Holds([1, 2], y.grad!);
    }

    [Fact]
    public void Grad_leaves_the_leaves_alone()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2 }, requires_grad: true);
        var hidden = x * 2;
        var gradients = autograd.grad([hidden.square().sum()], [hidden, x]);
        TensorAssert.Holds([4, 8], gradients[0]);
        TensorAssert.Holds([8, 16], gradients[1]);
        Assert.Null(x.grad);
        TensorAssert.Holds([3, 5], autograd.grad([x], [x], [tensor(new[] { 3.0, 5 })])[0]);
    }

    [Fact]
    public void An_unused_input_is_an_error_unless_allowed()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (ones(1, requires_grad: true), ones(1, requires_grad: true));
        var before = LiveTensors.Settled();
        var unused = autograd.grad([x.sum()], [x, y], allow_unused: true)[1];
        Assert.True(unused.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => unused.abs());
        unused.Dispose();
        Assert.Equal(before + 2, Tensor.TotalCount);                // the sum and the other gradient
        Assert.ThrowsAny<Exception>(() => autograd.grad([x.sum()], [y]));
    }

    [Fact]
    public void A_graph_serves_twice_only_if_retained_and_gives_second_derivatives_if_created()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3.0, requires_grad: true);
        var once = x.pow(3);
        once.backward();
        Assert.ThrowsAny<Exception>(once.backward);
        var twice = x.pow(3);
        autograd.grad([twice], [x], retain_graph: true);
        TensorAssert.Holds([27], autograd.grad([twice], [x])[0]);
        var slope = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        TensorAssert.Holds([18], autograd.grad([slope], [x])[0]);
    }

    [Fact]
    public void Leaves_and_detached_tensors_are_told_apart()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = x * 2;
        Assert.Equal((true, false), (x.is_leaf, y.is_leaf));
        Assert.True(y.requires_grad);
        Assert.False(y.detach().requires_grad);
        y.retain_grad();
        y.sum().backward();
        TensorAssert.Holds([1, 1], y.grad!);
        var z = x * 2;
        Assert.Same(z, z.detach_());
        Assert.Equal((true, false), (z.is_leaf, z.requires_grad));
        Assert.Same(z, z.requires_grad_());
        Assert.True(z.requires_grad);
        Assert.False(z.with_requires_grad(false).requires_grad);
        z.requires_grad = true;
        Assert.True(z.requires_grad);
    }
}
