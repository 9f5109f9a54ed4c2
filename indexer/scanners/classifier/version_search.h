#ifndef CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_VERSION_SEARCH_H_
#define CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_VERSION_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/scanners/classifier/literal.h"
#include "indexer/scanners/classifier/program.h"
#include "re2/re2.h"

namespace claircore::scanners {

// A row of the table, ready for use. Thread-safe.
class Matcher {
 public:
  // `number` is the row's place in the table.
  Matcher(const Program& program, size_t number);

  const Program& program() const { return program_; }
  size_t number() const { return number_; }
  const Literal& literal() const { return literal_; }
  // The version that `window` tells around the literal text at `at`; empty if it tells none.
  std::string_view Match(std::string_view window, size_t at) const;

 private:
  const RE2& regex() const;

  const Program& program_;
  const size_t number_;
  const Literal literal_;
  // Made when first needed: most layers have few of the table's programs.
  mutable std::once_flag once_;
  mutable std::unique_ptr<const RE2> regex_;
};

// Searches the bytes of one file, which come in pieces, for what some rows look for. The answer
// does not depend on where the pieces begin.
class VersionSearch {
 public:
  // How far a pattern may reach to both sides of the beginning of its literal text.
  static constexpr size_t kBefore = 128;
  static constexpr size_t kAfter = 192;
  // How many of its literal texts are looked at before a row is given up.
  static constexpr size_t kMaxTries = size_t{1} << 16;

  struct Finding {
    const Program* program;
    std::string version;
  };

  // `matchers` outlive this. Where several of one name find something, the first of them counts.
  VersionSearch(std::vector<const Matcher*> matchers, std::string_view base_name, uint64_t size);

  // False: nothing more is looked for.
  bool Feed(std::string_view bytes);
  // After the last byte, which Feed() notices by itself if the file has the size that it should.
  void Finish();

  // Complete after Finish().
  const std::vector<Finding>& findings() const { return findings_; }
  // Whether a row was given up, and no other of its name found anything.
  bool gave_up() const { return gave_up_; }

 private:
  struct Row {
    const Matcher* matcher;
    std::string version;   // so far
    bool settled = false;  // searches no more
    size_t tries = 0;
  };
  struct State {
    std::vector<Row> rows;
    std::string base_name;
    std::string tail;   // the last bytes; looked at again with those to come
    size_t done = 0;    // texts that begin in this much of the tail are dealt with
    uint64_t left = 0;  // bytes still to come
  };

  // Looks at the first bytes. False: nothing is looked for in such a file.
  bool Begin();
  // Looks at all texts that begin in [first, last) of `bytes`.
  void Search(std::string_view bytes, size_t first, size_t last);
  void SearchRow(Row& row, std::string_view bytes, size_t first, size_t last);
  // Whether the findings have a program of this name.
  bool Found(std::string_view name) const;
  // Whether a row that may yet count is not settled.
  bool Searching() const;

  std::unique_ptr<State> state_;  // null after the end
  std::vector<Finding> findings_;
  bool begun_ = false;
  bool gave_up_ = false;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_VERSION_SEARCH_H_
