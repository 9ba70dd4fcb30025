// Gradients and the modes that switch their recording on and off; both modes are per thread.
#include "border.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

EXPORT_VALUE(bool) pt_grad_mode() { return c10::GradMode::is_enabled(); }
EXPORT_VALUE(void) pt_set_grad_mode(bool enabled) { c10::GradMode::set_enabled(enabled); }
EXPORT_VALUE(bool) pt_inference_mode() { return c10::InferenceMode::is_enabled(); }

/// The guard restores the thread's previous mode when it is deleted, so guards end in reverse order on the thread that made them.
EXPORT pt_inference_mode_begin(bool enabled, c10::InferenceMode** out) {
  return run([&] { *out = new c10::InferenceMode(enabled); });
}
EXPORT_VALUE(void) pt_inference_mode_end(c10::InferenceMode* guard) { delete guard; }

EXPORT pt_set_requires_grad(Tensor* self, bool requires_grad) {
  return run([&] { self->set_requires_grad(requires_grad); });
}
/// Null when there is no gradient.
EXPORT pt_grad(Tensor* self, Tensor** out) {
  *out = nullptr;
  return run([&] {
    const auto& grad = self->grad();
    *out = grad.defined() ? new Tensor(grad) : nullptr;
  });
}
EXPORT pt_set_grad(Tensor* self, Tensor* grad) {
  return run([&] { self->mutable_grad() = or_undefined(grad); });
}
EXPORT pt_retain_grad(Tensor* self) {
  return run([&] { self->retain_grad(); });
}
EXPORT pt_detach(Tensor* self, Tensor** out) {
  return make(out, [&] { return self->detach(); });
}
EXPORT pt_detach_(Tensor* self) {
  return run([&] { self->detach_(); });
}

/// `retain_graph`: 0 no, 1 yes, -1 as create_graph.
EXPORT pt_backward(Tensor* const* tensors, int64_t count, Tensor* const* grads, int64_t grad_count, int32_t retain_graph, bool create_graph,
                   Tensor* const* inputs, int64_t input_count) {
  return run([&] {
    torch::autograd::backward(list_of(tensors, count), list_of(grads, grad_count),
                              retain_graph < 0 ? maybe<bool>(nothing) : maybe<bool>(retain_graph != 0), create_graph, list_of(inputs, input_count));
  });
}
EXPORT pt_autograd_grad(Tensor* const* outputs, int64_t output_count, Tensor* const* inputs, int64_t input_count, Tensor* const* grads, int64_t grad_count,
                        bool retain_graph, bool create_graph, bool allow_unused, Tensor*** out, int64_t* count) {
  return make_many(out, count, [&] {
    return torch::autograd::grad(list_of(outputs, output_count), list_of(inputs, input_count), list_of(grads, grad_count),
                                 retain_graph || create_graph, create_graph, allow_unused);
  });
}
