namespace Portal.Torch.Tests.Operations;

/// <summary>Sums, extremes, orders against values worked out by hand.</summary>
public sealed class ReductionTests
{
    /// <summary>[[1, 5, 3], [4, 2, 6]]</summary>
    private static Tensor Matrix() => tensor(new double[] { 1, 5, 3, 4, 2, 6 }, [2, 3]);

    [Fact]
    public void Sums_and_means_run_over_all_or_named_dimensions()
    {
        using var scope = NewDisposeScope();
        var x = Matrix();
        TensorAssert.Holds([21], x.sum());
        TensorAssert.Holds([5, 7, 9], x.sum(0L));
        Assert.Contains("sum(0L)", Assert.Throws<ArgumentException>(() => x.sum(0)).Message, StringComparison.Ordinal);
        TensorAssert.Holds([9, 12], sum(x, -1));
        TensorAssert.HasShape([2, 1], x.sum(1, keepdim: true));
        TensorAssert.Holds([21], x.sum(0, 1));
        TensorAssert.Holds([21], x.sum([0, 1]));
        TensorAssert.HasShape([1, 1], sum(x, [0, 1], keepdim: true));
        Assert.Equal(ScalarType.Float32, x.sum(float32).dtype);
        Assert.Equal(ScalarType.Int64, x.sum(0, type: int64).dtype);
        TensorAssert.Holds([3.5], mean(x));
        TensorAssert.Holds([3, 4], x.mean([1]));
        TensorAssert.HasShape([2, 1], mean(x, [1], keepdim: true));
        TensorAssert.Holds([2.5], tensor(new long[] { 2, 3 }).mean([0], type: float64));
        TensorAssert.Holds([1, 6, 9, 4, 6, 12], cumsum(x, 1));
        TensorAssert.Holds([1, 5, 3, 5, 7, 9], x.cumsum(0));
    }

    [Fact]
    public void The_variance_divides_by_n_minus_one_unless_told_otherwise()
    {
        using var scope = NewDisposeScope();
        var x = Matrix();                                                   // rows: mean 3, deviations -2 2 0; mean 4, deviations 0 -2 2
        TensorAssert.Holds([3.5], x.var());                                 // Σ (x - 3.5)² = 17.5
        TensorAssert.Holds([17.5 / 6], var(x, unbiased: false));
        TensorAssert.Holds([4, 4], x.var(1));
        TensorAssert.Holds([8 / 3.0, 8 / 3.0], x.var([1], unbiased: false));
        TensorAssert.Holds([Math.Sqrt(3.5)], std(x));
        TensorAssert.Holds([2, 2], x.std(1));
        TensorAssert.HasShape([2, 1], x.std([1], keepdim: true));
        Assert.Equal(ScalarType.Float32, x.std(1, type: float32).dtype);
    }

    [Fact]
    public void Extremes_come_with_their_places()
    {
        using var scope = NewDisposeScope();
        var x = Matrix();
        TensorAssert.Holds([6], max(x));
        TensorAssert.Holds([1], x.min());
        var (largest, places) = x.max(1);
        TensorAssert.Holds([5, 6], largest);
        TensorAssert.Holds([1, 2], places);
        Assert.Equal(ScalarType.Int64, places.dtype);
        var (smallest, firsts) = min(x, 0, keepdim: true);
        TensorAssert.HasShape([1, 3], smallest);
        TensorAssert.Holds([1, 2, 3], smallest);
        TensorAssert.Holds([0, 1, 0], firsts);
        TensorAssert.Holds([5], argmax(x));
        TensorAssert.Holds([1, 2], x.argmax(-1));
        TensorAssert.Holds([0], argmin(x));
        TensorAssert.HasShape([1, 3], x.argmin(0, keepdim: true));
        TensorAssert.Holds([4, 5, 6], x.amax(0));
        TensorAssert.Holds([6], x.amax(0, 1));
        TensorAssert.HasShape([2, 1], x.amax([1], keepdim: true));
        TensorAssert.Holds([1, 2], x.amin([1]));
        var target = zeros(2, float64);
        Assert.Same(target, x.amax([1], @out: target));
        TensorAssert.Holds([5, 6], target);
        TensorAssert.Holds([4, 5, 4, 4, 4, 6], max(x, full_like(x, 4)));
    }

    [Fact]
    public void Orders_are_found_along_a_dimension()
    {
        using var scope = NewDisposeScope();
        var x = Matrix();
        var (sorted, order) = x.sort(1);
        TensorAssert.Holds([1, 3, 5, 2, 4, 6], sorted);
        TensorAssert.Holds([0, 2, 1, 1, 0, 2], order);
        TensorAssert.Holds([5, 3, 1, 6, 4, 2], sort(x, descending: true).values);
        TensorAssert.Holds([1, 2, 0, 2, 0, 1], argsort(x, descending: true));
        TensorAssert.Holds([0, 1, 2, 3], zeros(4).sort(stable: true).indices);
        var (values, indices) = x.topk(2);
        TensorAssert.Holds([5, 3, 6, 4], values);
        TensorAssert.Holds([1, 2, 2, 0], indices);
        TensorAssert.Holds([1, 2, 3], topk(x, 1, 0, largest: false).values);
    }

    [Fact]
    public void Truth_is_collected()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { true, false, true, true }, [2, 2]);
        TensorAssert.Holds([1], any(x));
        TensorAssert.Holds([0], x.all());
        TensorAssert.Holds([0, 1], all(x, 1));
        TensorAssert.HasShape([1, 2], x.any(0, keepdim: true));
    }

    [Fact]
    public void Norms_and_logarithms_of_sums()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 3, -4, 0, 12 }, [2, 2]);
        TensorAssert.Holds([13], norm(x));
        TensorAssert.Holds([19], x.norm(1f));
        TensorAssert.Holds([5, 12], x.norm(1, keepdim: false));
        TensorAssert.HasShape([2, 1], norm(x, 1, keepdim: true));
        TensorAssert.Holds([Math.Log(Math.Exp(3) + Math.Exp(-4)), Math.Log(1 + Math.Exp(12))], logsumexp(x, 1));
        TensorAssert.Holds([1000 + Math.Log(2)], full(2, 1000.0, float64).logsumexp(0));    // without overflow
    }
}
