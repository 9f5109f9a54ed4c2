#include "indexer/walk/glob.h"

#include <cstddef>

#include "claircore/base/path.h"

namespace claircore::walk {

std::string GlobToRegex(std::string_view glob) {
  std::string regex;
  for (size_t i = 0; i < glob.size(); ++i) {
    const char c = glob[i];
    if (c == '?') {
      regex += "[^/]";
    } else if (c == '*') {
      const size_t first = i;
      while (i + 1 < glob.size() && glob[i + 1] == '*') ++i;
      if (i == first) {
        regex += "[^/]*";
      } else if ((first == 0 || glob[first - 1] == '/') && i + 1 < glob.size() &&
                 glob[i + 1] == '/') {
        regex += "(?:.*/)?";  // "**/" matches whole directories, or none
        ++i;
      } else {
        regex += ".*";
      }
    } else if (c == '\0') {
      regex += "\\x00";
    } else {
      // RE2 takes a backslash before ASCII punctuation only.
      const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                        (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
      if (!word) regex += '\\';
      regex += c;
    }
  }
  return regex;
}

std::string_view LiteralDirectory(std::string_view glob) {
  return base::DirName(glob.substr(0, glob.find_first_of("*?")));
}

}  // namespace claircore::walk
