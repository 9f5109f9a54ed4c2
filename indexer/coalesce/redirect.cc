#include "indexer/coalesce/redirect.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::internal {
namespace {

// A moved link can make others of the same layer move again. Real layers need one round.
constexpr int kMaxRounds = 8;
constexpr size_t kCheckEvery = 1024;  // records

std::string_view ParentOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

// Length of the directory that two directories share; the root's is 0.
size_t SharedDirectory(std::string_view a, std::string_view b) {
  const auto ends_at = [](std::string_view path, size_t n) {
    return n == path.size() || path[n] == '/';
  };
  size_t same = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
  while (same > 0 && !(ends_at(a, same) && ends_at(b, same))) --same;
  return same;
}

// Facts of one real path from several paths of the layer.
struct Landed {
  PathFact fact;
  void Merge(const PathFact& other) {
    fact.whiteout |= other.whiteout;
    fact.opaque |= other.opaque;
    if (fact.entry || !other.entry) return;
    fact.entry = true;
    fact.type = other.type;
    fact.link_target = other.link_target;
  }
};

}  // namespace

bool Redirector::LeadsThroughLink(const PathTable& table) {
  // Siblings follow each other, so only the part of a directory that is new is looked up.
  std::string checked;
  bool found = false;
  for (PathTable::Cursor c(table, 0); c.valid(); c.Next()) {
    const std::string_view path = c.path();
    const bool link = c.fact().entry && c.fact().type == FileType::kSymlink;
    if (link) links_->emplace(path);
    if (found) continue;
    // An opaque mark is a file within its directory.
    const std::string_view directory = c.fact().opaque ? path : ParentOf(path);
    if (directory == checked) continue;
    for (size_t end = SharedDirectory(directory, checked); end < directory.size() && !found;) {
      end = directory.find('/', end + 1);
      if (end == directory.npos) end = directory.size();
      found = links_->contains(ToAbsl(directory.substr(0, end)));
    }
    checked = directory;
  }
  return found;
}

absl::StatusOr<std::shared_ptr<const PathTable>> Redirector::MoveOnce(
    const Context& context, const std::shared_ptr<const PathTable>& table, bool& moved) const {
  std::vector<std::shared_ptr<const PathTable>> stack = tables_;
  stack.push_back(table);
  const Overlay overlay(stack, links_);
  const size_t layer = tables_.size();

  moved = false;
  std::map<std::string, Landed> landed;
  std::vector<std::pair<std::string, PathFact>> movers;
  std::string directory, real_directory;  // of the record before
  bool known = false;
  for (PathTable::Cursor c(*table, 0); c.valid(); c.Next()) {
    if (c.position() % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const std::string_view path = c.path();
    const std::string_view parent = ParentOf(path);
    if (!known || parent != directory) {
      directory = parent;
      real_directory = overlay.Follow(parent, layer, Overlay::Last::kFollow).value_or(directory);
      known = true;
    }
    PathFact fact = c.fact();
    if (fact.opaque) {
      const std::optional<std::string> real = overlay.Follow(path, layer, Overlay::Last::kFollow);
      if (real.has_value() && *real != path) {
        PathFact mark;
        mark.opaque = true;
        movers.emplace_back(*real, mark);
        fact.opaque = false;
        if (!fact.entry && !fact.whiteout) continue;
      }
    }
    if (real_directory == parent) {
      landed[std::string(path)].Merge(fact);
    } else {
      std::string real = real_directory;
      if (!real.empty()) real += '/';
      real += parent.empty() ? path : path.substr(parent.size() + 1);
      movers.emplace_back(std::move(real), fact);
    }
  }
  moved = !movers.empty();
  if (!moved) return table;
  for (const auto& [path, fact] : movers) landed[path].Merge(fact);

  PathTableWriter writer;
  for (const auto& [path, at] : landed) {
    CLAIRCORE_RETURN_IF_ERROR(writer.Add(path, at.fact));
  }
  return std::make_shared<const PathTable>(std::move(writer).Finish());
}

absl::Status Redirector::Add(const Context& context, std::shared_ptr<const PathTable> table) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  bool leads = LeadsThroughLink(*table);
  for (int round = 0; round < kMaxRounds && leads; ++round) {
    bool moved = false;
    CLAIRCORE_ASSIGN_OR_RETURN(table, MoveOnce(context, table, moved));
    leads = moved && LeadsThroughLink(*table);
  }
  tables_.push_back(std::move(table));
  return absl::OkStatus();
}

Overlay Redirector::Finish() && { return Overlay(std::move(tables_), std::move(links_)); }

}  // namespace claircore::internal
