namespace Portal.Torch.Tests.Operations;

public sealed class RandomTests
{
    [Fact]
    public void A_seed_repeats_a_draw()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var first = rand(5);
        manual_seed(7);
        Assert.True(rand(5).Equals(first));
        Assert.False(rand(5).Equals(first));
    }

    [Fact]
    public void A_generator_draws_independently_of_the_default_one()
    {
        using var scope = NewDisposeScope();
        Tensor[] Draw(Generator generator) =>
        [
            rand(3, generator: generator), randn(3, generator: generator), randint(100, [3], generator: generator), randperm(9, generator: generator),
            full(4, 0.5).bernoulli(generator), ones(20).multinomial(5, generator: generator), zeros(3).normal_(generator: generator),
            zeros(3).uniform_(0, 1, generator), zeros(9).bernoulli_(0.5, generator), zeros(9).bernoulli_(full(9, 0.5), generator),
        ];
        using var one = new Generator(11);
        using var two = new Generator();
        two.manual_seed(11);
        var expected = Draw(one);
        manual_seed(1);
        Assert.All(expected.Zip(Draw(two)), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.Equal(11, two.initial_seed());
        using var state = two.get_state();
        var next = rand(3, generator: two);
        two.set_state(state);
        Assert.True(rand(3, generator: two).Equals(next));
        Assert.Equal(two.seed(), two.initial_seed());
        Assert.Equal(DeviceType.CPU, two.device.type);
    }

    [Fact]
    public void The_default_generator_is_the_one_that_manual_seed_seeds()
    {
        using var scope = NewDisposeScope();
        using var seeded = manual_seed(5);
        Assert.Equal(5, Generator.Default.initial_seed());
        var expected = rand(2);
        seeded.manual_seed(5);
        Assert.True(rand(2, generator: seeded).Equals(expected));
    }

    [Fact]
    public void Draws_have_the_named_distribution()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        const int n = 20_000;       // bounds: 5 standard errors
        TensorAssert.Holds([0.5], rand(n).mean(), 0.011);
        TensorAssert.Holds([1], randn(n).std(), 0.026);
        TensorAssert.Holds([3], zeros(n).normal_(3, 0.5).mean(), 0.018);
        TensorAssert.Holds([3], zeros(n).uniform_(2, 4).mean(), 0.021);
        TensorAssert.Holds([0.3], zeros(n).bernoulli_(0.3).mean(), 0.017);
        TensorAssert.Holds([0.3], bernoulli(full(n, 0.3)).mean(), 0.017);
        TensorAssert.Holds([0.75], multinomial(tensor(new[] { 1f, 3 }), n, replacement: true).@float().mean(), 0.016);
        var dice = randint(1, 7, [n]);
        Assert.Equal((1L, 6L), (dice.min().item<long>(), dice.max().item<long>()));
        Assert.Equal(Enumerable.Range(0, 9).Select(i => (long)i), randperm(9).sort().values.data<long>());
    }

    [Fact]
    public void Draws_take_the_shape_and_type_of_another_tensor()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3, float64);
        foreach (var y in new[] { rand_like(x), randn_like(x), randint_like(x, 1, 5), x.rand_like(), x.randn_like(), x.randint_like(1, 5) })
        {
            TensorAssert.HasShape([2, 3], y);
            Assert.Equal(ScalarType.Float64, y.dtype);
        }
        Assert.Equal(ScalarType.Float32, x.randn_like(float32).dtype);
        TensorAssert.HasShape([2, 3], randn(2, 3));
        TensorAssert.HasShape([2, 3, 4], rand(2, 3, 4));
        TensorAssert.HasShape([2, 3, 4, 5], randn(2, 3, 4, 5));
        TensorAssert.HasShape([6], rand([6]));
    }
}
