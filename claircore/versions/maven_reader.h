#ifndef CLAIRCORE_VERSIONS_MAVEN_READER_H_
#define CLAIRCORE_VERSIONS_MAVEN_READER_H_

#include <cstddef>
#include <string_view>

namespace claircore::versions {

struct MavenItem {
  enum Rank { kAlpha, kBeta, kMilestone, kCandidate, kSnapshot, kRelease, kServicePack, kUnknown };
  bool number = false;
  Rank rank = kUnknown;   // of a qualifier
  int depth = 0;          // how many lists it is in, besides the outermost
  std::string_view text;  // digits, or the qualifier
};

// Walks the items of a version as ComparableVersion has them after normalisation. Every list holds
// at most one list, as its last item, so that a version is a chain: items with a depth that only
// grows. A list loses the null items (0, ga, final, release) at its end or before its list; so an
// item is null here only when one that is not follows in its list.
class MavenReader {
 public:
  explicit MavenReader(std::string_view version) : raw_{version} { Next(); }

  bool done() const { return done_; }
  const MavenItem& item() const { return item_; }
  void Next();

 private:
  // The items before normalisation.
  struct Raw {
    std::string_view version;
    size_t pos = 0;
    int depth = 0;
    bool pending = false;  // a list was opened, nothing is in it yet
    bool empty = true;     // the innermost list is

    bool Next(MavenItem& item);
    void Take(bool open, MavenItem& item);
  };

  Raw raw_;
  MavenItem item_;
  size_t kept_ = 0;  // so many null items are known to stay
  bool done_ = false;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_MAVEN_READER_H_
