// Views, joining and splitting, indexing.
#include "border.h"

#include <ATen/TensorIndexing.h>

EXPORT pt_view(Tensor* self, const int64_t* sizes, int32_t count, Tensor** out) {
  *out = nullptr;
  if (auto error = holds(sizes, count, *self)) { return error; }
  return make(out, [&] { return self->view(sizes_of(sizes, count)); });
}
EXPORT pt_reshape(Tensor* self, const int64_t* sizes, int32_t count, Tensor** out) {
  *out = nullptr;
  if (auto error = holds(sizes, count, *self)) { return error; }
  return make(out, [&] { return self->reshape(sizes_of(sizes, count)); });
}
EXPORT pt_expand(Tensor* self, const int64_t* sizes, int32_t count, bool is_implicit, Tensor** out) {
  return make(out, [&] { return self->expand(sizes_of(sizes, count), is_implicit); });
}
EXPORT pt_repeat(Tensor* self, const int64_t* sizes, int32_t count, Tensor** out) {
  return make(out, [&] { return self->repeat(sizes_of(sizes, count)); });
}
EXPORT pt_permute(Tensor* self, const int64_t* dims, int32_t count, Tensor** out) {
  return make(out, [&] { return self->permute(sizes_of(dims, count)); });
}
EXPORT pt_transpose(Tensor* self, int64_t dim0, int64_t dim1, Tensor** out) {
  return make(out, [&] { return self->transpose(dim0, dim1); });
}
EXPORT pt_t(Tensor* self, Tensor** out) {
  return make(out, [&] { return self->t(); });
}
EXPORT pt_flatten(Tensor* self, int64_t start_dim, int64_t end_dim, Tensor** out) {
  return make(out, [&] { return self->flatten(start_dim, end_dim); });
}
EXPORT pt_unsqueeze(Tensor* self, int64_t dim, Tensor** out) {
  return make(out, [&] { return self->unsqueeze(dim); });
}
EXPORT pt_squeeze(Tensor* self, bool all, int64_t dim, Tensor** out) {
  return make(out, [&] { return all ? self->squeeze() : self->squeeze(dim); });
}
EXPORT pt_narrow(Tensor* self, int64_t dim, int64_t start, int64_t length, Tensor** out) {
  return make(out, [&] { return self->narrow(dim, start, length); });
}
EXPORT pt_slice(Tensor* self, int64_t dim, int64_t start, int64_t finish, int64_t step, Tensor** out) {
  return make(out, [&] { return self->slice(dim, start, finish, step); });
}
EXPORT pt_select(Tensor* self, int64_t dim, int64_t index, Tensor** out) {
  return make(out, [&] { return self->select(dim, index); });
}
EXPORT pt_tril(Tensor* self, int64_t diagonal, Tensor** out) {
  return make(out, [&] { return self->tril(diagonal); });
}
EXPORT pt_triu(Tensor* self, int64_t diagonal, Tensor** out) {
  return make(out, [&] { return self->triu(diagonal); });
}

EXPORT pt_cat(Tensor* const* tensors, int64_t count, int64_t dim, Tensor** out) {
  return make(out, [&] { return at::cat(list_of(tensors, count), dim); });
}
EXPORT pt_stack(Tensor* const* tensors, int64_t count, int64_t dim, Tensor** out) {
  return make(out, [&] { return at::stack(list_of(tensors, count), dim); });
}
EXPORT pt_split(Tensor* self, int64_t size, int64_t dim, Tensor*** out, int64_t* count) {
  return make_many(out, count, [&] { return self->split(size, dim); });
}
EXPORT pt_split_sizes(Tensor* self, const int64_t* sizes, int32_t length, int64_t dim, Tensor*** out, int64_t* count) {
  return make_many(out, count, [&] { return self->split_with_sizes(sizes_of(sizes, length), dim); });
}
EXPORT pt_chunk(Tensor* self, int64_t chunks, int64_t dim, Tensor*** out, int64_t* count) {
  return make_many(out, count, [&] { return self->chunk(chunks, dim); });
}
EXPORT pt_unbind(Tensor* self, int64_t dim, Tensor*** out, int64_t* count) {
  return make_many(out, count, [&] { return self->unbind(dim); });
}
EXPORT pt_repeat_interleave(Tensor* self, int64_t repeats, bool flat, int64_t dim, Tensor** out) {
  return make(out, [&] { return self->repeat_interleave(repeats, flat ? maybe<int64_t>(nothing) : maybe<int64_t>(dim)); });
}
EXPORT pt_repeat_interleave_tensor(Tensor* self, Tensor* repeats, bool flat, int64_t dim, Tensor** out) {
  return make(out, [&] { return self->repeat_interleave(*repeats, flat ? maybe<int64_t>(nothing) : maybe<int64_t>(dim)); });
}

EXPORT pt_index_select(Tensor* self, int64_t dim, Tensor* index, Tensor** out) {
  return make(out, [&] { return self->index_select(dim, *index); });
}
EXPORT pt_gather(Tensor* self, int64_t dim, Tensor* index, Tensor** out) {
  return make(out, [&] { return self->gather(dim, *index); });
}
EXPORT pt_scatter(Tensor* self, int64_t dim, Tensor* index, Tensor* src, Tensor** out) {
  return make(out, [&] { return self->scatter(dim, *index, *src); });
}
EXPORT pt_scatter_(Tensor* self, int64_t dim, Tensor* index, Tensor* src) {
  return run([&] { self->scatter_(dim, *index, *src); });
}
EXPORT pt_scatter_add_(Tensor* self, int64_t dim, Tensor* index, Tensor* src) {
  return run([&] { self->scatter_add_(dim, *index, *src); });
}
EXPORT pt_index_add_(Tensor* self, int64_t dim, Tensor* index, Tensor* source, Number alpha) {
  return run([&] { self->index_add_(dim, *index, *source, alpha.scalar()); });
}
EXPORT pt_masked_fill(Tensor* self, Tensor* mask, Number value, Tensor** out) {
  return make(out, [&] { return self->masked_fill(*mask, value.scalar()); });
}
EXPORT pt_masked_fill_(Tensor* self, Tensor* mask, Number value) {
  return run([&] { self->masked_fill_(*mask, value.scalar()); });
}
EXPORT pt_masked_select(Tensor* self, Tensor* mask, Tensor** out) {
  return make(out, [&] { return self->masked_select(*mask); });
}
EXPORT pt_nonzero(Tensor* self, Tensor** out) {
  return make(out, [&] { return self->nonzero(); });
}

/// One subscript of `tensor[...]`.
struct Subscript {
  enum Kind : int32_t { None, Ellipsis, Single, Slice, Bool, Indices };
  Tensor* indices;
  int64_t start, stop, step;  // Single and Bool use `start`
  Kind kind;
  int32_t given;  // Slice: bit 0 start, bit 1 stop, bit 2 step
};

static std::vector<at::indexing::TensorIndex> subscripts_of(const Subscript* items, int32_t count) {
  std::vector<at::indexing::TensorIndex> result;
  result.reserve(static_cast<size_t>(count));
  for (int32_t i = 0; i < count; i++) {
    const auto& item = items[i];
    auto bound = [&](int bit, int64_t value) { return item.given & bit ? maybe<Bound>(Bound(value)) : maybe<Bound>(nothing); };
    switch (item.kind) {
      case Subscript::None: result.emplace_back(at::indexing::None); break;
      case Subscript::Ellipsis: result.emplace_back(at::indexing::Ellipsis); break;
      case Subscript::Single: result.emplace_back(item.start); break;
      case Subscript::Bool: result.emplace_back(item.start != 0); break;
      case Subscript::Indices: result.emplace_back(*item.indices); break;
      case Subscript::Slice:
        result.emplace_back(at::indexing::Slice(bound(1, item.start), bound(2, item.stop), bound(4, item.step)));
        break;
    }
  }
  return result;
}

EXPORT pt_index(Tensor* self, const Subscript* items, int32_t count, Tensor** out) {
  return make(out, [&] { return self->index(subscripts_of(items, count)); });
}
EXPORT pt_index_put_(Tensor* self, const Subscript* items, int32_t count, Tensor* value, bool accumulate) {
  return run([&] {
    if (!accumulate) {
      self->index_put_(subscripts_of(items, count), *value);
      return;
    }
    c10::List<maybe<Tensor>> indices;
    for (int32_t i = 0; i < count; i++) {
      TORCH_CHECK(items[i].kind == Subscript::Indices, "accumulate needs index tensors, not slices or single indices");
      indices.push_back(*items[i].indices);
    }
    self->index_put_(indices, *value, true);
  });
}
EXPORT pt_index_fill_(Tensor* self, const Subscript* items, int32_t count, Number value) {
  return run([&] { self->index_put_(subscripts_of(items, count), value.scalar()); });
}
