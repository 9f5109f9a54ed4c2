#include "matcher/ownership.h"

#include <string>
#include <string_view>

namespace claircore::matcher {
namespace {

// "-commons-io-java-" of "libcommons-io-java": words that a name is looked for among.
std::string Words(std::string_view name) {
  std::string words = FoldName(name);
  if (words.starts_with("lib")) words.erase(0, 3);
  return "-" + words + "-";
}

}  // namespace

bool IsPackagingOf(const Package& owner, const Package& package) {
  // What was compiled into programs has no packaging of its own.
  if (package.type == "golang" || package.type == "cargo") return false;
  // Without the scope, the vendor or the group.
  const std::string_view name = package.name;
  const std::string wanted = Words(name.substr(name.find_last_of("/:") + 1));
  if (wanted.size() <= 2) return false;
  const auto has = [&](const Package& one) {
    return Words(one.name).find(wanted) != std::string::npos;
  };
  return has(owner) || (owner.source != nullptr && has(*owner.source));
}

}  // namespace claircore::matcher
