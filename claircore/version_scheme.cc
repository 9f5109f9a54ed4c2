#include "claircore/version_scheme.h"

#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {

absl::Status VersionSchemeSet::Add(std::shared_ptr<const VersionScheme> scheme) {
  if (scheme == nullptr) return absl::InvalidArgumentError("null version scheme");
  if (scheme->name().empty()) return absl::InvalidArgumentError("version scheme without a name");
  if (Find(scheme->name()) != nullptr) {
    return absl::AlreadyExistsError(
        absl::StrCat("version scheme '", internal::ToAbsl(scheme->name()), "'"));
  }
  schemes_.push_back(std::move(scheme));
  return absl::OkStatus();
}

const VersionScheme* VersionSchemeSet::Find(std::string_view name) const {
  for (const auto& scheme : schemes_) {
    if (scheme->name() == name) return scheme.get();
  }
  return nullptr;
}

}  // namespace claircore::inline v0
