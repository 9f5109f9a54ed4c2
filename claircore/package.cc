#include "claircore/package.h"

#include <array>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {
namespace {

constexpr std::array<std::string_view, 5> kKinds = {"", "source", "binary", "layer", "ancestry"};

// Everything but the source, which needs a comparison by value.
auto Fields(const Package& p) {
  return std::tie(p.id, p.name, p.version, p.kind, p.type, p.arch, p.module, p.cpe,
                  p.normalized_version, p.detector, p.package_db, p.filepath, p.repository_hint);
}

}  // namespace

std::string_view PackageKindName(PackageKind kind) {
  const auto i = static_cast<size_t>(kind);
  return i < kKinds.size() ? kKinds[i] : kKinds[0];
}

absl::StatusOr<PackageKind> ParsePackageKind(std::string_view name) {
  for (size_t i = 0; i < kKinds.size(); ++i) {
    if (name == kKinds[i]) return static_cast<PackageKind>(i);
  }
  if (name == "unknown") return PackageKind::kUnknown;
  return absl::InvalidArgumentError(
      absl::StrCat("no package kind: '", internal::ToAbsl(name), "'"));
}

bool operator==(const Package& a, const Package& b) {
  if (Fields(a) != Fields(b)) return false;
  if (a.source == b.source) return true;
  return a.source != nullptr && b.source != nullptr && *a.source == *b.source;
}

std::string FoldName(std::string_view name) {
  std::string folded;
  folded.reserve(name.size());
  bool in_run = false;
  for (char c : name) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator) {
      folded.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    } else if (!in_run) {
      folded.push_back('-');
    }
    in_run = separator;
  }
  return folded;
}

}  // namespace claircore::inline v0
