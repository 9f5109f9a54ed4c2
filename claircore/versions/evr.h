#ifndef CLAIRCORE_VERSIONS_EVR_H_
#define CLAIRCORE_VERSIONS_EVR_H_

#include <string_view>

namespace claircore::versions {

// EPOCH:VERSION-RELEASE as librpm and libalpm cut it.
struct Evr {
  std::string_view epoch;  // digits; "" without one
  std::string_view version;
  std::string_view release;
  bool has_release = false;
};

// The epoch ends at a ':' that only digits precede, the version at the last '-' behind it.
inline Evr SplitEvr(std::string_view text) {
  Evr evr;
  size_t i = 0;
  while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
  // librpm looks for the hyphen behind the epoch's digits; there is none among them.
  const size_t hyphen = text.rfind('-');
  if (i < text.size() && text[i] == ':') {
    evr.epoch = text.substr(0, i);
    evr.version = text.substr(i + 1);
  } else {
    evr.version = text;
  }
  if (hyphen != std::string_view::npos) {
    evr.has_release = true;
    evr.release = text.substr(hyphen + 1);
    evr.version.remove_suffix(text.size() - hyphen);
  }
  return evr;
}

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_EVR_H_
