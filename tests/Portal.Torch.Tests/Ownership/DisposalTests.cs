namespace Portal.Torch.Tests.Ownership;

public sealed class DisposalTests
{
    [Fact]
    public void Disposing_twice_is_harmless()
    {
        var x = zeros(1);
        var before = LiveTensors.Settled();
        x.Dispose();
        x.Dispose();
        Assert.Equal(before - 1, Tensor.TotalCount);
    }

    [Fact]
    public void A_disposed_tensor_throws_wherever_it_is_used()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (zeros(2), zeros(2));
        x.Dispose();
        var uses = new Func<object?>[]
        {
            () => x.abs(), () => x + y, () => y + x, () => y.add_(x), () => x.shape, () => x.dtype, () => x.data<float>(), () => x.item<float>(),
            () => cat([y, x]), () => y[x], () => x[0], () => x.sum(0L), () => autograd.grad([x], [y]), () => x.bytes.Length, () => x.Handle, () => x.ToString(),
            () => nn.functional.linear(y, y, x), () => x.grad, () => where(x, y, y), () => y.clamp(x, y), () => x.MoveToOuterDisposeScope().abs(),
        };
        foreach (var use in uses)
        {
            var error = Assert.Throws<ObjectDisposedException>(() => use());
            Assert.Contains("MoveToOuterDisposeScope", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_references_to_one_tensor_are_disposed_apart()
    {
        using var scope = NewDisposeScope();
        var x = ones(2);
        var y = x.alias();
        y.fill_(2);
        TensorAssert.Holds([2, 2], x);
        x.Dispose();
        TensorAssert.Holds([2, 2], y);
    }

    [Fact]
    public void The_finaliser_frees_what_nobody_disposed()
    {
        Collect();
        var before = LiveTensors.Settled();
        Make();
        Assert.True(Tensor.TotalCount > before);
        Collect();
        Assert.Equal(before, Tensor.TotalCount);

        // Not inlined, so that no register of the caller still refers to the tensors.
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Make()
        {
            for (var i = 0; i < 10; i++) { zeros(1000); }
        }
    }

    [Fact]
    public async Task Tensors_are_freed_while_other_threads_work_on_theirs()
    {
        void Work()
        {
            for (var i = 0; i < 300; i++)
            {
                using var scope = NewDisposeScope();
                var x = ones(8, requires_grad: true);
                (x * 2 + zeros(8)).sum().backward();
                TensorAssert.Holds([2, 2, 2, 2, 2, 2, 2, 2], x.grad!);
                if (i % 50 == 0) { GC.Collect(); }
            }
        }
        Collect();
        var before = LiveTensors.Settled();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(before, Tensor.TotalCount);
        Assert.True(Tensor.PeakCount > before);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
