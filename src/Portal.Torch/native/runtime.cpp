// Threads, devices, random number generators.
#include "border.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/cuda.h>

#include <mutex>

EXPORT pt_set_num_threads(int32_t count) {
  return run([&] { at::set_num_threads(count); });
}
EXPORT_VALUE(int32_t) pt_get_num_threads() { return at::get_num_threads(); }

EXPORT_VALUE(bool) pt_cuda_is_available() { return torch::cuda::is_available(); }
EXPORT_VALUE(int32_t) pt_cuda_device_count() { return static_cast<int32_t>(torch::cuda::device_count()); }
EXPORT pt_cuda_synchronize(int64_t device_index) {
  return run([&] { torch::cuda::synchronize(device_index); });
}

EXPORT pt_manual_seed(int64_t seed) {
  return run([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}
EXPORT pt_generator_new(uint64_t seed, int32_t device_type, int32_t device_index, at::Generator** out) {
  *out = nullptr;
  return run([&] {
    auto device = device_of(device_type, device_index);
    auto generator = device.is_cpu() ? at::make_generator<at::CPUGeneratorImpl>(seed) : at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    *out = new at::Generator(generator);
  });
}
EXPORT pt_generator_default(at::Generator** out) {
  *out = nullptr;
  return run([&] { *out = new at::Generator(at::globalContext().defaultGenerator(at::kCPU)); });
}
EXPORT_VALUE(void) pt_generator_free(at::Generator* self) { delete self; }
EXPORT pt_generator_set_seed(at::Generator* self, int64_t seed) {
  return run([&] {
    std::lock_guard<std::mutex> lock(self->mutex());
    self->set_current_seed(static_cast<uint64_t>(seed));
  });
}
EXPORT pt_generator_initial_seed(at::Generator* self, int64_t* out) {
  return run([&] { *out = static_cast<int64_t>(self->current_seed()); });
}
EXPORT pt_generator_seed(at::Generator* self, int64_t* out) {
  return run([&] {
    std::lock_guard<std::mutex> lock(self->mutex());
    *out = static_cast<int64_t>(self->seed());
  });
}
EXPORT pt_generator_get_state(at::Generator* self, Tensor** out) {
  return make(out, [&] {
    std::lock_guard<std::mutex> lock(self->mutex());
    return self->get_state();
  });
}
EXPORT pt_generator_set_state(at::Generator* self, Tensor* state) {
  return run([&] {
    std::lock_guard<std::mutex> lock(self->mutex());
    self->set_state(*state);
  });
}
