#ifndef CLAIRCORE_CODEC_FIELDS_H_
#define CLAIRCORE_CODEC_FIELDS_H_

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

// For tests: the fields of an aggregate, found without naming them. A field that somebody adds to a
// struct is then filled and compared by tests that never heard of it.
namespace claircore::codec {

struct AnyField {
  template <typename T>
  operator T() const;
};

template <typename T, size_t... i>
constexpr bool TakesFields(std::index_sequence<i...>) {
  return requires { T{(static_cast<void>(i), AnyField{})...}; };
}

template <typename T, size_t n = 0>
constexpr size_t FieldCount() {
  if constexpr (TakesFields<T>(std::make_index_sequence<n + 1>())) {
    return FieldCount<T, n + 1>();
  } else {
    return n;
  }
}

inline constexpr size_t kMaxFields = 24;

// A tuple of references to the fields of `x`, in order. Does not compile beyond kMaxFields.
template <typename T>
auto Fields(T& x) {
  constexpr size_t n = FieldCount<std::remove_const_t<T>>();
  static_assert(n > 0 && n <= kMaxFields);
#define CLAIRCORE_FIELDS_(count, ...) \
  if constexpr (n == count) {         \
    auto& [__VA_ARGS__] = x;          \
    return std::tie(__VA_ARGS__);     \
  }
  CLAIRCORE_FIELDS_(1, a)
  CLAIRCORE_FIELDS_(2, a, b)
  CLAIRCORE_FIELDS_(3, a, b, c)
  CLAIRCORE_FIELDS_(4, a, b, c, d)
  CLAIRCORE_FIELDS_(5, a, b, c, d, e)
  CLAIRCORE_FIELDS_(6, a, b, c, d, e, f)
  CLAIRCORE_FIELDS_(7, a, b, c, d, e, f, g)
  CLAIRCORE_FIELDS_(8, a, b, c, d, e, f, g, h)
  CLAIRCORE_FIELDS_(9, a, b, c, d, e, f, g, h, i)
  CLAIRCORE_FIELDS_(10, a, b, c, d, e, f, g, h, i, j)
  CLAIRCORE_FIELDS_(11, a, b, c, d, e, f, g, h, i, j, k)
  CLAIRCORE_FIELDS_(12, a, b, c, d, e, f, g, h, i, j, k, l)
  CLAIRCORE_FIELDS_(13, a, b, c, d, e, f, g, h, i, j, k, l, m)
  CLAIRCORE_FIELDS_(14, a, b, c, d, e, f, g, h, i, j, k, l, m, o)
  CLAIRCORE_FIELDS_(15, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p)
  CLAIRCORE_FIELDS_(16, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q)
  CLAIRCORE_FIELDS_(17, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r)
  CLAIRCORE_FIELDS_(18, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s)
  CLAIRCORE_FIELDS_(19, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s, t)
  CLAIRCORE_FIELDS_(20, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s, t, u)
  CLAIRCORE_FIELDS_(21, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s, t, u, v)
  CLAIRCORE_FIELDS_(22, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s, t, u, v, w)
  CLAIRCORE_FIELDS_(23, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s, t, u, v, w, y)
  CLAIRCORE_FIELDS_(24, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s, t, u, v, w, y, z)
#undef CLAIRCORE_FIELDS_
}

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_FIELDS_H_
