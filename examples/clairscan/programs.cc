#include "examples/clairscan/programs.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "examples/clairscan/printable.h"

namespace clairscan {
namespace {

constexpr size_t kShown = 20;

std::string Size(uint64_t bytes) {
  if (bytes < 1000) return absl::StrCat(bytes, " B");
  double size = static_cast<double>(bytes);
  const char* unit = "";
  for (const char* next : {"kB", "MB", "GB"}) {
    if (size < 1000) break;
    size /= 1000;
    unit = next;
  }
  return absl::StrFormat("%.1f %s", size, unit);
}

}  // namespace

void PrintUnknownPrograms(const claircore::IndexReport& index, std::ostream& out) {
  const auto& programs = index.unknown_programs;
  if (programs.empty()) return;
  out << programs.size() << (programs.size() == 1 ? " program" : " programs")
      << " nobody accounts for:\n";
  for (size_t i = 0; i < std::min(programs.size(), kShown); ++i) {
    out << "  " << Printable(programs[i].path) << " (" << Size(programs[i].size) << ")\n";
  }
  if (programs.size() > kShown) {
    out << "  and " << programs.size() - kShown << " more: --format json has all of them\n";
  }
}

}  // namespace clairscan
