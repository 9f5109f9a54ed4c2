#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "updater/parse/json.h"
#include "updater/parse/json_members.h"
#include "updater/updaters/alpine/secdb.h"

namespace claircore::update {
namespace {

constexpr size_t kPackagesLevel = 2;  // {"packages": [ each of these ]}

// False when it has not the shape that is expected.
bool Read(const JsonObject& element, SecdbPackage& package) {
  bool found = false;
  const JsonObject pkg = JsonChild(element, "pkg", found);
  if (!found) return false;
  package.name = std::string(JsonString(pkg, "name"));
  if (package.name.empty()) return false;
  const JsonObject fixes = JsonChild(pkg, "secfixes", found);
  if (!found) return pkg["secfixes"].error() == simdjson::NO_SUCH_FIELD;
  for (const auto& [version, value] : fixes) {
    SecdbPackage::Fix fix{.version = std::string(version), .entries = {}};
    JsonArray list;
    if (value.get(list) == simdjson::SUCCESS) {
      for (JsonElement item : list) {
        std::string_view entry;
        if (item.get(entry) == simdjson::SUCCESS) {
          fix.entries.emplace_back(entry);
        }
      }
    }
    package.fixes.push_back(std::move(fix));
  }
  return true;
}

}  // namespace

absl::Status ParseSecdbJson(const Context& context, const RandomAccessSource& document,
                            SecdbVisitor visit, VulnerabilitySink& skips) {
  JsonParser parser;
  JsonMemberLimits limits;
  limits.value_bytes = kMaxSecdbPackageBytes;
  bool any = false;
  CLAIRCORE_RETURN_IF_ERROR(
      ForEachJsonMember(context, document, kPackagesLevel, limits, [&](const JsonMember& member) {
        if (member.keys.size() != kPackagesLevel || member.keys[0] != "packages") {
          return absl::OkStatus();
        }
        any = true;
        const absl::StatusOr<JsonElement> parsed = parser.Parse(member.value);
        JsonObject element;
        SecdbPackage package;
        if (!parsed.ok() || parsed->get(element) != simdjson::SUCCESS || !Read(element, package)) {
          skips.Skip(package.name, "unreadable package");
          return absl::OkStatus();
        }
        return visit(package);
      }));
  // A young repository has no fixes yet; a document without the list is another document.
  if (!any) {
    CLAIRCORE_RETURN_IF_ERROR(
        ForEachJsonMember(context, document, 1, limits, [&](const JsonMember& member) {
          any = any || (member.keys[0] == "packages" && member.value.starts_with('['));
          return absl::OkStatus();
        }));
  }
  return any ? absl::OkStatus() : absl::DataLossError("secdb: no list of packages in it");
}

}  // namespace claircore::update
