#ifndef CLAIRCORE_TESTING_PATTERNS_H_
#define CLAIRCORE_TESTING_PATTERNS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/file_wants.h"

namespace claircore::inline v0::testing {

// Whether the whole of `path` matches, as FileWants::Glob() says. Time is the product of lengths.
bool GlobMatches(std::string_view glob, std::string_view path);

// What a scanner said in Want(), kept as a list: the slow and obvious counterpart of the engine's
// dispatch table, which tests compare with it.
class WantList : public FileWants {
 public:
  enum class Kind { kPath, kBasename, kSuffix, kGlob, kSniff };
  struct Pattern {
    Kind kind = Kind::kPath;
    std::string text;
    Keep keep = Keep::kEntry;
    size_t head_bytes = 0;
    std::function<bool(const FileEntry& file, std::string_view head)> accept;
    // Whether the name alone matches; never for kSniff.
    bool MatchesName(std::string_view path) const;
  };

  void Path(std::string_view path, Keep keep) override;
  void Basename(std::string_view name, Keep keep) override;
  void Suffix(std::string_view suffix, Keep keep) override;
  void Glob(std::string_view glob, Keep keep) override;
  void Sniff(size_t head_bytes, Keep keep,
             std::function<bool(const FileEntry& file, std::string_view head)> accept) override;

  const std::vector<Pattern>& patterns() const { return patterns_; }

 private:
  std::vector<Pattern> patterns_;  // in the order declared
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_PATTERNS_H_
