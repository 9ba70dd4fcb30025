// torch.nn.functional: layers without state, and losses.
#include "border.h"

EXPORT pt_linear(Tensor* input, Tensor* weight, Tensor* bias, Tensor** out) {
  *out = nullptr;
  if (input->dim() > 0 && weight->dim() == 2 && input->size(-1) != weight->size(1)) {
    return failure("the input's last dimension must equal the weight's last: weight is [out features, in features]");
  }
  return make(out, [&] { return at::linear(*input, *weight, or_nothing(bias)); });
}
EXPORT pt_softmax(Tensor* self, int64_t dim, int32_t dtype, Tensor** out) {
  return make(out, [&] { return self->softmax(dim, dtype_of(dtype)); });
}
EXPORT pt_log_softmax(Tensor* self, int64_t dim, int32_t dtype, Tensor** out) {
  return make(out, [&] { return self->log_softmax(dim, dtype_of(dtype)); });
}
EXPORT pt_layer_norm(Tensor* input, const int64_t* shape, int32_t count, Tensor* weight, Tensor* bias, double eps, Tensor** out) {
  return make(out, [&] { return at::layer_norm(*input, sizes_of(shape, count), or_nothing(weight), or_nothing(bias), eps); });
}
EXPORT pt_dropout(Tensor* input, double p, bool training, Tensor** out) {
  return make(out, [&] { return at::dropout(*input, p, training); });
}
EXPORT pt_dropout_(Tensor* input, double p, bool training) {
  return run([&] { at::dropout_(*input, p, training); });
}

/// `reduction` in the losses: 0 none, 1 mean, 2 sum, as in ATen's Reduction.
EXPORT pt_cross_entropy(Tensor* input, Tensor* target, Tensor* weight, int64_t ignore_index, int64_t reduction, double label_smoothing, Tensor** out) {
  return make(out, [&] { return at::cross_entropy_loss(*input, *target, or_nothing(weight), reduction, ignore_index, label_smoothing); });
}
EXPORT pt_nll_loss(Tensor* input, Tensor* target, Tensor* weight, int64_t reduction, Tensor** out) {
  return make(out, [&] { return at::nll_loss_nd(*input, *target, or_nothing(weight), reduction); });
}
EXPORT pt_binary_cross_entropy_with_logits(Tensor* input, Tensor* target, Tensor* weight, int64_t reduction, Tensor* pos_weights, Tensor** out) {
  return make(out, [&] { return at::binary_cross_entropy_with_logits(*input, *target, or_nothing(weight), or_nothing(pos_weights), reduction); });
}
EXPORT pt_mse_loss(Tensor* input, Tensor* target, int64_t reduction, Tensor** out) {
  return make(out, [&] { return at::mse_loss(*input, *target, reduction); });
}
EXPORT pt_pad(Tensor* input, const int64_t* pad, int32_t count, const char* mode, double value, Tensor** out) {
  return make(out, [&] {
    auto fill = std::string(mode) == "constant" ? maybe<double>(value) : maybe<double>(nothing);
    return at::pad(*input, sizes_of(pad, count), mode, fill);
  });
}
