#include "indexer/scanners/cos/package_info.h"

#include <simdjson.h>

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "indexer/scanners/json/json_reader.h"

namespace claircore::scanners {
namespace {

// Real lists have some hundreds.
constexpr size_t kMaxPackages = 100'000;

}  // namespace

absl::Status ReadPackageInfo(std::string_view, std::string_view text,
                             std::vector<ManifestPackage>& found) {
  JsonReader reader;
  const absl::StatusOr<simdjson::dom::object> info = reader.Read(text);
  if (!info.ok()) return info.status();
  simdjson::dom::array installed;
  if (!ArrayMember(*info, "installedPackages", installed)) {
    return absl::DataLossError("no list of installed packages");
  }
  if (installed.size() > kMaxPackages) return absl::ResourceExhaustedError("too many packages");
  for (const simdjson::dom::element element : installed) {
    simdjson::dom::object package;
    ManifestPackage& from = found.emplace_back();
    if (element.get_object().get(package) != simdjson::SUCCESS) continue;
    from.name = StringMember(package, "name");
    from.version = StringMember(package, "version");
  }
  return absl::OkStatus();
}

}  // namespace claircore::scanners
