namespace Portal.Torch.Tests;

public sealed class ModeTests
{
    [Fact]
    public void Without_gradients_nothing_is_recorded()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, requires_grad: true);
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) { Assert.True((x * 2).requires_grad); }
            using (set_grad_enabled(false)) { Assert.False((x * 2).requires_grad); }
            Assert.False(is_grad_enabled());
        }
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void The_mode_belongs_to_the_thread()
    {
        using var outside = no_grad();
        var inside = false;
        var thread = new Thread(() => inside = is_grad_enabled());
        thread.Start();
        thread.Join();
        Assert.True(inside);
        Assert.False(is_grad_enabled());
    }

    [Fact]
    public void Inference_mode_makes_tensors_that_never_take_part_in_recording()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, requires_grad: true);
        Tensor made;
        var mode = inference_mode();
        Assert.True(is_inference_mode_enabled());
        made = x * 2;
        mode.Dispose();
        mode.Dispose();
        Assert.False(is_inference_mode_enabled());
        Assert.False(made.requires_grad);
        Assert.Contains("nference", Assert.ThrowsAny<Exception>(() => (x * made).sum().backward()).Message, StringComparison.Ordinal);
    }
}
