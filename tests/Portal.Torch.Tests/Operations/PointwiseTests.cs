namespace Portal.Torch.Tests.Operations;

/// <summary>Elementwise functions against their definitions in System.Math, on float64.</summary>
public sealed class PointwiseTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Member, Func<Tensor, Tensor>? Static, Func<double, double> Definition)> _functions = new()
    {
        ["abs"] = (x => x.abs(), abs, Math.Abs),
        ["neg"] = (x => x.neg(), neg, x => -x),
        ["sign"] = (x => x.sign(), sign, x => Math.Sign(x)),
        ["sqrt"] = (x => x.sqrt(), sqrt, Math.Sqrt),
        ["rsqrt"] = (x => x.rsqrt(), rsqrt, x => 1 / Math.Sqrt(x)),
        ["square"] = (x => x.square(), square, x => x * x),
        ["reciprocal"] = (x => x.reciprocal(), reciprocal, x => 1 / x),
        ["floor"] = (x => x.floor(), floor, Math.Floor),
        ["ceil"] = (x => x.ceil(), ceil, Math.Ceiling),
        ["exp"] = (x => x.exp(), exp, Math.Exp),
        ["expm1"] = (x => x.expm1(), expm1, x => Math.Exp(x) - 1),
        ["log"] = (x => x.log(), log, Math.Log),
        ["log1p"] = (x => x.log1p(), log1p, x => Math.Log(1 + x)),
        ["sin"] = (x => x.sin(), sin, Math.Sin),
        ["cos"] = (x => x.cos(), cos, Math.Cos),
        ["tanh"] = (x => x.tanh(), tanh, Math.Tanh),
        ["sigmoid"] = (x => x.sigmoid(), sigmoid, Sigmoid),
        ["silu"] = (x => x.silu(), x => nn.functional.silu(x), x => x * Sigmoid(x)),
        ["relu"] = (x => x.relu(), x => nn.functional.relu(x), x => Math.Max(0, x)),
        ["elu"] = (x => x.elu(0.5), null, x => x > 0 ? x : 0.5 * (Math.Exp(x) - 1)),
        ["gelu"] = (x => x.gelu(), nn.functional.gelu, x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)))),
        ["gelu with tanh"] = (
            x => x.gelu(TorchSharp.Modules.GELU.Approximate.tanh), null,
            x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        ["erf"] = (x => x.erf(), erf, Erf),
        ["logical_not"] = (x => x.logical_not(), logical_not, x => x == 0 ? 1 : 0),
    };

    public static TheoryData<string> Names => [.. _functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_follows_its_definition(string name)
    {
        using var scope = NewDisposeScope();
        var (member, function, definition) = _functions[name];
        double[] points = name is "sqrt" or "rsqrt" or "log" or "log1p" ? [0.25, 0.5, 1, 2, 7.5] : [-2.5, -1, -0.125, 0, 0.5, 3];
        var x = tensor(points);
        TensorAssert.Holds([.. points.Select(definition)], member(x), 1e-12, name);
        if (function is not null) { TensorAssert.Holds([.. points.Select(definition)], function(x), 1e-12, name); }
        TensorAssert.Holds(points, x);
    }

    [Fact]
    public void In_place_functions_change_the_tensor_and_return_it()
    {
        using var scope = NewDisposeScope();
        var cases = new (string Name, Func<Tensor, Tensor> Change, double[] Expected)[]
        {
            ("neg_", x => x.neg_(), [-1, -4]), ("sqrt_", x => x.sqrt_(), [1, 2]), ("exp_", x => x.exp_(), [Math.E, Math.Exp(4)]),
            ("zero_", x => x.zero_(), [0, 0]), ("fill_", x => x.fill_(7), [7, 7]), ("relu_", x => x.sub_(2).relu_(), [0, 2]),
            ("silu_", x => x.silu_(), [Sigmoid(1), 4 * Sigmoid(4)]), ("clamp_", x => x.clamp_(min: 2, max: 3), [2, 3]),
            ("add_", x => x.add_(1), [2, 5]), ("add_ alpha", x => x.add_(tensor(new double[] { 1, 2 }), 3), [4, 10]), ("sub_", x => x.sub_(x), [0, 0]),
            ("mul_", x => x.mul_(x), [1, 16]), ("mul_ scalar", x => x.mul_(0.5), [0.5, 2]), ("div_", x => x.div_(x), [1, 1]),
            ("div_ scalar", x => x.div_(2), [0.5, 2]), ("addcmul_", x => x.addcmul_(x, x, 2), [3, 36]), ("addcdiv_", x => x.addcdiv_(x, x, 2), [3, 6]),
            ("lerp_", x => x.lerp_(zeros_like(x), full_like(x, 0.25)), [0.75, 3]), ("copy_", x => x.copy_(tensor(new long[] { 8, 9 })), [8, 9]),
        };
        foreach (var (name, change, expected) in cases)
        {
            var x = tensor(new double[] { 1, 4 });
            Assert.Same(x, change(x));
            TensorAssert.Holds(expected, x, 1e-12, name);
        }
    }

    [Fact]
    public void Operators_take_tensors_and_numbers_on_either_side()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 2, -3 });
        var y = tensor(new double[] { 4, 5 });
        Scalar two = 2;
        TensorAssert.Holds([6, 2], x + y);
        TensorAssert.Holds([-2, -8], x - y);
        TensorAssert.Holds([8, -15], x * y);
        TensorAssert.Holds([0.5, -0.6], x / y);
        TensorAssert.Holds([2, 2], x % y);
        TensorAssert.Holds([-2, 3], -x);
        TensorAssert.Holds([3, -2], x + 1);
        TensorAssert.Holds([3, -2], 1L + x);
        TensorAssert.Holds([2.5, -2.5], x + 0.5);
        TensorAssert.Holds([2.5, -2.5], 0.5f + x);
        TensorAssert.Holds([4, -1], x + two);
        TensorAssert.Holds([1, -4], x - 1L);
        TensorAssert.Holds([-1, 4], 1 - x);
        TensorAssert.Holds([0, 5], two - x);
        TensorAssert.Holds([1, -1.5], x * 0.5f);
        TensorAssert.Holds([1, -1.5], 0.5 * x);
        TensorAssert.Holds([1, -1.5], x / 2);
        TensorAssert.Holds([3, -2], 6 / x);
        TensorAssert.Holds([3, -2], 6.0 / x);
        TensorAssert.Holds([0, 1], x % 2);
    }

    [Fact]
    public void Arithmetic_with_options_follows_its_definition()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 7, -7 });
        var y = tensor(new double[] { 2, 2 });
        TensorAssert.Holds([3.5, -3.5], div(x, y));
        TensorAssert.Holds([3, -3], x.div(y, RoundingMode.trunc));
        TensorAssert.Holds([3, -4], x.div(2, RoundingMode.floor));
        TensorAssert.Holds([3, -4], x.clone().div_(y, RoundingMode.floor));
        TensorAssert.Holds([3, -3], x.clone().div_(2, RoundingMode.trunc));
        TensorAssert.Holds([13, -1], add(x, y, 3));
        TensorAssert.Holds([13, -1], add(x, 2, 3));
        TensorAssert.Holds([49, 49], x.pow(y));
        TensorAssert.Holds([343, -343], pow(x, 3));
        TensorAssert.Holds([7, 2], maximum(x, y));
        TensorAssert.Holds([2, -7], x.minimum(y));
        TensorAssert.Holds([15, 1], addcmul(x, y, y, 2));
        TensorAssert.Holds([8, -6], x.addcdiv(y, y));
        TensorAssert.Holds([4.5, -2.5], lerp(x, y, full_like(x, 0.5)));
        TensorAssert.Holds([3, -1], clamp(x, -1, 3));
        TensorAssert.Holds([7, -1], x.clamp(min: -1, max: (Scalar?)null));
        TensorAssert.Holds([2, -2], x.clamp(min: -y, max: y));
        TensorAssert.Holds([7, 0], x.clamp_min(0));
        TensorAssert.Holds([0, -7], x.clamp_max(0));
    }

    [Fact]
    public void Comparisons_and_logic_give_booleans()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2, 3 });
        var y = tensor(new[] { 3.0, 2, 1 });
        TensorAssert.Holds([0, 1, 0], x == y);
        TensorAssert.Holds([1, 0, 1], x != y);
        TensorAssert.Holds([1, 0, 0], x < y);
        TensorAssert.Holds([1, 1, 0], x <= y);
        TensorAssert.Holds([0, 0, 1], x > y);
        TensorAssert.Holds([0, 1, 1], x >= y);
        TensorAssert.Holds([0, 1, 0], x.eq(2));
        TensorAssert.Holds([1, 0, 1], x.ne(2));
        TensorAssert.Holds([1, 0, 0], x < 2);
        TensorAssert.Holds([0, 0, 1], 2 < x);
        TensorAssert.Holds([0, 1, 1], 2 <= x);
        TensorAssert.Holds([1, 0, 0], 2 > x);
        Assert.Equal(ScalarType.Bool, (x == y).dtype);
        TensorAssert.Holds([0, 1, 1], (x > y) | (x == y));
        TensorAssert.Holds([0, 0, 0], (x > y) & (x < y));
        TensorAssert.Holds([1, 0, 1], (x > y) ^ (x < y));
        TensorAssert.Holds([1, 0, 1], ~(x == y));
        TensorAssert.Holds([1, 1, 1], logical_or(x, y));
        TensorAssert.Holds([0, 1, 1], logical_and(x - 1, y));
        TensorAssert.Holds([1, 1, 3], where(x > y, x, ones_like(x)));
        TensorAssert.Holds([1, 1, 3], x.where(x > y, ones_like(x)));
    }

    [Fact]
    public void Special_values_are_recognised()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1, double.NaN, double.PositiveInfinity, double.NegativeInfinity });
        TensorAssert.Holds([0, 1, 0, 0], isnan(x));
        TensorAssert.Holds([0, 0, 1, 1], isinf(x));
        TensorAssert.Holds([1, 0, 0, 0], isfinite(x));
    }

    [Fact]
    public void Whole_tensors_compare_exactly_or_within_a_tolerance()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, double.NaN });
        var y = tensor(new[] { 1.0 + 1e-7, double.NaN });
        Assert.False(allclose(x, y));
        Assert.True(x.allclose(y, equal_nan: true));
        Assert.False(x.allclose(y, rtol: 1e-9, atol: 1e-9, equal_nan: true));
        Assert.True(zeros(2).Equals(zeros(2)));
        Assert.False(zeros(2).Equals(zeros(3)));
        Assert.False(zeros(2).Equals("zeros"));
    }

    [Fact]
    public void Shapes_broadcast_from_the_last_dimension()
    {
        using var scope = NewDisposeScope();
        var column = tensor(new[] { 1.0, 2 }, [2, 1]);
        var row = tensor(new[] { 10.0, 20, 30 });
        TensorAssert.HasShape([2, 3], column + row);
        TensorAssert.Holds([11, 21, 31, 12, 22, 32], column + row);
        TensorAssert.Holds([10, 20, 30, 20, 40, 60], column * row);
        TensorAssert.Holds([1, 1, 1, 1, 1, 1], column < row);
    }

    [Fact]
    public void Result_types_follow_the_promotion_rules()
    {
        using var scope = NewDisposeScope();
        var single = ones(2);
        Assert.Equal(ScalarType.Float32, (single * 2.5).dtype);
        Assert.Equal(ScalarType.Float32, (single + ones(2, int64)).dtype);
        Assert.Equal(ScalarType.Float64, (single + ones(2, float64)).dtype);
        Assert.Equal(ScalarType.Int64, (ones(2, int64) * 2).dtype);
        Assert.Equal(ScalarType.Float32, (ones(2, int64) * 2.5).dtype);
        Assert.Equal(ScalarType.Float32, (ones(2, int64) / 2).dtype);
        Assert.Equal(ScalarType.Int64, ones(2, @bool).sum().dtype);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>erf(x) = 2/√π · Σ (-1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)), which converges to full precision for the points used here.</summary>
    private static double Erf(double x)
    {
        var (sum, term) = (0.0, x);
        for (var n = 0; n < 120; n++)
        {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
