#ifndef EXAMPLES_CLAIRSCAN_IGNORE_H_
#define EXAMPLES_CLAIRSCAN_IGNORE_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/vulnerability.h"

namespace clairscan {

// Findings that somebody has decided to live with. One rule a line:
//
//   ID [PACKAGE] [exp:YYYY-MM-DD] [# why]
//
// ID is an advisory's name or one of its aliases. A rule ends with the day it expires on.
class IgnoreList {
 public:
  // INVALID_ARGUMENT names the line.
  static absl::StatusOr<IgnoreList> Parse(std::string_view text);
  // NOT_FOUND, or as Parse().
  static absl::StatusOr<IgnoreList> Load(const std::string& path);

  bool Covers(const claircore::Vulnerability& vulnerability, std::string_view package,
              std::chrono::sys_days today) const;
  size_t size() const { return rules_.size(); }

 private:
  struct Rule {
    std::string id;
    std::string package;  // empty: any
    std::optional<std::chrono::sys_days> expires;
  };
  std::vector<Rule> rules_;
};

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_IGNORE_H_
