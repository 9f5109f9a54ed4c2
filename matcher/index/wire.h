#ifndef MATCHER_INDEX_WIRE_H_
#define MATCHER_INDEX_WIRE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace claircore::matcher {

// Numbers of 7 bits a byte and texts with their length before them: the encoding of a segment's
// small parts, which are read once or seldom.
class WireWriter {
 public:
  explicit WireWriter(std::string* out) : out_(out) {}
  void Number(uint64_t n) {
    for (; n >= 0x80; n >>= 7) out_->push_back(static_cast<char>(n | 0x80));
    out_->push_back(static_cast<char>(n));
  }
  void Text(std::string_view text) {
    Number(text.size());
    out_->append(text);
  }

 private:
  std::string* out_;
};

// Never reads past its end. After a failure everything reads as zero or empty and ok() is false.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}
  bool ok() const { return ok_; }
  bool done() const { return rest_.empty(); }
  uint64_t Number();
  std::string_view Text();
  // A count of things of which each takes at least one byte: larger ones cannot be true.
  uint64_t Count();

 private:
  void Fail() {
    ok_ = false;
    rest_ = {};
  }
  std::string_view rest_;
  bool ok_ = true;
};

inline uint64_t WireReader::Number() {
  uint64_t n = 0;
  for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    n |= uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return n;
  }
  Fail();
  return 0;
}

inline std::string_view WireReader::Text() {
  const uint64_t size = Number();
  if (size > rest_.size()) {
    Fail();
    return {};
  }
  const std::string_view text = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return text;
}

inline uint64_t WireReader::Count() {
  const uint64_t count = Number();
  if (count > rest_.size()) {
    Fail();
    return 0;
  }
  return count;
}

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_WIRE_H_
