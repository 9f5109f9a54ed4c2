#ifndef CLAIRCORE_CODEC_FILL_H_
#define CLAIRCORE_CODEC_FILL_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "claircore/codec/fields.h"
#include "claircore/digest.h"
#include "claircore/package.h"

// For tests: fills every field, at any depth, with a value of its own that is not the default one,
// and compares field by field. Both go by the type alone.
namespace claircore::codec {

class Filler {
 public:
  // Distinct for every call of Fill() with this object.
  void Fill(std::string& s) { s = "text-" + std::to_string(++n_); }
  void Fill(bool& b) { b = true; }
  void Fill(std::chrono::sys_seconds& t) {
    t = std::chrono::sys_seconds(std::chrono::seconds(1'000'000'000 + ++n_));
  }
  void Fill(Digest& d) {
    const std::string hex = std::to_string(++n_);
    d = *Digest::Parse("sha256:" + std::string(64 - hex.size(), 'a') + hex);
  }
  template <typename T>
  void Fill(T& x) {
    if constexpr (std::is_enum_v<T>) {
      // Every enumeration here has at least two enumerators, and 1 is the default of only one.
      x = static_cast<T>(static_cast<int>(T{}) == 1 ? 2 : 1);
    } else if constexpr (std::is_integral_v<T>) {
      x = static_cast<T>(++n_);
    } else {
      std::apply([this](auto&... field) { (this->Fill(field), ...); }, Fields(x));
    }
  }
  void Fill(PackageKind& kind) { kind = PackageKind::kAncestry; }
  template <typename T>
  void Fill(std::optional<T>& x) {
    Fill(x.emplace());
  }
  template <typename T>
  void Fill(std::vector<T>& x) {
    x.resize(2);
    for (T& element : x) Fill(element);
  }
  template <typename T, size_t n>
  void Fill(std::array<T, n>& x) {
    for (T& element : x) Fill(element);
  }
  template <typename K, typename V>
  void Fill(std::map<K, V>& x) {
    for (int i = 0; i < 2; ++i) {
      K key{};
      Fill(key);
      Fill(x[key]);
    }
  }
  template <typename T>
  void Fill(std::shared_ptr<const T>& x) {
    // A source has no source.
    if (std::is_same_v<T, Package> && in_source_) return;
    in_source_ = std::is_same_v<T, Package>;
    auto value = std::make_shared<T>();
    Fill(*value);
    in_source_ = false;
    x = std::move(value);
  }

 private:
  int n_ = 0;
  bool in_source_ = false;
};

// Whether all fields are equal, also those that an operator== forgot.
template <typename T>
bool SameFields(const T& a, const T& b);

template <typename T>
bool SameFields(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
  return (a == nullptr) == (b == nullptr) && (a == nullptr || SameFields(*a, *b));
}
template <typename T>
bool SameFields(const std::optional<T>& a, const std::optional<T>& b) {
  return a.has_value() == b.has_value() && (!a.has_value() || SameFields(*a, *b));
}
template <typename T>
bool SameFields(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!SameFields(a[i], b[i])) return false;
  }
  return true;
}
template <typename K, typename V>
bool SameFields(const std::map<K, V>& a, const std::map<K, V>& b) {
  if (a.size() != b.size()) return false;
  for (auto i = a.begin(), j = b.begin(); i != a.end(); ++i, ++j) {
    if (i->first != j->first || !SameFields(i->second, j->second)) return false;
  }
  return true;
}

template <typename T>
struct IsArray : std::false_type {};
template <typename T, size_t n>
struct IsArray<std::array<T, n>> : std::true_type {};

template <typename T>
bool SameFields(const T& a, const T& b) {
  if constexpr (std::is_enum_v<T> || std::is_arithmetic_v<T> || std::is_same_v<T, std::string> ||
                std::is_same_v<T, Digest> || std::is_same_v<T, std::chrono::sys_seconds> ||
                IsArray<T>::value) {
    return a == b;
  } else {
    const auto fields_a = Fields(a);
    const auto fields_b = Fields(b);
    return [&]<size_t... i>(std::index_sequence<i...>) {
      return (SameFields(std::get<i>(fields_a), std::get<i>(fields_b)) && ...);
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(fields_a)>>());
  }
}

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_FILL_H_
