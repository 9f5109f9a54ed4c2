#ifndef MATCHER_INDEX_INTERNER_H_
#define MATCHER_INDEX_INTERNER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "claircore/internal/hash_map.h"
#include "matcher/index/hash.h"
#include "matcher/index/layout.h"

namespace claircore::matcher {

// The arena while it grows: each distinct text once, in order of first use.
class Interner {
 public:
  Interner()
      : bytes_(std::make_unique<std::string>()), texts_(Hash{bytes_.get()}, Eq{bytes_.get()}) {}

  // Offsets wrap above 4 GiB: ask size() before the texts are used.
  Text Add(std::string_view text) {
    if (text.empty()) return Text{0, 0};
    if (const auto it = texts_.find(text); it != texts_.end()) return *it;
    const Text added{static_cast<uint32_t>(bytes_->size()), static_cast<uint32_t>(text.size())};
    bytes_->append(text);
    texts_.insert(added);
    return added;
  }
  std::string_view Get(Text t) const { return View(*bytes_, t); }
  size_t size() const { return bytes_->size(); }
  const std::string& bytes() const { return *bytes_; }

 private:
  static std::string_view View(const std::string& bytes, Text t) {
    return std::string_view(bytes).substr(t.offset, t.size);
  }
  struct Hash {
    using is_transparent = void;
    const std::string* bytes;
    size_t operator()(Text t) const { return StableHash(View(*bytes, t)); }
    size_t operator()(std::string_view s) const { return StableHash(s); }
  };
  struct Eq {
    using is_transparent = void;
    const std::string* bytes;
    bool operator()(Text a, Text b) const { return View(*bytes, a) == View(*bytes, b); }
    bool operator()(Text a, std::string_view b) const { return View(*bytes, a) == b; }
    bool operator()(std::string_view a, Text b) const { return a == View(*bytes, b); }
  };

  std::unique_ptr<std::string> bytes_;  // where Hash and Eq look, wherever this object moves
  internal::HashSet<Text, Hash, Eq> texts_;
};

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_INTERNER_H_
