#ifndef EXAMPLES_CLAIRSCAN_TABLE_H_
#define EXAMPLES_CLAIRSCAN_TABLE_H_

#include <chrono>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/vulnerability_report.h"
#include "examples/clairscan/columns.h"

namespace clairscan {

// One finding as a person sees it: a vulnerability of a package in one layer.
struct Row {
  const claircore::Vulnerability* vulnerability = nullptr;
  const claircore::Package* package = nullptr;
  std::string_view vulnerability_id;  // its key in the report
  std::string_view named_by;  // "artifact", "checksum": what the package's name rests on; else ""
  std::string layer;  // "2 a1b2c3d4e5f6": number from 1, base first, and the digest's beginning
};

// A feed's word on a package that is no vulnerability ("unmaintained"): shown apart and not
// counted.
bool IsNote(const Row& row);

// The findings of a report, worst first, then by package and id. Points into the report.
std::vector<Row> Rows(const claircore::VulnerabilityReport& report);

// For people: a table, totals, what could not be decided, which data it was made with, and which
// packages nobody judged. `now` tells which distributions are past their end of life.
void PrintTable(const claircore::VulnerabilityReport& report, const std::vector<Row>& rows,
                size_t ignored, std::string_view image, std::chrono::sys_seconds now,
                const Screen& screen, std::ostream& out);

// What could not be read of the image and what kept packages from being matched, a line each.
void PrintProblems(const claircore::VulnerabilityReport& report, std::ostream& out);

// For programs: package, version, id, aliases, verdict, fixed in, severity, feed, layer, and what
// the package's name rests on where not on itself ("artifact", "checksum"); a finding a line,
// separated by tabs, after a line that names them and begins with '#'.
void PrintTsv(const std::vector<Row>& rows, std::ostream& out);

// The occurrences of an IndexReport: kind (the purl type), name, version, arch, source, source
// version, path, layer digest; one a line, separated by tabs, after a line that names them.
void PrintIndexTsv(const claircore::IndexReport& report, std::ostream& out);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_TABLE_H_
