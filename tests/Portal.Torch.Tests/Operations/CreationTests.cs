namespace Portal.Torch.Tests.Operations;

public sealed class CreationTests
{
    [Fact]
    public void Arrays_become_tensors_of_their_element_type()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Float32, tensor(new[] { 1f }).dtype);
        Assert.Equal(ScalarType.Float64, tensor(new[] { 1.0 }).dtype);
        Assert.Equal(ScalarType.Int64, tensor(new[] { 1L }).dtype);
        Assert.Equal(ScalarType.Int32, tensor(new[] { 1 }).dtype);
        Assert.Equal(ScalarType.Bool, tensor(new[] { true }).dtype);
        Assert.Equal(ScalarType.Float32, tensor(1f).dtype);
        Assert.Equal(ScalarType.Float64, tensor(1.0).dtype);
        Assert.Equal(ScalarType.Int64, tensor(1L).dtype);
        Assert.Equal(ScalarType.Int32, tensor(1).dtype);
        Assert.Equal(ScalarType.Bool, tensor(true).dtype);
        Assert.Equal(ScalarType.Float16, tensor(new[] { 1.0 }, float16).dtype);
        TensorAssert.Holds([1, 2, 3, 4], tensor(new[] { 1, 2, 3, 4 }, [2, 2]));
        TensorAssert.HasShape([2, 2], tensor(new List<float> { 1, 2, 3, 4 }, 2, 2));
        TensorAssert.HasShape([1, 2, 2], tensor(new List<double> { 1, 2, 3, 4 }, 1, 2, 2));
        TensorAssert.HasShape([4], tensor(new List<long> { 1, 2, 3, 4 }));
        TensorAssert.HasShape([4, 1], tensor(new List<int> { 1, 2, 3, 4 }, [4, 1]));
        TensorAssert.Holds([2, 3], tensor(new float[] { 1, 2, 3, 4 }.AsMemory(1, 2), [2]));
        TensorAssert.HasShape([0], tensor(Array.Empty<float>()));
        TensorAssert.HasShape([], tensor(1f));
    }

    [Fact]
    public void The_data_is_copied()
    {
        using var scope = NewDisposeScope();
        var data = new[] { 1f, 2 };
        var x = tensor(data);
        data[0] = 9;
        TensorAssert.Holds([1, 2], x);
    }

    [Fact]
    public void Constants_fill_any_shape()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds([0, 0], zeros(2));
        TensorAssert.Holds([1, 1, 1, 1], ones(2, 2));
        TensorAssert.HasShape([1, 2, 3], zeros(1, 2, 3));
        TensorAssert.HasShape([1, 2, 3, 4], empty(1, 2, 3, 4));
        TensorAssert.HasShape([5, 4, 3, 2, 1], ones([5, 4, 3, 2, 1]));
        TensorAssert.HasShape([2, 3], zeros(new long[] { 2, 3 }));
        TensorAssert.Holds([2.5, 2.5], full(2, 2.5));
        Assert.Equal(ScalarType.Float32, full(2, 2.5).dtype);
        Assert.Equal(ScalarType.Int64, full(2, 3).dtype);
        Assert.Equal(ScalarType.Bool, full([2, 2], true).dtype);
        TensorAssert.Holds([1, 0, 0, 1], eye(2));
        TensorAssert.HasShape([2, 3], eye(2, 3));
        var like = ones(2, 3, int64);
        foreach (var x in new[] { zeros_like(like), ones_like(like), empty_like(like), full_like(like, 3) })
        {
            TensorAssert.HasShape([2, 3], x);
            Assert.Equal(ScalarType.Int64, x.dtype);
        }
        Assert.Equal(ScalarType.Float64, like.zeros_like(float64).dtype);
        Assert.True(ones(1, requires_grad: true).requires_grad);
        Assert.Throws<NotSupportedException>(() => zeros(2, names: ["rows"]));
    }

    [Fact]
    public void Ranges_are_integers_unless_a_bound_is_not()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds([0, 1, 2], arange(3));
        TensorAssert.Holds([1, 2], arange(1, 3));
        TensorAssert.Holds([5, 3, 1], arange(5, 0, -2));
        TensorAssert.Holds([0, 0.5, 1], arange(0, 1.5, 0.5));
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(3.0).dtype);
        Assert.Equal(ScalarType.Float64, arange(3, dtype: float64).dtype);
    }

    [Fact]
    public void Devices_are_parsed_and_named()
    {
        Assert.Equal((DeviceType.CPU, -1), (CPU.type, CPU.index));
        Assert.Equal((DeviceType.CUDA, 1), (device("cuda:1").type, device("cuda:1").index));
        Assert.Equal(("cpu", "cuda", "cuda:2"), (device("cpu").ToString(), CUDA.ToString(), device("cuda", 2).ToString()));
        Assert.Equal("cuda:3", device(3).ToString());
        Assert.Equal("cuda:4", device(DeviceType.CUDA, 4).ToString());
        Device implied = "cpu";
        Assert.Equal(DeviceType.CPU, implied.type);
        foreach (var wrong in new[] { "gpu", "", "cuda:", "cuda:x", "cuda:1:2", "CPU" })
        {
            Assert.Contains($"\"{wrong}\" is no device", Assert.Throws<ArgumentException>(() => device(wrong)).Message, StringComparison.Ordinal);
        }
        Assert.Equal(cuda.is_available(), cuda.device_count() > 0);
        Assert.Equal(cuda.is_available(), cuda_is_available());
    }
}
