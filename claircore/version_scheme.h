#ifndef CLAIRCORE_VERSION_SCHEME_H_
#define CLAIRCORE_VERSION_SCHEME_H_

#include <compare>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace claircore::inline v0 {

// How one ecosystem orders its versions: a total preorder. Immutable and thread-safe; never
// throws; linear time in the length of its input.
class VersionScheme {
 public:
  virtual ~VersionScheme() = default;
  // "dpkg", "apk", "pep440", "npm". Stored beside sort keys: a scheme under which any two strings
  // compare otherwise than before needs a new name.
  virtual std::string_view name() const = 0;
  // Which of two versions is newer. INVALID_ARGUMENT, naming the byte offset, for a string that the
  // ecosystem's own tool rejects. Does not allocate on success.
  virtual absl::StatusOr<std::weak_ordering> Compare(std::string_view a,
                                                     std::string_view b) const = 0;
  // Appends bytes whose memcmp order (shorter first on a tie) is Compare()'s, equal exactly when
  // Compare() says equivalent. False: this input has no key, ask Compare(). INVALID_ARGUMENT as
  // above; `key` is then unchanged.
  virtual absl::StatusOr<bool> AppendSortKey(std::string_view /*version*/,
                                             std::string& /*key*/) const {
    return false;
  }
};

// Schemes by name. Built on one thread; then const and thread-safe.
class VersionSchemeSet {
 public:
  // ALREADY_EXISTS for a second scheme of one name; INVALID_ARGUMENT for null or an empty name.
  absl::Status Add(std::shared_ptr<const VersionScheme> scheme);
  // Null if there is none of that name. Valid as long as the set.
  const VersionScheme* Find(std::string_view name) const;
  const std::vector<std::shared_ptr<const VersionScheme>>& all() const { return schemes_; }

 private:
  std::vector<std::shared_ptr<const VersionScheme>> schemes_;  // in the order added
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_VERSION_SCHEME_H_
