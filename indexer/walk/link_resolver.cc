#include "indexer/walk/link_resolver.h"

#include <algorithm>
#include <utility>

#include "claircore/base/path.h"

namespace claircore::walk {
namespace {

// More components than any honest path has, even through 40 links.
constexpr uint32_t kMaxSteps = 10'000;

}  // namespace

std::optional<LinkResolver::Place> LinkResolver::Resolve(std::string_view path) const {
  Place place;
  if (const std::optional<uint32_t> direct = table_.Find(path)) {
    // An entry that the archive has under this very path, whatever its parents are.
    const FileType type = table_.Get(*direct).type;
    if (type == FileType::kRegular) {
      place.path = path;
      place.entry = direct;
      return place;
    }
  }
  std::string rest(path);
  size_t next = 0;  // in `rest`
  uint32_t hops = 0;
  while (next < rest.size()) {
    if (++place.steps > kMaxSteps) return std::nullopt;
    const size_t slash = std::min(rest.find('/', next), rest.size());
    const std::string_view part = std::string_view(rest).substr(next, slash - next);
    next = slash + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      place.path.resize(base::DirName(place.path).size());
      place.entry.reset();
      continue;
    }
    if (place.entry.has_value() && table_.Get(*place.entry).type != FileType::kDirectory) {
      return std::nullopt;  // a file has nothing below it
    }
    const size_t parent_size = place.path.size();
    if (parent_size != 0) place.path.push_back('/');
    place.path.append(part);
    place.entry = table_.Find(place.path);
    if (!place.entry.has_value()) continue;  // a directory that has no entry, or nothing
    uint32_t number = *place.entry;
    if (table_.Get(number).type == FileType::kHardLink) number = ContentOf(number).value_or(number);
    const PathTable::Entry entry = table_.Get(number);
    if (entry.type != FileType::kSymlink) continue;
    if (++hops > max_hops_) return std::nullopt;
    place.path.resize(entry.link_target.starts_with('/') ? 0 : parent_size);
    place.entry.reset();
    std::string followed(entry.link_target);
    if (next < rest.size()) followed.append("/").append(rest, next);
    rest = std::move(followed);
    next = 0;
  }
  return place;
}

std::optional<uint32_t> LinkResolver::ContentOf(uint32_t number) const {
  std::string scratch;
  for (uint32_t hop = 0; hop < max_hops_; ++hop) {
    const PathTable::Entry link = table_.Get(number);
    if (link.type != FileType::kHardLink) return number;
    const std::optional<uint32_t> target =
        table_.FindBefore(base::CleanPath(link.link_target, scratch), number);
    if (!target.has_value() || *target == number) return std::nullopt;
    number = *target;
  }
  return std::nullopt;
}

}  // namespace claircore::walk
