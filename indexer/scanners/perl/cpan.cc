#include "indexer/scanners/perl/cpan.h"

#include <simdjson.h>

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/internal/hash_map.h"
#include "indexer/scanners/json/json_reader.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

absl::Status ReadMetadata(std::string_view text, std::vector<ManifestPackage>& found) {
  JsonReader reader;
  const absl::StatusOr<simdjson::dom::object> metadata = reader.Read(text);
  if (!metadata.ok()) return metadata.status();
  found.push_back({.name = std::string(StringMember(*metadata, "name")),
                   .version = std::string(StringMember(*metadata, "version"))});
  return absl::OkStatus();
}

// What stands between `before` and `after` in `line`; empty if they are not there.
std::string_view Between(std::string_view line, std::string_view before, std::string_view after) {
  const size_t begin = line.find(before);
  if (begin == std::string_view::npos) return "";
  line.remove_prefix(begin + before.size());
  const size_t end = line.find_first_of(after);
  return end == std::string_view::npos ? "" : line.substr(0, end);
}

std::string DistributionOf(std::string_view module) {
  std::string name;
  for (size_t i = 0; i < module.size(); ++i) {
    const bool colons = module.substr(i, 2) == "::";
    name.push_back(colons ? '-' : module[i]);
    if (colons) ++i;
  }
  return name;
}

// Entries are "=head2 DATE: C<Module> L<NAME|NAME>" and then items like "C<VERSION: 1.0>".
void ReadLog(std::string_view text, std::vector<ManifestPackage>& found) {
  internal::HashMap<std::string, size_t> numbers;
  std::string module;
  LineReader lines(text);
  std::string_view line;
  while (lines.Next(line)) {
    if (line.starts_with("=head2 ")) {
      module = DistributionOf(Between(line, "C<Module> L<", "|>"));
    } else if (!module.empty() && line.starts_with("C<VERSION: ")) {
      ManifestPackage package{.name = module,
                              .version = std::string(Trim(Between(line, "C<VERSION: ", ">")))};
      const auto [at, added] = numbers.try_emplace(module, found.size());
      if (added) {
        found.push_back(std::move(package));
      } else {
        found[at->second] = std::move(package);
      }
    }
  }
}

}  // namespace

absl::Status ReadCpan(std::string_view path, std::string_view text,
                      std::vector<ManifestPackage>& found) {
  if (base::BaseName(path) == "MYMETA.json") return ReadMetadata(text, found);
  ReadLog(text, found);
  return absl::OkStatus();
}

}  // namespace claircore::scanners
