#include "indexer/scanners/perl/cpan.h"

#include <simdjson.h>

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

std::string StringOr(simdjson::simdjson_result<simdjson::dom::element> value) {
  std::string_view text;
  return value.get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

absl::Status ReadMetadata(std::string_view text, std::vector<ManifestPackage>& found) {
  // simdjson copies from where there is nothing to copy.
  if (text.empty()) return absl::DataLossError("no JSON: empty");
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (auto error = parser.parse(text.data(), text.size()).get(document)) {
    return absl::DataLossError(std::string("no JSON: ") + simdjson::error_message(error));
  }
  found.push_back({.name = StringOr(document["name"]), .version = StringOr(document["version"])});
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
  std::unordered_map<std::string, size_t> numbers;
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
  if (BaseName(path) == "MYMETA.json") return ReadMetadata(text, found);
  ReadLog(text, found);
  return absl::OkStatus();
}

}  // namespace claircore::scanners
