using System.Runtime.InteropServices;

namespace Portal.Torch.Tests;

/// <summary>An error of libtorch arrives as one line that names the operation and the tensors.</summary>
public sealed class ErrorTests
{
    private static readonly Dictionary<string, (Func<object?> Call, string[] Parts)> _mistakes = new()
    {
        ["add"] = (() => zeros(2, 3).add(zeros(4)), ["add(Float32[2x3], Float32[4])", "do not broadcast"]),
        ["operator"] = (() => zeros(2, 3) - zeros(4), ["sub(Float32[2x3], Float32[4])", "do not broadcast"]),
        ["add_"] = (() => zeros(2, 3).add_(zeros(4)), ["add_(Float32[2x3], Float32[4])"]),
        ["matmul"] = (() => zeros(2, 3).matmul(zeros(2, 3)), ["matmul(Float32[2x3], Float32[2x3])", "inner dimensions differ"]),
        ["matmul of types"] = (() => zeros(2, 3).matmul(zeros(3, 2, float64)), ["matmul(Float32[2x3], Float64[3x2])", "Double"]),
        ["linear"] = (() => nn.functional.linear(zeros(2, 3), zeros(5, 4)), ["linear(Float32[2x3], Float32[5x4])", "last dimension"]),
        ["view"] = (() => zeros(2, 3).view(4, 2), ["view(Float32[2x3])", "[4x2] has 8 elements, the tensor 6"]),
        ["view of strides"] = (() => zeros(2, 3).t().view(6), ["view(Float32[3x2])", "reshape"]),
        ["reshape"] = (() => zeros(2, 3).reshape(-1, 4), ["reshape(Float32[2x3])", "size 6"]),
        ["cat"] = (() => cat([zeros(2, 3), zeros(2, 4)]), ["cat(Float32[2x3], Float32[2x4])"]),
        ["index"] = (() => zeros(2, 3)[5], ["index(Float32[2x3])", "out of bounds"]),
        ["index_select"] = (() => zeros(2, 3).index_select(0, tensor(new long[] { 9 })), ["index_select(Float32[2x3], Int64[1])"]),
        ["sum"] = (() => zeros(2, 3).sum(2), ["sum(Float32[2x3])", "Dimension out of range"]),
        ["einsum"] = (() => einsum("ij,jk->ik", zeros(2, 3), zeros(2, 3)), ["einsum", "ij,jk->ik", "Float32[2x3], Float32[2x3]"]),
        ["cross_entropy"] = (() => nn.functional.cross_entropy(zeros(2, 3), zeros(3, int64)), ["cross_entropy(Float32[2x3], Int64[3])"]),
        ["backward"] = (() => { zeros(2).backward(); return null; }, ["backward(Float32[2])", "grad"]),
        ["autograd.grad"] = (() => autograd.grad([zeros(1)], [zeros(1)]), ["autograd.grad(Float32[1], Float32[1])"]),
        ["requires_grad"] = (() => zeros(2, int64).requires_grad_(), ["requires_grad(Int64[2])", "floating point"]),
        ["masked_fill"] = (() => zeros(2).masked_fill(zeros(3, @bool), 1), ["masked_fill(Float32[2], Bool[3])"]),
        ["rand"] = (() => rand([-1]), ["rand()", "negative"]),
    };

    public static TheoryData<string> Names => [.. _mistakes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_names_the_operation_and_the_shapes_in_one_line(string name)
    {
        using var scope = NewDisposeScope();
        var (call, parts) = _mistakes[name];
        var error = Assert.Throws<ExternalException>(() => call());
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Data_that_does_not_fill_the_shape_is_refused()
    {
        Assert.Contains("3 elements do not fill [2x2]", Assert.Throws<ArgumentException>(() => tensor(new float[3], [2, 2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_operation_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (zeros(2, 3), zeros(4));
        var before = LiveTensors.Settled();
        Assert.Throws<ExternalException>(() => x + y);
        Assert.Throws<ExternalException>(() => x.view(-1, 4));
        Assert.Equal(before, Tensor.TotalCount);
    }
}
