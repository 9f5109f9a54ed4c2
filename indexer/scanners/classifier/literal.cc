#include "indexer/scanners/classifier/literal.h"

#include <cstring>
#include <string_view>

namespace claircore::scanners {
namespace {

// How often a byte is met in programs, roughly, as a rank: measured over the files of a Debian
// system, and the same for all that are met about as often.
int Frequency(char c) {
  if (c == '#') return 3;
  constexpr std::string_view kOften("\0\xff\x8b\x89H$eiorsatnEAD@L", 18);
  constexpr std::string_view kSeldom("ZXQJYWKV%!?&<>[]{}()'\"~^|`;:,+*=/-_jqzkxwvMNROPTUI");
  if (kOften.find(c) != kOften.npos) return 2;
  return kSeldom.find(c) != kSeldom.npos ? 0 : 1;
}

}  // namespace

Literal::Literal(std::string_view text) : text_(text) {
  for (size_t i = 1; i < text_.size(); ++i) {
    if (Frequency(text_[i]) < Frequency(text_[rarest_])) rarest_ = i;
  }
}

size_t Literal::Find(std::string_view bytes, size_t from) const {
  if (bytes.size() < text_.size()) return bytes.npos;
  const char* at = bytes.data() + from + rarest_;
  const char* const end = bytes.data() + bytes.size() - text_.size() + rarest_ + 1;
  while (at < end) {
    at = static_cast<const char*>(std::memchr(at, text_[rarest_], end - at));
    if (at == nullptr) return bytes.npos;
    if (Matches(at - rarest_)) return at - rarest_ - bytes.data();
    ++at;
  }
  return bytes.npos;
}

bool Literal::Matches(const char* bytes) const {
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '#' ? bytes[i] < '0' || bytes[i] > '9' : bytes[i] != text_[i]) return false;
  }
  return true;
}

}  // namespace claircore::scanners
