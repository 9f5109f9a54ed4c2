#include "claircore/base/path.h"

#include <cstddef>

namespace claircore::base {
namespace {

// Appends the components of `raw` to the clean path in `out`, going up for "..".
void AppendComponents(std::string_view raw, std::string& out) {
  size_t begin = 0;
  while (begin < raw.size()) {
    size_t end = raw.find('/', begin);
    if (end == std::string_view::npos) end = raw.size();
    const std::string_view part = raw.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      const size_t slash = out.rfind('/');
      out.resize(slash == std::string::npos ? 0 : slash);
      continue;
    }
    if (!out.empty()) out.push_back('/');
    out.append(part);
  }
}

bool NeedsCleaning(std::string_view path) {
  size_t begin = 0;
  while (begin <= path.size()) {
    size_t end = path.find('/', begin);
    if (end == std::string_view::npos) end = path.size();
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

std::string CleanPath(std::string_view path) {
  std::string clean;
  clean.reserve(path.size());
  AppendComponents(path, clean);
  return clean;
}

std::string_view CleanPath(std::string_view raw, std::string& scratch) {
  // Nearly all names are clean but for "./" in front and "/" behind.
  std::string_view path = raw;
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  while (path.starts_with("./")) path.remove_prefix(2);
  while (!path.empty() && path.front() == '/') path.remove_prefix(1);
  if (path.empty() || !NeedsCleaning(path)) return path;
  scratch.clear();
  AppendComponents(path, scratch);
  return scratch;
}

std::string_view LinkTarget(std::string_view link, std::string_view target, std::string& scratch) {
  scratch.clear();
  if (!target.starts_with('/')) scratch.append(DirName(link));
  AppendComponents(target, scratch);
  return scratch;
}

std::string LinkTarget(std::string_view link, std::string_view target) {
  std::string clean;
  LinkTarget(link, target, clean);
  return clean;
}

std::string_view BaseName(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view DirName(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace claircore::base
