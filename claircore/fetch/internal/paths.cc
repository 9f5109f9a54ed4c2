#include "claircore/fetch/internal/paths.h"

namespace claircore::fetch {

std::string CleanPath(std::string_view path) {
  std::string clean;
  clean.reserve(path.size());
  while (!path.empty()) {
    const size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      const size_t parent = clean.rfind('/');
      clean.resize(parent == std::string::npos ? 0 : parent);
      continue;
    }
    if (!clean.empty()) clean.push_back('/');
    clean.append(part);
  }
  return clean;
}

std::string LinkTarget(std::string_view link, std::string_view target) {
  if (target.starts_with('/')) return CleanPath(target);
  const size_t slash = link.rfind('/');
  std::string joined(slash == std::string_view::npos ? "" : link.substr(0, slash + 1));
  joined.append(target);
  return CleanPath(joined);
}

}  // namespace claircore::fetch
