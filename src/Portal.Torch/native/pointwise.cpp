// Elementwise arithmetic, comparison and activation functions.
#include "border.h"

#define UNARY(name) \
  EXPORT pt_##name(Tensor* self, Tensor** out) { return make(out, [&] { return self->name(); }); }
#define UNARY_AT(name) \
  EXPORT pt_##name(Tensor* self, Tensor** out) { return make(out, [&] { return at::name(*self); }); }
#define UNARY_INPLACE(name) \
  EXPORT pt_##name(Tensor* self) { return run([&] { self->name(); }); }
#define UNARY_INPLACE_AT(name) \
  EXPORT pt_##name(Tensor* self) { return run([&] { at::name(*self); }); }

UNARY(abs) UNARY(neg) UNARY(sign) UNARY(sqrt) UNARY(rsqrt) UNARY(square) UNARY(reciprocal) UNARY(floor) UNARY(ceil)
UNARY(exp) UNARY(log) UNARY(log1p) UNARY(expm1) UNARY(sin) UNARY(cos) UNARY(tanh) UNARY(sigmoid) UNARY(relu) UNARY(erf)
UNARY(isnan) UNARY(isfinite) UNARY(isinf) UNARY(logical_not) UNARY(bitwise_not) UNARY_AT(silu)
UNARY_INPLACE(zero_) UNARY_INPLACE(sqrt_) UNARY_INPLACE(relu_) UNARY_INPLACE(exp_) UNARY_INPLACE(neg_) UNARY_INPLACE_AT(silu_)

EXPORT pt_gelu(Tensor* self, bool tanh, Tensor** out) {
  return make(out, [&] { return at::gelu(*self, tanh ? "tanh" : "none"); });
}
EXPORT pt_elu(Tensor* self, Number alpha, Number scale, Number input_scale, Tensor** out) {
  return make(out, [&] { return at::elu(*self, alpha.scalar(), scale.scalar(), input_scale.scalar()); });
}

static const char* const cannot_broadcast = "the shapes do not broadcast: compared from the last dimension, sizes must be equal or 1";

#define BINARY(name) \
  EXPORT pt_##name(Tensor* self, Tensor* other, Tensor** out) { \
    *out = nullptr; \
    if (!broadcasts(*self, *other)) { return failure(cannot_broadcast); } \
    return make(out, [&] { return self->name(*other); }); \
  }
#define BINARY_SCALAR(name) \
  EXPORT pt_##name##_scalar(Tensor* self, Number other, Tensor** out) { \
    return make(out, [&] { return self->name(other.scalar()); }); \
  }
#define BINARY_INPLACE(name) \
  EXPORT pt_##name(Tensor* self, Tensor* other) { \
    if (!broadcasts(*self, *other)) { return failure(cannot_broadcast); } \
    return run([&] { self->name(*other); }); \
  }

BINARY(mul) BINARY(pow) BINARY(remainder) BINARY(maximum) BINARY(minimum)
BINARY(eq) BINARY(ne) BINARY(lt) BINARY(le) BINARY(gt) BINARY(ge)
BINARY(logical_and) BINARY(logical_or) BINARY(bitwise_and) BINARY(bitwise_or) BINARY(bitwise_xor)
BINARY_SCALAR(mul) BINARY_SCALAR(pow) BINARY_SCALAR(remainder)
BINARY_SCALAR(eq) BINARY_SCALAR(ne) BINARY_SCALAR(lt) BINARY_SCALAR(le) BINARY_SCALAR(gt) BINARY_SCALAR(ge)
BINARY_INPLACE(mul_)

EXPORT pt_mul_inplace_scalar(Tensor* self, Number other) {
  return run([&] { self->mul_(other.scalar()); });
}

#define SCALED(name) \
  EXPORT pt_##name(Tensor* self, Tensor* other, Number alpha, Tensor** out) { \
    *out = nullptr; \
    if (!broadcasts(*self, *other)) { return failure(cannot_broadcast); } \
    return make(out, [&] { return self->name(*other, alpha.scalar()); }); \
  } \
  EXPORT pt_##name##_scalar(Tensor* self, Number other, Number alpha, Tensor** out) { \
    return make(out, [&] { return self->name(other.scalar(), alpha.scalar()); }); \
  } \
  EXPORT pt_##name##_(Tensor* self, Tensor* other, Number alpha) { \
    if (!broadcasts(*self, *other)) { return failure(cannot_broadcast); } \
    return run([&] { self->name##_(*other, alpha.scalar()); }); \
  } \
  EXPORT pt_##name##_inplace_scalar(Tensor* self, Number other, Number alpha) { \
    return run([&] { self->name##_(other.scalar(), alpha.scalar()); }); \
  }

SCALED(add) SCALED(sub)

EXPORT pt_rsub(Number left, Tensor* right, Tensor** out) {
  return make(out, [&] { return at::rsub(*right, left.scalar()); });
}

/// C#'s RoundingMode: 0 none, 1 trunc, 2 floor.
template <class Divisor>
static Tensor divide(const Tensor& self, const Divisor& divisor, int32_t rounding) {
  return rounding == 0 ? self.div(divisor) : self.div(divisor, rounding == 1 ? "trunc" : "floor");
}
template <class Divisor>
static void divide_(Tensor& self, const Divisor& divisor, int32_t rounding) {
  if (rounding == 0) {
    self.div_(divisor);
  } else {
    self.div_(divisor, rounding == 1 ? "trunc" : "floor");
  }
}
EXPORT pt_div(Tensor* self, Tensor* other, int32_t rounding, Tensor** out) {
  *out = nullptr;
  if (!broadcasts(*self, *other)) { return failure(cannot_broadcast); }
  return make(out, [&] { return divide(*self, *other, rounding); });
}
EXPORT pt_div_scalar(Tensor* self, Number other, int32_t rounding, Tensor** out) {
  return make(out, [&] { return divide(*self, other.scalar(), rounding); });
}
EXPORT pt_div_(Tensor* self, Tensor* other, int32_t rounding) {
  if (!broadcasts(*self, *other)) { return failure(cannot_broadcast); }
  return run([&] { divide_(*self, *other, rounding); });
}
EXPORT pt_div_inplace_scalar(Tensor* self, Number other, int32_t rounding) {
  return run([&] { divide_(*self, other.scalar(), rounding); });
}

EXPORT pt_clamp(Tensor* self, Number min, Number max, Tensor** out) {
  return make(out, [&] { return self->clamp(min.optional(), max.optional()); });
}
EXPORT pt_clamp_tensor(Tensor* self, Tensor* min, Tensor* max, Tensor** out) {
  return make(out, [&] { return self->clamp(or_nothing(min), or_nothing(max)); });
}
EXPORT pt_clamp_(Tensor* self, Number min, Number max) {
  return run([&] { self->clamp_(min.optional(), max.optional()); });
}

EXPORT pt_addcmul(Tensor* self, Tensor* tensor1, Tensor* tensor2, Number value, Tensor** out) {
  return make(out, [&] { return self->addcmul(*tensor1, *tensor2, value.scalar()); });
}
EXPORT pt_addcmul_(Tensor* self, Tensor* tensor1, Tensor* tensor2, Number value) {
  return run([&] { self->addcmul_(*tensor1, *tensor2, value.scalar()); });
}
EXPORT pt_addcdiv(Tensor* self, Tensor* tensor1, Tensor* tensor2, Number value, Tensor** out) {
  return make(out, [&] { return self->addcdiv(*tensor1, *tensor2, value.scalar()); });
}
EXPORT pt_addcdiv_(Tensor* self, Tensor* tensor1, Tensor* tensor2, Number value) {
  return run([&] { self->addcdiv_(*tensor1, *tensor2, value.scalar()); });
}
EXPORT pt_lerp(Tensor* self, Tensor* end, Tensor* weight, Tensor** out) {
  return make(out, [&] { return self->lerp(*end, *weight); });
}
EXPORT pt_lerp_(Tensor* self, Tensor* end, Tensor* weight) {
  return run([&] { self->lerp_(*end, *weight); });
}
EXPORT pt_fill_(Tensor* self, Number value) {
  return run([&] { self->fill_(value.scalar()); });
}
EXPORT pt_where(Tensor* condition, Tensor* x, Tensor* y, Tensor** out) {
  return make(out, [&] { return at::where(*condition, *x, *y); });
}
EXPORT pt_allclose(Tensor* self, Tensor* other, double rtol, double atol, bool equal_nan, bool* out) {
  return run([&] { *out = at::allclose(*self, *other, rtol, atol, equal_nan); });
}
EXPORT pt_equals(Tensor* self, Tensor* other, bool* out) {
  return run([&] { *out = at::equal(*self, *other); });
}
