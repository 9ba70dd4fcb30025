using System.Runtime.InteropServices;

namespace TorchSharp;

internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint pt_abs(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_neg(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_sign(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_sqrt(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_rsqrt(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_square(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_reciprocal(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_floor(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_ceil(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_exp(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_log(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_log1p(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_expm1(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_sin(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_cos(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_tanh(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_sigmoid(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_relu(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_erf(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_isnan(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_isfinite(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_isinf(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_logical_not(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_bitwise_not(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_silu(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_zero_(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial nint pt_sqrt_(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial nint pt_relu_(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial nint pt_exp_(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial nint pt_neg_(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial nint pt_silu_(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial nint pt_gelu(TensorHandle self, Flag tanh, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_elu(TensorHandle self, Number alpha, Number scale, Number inputScale, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_mul(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_pow(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_remainder(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_maximum(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_minimum(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_eq(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_ne(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_lt(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_le(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_gt(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_ge(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_logical_and(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_logical_or(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_bitwise_and(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_bitwise_or(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_bitwise_xor(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_mul_scalar(TensorHandle self, Number other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_pow_scalar(TensorHandle self, Number other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_remainder_scalar(TensorHandle self, Number other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_eq_scalar(TensorHandle self, Number other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_ne_scalar(TensorHandle self, Number other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_lt_scalar(TensorHandle self, Number other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_le_scalar(TensorHandle self, Number other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_gt_scalar(TensorHandle self, Number other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_ge_scalar(TensorHandle self, Number other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_mul_(TensorHandle self, TensorHandle other);
    [LibraryImport(Library)]
    internal static partial nint pt_mul_inplace_scalar(TensorHandle self, Number other);
    [LibraryImport(Library)]
    internal static partial nint pt_add(TensorHandle self, TensorHandle other, Number alpha, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_add_scalar(TensorHandle self, Number other, Number alpha, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_add_(TensorHandle self, TensorHandle other, Number alpha);
    [LibraryImport(Library)]
    internal static partial nint pt_add_inplace_scalar(TensorHandle self, Number other, Number alpha);
    [LibraryImport(Library)]
    internal static partial nint pt_sub(TensorHandle self, TensorHandle other, Number alpha, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_sub_scalar(TensorHandle self, Number other, Number alpha, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_sub_(TensorHandle self, TensorHandle other, Number alpha);
    [LibraryImport(Library)]
    internal static partial nint pt_sub_inplace_scalar(TensorHandle self, Number other, Number alpha);
    [LibraryImport(Library)]
    internal static partial nint pt_rsub(Number left, TensorHandle right, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_div(TensorHandle self, TensorHandle other, int rounding, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_div_scalar(TensorHandle self, Number other, int rounding, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_div_(TensorHandle self, TensorHandle other, int rounding);
    [LibraryImport(Library)]
    internal static partial nint pt_div_inplace_scalar(TensorHandle self, Number other, int rounding);
    [LibraryImport(Library)]
    internal static partial nint pt_clamp(TensorHandle self, Number min, Number max, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_clamp_tensor(TensorHandle self, TensorHandle min, TensorHandle max, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_clamp_(TensorHandle self, Number min, Number max);
    [LibraryImport(Library)]
    internal static partial nint pt_addcmul(TensorHandle self, TensorHandle tensor1, TensorHandle tensor2, Number value, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_addcmul_(TensorHandle self, TensorHandle tensor1, TensorHandle tensor2, Number value);
    [LibraryImport(Library)]
    internal static partial nint pt_addcdiv(TensorHandle self, TensorHandle tensor1, TensorHandle tensor2, Number value, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_addcdiv_(TensorHandle self, TensorHandle tensor1, TensorHandle tensor2, Number value);
    [LibraryImport(Library)]
    internal static partial nint pt_lerp(TensorHandle self, TensorHandle end, TensorHandle weight, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_lerp_(TensorHandle self, TensorHandle end, TensorHandle weight);
    [LibraryImport(Library)]
    internal static partial nint pt_fill_(TensorHandle self, Number value);
    [LibraryImport(Library)]
    internal static partial nint pt_where(TensorHandle condition, TensorHandle x, TensorHandle y, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_allclose(TensorHandle self, TensorHandle other, double rtol, double atol, Flag equalNan, out Flag result);
    [LibraryImport(Library)]
    internal static partial nint pt_equals(TensorHandle self, TensorHandle other, out Flag result);
}
