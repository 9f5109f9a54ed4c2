#ifndef MATCHER_RECORD_READER_H_
#define MATCHER_RECORD_READER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "claircore/index_report.h"
#include "matcher/scratch.h"

namespace claircore::matcher {

// Walks an index report package by package, in the order of its map, and makes the view that
// matchers see. The report and the scratch must outlive the reader.
class RecordReader {
 public:
  RecordReader(const IndexReport& report, Scratch& scratch);
  // False at the end. `record` is valid until the next call, and whole unless owned().
  bool Next(IndexRecord& record);
  // Whether the last package has occurrences that belong to another one: which of them count is
  // known when the owners are judged. Its record is made by Read().
  bool owned() const { return owned_; }
  // The last package; lives as long as the report.
  const ReportPlace& place() const { return place_; }
  // The record of the occurrences that `keep` is true of; false, and one of all, if it is of none.
  bool Read(const ReportPlace& place, absl::FunctionRef<bool(const Environment&)> keep,
            IndexRecord& record);

 private:
  void Fill(IndexRecord& record);

  const IndexReport& report_;
  ReportPlace place_;
  bool owned_ = false;
  Scratch& scratch_;
  std::map<std::string, Package>::const_iterator package_;
  std::map<std::string, std::vector<Environment>>::const_iterator environments_;
  // The last ones asked for: most packages of an image have the same.
  const std::pair<const std::string, Distribution>* distribution_ = nullptr;
  const std::pair<const std::string, Repository>* repository_ = nullptr;
};

}  // namespace claircore::matcher

#endif  // MATCHER_RECORD_READER_H_
