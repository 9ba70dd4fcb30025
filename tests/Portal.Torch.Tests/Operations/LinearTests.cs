namespace Portal.Torch.Tests.Operations;

public sealed class LinearTests
{
    [Fact]
    public void Products_follow_the_definition_of_the_matrix_product()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new double[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        var b = tensor(new double[] { 1, 0, 2, 1, 0, 3 }, [3, 2]);
        var v = tensor(new double[] { 1, 2, 3 });
        TensorAssert.Holds([5, 11, 14, 23], matmul(a, b));
        TensorAssert.Holds([5, 11, 14, 23], mm(a, b));
        TensorAssert.Holds([14, 32], mv(a, v));
        TensorAssert.Holds([14, 32], a.matmul(v));
        TensorAssert.Holds([14], dot(v, v));
        TensorAssert.Holds([1, 2, 3, 2, 4, 6, 3, 6, 9], outer(v, v));
        TensorAssert.Holds([5, 11, 14, 23, 10, 22, 28, 46], bmm(stack([a, a * 2]), stack([b, b])));
        TensorAssert.HasShape([5, 7, 2, 2], zeros(5, 1, 2, 3).matmul(zeros(7, 3, 2)));
        TensorAssert.Holds([5, 11, 14, 23], einsum("ij,jk->ik", a, b));
        TensorAssert.Holds([6, 15], einsum("ij->i", a));
    }

    [Fact]
    public void A_linear_layer_multiplies_by_the_transposed_weights()
    {
        using var scope = NewDisposeScope();
        var input = tensor(new double[] { 1, 2, 3, 4 }, [1, 2, 2]);
        var weights = tensor(new double[] { 1, 1, 0, 2, 1, 0 }, [3, 2]);
        TensorAssert.Holds([3, 4, 1, 7, 8, 3], nn.functional.linear(input, weights));
        TensorAssert.Holds([13, 24, 31, 17, 28, 33], nn.functional.linear(input, weights, tensor(new double[] { 10, 20, 30 })));
    }

    [Fact]
    public void Softmax_normalises_and_its_logarithm_agrees()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0, Math.Log(3), 1000, 1000 }, [2, 2]);
        TensorAssert.Holds([0.25, 0.75, 0.5, 0.5], softmax(x, -1));
        TensorAssert.Holds([0.25, 0.75, 0.5, 0.5], nn.functional.softmax(x, 1));
        TensorAssert.Holds([Math.Log(0.25), Math.Log(0.75), Math.Log(0.5), Math.Log(0.5)], x.log_softmax(-1), 1e-12);
        TensorAssert.Holds([Math.Log(0.25), Math.Log(0.75), Math.Log(0.5), Math.Log(0.5)], nn.functional.log_softmax(x, 1), 1e-12);
        Assert.Equal(ScalarType.Float64, x.@float().softmax(-1, float64).dtype);
    }
}
