namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        public Tensor abs() => Take(Native.pt_abs(Live, out var result), result, this);
        public Tensor neg() => Take(Native.pt_neg(Live, out var result), result, this);
        public Tensor sign() => Take(Native.pt_sign(Live, out var result), result, this);
        public Tensor sqrt() => Take(Native.pt_sqrt(Live, out var result), result, this);
        public Tensor rsqrt() => Take(Native.pt_rsqrt(Live, out var result), result, this);
        public Tensor square() => Take(Native.pt_square(Live, out var result), result, this);
        public Tensor reciprocal() => Take(Native.pt_reciprocal(Live, out var result), result, this);
        public Tensor floor() => Take(Native.pt_floor(Live, out var result), result, this);
        public Tensor ceil() => Take(Native.pt_ceil(Live, out var result), result, this);
        public Tensor exp() => Take(Native.pt_exp(Live, out var result), result, this);
        public Tensor log() => Take(Native.pt_log(Live, out var result), result, this);
        public Tensor log1p() => Take(Native.pt_log1p(Live, out var result), result, this);
        public Tensor expm1() => Take(Native.pt_expm1(Live, out var result), result, this);
        public Tensor sin() => Take(Native.pt_sin(Live, out var result), result, this);
        public Tensor cos() => Take(Native.pt_cos(Live, out var result), result, this);
        public Tensor tanh() => Take(Native.pt_tanh(Live, out var result), result, this);
        public Tensor sigmoid() => Take(Native.pt_sigmoid(Live, out var result), result, this);
        public Tensor relu() => Take(Native.pt_relu(Live, out var result), result, this);
        public Tensor silu() => Take(Native.pt_silu(Live, out var result), result, this);
        public Tensor erf() => Take(Native.pt_erf(Live, out var result), result, this);
        public Tensor isnan() => Take(Native.pt_isnan(Live, out var result), result, this);
        public Tensor isfinite() => Take(Native.pt_isfinite(Live, out var result), result, this);
        public Tensor isinf() => Take(Native.pt_isinf(Live, out var result), result, this);
        public Tensor logical_not() => Take(Native.pt_logical_not(Live, out var result), result, this);
        public Tensor bitwise_not() => Take(Native.pt_bitwise_not(Live, out var result), result, this);

        public Tensor neg_() => InPlace(Native.pt_neg_(Live));
        public Tensor sqrt_() => InPlace(Native.pt_sqrt_(Live));
        public Tensor exp_() => InPlace(Native.pt_exp_(Live));
        public Tensor relu_() => InPlace(Native.pt_relu_(Live));
        public Tensor silu_() => InPlace(Native.pt_silu_(Live));
        public Tensor zero_() => InPlace(Native.pt_zero_(Live));

        public Tensor gelu() => gelu(Modules.GELU.Approximate.none);

        public Tensor gelu(Modules.GELU.Approximate approximate)
            => Take(Native.pt_gelu(Live, approximate == Modules.GELU.Approximate.tanh, out var result), result, this);

        public Tensor elu(double alpha = 1) => elu(alpha, 1, 1);

        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale)
            => Take(Native.pt_elu(Live, alpha.Value, scale.Value, input_scale.Value, out var result), result, this);

        public Tensor add(Tensor target) => Take(Native.pt_add(Live, target.Live, Number.One, out var result), result, this, target);
        public Tensor add(Tensor target, Scalar alpha) => Take(Native.pt_add(Live, target.Live, alpha.Value, out var result), result, this, target);
        public Tensor add(Scalar scalar) => Add(scalar.Value);
        public Tensor add(Scalar scalar, Scalar alpha) => Take(Native.pt_add_scalar(Live, scalar.Value, alpha.Value, out var result), result, this);
        public Tensor add_(Tensor target) => InPlace(Native.pt_add_(Live, target.Live, Number.One), target);
        public Tensor add_(Tensor target, Scalar alpha) => InPlace(Native.pt_add_(Live, target.Live, alpha.Value), target);
        public Tensor add_(Scalar scalar) => InPlace(Native.pt_add_inplace_scalar(Live, scalar.Value, Number.One));
        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(Native.pt_add_inplace_scalar(Live, scalar.Value, alpha.Value));

        public Tensor sub(Tensor target) => Take(Native.pt_sub(Live, target.Live, Number.One, out var result), result, this, target);
        public Tensor sub(Scalar target) => Sub(target.Value);
        public Tensor sub_(Tensor target) => InPlace(Native.pt_sub_(Live, target.Live, Number.One), target);
        public Tensor sub_(Scalar target) => InPlace(Native.pt_sub_inplace_scalar(Live, target.Value, Number.One));

        public Tensor mul(Tensor target) => Take(Native.pt_mul(Live, target.Live, out var result), result, this, target);
        public Tensor mul(Scalar target) => Mul(target.Value);
        public Tensor mul_(Tensor target) => InPlace(Native.pt_mul_(Live, target.Live), target);
        public Tensor mul_(Scalar target) => InPlace(Native.pt_mul_inplace_scalar(Live, target.Value));

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
            => Take(Native.pt_div(Live, target.Live, (int)rounding_mode, out var result), result, this, target);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
            => Take(Native.pt_div_scalar(Live, target.Value, (int)rounding_mode, out var result), result, this);

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
            => InPlace(Native.pt_div_(Live, target.Live, (int)rounding_mode), target);

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
            => InPlace(Native.pt_div_inplace_scalar(Live, target.Value, (int)rounding_mode));

        public Tensor pow(Tensor exponent) => Take(Native.pt_pow(Live, exponent.Live, out var result), result, this, exponent);
        public Tensor pow(Scalar exponent) => Take(Native.pt_pow_scalar(Live, exponent.Value, out var result), result, this);
        public Tensor remainder(Tensor target) => Take(Native.pt_remainder(Live, target.Live, out var result), result, this, target);
        public Tensor remainder(Scalar scalar) => Remainder(scalar.Value);
        public Tensor maximum(Tensor other) => Take(Native.pt_maximum(Live, other.Live, out var result), result, this, other);
        public Tensor minimum(Tensor other) => Take(Native.pt_minimum(Live, other.Live, out var result), result, this, other);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value)
            => Take(Native.pt_addcmul(Live, tensor1.Live, tensor2.Live, value.Value, out var result), result, this, tensor1, tensor2);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
            => InPlace(Native.pt_addcmul_(Live, tensor1.Live, tensor2.Live, value.Value), tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => addcdiv(tensor1, tensor2, 1);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value)
            => Take(Native.pt_addcdiv(Live, tensor1.Live, tensor2.Live, value.Value, out var result), result, this, tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => addcdiv_(tensor1, tensor2, 1);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
            => InPlace(Native.pt_addcdiv_(Live, tensor1.Live, tensor2.Live, value.Value), tensor1, tensor2);

        public Tensor lerp(Tensor end, Tensor weight) => Take(Native.pt_lerp(Live, end.Live, weight.Live, out var result), result, this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => InPlace(Native.pt_lerp_(Live, end.Live, weight.Live), end, weight);

        public Tensor clamp(Scalar? min = null, Scalar? max = null)
            => Take(Native.pt_clamp(Live, Number.From(min), Number.From(max), out var result), result, this);

        public Tensor clamp(Tensor? min = null, Tensor? max = null)
            => Take(Native.pt_clamp_tensor(Live, LiveOrNone(min), LiveOrNone(max), out var result), result, this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace(Native.pt_clamp_(Live, Number.From(min), Number.From(max)));

        public Tensor clamp_min(Scalar min) => clamp(min, (Scalar?)null);
        public Tensor clamp_max(Scalar max) => clamp((Scalar?)null, max);
        public Tensor fill_(Scalar value) => InPlace(Native.pt_fill_(Live, value.Value));

        private Tensor Add(Number value) => Take(Native.pt_add_scalar(Live, value, Number.One, out var result), result, this, operation: "add");
        private Tensor Sub(Number value) => Take(Native.pt_sub_scalar(Live, value, Number.One, out var result), result, this, operation: "sub");
        private Tensor Mul(Number value) => Take(Native.pt_mul_scalar(Live, value, out var result), result, this, operation: "mul");
        private Tensor Div(Number value) => Take(Native.pt_div_scalar(Live, value, 0, out var result), result, this, operation: "div");
        private Tensor Remainder(Number value) => Take(Native.pt_remainder_scalar(Live, value, out var result), result, this, operation: "remainder");
        private static Tensor Sub(Number left, Tensor right) => Take(Native.pt_rsub(left, right.Live, out var result), result, right, operation: "sub");

        private static Tensor Div(Number left, Tensor right)
        {
            using var inverse = right.reciprocal();
            return inverse.Mul(left);
        }
    }

    /// <summary>How a quotient is rounded.</summary>
    public enum RoundingMode { None, trunc, floor }
}
