namespace Portal.Torch.Tests.Operations;

public sealed class IndexingTests
{
    /// <summary>0 ... 11 as [3, 4]</summary>
    private static Tensor Table() => arange(12).view(3, 4);

    [Fact]
    public void Every_form_of_subscript_selects()
    {
        using var scope = NewDisposeScope();
        var x = Table();
        TensorAssert.Holds([4, 5, 6, 7], x[1]);
        TensorAssert.Holds([11], x[-1, -1]);
        TensorAssert.Holds([7], Table().view(1, 3, 4)[0, 1, 3]);
        TensorAssert.Holds([1, 5, 9], x[.., 1]);
        TensorAssert.Holds([4, 5, 8, 9], x[1.., ..2]);
        TensorAssert.Holds([2, 3], x[0, ^2..]);
        TensorAssert.Holds([5, 6], x[1, 1..^1]);
        TensorAssert.Holds([11], x[^1, ^1]);
        TensorAssert.Holds([0, 2], x[0, TensorIndex.Slice(step: 2)]);
        TensorAssert.Holds([1, 2], x[0, (1, 3)]);
        TensorAssert.Holds([3, 7, 11], x[TensorIndex.Ellipsis, 3]);
        TensorAssert.Holds([0, 4, 8], x[TensorIndex.Colon, TensorIndex.Single(0)]);
        TensorAssert.HasShape([1, 3, 4], x[TensorIndex.None]);
        TensorAssert.HasShape([3, 1, 4], x[TensorIndex.Colon, TensorIndex.Null]);
        TensorAssert.HasShape([1, 3, 4], x[TensorIndex.Bool(true)]);
        TensorAssert.Holds([8, 9, 10, 11, 0, 1, 2, 3], x[tensor(new long[] { 2, 0 })]);
        TensorAssert.Holds([9, 2], x[tensor(new long[] { 2, 0 }), tensor(new long[] { 1, 2 })]);
        TensorAssert.Holds([1, 3, 9, 11], x[TensorIndex.Tensor(tensor(new long[] { 0, 2 })), TensorIndex.Slice(1, null, 2)]);
        TensorAssert.Holds([10, 11], x[x > 9]);
        TensorAssert.Holds([10, 11], x.index(x > 9));
    }

    [Fact]
    public void Every_form_of_subscript_assigns()
    {
        using var scope = NewDisposeScope();
        var x = Table();
        x[0] = tensor(-1L);
        x[1, 1] = tensor(-2L);
        x[2, ..2] = tensor(new long[] { -3, -4 });
        TensorAssert.Holds([-1, -1, -1, -1, 4, -2, 6, 7, -3, -4, 10, 11], x);
        x[x < 0] = tensor(0L);
        x.view(1, 3, 4)[0, 2, 3] = tensor(5L);
        TensorAssert.Holds([0, 0, 0, 0, 4, 0, 6, 7, 0, 0, 10, 5], x);
        x.index_put_(3, TensorIndex.Single(1));
        x.index_put_(7, tensor(new long[] { 2 }));
        TensorAssert.Holds([0, 0, 0, 0, 3, 3, 3, 3, 7, 7, 7, 7], x);
        var counts = zeros(3, int64);
        counts.index_put_(ones(4, int64), [tensor(new long[] { 0, 2, 2, 2 })], accumulate: true);
        TensorAssert.Holds([1, 0, 3], counts);
        counts.index_put_(tensor(9L), tensor(new long[] { 1 }));
        TensorAssert.Holds([1, 9, 3], counts);
    }

    [Fact]
    public void Indices_gather_and_scatter_along_a_dimension()
    {
        using var scope = NewDisposeScope();
        var x = Table();
        var columns = tensor(new long[] { 3, 0, 1 }, [3, 1]);
        TensorAssert.Holds([3, 4, 9], gather(x, 1, columns));
        TensorAssert.Holds([1, 1, 3, 5, 5, 7, 9, 9, 11], index_select(x, 1, tensor(new long[] { 1, 1, 3 })));
        TensorAssert.Holds([0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 0, 0], zeros(3, 4, int64).scatter_(1, columns, tensor(new long[] { 1, 2, 3 }, [3, 1])));
        TensorAssert.Holds([0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 0, 0], scatter(zeros(3, 4, int64), 1, columns, tensor(new long[] { 1, 2, 3 }, [3, 1])));
        TensorAssert.Holds([2, 0, 1], zeros(3).scatter_add_(0, tensor(new long[] { 0, 2, 0 }), ones(3)));
        TensorAssert.Holds([4, 0, 2], zeros(3).index_add_(0, tensor(new long[] { 0, 2, 0 }), ones(3), 2));
    }

    [Fact]
    public void Masks_fill_and_select()
    {
        using var scope = NewDisposeScope();
        var x = Table();
        var mask = x.remainder(2).eq(1);
        TensorAssert.Holds([1, 3, 5, 7, 9, 11], masked_select(x, mask));
        TensorAssert.Holds([0, -1, 2, -1], x.masked_fill(mask, -1)[0]);
        TensorAssert.Holds([0, 1, 2, 3], x[0]);
        Assert.Same(x, x.masked_fill_(mask, -1));
        TensorAssert.Holds([0, -1, 2, -1], x[0]);
        TensorAssert.Holds([0, 1, 1, 0], nonzero(tensor(new[] { 0.0, 5, 6, 0 }, [2, 2])));
    }
}
