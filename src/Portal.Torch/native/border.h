// The border between C# and libtorch. Rules that every export follows:
//  - it never throws: it returns nullptr, or a message that stays valid until the next call on the same thread;
//  - tensors are opaque `at::Tensor*`; a result is a new one in an out-parameter, owned by the caller (pt_free);
//  - a null tensor, scalar kind 0 and dtype -1 mean "not given".
#pragma once

#include <ATen/ATen.h>
#include <torch/version.h>

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

// c10::optional was a type of its own, then an alias of std::optional, and disappears late in the 2.x series.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
#include <optional>
template <class T>
using maybe = std::optional<T>;
constexpr auto nothing = std::nullopt;
#else
template <class T>
using maybe = c10::optional<T>;
constexpr auto nothing = c10::nullopt;
#endif

// The bounds of a slice.
#if TORCH_VERSION_MAJOR >= 2
using Bound = c10::SymInt;
#else
using Bound = int64_t;
#endif

using Tensor = at::Tensor;

#define EXPORT extern "C" __attribute__((visibility("default"))) const char*
#define EXPORT_VALUE(type) extern "C" __attribute__((visibility("default"))) type

/// A number of either kind; `kind` is 0 (not given), 1 (integer), 2 (floating point) or 3 (bool).
struct Number {
  double real;
  int64_t integer;
  int32_t kind;

  at::Scalar scalar() const {
    return kind == 2 ? at::Scalar(real) : kind == 3 ? at::Scalar(integer != 0) : at::Scalar(integer);
  }
  maybe<at::Scalar> optional() const {
    return kind == 0 ? maybe<at::Scalar>(nothing) : maybe<at::Scalar>(scalar());
  }
};

/// dtype, device and gradient of a tensor to be created; dtype -1 and device_type -1 mean "not given".
struct Options {
  int32_t dtype;
  int32_t device_type;
  int32_t device_index;
  int32_t requires_grad;
};

/// Keeps the message for C# to read; the storage is per thread.
const char* failure(std::string message);

template <class Body>
const char* run(Body&& body) noexcept {
  try {
    body();
    return nullptr;
  } catch (const c10::Error& error) {
    return failure(error.what_without_backtrace());
  } catch (const std::exception& error) {
    return failure(error.what());
  } catch (...) {
    return failure("an unknown native exception");
  }
}

template <class Body>
const char* make(Tensor** out, Body&& body) noexcept {
  *out = nullptr;
  return run([&] { *out = new Tensor(body()); });
}

/// For operations with two results: values and indices.
template <class Body>
const char* make2(Tensor** first, Tensor** second, Body&& body) noexcept {
  *first = *second = nullptr;
  return run([&] {
    auto pair = body();
    *first = new Tensor(std::get<0>(pair));
    *second = new Tensor(std::get<1>(pair));
  });
}

/// For operations with any number of results; undefined tensors become null. Freed by pt_free_array.
template <class Body>
const char* make_many(Tensor*** out, int64_t* count, Body&& body) noexcept {
  *out = nullptr;
  *count = 0;
  return run([&] {
    std::vector<Tensor> results = body();
    *out = new Tensor*[results.size()];
    *count = static_cast<int64_t>(results.size());
    for (size_t i = 0; i < results.size(); i++) {
      (*out)[i] = results[i].defined() ? new Tensor(results[i]) : nullptr;
    }
  });
}

inline at::IntArrayRef sizes_of(const int64_t* values, int32_t count) {
  return at::IntArrayRef(values, static_cast<size_t>(count));
}

inline Tensor or_undefined(const Tensor* tensor) { return tensor == nullptr ? Tensor() : *tensor; }

inline maybe<Tensor> or_nothing(const Tensor* tensor) {
  return tensor == nullptr ? maybe<Tensor>(nothing) : maybe<Tensor>(*tensor);
}

inline std::vector<Tensor> list_of(Tensor* const* tensors, int64_t count) {
  std::vector<Tensor> list(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; i++) {
    list[i] = or_undefined(tensors[i]);
  }
  return list;
}

inline maybe<at::ScalarType> dtype_of(int32_t dtype) {
  return dtype < 0 ? maybe<at::ScalarType>(nothing) : maybe<at::ScalarType>(static_cast<at::ScalarType>(dtype));
}

inline at::Device device_of(int32_t type, int32_t index) {
  return at::Device(static_cast<at::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

inline at::TensorOptions options_of(const Options& options) {
  at::TensorOptions result;
  if (options.dtype >= 0) {
    result = result.dtype(static_cast<at::ScalarType>(options.dtype));
  }
  if (options.device_type >= 0) {
    result = result.device(device_of(options.device_type, options.device_index));
  }
  return result;
}

inline Tensor with_grad(Tensor tensor, const Options& options) {
  return options.requires_grad ? tensor.set_requires_grad(true) : tensor;
}

inline maybe<at::Generator> generator_of(const at::Generator* generator) {
  return generator == nullptr ? maybe<at::Generator>(nothing) : maybe<at::Generator>(*generator);
}

/// A shape without -1 must hold exactly the tensor's elements; nullptr, or the message.
inline const char* holds(const int64_t* sizes, int32_t count, const Tensor& tensor) {
  int64_t product = 1;
  std::string text;
  for (int32_t i = 0; i < count; i++) {
    if (sizes[i] < 0) {
      return nullptr;  // libtorch infers and checks
    }
    product *= sizes[i];
  }
  if (product == tensor.numel()) {
    return nullptr;
  }
  for (int32_t i = 0; i < count; i++) {
    text += (i == 0 ? "" : "x") + std::to_string(sizes[i]);
  }
  return failure("[" + text + "] has " + std::to_string(product) + " elements, the tensor " + std::to_string(tensor.numel()));
}

/// Whether two shapes broadcast: checked before the call, because a throw inside libtorch costs about a millisecond.
inline bool broadcasts(const Tensor& left, const Tensor& right) {
  auto a = left.sizes(), b = right.sizes();
  for (auto i = a.rbegin(), j = b.rbegin(); i != a.rend() && j != b.rend(); ++i, ++j) {
    if (*i != *j && *i != 1 && *j != 1) {
      return false;
    }
  }
  return true;
}
