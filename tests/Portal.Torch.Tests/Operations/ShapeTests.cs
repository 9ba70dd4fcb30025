namespace Portal.Torch.Tests.Operations;

public sealed class ShapeTests
{
    /// <summary>0 ... 23 as [2, 3, 4]</summary>
    private static Tensor Block() => arange(24).view(2, 3, 4);

    [Fact]
    public void Views_share_memory_and_copies_do_not()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        x.view(6)[0] = tensor(1f);
        x.transpose(0, 1)[2, 1] = tensor(2f);
        x.expand(4, 2, 3).select(0, 3)[1, 0] = tensor(3f);
        x.clone().fill_(9);
        x.t().contiguous().fill_(9);
        x.detach()[0, 1] = tensor(4f);
        TensorAssert.Holds([1, 4, 0, 3, 0, 2], x);
    }

    [Fact]
    public void Shapes_change_as_named()
    {
        using var scope = NewDisposeScope();
        var x = Block();
        TensorAssert.HasShape([6, 4], x.view(6, -1));
        TensorAssert.HasShape([4, 6], reshape(x, 4, 6));
        TensorAssert.HasShape([2, 12], x.view_as(zeros(2, 12)));
        TensorAssert.HasShape([24], flatten(x));
        TensorAssert.HasShape([2, 12], x.flatten(1));
        TensorAssert.HasShape([6, 4], x.flatten(0, 1));
        TensorAssert.HasShape([2, 4, 3], transpose(x, 1, 2));
        TensorAssert.HasShape([4, 2, 3], permute(x, 2, 0, 1));
        TensorAssert.HasShape([4, 2, 3], x.permute(new List<long> { 2, 0, 1 }));
        TensorAssert.HasShape([2, 1, 3, 4], unsqueeze(x, 1));
        TensorAssert.HasShape([2, 3, 4], x.unsqueeze(0).squeeze());
        TensorAssert.HasShape([1, 2, 3, 4], squeeze(x.unsqueeze(0).unsqueeze(-1), -1));
        TensorAssert.HasShape([5, 2, 3, 4], x.expand(5, -1, -1, -1));
        TensorAssert.HasShape([2, 3, 4], ones(3, 1).expand_as(x));
        TensorAssert.HasShape([2, 3, 4], ones(3, 1).expand([2, 3, 4]));
        TensorAssert.HasShape([4, 3, 8], x.repeat(2, 1, 2));
        TensorAssert.HasShape([4, 6], t(x.view(6, 4)));
        Assert.False(x.transpose(0, 1).is_contiguous());
        Assert.True(x.transpose(0, 1).contiguous().is_contiguous());
        TensorAssert.Holds([0, 2, 4, 1, 3, 5], arange(6).view(3, 2).t().reshape(6));
    }

    [Fact]
    public void Metadata_describes_the_tensor()
    {
        using var scope = NewDisposeScope();
        var x = Block();
        Assert.Equal((3L, 3L, 3L), (x.ndim, x.dim(), x.Dimensions));
        Assert.Equal((24L, 24L, 24L), (x.numel(), x.NumberOfElements, numel(x)));
        Assert.Equal([2, 3, 4], x.size());
        Assert.Equal((2L, 4L), (x.size(0), x.size(-1)));
        Assert.Equal([12, 4, 1], x.stride());
        Assert.Equal((12L, 1L), (x.stride(0), x.stride(-1)));
        Assert.Equal((8L, 8L), (x.ElementSize, x.element_size()));
        Assert.Equal((true, false), (x.is_integral(), is_floating_point(x)));
        Assert.Equal((true, false), (zeros(1, bfloat16).is_floating_point(), is_integral(float16)));
        Assert.Equal("[2x3x4], type = Int64, device = cpu", x.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => x.size(3));
        Assert.Empty(tensor(1f).shape);
    }

    [Fact]
    public void Parts_are_taken_out()
    {
        using var scope = NewDisposeScope();
        var x = Block();
        TensorAssert.Holds([4, 5, 6, 7, 8, 9, 10, 11], narrow(x, 1, 1, 2)[0]);
        TensorAssert.Holds([0, 2, 4], arange(6).slice(0, 0, 6, 2));
        TensorAssert.Holds([3, 7, 11], select(x, 2, 3)[0]);
        TensorAssert.Holds([1, 0, 0, 3, 4, 0], tril(arange(1, 5).view(2, 2).repeat(1, 2)[.., ..3]));
        TensorAssert.Holds([0, 2, 0, 0], arange(1, 5).view(2, 2).triu(1));
    }

    [Fact]
    public void Tensors_split_and_join()
    {
        using var scope = NewDisposeScope();
        var x = Block();
        Assert.Equal([2, 1], x.split(2, 1).Select(part => part.shape[1]));
        Assert.Equal([1, 3], x.split([1, 3], 2).Select(part => part.shape[2]));
        Assert.Equal([1, 3], split(x, [1, 3], 2).Select(part => part.shape[2]));
        Assert.Equal([1, 1], x.split(1L, 1L).Select(part => part.shape[0]));
        Assert.Equal([2, 2], chunk(x, 2, 2).Select(part => part.shape[2]));
        Assert.Equal(3, unbind(x, 1).Length);
        Assert.Equal(2, x.unbind().Length);
        Assert.True(cat(x.split(2, 1), 1).Equals(x));
        Assert.True(cat([.. x.split(2, 1)], 1).Equals(x));
        Assert.True(cat(x.split(2, 1).ToList(), 1).Equals(x));
        Assert.True(stack(x.unbind(2), 2).Equals(x));
        Assert.True(stack(x.unbind().Select(part => part)).Equals(x));
        TensorAssert.Holds([1, 1, 2, 2], tensor(new long[] { 1, 2 }).repeat_interleave(2));
        TensorAssert.Holds([1, 2, 1, 2], repeat_interleave(tensor(new long[] { 1, 2 }, [1, 2]), 2, dim: 0));
        TensorAssert.Holds([1, 2, 2, 2], tensor(new long[] { 1, 2 }).repeat_interleave(tensor(new long[] { 1, 3 })));
    }
}
