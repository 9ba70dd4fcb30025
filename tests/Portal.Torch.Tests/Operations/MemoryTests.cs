namespace Portal.Torch.Tests.Operations;

public sealed class MemoryTests
{
    [Fact]
    public void A_single_element_can_be_read()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(2.5f, tensor(2.5f).item<float>());
        Assert.Equal(3L, arange(4).view(2, 2)[1, 1].item<long>());
        Assert.True(tensor(new[] { true }).item<bool>());
        Assert.Contains("has 2", Assert.Throws<ArgumentException>(() => zeros(2).item<float>()).Message, StringComparison.Ordinal);
        Assert.Contains("item<Double>", Assert.Throws<ArgumentException>(() => tensor(1f).item<double>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_come_in_row_major_order_whatever_the_strides()
    {
        using var scope = NewDisposeScope();
        var x = arange(6).view(2, 3).t();
        using var elements = x.data<long>();
        Assert.Equal(6, elements.Count);
        Assert.Equal([0, 3, 1, 4, 2, 5], elements.ToArray());
        Assert.Equal([0, 3, 1, 4, 2, 5], elements);
        Assert.Equal((3L, 4L), (elements[1], elements[1, 1]));
        elements[2, 0] = 9;
        Assert.Equal(9, x[2, 0].item<long>());
        var part = new long[4];
        elements.CopyTo(part, 1, 4);
        Assert.Equal([0, 9, 5, 0], part);
        elements.CopyFrom([7, 8], tensorIndex: 4);
        Assert.Equal([0, 3, 1, 4, 7, 8], x.contiguous().data<long>().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => elements[6]);
        Assert.Throws<ArgumentOutOfRangeException>(() => elements[0, 2]);
        Assert.Throws<ArgumentException>(() => elements[0, 0, 0]);
        Assert.Throws<ArgumentException>(() => x.data<int>());
    }

    [Fact]
    public void Contiguous_elements_are_copied_in_one_go()
    {
        using var scope = NewDisposeScope();
        var x = zeros(4, int32);
        using var elements = x.data<int>();
        elements.CopyFrom([1, 2, 3, 4, 5]);
        Span<int> part = stackalloc int[2];
        elements.CopyTo(part, tensorIndex: 3);
        Assert.Equal([4, 0], part.ToArray());
        Assert.Equal([1, 2, 3, 4], elements.ToArray());
        Assert.Empty(zeros(0).data<float>().ToArray());
    }

    [Fact]
    public void An_accessor_ends_with_its_tensor_or_before()
    {
        var x = zeros(2);
        var elements = x.data<float>();
        elements.Dispose();
        Assert.Throws<ObjectDisposedException>(() => elements[0]);
        var others = x.data<float>();
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => others[0]);
        Assert.Throws<ObjectDisposedException>(() => others.ToArray());
    }

    [Fact]
    public void Bytes_are_the_memory_itself()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1, 258 });
        Assert.Equal([1, 0, 0, 0, 2, 1, 0, 0], x.bytes.ToArray());
        x.bytes[0] = 5;
        Assert.Equal(5, x[0].item<int>());
        x.bytes = new byte[] { 0, 0, 0, 0, 255, 0, 0, 0 };
        TensorAssert.Holds([0, 255], x);
        Assert.Throws<ArgumentException>(() => x.bytes = new byte[3]);
        var transposed = Assert.Throws<InvalidOperationException>(() => arange(4).view(2, 2).t().bytes.Length);
        Assert.Contains("contiguous()", transposed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversions_keep_values_and_copy_only_when_they_must()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.5, -2.5 });
        TensorAssert.Holds([1, -2], x.to(int64));
        TensorAssert.Holds([1, -2], x.@int());
        Assert.Equal(
            [ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Bool],
            new[] { x.@float(), x.@double(), x.half(), x.bfloat16(), x.@long(), x.@bool() }.Select(y => y.dtype));
        TensorAssert.Holds([1.5, -2.5], x.half());
        Assert.Equal(ScalarType.Int32, x.type_as(zeros(1, int32)).dtype);
        Assert.Equal(ScalarType.Int32, x.to(zeros(1, int32)).dtype);
        Assert.Equal(ScalarType.Int32, x.type(int32).dtype);
        Assert.Equal(ScalarType.Float32, x.to(float32, CPU).dtype);
        x.to(CPU)[0] = tensor(7.0);
        x.cpu()[1] = tensor(8.0);
        x.to("cpu", copy: true).fill_(0);
        x.to_type(float64, copy: true).fill_(0);
        TensorAssert.Holds([7, 8], x);
        var y = ones(2);
        y.to(int64, disposeAfter: true);
        Assert.True(y.IsInvalid);
    }
}
