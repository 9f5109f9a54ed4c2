#ifndef MATCHER_RECORD_READER_H_
#define MATCHER_RECORD_READER_H_

#include <map>
#include <string>
#include <vector>

#include "claircore/index_report.h"
#include "matcher/scratch.h"

namespace claircore::matcher {

// Walks an index report package by package, in the order of its map, and makes the view that
// matchers see. The report and the scratch must outlive the reader.
class RecordReader {
 public:
  RecordReader(const IndexReport& report, Scratch& scratch);
  // False at the end. Packages all of whose occurrences are owned are passed over: their owner is
  // matched instead. `record` is valid until the next call.
  bool Next(IndexRecord& record);
  // The key under which the report has the last record's package; lives as long as the report.
  const std::string& package_id() const { return *package_id_; }

 private:
  bool Fill(const std::vector<Environment>& environments, IndexRecord& record);

  const IndexReport& report_;
  const std::string* package_id_ = nullptr;
  Scratch& scratch_;
  std::map<std::string, Package>::const_iterator package_;
  std::map<std::string, std::vector<Environment>>::const_iterator environments_;
  // The last ones asked for: most packages of an image have the same.
  const std::pair<const std::string, Distribution>* distribution_ = nullptr;
  const std::pair<const std::string, Repository>* repository_ = nullptr;
};

}  // namespace claircore::matcher

#endif  // MATCHER_RECORD_READER_H_
