namespace Portal.Torch.Tests.Ownership;

public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        var outside = zeros(1);
        Tensor inside;
        using (var scope = NewDisposeScope())
        {
            Assert.Same(scope, CurrentDisposeScope);
            inside = zeros(1);
            Assert.True(scope.Contains(inside));
            Assert.False(scope.Contains(outside));
            Assert.Equal(1, scope.DisposablesCount);
            Assert.Equal([inside], scope.DisposablesView, ReferenceEqualityComparer.Instance);
        }
        Assert.Null(CurrentDisposeScope);
        Assert.True(inside.IsInvalid);
        Assert.False(outside.IsInvalid);
        outside.Dispose();
    }

    [Fact]
    public void A_tensor_moves_one_scope_outwards_at_a_time()
    {
        using var outer = NewDisposeScope();
        Tensor x;
        using (var inner = NewDisposeScope())
        {
            x = zeros(1);
            Assert.Same(x, x.MoveToOuterDisposeScope());
            Assert.False(inner.Contains(x));
        }
        Assert.False(x.IsInvalid);
        Assert.True(outer.Contains(x));
        x.MoveToOuterDisposeScope();
        Assert.Equal(0, outer.DisposablesCount);
        x.Dispose();
    }

    [Fact]
    public void A_detached_tensor_outlives_all_scopes()
    {
        Tensor x;
        using (NewDisposeScope()) { x = zeros(1).DetachFromDisposeScope(); }
        Assert.False(x.IsInvalid);
        x.Dispose();
        Assert.True(x.IsInvalid);
    }

    [Fact]
    public void A_tensor_belongs_to_one_scope_at_most()
    {
        using var one = NewDisposeScope();
        using var two = NewDisposeScope();
        var x = zeros(1);
        Assert.Same(x, x.MoveToOtherDisposeScope(one));
        Assert.Equal((1, 0), (one.DisposablesCount, two.DisposablesCount));
        var y = zeros(1);
        x.MoveToOtherDisposeScope(y);
        Assert.Equal((0, 2), (one.DisposablesCount, two.DisposablesCount));
        one.Attach(x);
        Assert.Equal((1, 1), (one.DisposablesCount, two.DisposablesCount));
        y.DetachFromDisposeScope().MoveToOtherDisposeScope(one);
        Assert.Equal((2, 0), (one.DisposablesCount, two.DisposablesCount));
    }

    [Fact]
    public void Disposing_by_hand_takes_the_tensor_out_of_its_scope()
    {
        using var scope = NewDisposeScope();
        zeros(1).Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Everything_but_the_named_can_be_disposed_at_once()
    {
        using var scope = NewDisposeScope();
        var (x, y, z) = (zeros(1), zeros(1), zeros(1));
        scope.DisposeEverythingBut(x, y);
        Assert.Equal((false, false, true), (x.IsInvalid, y.IsInvalid, z.IsInvalid));
        Assert.Same(x, scope.DisposeEverythingBut(x));
        Assert.True(y.IsInvalid);
        scope.DisposeEverything();
        Assert.True(x.IsInvalid);
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Several_tensors_move_together()
    {
        using var outer = NewDisposeScope();
        using (var inner = NewDisposeScope())
        {
            var (a, b) = inner.MoveToOuter(zeros(1), zeros(2));
            var (c, d, e) = inner.MoveToOther(outer, zeros(1), zeros(2), zeros(3));
            inner.MoveToOuter([zeros(1), zeros(1)]);
            var (f, g) = inner.Detach(zeros(1), zeros(1));
            var kept = inner.DisposeEverythingBut(zeros(1), zeros(1), zeros(1));
            Assert.Equal(3, inner.DisposablesCount);
            foreach (var tensor in new[] { a, b, c, d, e }) { Assert.True(outer.Contains(tensor)); }
            foreach (var tensor in new[] { f, g }) { tensor.Dispose(); }
            Assert.False(kept.first.IsInvalid);
        }
        Assert.Equal(7, outer.DisposablesCount);
    }

    [Fact]
    public void Other_disposables_can_be_attached()
    {
        var stream = new MemoryStream();
        using (var scope = NewDisposeScope()) { Assert.Equal(2, scope.Attach((IEnumerable<IDisposable>)[stream, new MemoryStream()]).Count); }
        Assert.False(stream.CanRead);
        var marked = new MemoryStream();
        using (var scope = NewDisposeScope())
        {
            scope.Attach(marked);
            scope.MarkAsDisposed(marked);
        }
        Assert.True(marked.CanRead);
    }

    [Fact]
    public void Scopes_may_end_in_any_order()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        var x = zeros(1);
        outer.Dispose();
        Assert.Same(inner, CurrentDisposeScope);
        Assert.False(x.IsInvalid);
        inner.Dispose();
        Assert.True(x.IsInvalid);
        Assert.Null(CurrentDisposeScope);
        using var y = zeros(1);
        Assert.False(y.IsInvalid);
    }

    [Fact]
    public void A_scope_belongs_to_its_thread()
    {
        using var scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = zeros(1));
        thread.Start();
        thread.Join();
        Assert.Equal(0, scope.DisposablesCount);
        scope.Attach(other!);
    }
}
