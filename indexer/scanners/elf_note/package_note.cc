#include "indexer/scanners/elf_note/package_note.h"

#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "claircore/cpe.h"
#include "indexer/executables/fields.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kOwner("FDO\0", 4);
constexpr uint32_t kPackagingMetadata = 0xcafe1a7e;
constexpr uint64_t kHeader = 12;  // two sizes and the type

uint64_t Padded(uint64_t size) { return (size + 3) / 4 * 4; }

std::string_view StringAt(const simdjson::dom::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// The purl type. Others than these have no packages that a matcher could tell apart.
bool IsSystemType(std::string_view type) {
  return type == "rpm" || type == "deb" || type == "apk" || type == "alpm";
}

// "os=fedora&osVersion=40": whose package it is need not be whose image this is.
void AppendHint(std::string_view key, std::string_view value, std::string& hint) {
  const auto may_stand = [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
  };
  if (!IsToken(value) || !std::all_of(value.begin(), value.end(), may_stand)) return;
  if (!hint.empty()) hint += '&';
  hint.append(key).append("=").append(value);
}

std::string CpeOf(std::string_view text) {
  if (text.empty()) return std::string();
  const absl::StatusOr<Cpe> cpe = Cpe::Parse(text);
  return cpe.ok() ? cpe->ToString() : std::string();
}

}  // namespace

void CollectPackageNotes(std::string_view notes, bool big_endian,
                         std::vector<std::string>& descriptions) {
  while (notes.size() > kHeader) {
    executables::Fields in(notes, big_endian);
    const uint64_t owner_size = in.U32(0);
    const uint64_t size = in.U32(4);
    const uint32_t type = in.U32(8);
    const uint64_t begin = kHeader + Padded(owner_size);
    if (begin > notes.size() || size > notes.size() - begin) return;
    if (type == kPackagingMetadata && notes.substr(kHeader, owner_size) == kOwner) {
      const std::string_view text = notes.substr(begin, size);
      descriptions.emplace_back(text.substr(0, text.find('\0')));
    }
    notes.remove_prefix(std::min<uint64_t>(begin + Padded(size), notes.size()));
  }
}

absl::StatusOr<std::optional<Package>> ParsePackageNote(std::string_view description) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (auto error = parser.parse(description.data(), description.size()).get(document)) {
    return absl::DataLossError(std::string("a package note that is no JSON: ") +
                               simdjson::error_message(error));
  }
  simdjson::dom::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS) {
    return absl::DataLossError("a package note that is no JSON object");
  }
  const std::string_view name = StringAt(object, "name");
  const std::string_view version = StringAt(object, "version");
  if (name.empty() || version.empty()) return std::nullopt;
  if (!IsToken(name) || !IsToken(version)) {
    return absl::DataLossError("a package note without usable name or version");
  }
  Package package;
  package.name = name;
  package.version = version;
  package.kind = PackageKind::kBinary;
  const std::string_view type = StringAt(object, "type");
  package.type = IsSystemType(type) ? type : "generic";
  if (IsSystemType(type)) {
    Package source;
    source.name = name;
    source.version = version;
    source.kind = PackageKind::kSource;
    source.type = type;
    package.source = std::make_shared<const Package>(std::move(source));
  }
  const std::string_view arch = StringAt(object, "architecture");
  if (IsPlain(arch)) package.arch = arch;
  package.cpe = CpeOf(StringAt(object, "appCpe"));
  AppendHint("os", StringAt(object, "os"), package.repository_hint);
  AppendHint("osVersion", StringAt(object, "osVersion"), package.repository_hint);
  return package;
}

}  // namespace claircore::scanners
