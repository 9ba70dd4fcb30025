// Reductions, sorting, matrix products.
#include "border.h"

EXPORT pt_sum(Tensor* self, int32_t dtype, Tensor** out) {
  return make(out, [&] { return self->sum(dtype_of(dtype)); });
}
EXPORT pt_sum_dim(Tensor* self, const int64_t* dims, int32_t count, bool keepdim, int32_t dtype, Tensor** out) {
  return make(out, [&] { return self->sum(sizes_of(dims, count), keepdim, dtype_of(dtype)); });
}
EXPORT pt_mean(Tensor* self, Tensor** out) {
  return make(out, [&] { return self->mean(); });
}
EXPORT pt_mean_dim(Tensor* self, const int64_t* dims, int32_t count, bool keepdim, int32_t dtype, Tensor** out) {
  return make(out, [&] { return self->mean(sizes_of(dims, count), keepdim, dtype_of(dtype)); });
}

static Tensor cast(const Tensor& tensor, int32_t dtype) {
  return dtype < 0 ? tensor : tensor.to(static_cast<at::ScalarType>(dtype));
}

#define SPREAD(name) \
  EXPORT pt_##name(Tensor* self, bool unbiased, Tensor** out) { return make(out, [&] { return self->name(unbiased); }); } \
  EXPORT pt_##name##_dim(Tensor* self, const int64_t* dims, int32_t count, bool unbiased, bool keepdim, int32_t dtype, Tensor** out) { \
    return make(out, [&] { return cast(self->name(sizes_of(dims, count), unbiased, keepdim), dtype); }); \
  }
SPREAD(std) SPREAD(var)

#define EXTREME(name) \
  EXPORT pt_##name(Tensor* self, Tensor** out) { return make(out, [&] { return self->name(); }); } \
  EXPORT pt_##name##_dim(Tensor* self, int64_t dim, bool keepdim, Tensor** values, Tensor** indices) { \
    return make2(values, indices, [&] { return self->name(dim, keepdim); }); \
  }
EXTREME(max) EXTREME(min)

#define ARG_EXTREME(name) \
  EXPORT pt_##name(Tensor* self, Tensor** out) { return make(out, [&] { return self->name(); }); } \
  EXPORT pt_##name##_dim(Tensor* self, int64_t dim, bool keepdim, Tensor** out) { \
    return make(out, [&] { return self->name(dim, keepdim); }); \
  }
ARG_EXTREME(argmax) ARG_EXTREME(argmin) ARG_EXTREME(all) ARG_EXTREME(any)

EXPORT pt_amax(Tensor* self, const int64_t* dims, int32_t count, bool keepdim, Tensor** out) {
  return make(out, [&] { return self->amax(sizes_of(dims, count), keepdim); });
}
EXPORT pt_amin(Tensor* self, const int64_t* dims, int32_t count, bool keepdim, Tensor** out) {
  return make(out, [&] { return self->amin(sizes_of(dims, count), keepdim); });
}
EXPORT pt_logsumexp(Tensor* self, int64_t dim, bool keepdim, Tensor** out) {
  return make(out, [&] { return self->logsumexp({dim}, keepdim); });
}
EXPORT pt_cumsum(Tensor* self, int64_t dim, int32_t dtype, Tensor** out) {
  return make(out, [&] { return self->cumsum(dim, dtype_of(dtype)); });
}
EXPORT pt_norm(Tensor* self, double p, Tensor** out) {
  return make(out, [&] { return self->norm(p); });
}
EXPORT pt_norm_dim(Tensor* self, int64_t dim, bool keepdim, double p, Tensor** out) {
  return make(out, [&] { return self->norm(maybe<at::Scalar>(p), {dim}, keepdim); });
}
EXPORT pt_topk(Tensor* self, int64_t k, int64_t dim, bool largest, bool sorted, Tensor** values, Tensor** indices) {
  return make2(values, indices, [&] { return self->topk(k, dim, largest, sorted); });
}
EXPORT pt_sort(Tensor* self, int64_t dim, bool descending, bool stable, Tensor** values, Tensor** indices) {
  return make2(values, indices, [&] { return self->sort(maybe<bool>(stable), dim, descending); });
}
EXPORT pt_argsort(Tensor* self, int64_t dim, bool descending, Tensor** out) {
  return make(out, [&] { return self->argsort(dim, descending); });
}

/// The last dimension of the left factor against the second to last (or only) dimension of the right one.
static bool inner_dimensions_fit(const Tensor& left, const Tensor& right) {
  return left.dim() == 0 || right.dim() == 0 || left.size(-1) == right.size(right.dim() == 1 ? 0 : -2);
}
static const char* const inner_dimensions = "the inner dimensions differ: the left tensor's last must equal the right tensor's second to last";

EXPORT pt_matmul(Tensor* self, Tensor* other, Tensor** out) {
  *out = nullptr;
  if (!inner_dimensions_fit(*self, *other)) { return failure(inner_dimensions); }
  return make(out, [&] { return self->matmul(*other); });
}
#define PRODUCT(name) \
  EXPORT pt_##name(Tensor* self, Tensor* other, Tensor** out) { return make(out, [&] { return self->name(*other); }); }
PRODUCT(mm) PRODUCT(bmm) PRODUCT(mv) PRODUCT(dot) PRODUCT(outer)

EXPORT pt_einsum(const char* equation, Tensor* const* tensors, int64_t count, Tensor** out) {
  return make(out, [&] { return at::einsum(equation, list_of(tensors, count)); });
}
