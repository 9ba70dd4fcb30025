// Creation, memory, metadata and conversion.
#include "border.h"

#include <cstring>

const char* failure(std::string message) {
  static thread_local std::string last;
  last = std::move(message);
  return last.c_str();
}

EXPORT_VALUE(void) pt_free(Tensor* self) { delete self; }
EXPORT_VALUE(void) pt_free_array(Tensor** array) { delete[] array; }

EXPORT_VALUE(int64_t) pt_numel(Tensor* self) { return self->numel(); }
EXPORT_VALUE(int64_t) pt_ndim(Tensor* self) { return self->dim(); }
EXPORT_VALUE(int64_t) pt_element_size(Tensor* self) { return static_cast<int64_t>(self->element_size()); }
EXPORT_VALUE(int32_t) pt_dtype(Tensor* self) { return static_cast<int32_t>(self->scalar_type()); }
EXPORT_VALUE(int32_t) pt_device_type(Tensor* self) { return static_cast<int32_t>(self->device().type()); }
EXPORT_VALUE(int32_t) pt_device_index(Tensor* self) { return self->device().index(); }
EXPORT_VALUE(bool) pt_is_contiguous(Tensor* self) { return self->is_contiguous(); }
EXPORT_VALUE(bool) pt_is_leaf(Tensor* self) { return self->is_leaf(); }
EXPORT_VALUE(bool) pt_requires_grad(Tensor* self) { return self->requires_grad(); }
EXPORT_VALUE(void) pt_sizes(Tensor* self, int64_t* out) {
  std::memcpy(out, self->sizes().data(), self->sizes().size() * sizeof(int64_t));
}
EXPORT_VALUE(void) pt_strides(Tensor* self, int64_t* out) {
  std::memcpy(out, self->strides().data(), self->strides().size() * sizeof(int64_t));
}
EXPORT pt_data(Tensor* self, void** out) {
  return run([&] { *out = self->data_ptr(); });
}

/// Copies `data` (elements of `source` dtype, row-major) into a new tensor.
EXPORT pt_from_data(const void* data, int32_t source, const int64_t* sizes, int32_t count, Options options, Tensor** out) {
  return make(out, [&] {
    auto blob = at::from_blob(const_cast<void*>(data), sizes_of(sizes, count), at::TensorOptions().dtype(static_cast<at::ScalarType>(source)));
    return with_grad(blob.to(options_of(options), /*non_blocking=*/false, /*copy=*/true), options);
  });
}
#define FILLED(name) \
  EXPORT pt_##name(const int64_t* sizes, int32_t count, Options options, Tensor** out) { \
    return make(out, [&] { return with_grad(at::name(sizes_of(sizes, count), options_of(options)), options); }); \
  } \
  EXPORT pt_##name##_like(Tensor* self, Options options, Tensor** out) { \
    return make(out, [&] { return with_grad(at::name##_like(*self, options_of(options)), options); }); \
  }
FILLED(zeros) FILLED(ones) FILLED(empty)

EXPORT pt_full(const int64_t* sizes, int32_t count, Number value, Options options, Tensor** out) {
  return make(out, [&] { return with_grad(at::full(sizes_of(sizes, count), value.scalar(), options_of(options)), options); });
}
EXPORT pt_full_like(Tensor* self, Number value, Options options, Tensor** out) {
  return make(out, [&] { return with_grad(at::full_like(*self, value.scalar(), options_of(options)), options); });
}
EXPORT pt_arange(Number start, Number stop, Number step, Options options, Tensor** out) {
  return make(out, [&] { return with_grad(at::arange(start.scalar(), stop.scalar(), step.scalar(), options_of(options)), options); });
}
EXPORT pt_eye(int64_t rows, int64_t columns, Options options, Tensor** out) {
  return make(out, [&] { return with_grad(at::eye(rows, columns, options_of(options)), options); });
}

#define SAMPLED(name) \
  EXPORT pt_##name(const int64_t* sizes, int32_t count, at::Generator* generator, Options options, Tensor** out) { \
    return make(out, [&] { return with_grad(at::name(sizes_of(sizes, count), generator_of(generator), options_of(options)), options); }); \
  } \
  EXPORT pt_##name##_like(Tensor* self, Options options, Tensor** out) { \
    return make(out, [&] { return with_grad(at::name##_like(*self, options_of(options)), options); }); \
  }
SAMPLED(rand) SAMPLED(randn)

EXPORT pt_randint(int64_t low, int64_t high, const int64_t* sizes, int32_t count, at::Generator* generator, Options options, Tensor** out) {
  return make(out, [&] { return with_grad(at::randint(low, high, sizes_of(sizes, count), generator_of(generator), options_of(options)), options); });
}
EXPORT pt_randint_like(Tensor* self, int64_t low, int64_t high, Options options, Tensor** out) {
  return make(out, [&] { return with_grad(at::randint_like(*self, low, high, options_of(options)), options); });
}
EXPORT pt_randperm(int64_t n, at::Generator* generator, Options options, Tensor** out) {
  return make(out, [&] { return with_grad(at::randperm(n, generator_of(generator), options_of(options)), options); });
}
EXPORT pt_multinomial(Tensor* self, int64_t num_samples, bool replacement, at::Generator* generator, Tensor** out) {
  return make(out, [&] { return self->multinomial(num_samples, replacement, generator_of(generator)); });
}
EXPORT pt_bernoulli(Tensor* self, at::Generator* generator, Tensor** out) {
  return make(out, [&] { return self->bernoulli(generator_of(generator)); });
}
EXPORT pt_bernoulli_(Tensor* self, double p, at::Generator* generator) {
  return run([&] { self->bernoulli_(p, generator_of(generator)); });
}
EXPORT pt_bernoulli_tensor_(Tensor* self, Tensor* p, at::Generator* generator) {
  return run([&] { self->bernoulli_(*p, generator_of(generator)); });
}
EXPORT pt_normal_(Tensor* self, double mean, double std, at::Generator* generator) {
  return run([&] { self->normal_(mean, std, generator_of(generator)); });
}
EXPORT pt_uniform_(Tensor* self, double from, double to, at::Generator* generator) {
  return run([&] { self->uniform_(from, to, generator_of(generator)); });
}

EXPORT pt_to(Tensor* self, Options options, bool copy, bool non_blocking, Tensor** out) {
  return make(out, [&] { return self->to(options_of(options), non_blocking, copy); });
}
EXPORT pt_contiguous(Tensor* self, Tensor** out) {
  return make(out, [&] { return self->contiguous(); });
}
EXPORT pt_clone(Tensor* self, Tensor** out) {
  return make(out, [&] { return self->clone(); });
}
EXPORT pt_alias(Tensor* self, Tensor** out) {
  return make(out, [&] { return *self; });
}
EXPORT pt_copy_(Tensor* self, Tensor* source, bool non_blocking) {
  return run([&] { self->copy_(*source, non_blocking); });
}
