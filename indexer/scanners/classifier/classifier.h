#ifndef CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_CLASSIFIER_H_
#define CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_CLASSIFIER_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/internal/hash_map.h"
#include "indexer/scanners/classifier/program.h"
#include "indexer/scanners/classifier/version_search.h"

namespace claircore::scanners {

// Rows of the table, ready for use, by the names of the files that they are for. Immutable,
// thread-safe.
class Classifier {
 public:
  // Of rows that outlive this.
  explicit Classifier(const std::vector<std::span<const Program>>& tables);

  // The rows for files of this base name, in the table's order.
  std::vector<const Matcher*> For(std::string_view base_name) const;
  // All names, each once: without and with wildcards.
  std::vector<std::string_view> Names() const;
  std::vector<std::string_view> Wildcards() const;

 private:
  std::vector<std::unique_ptr<const Matcher>> matchers_;
  internal::HashMap<std::string_view, std::vector<const Matcher*>> by_name_;
  std::vector<std::pair<std::string_view, const Matcher*>> by_wildcard_;
};

// Whether `text` is what `wildcard` stands for: '*' is any bytes, '?' is one.
bool MatchesWildcard(std::string_view wildcard, std::string_view text);
// Whether the program's row is for files of this base name.
bool IsFor(const Program& program, std::string_view base_name);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_CLASSIFIER_H_
