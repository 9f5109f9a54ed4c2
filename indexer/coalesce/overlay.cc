#include "indexer/coalesce/overlay.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/internal/strings.h"

namespace claircore::internal {

Overlay::Overlay(std::vector<std::shared_ptr<const PathTable>> tables,
                 std::shared_ptr<const Links> links)
    : tables_(std::move(tables)), links_(std::move(links)) {}

const std::vector<PathEvent>& Overlay::HistoryOf(std::string_view real_path) const {
  std::lock_guard lock(mutex_);
  return NodeOf(real_path).events;
}

const PathEvent* Overlay::StateAt(std::string_view real_path, size_t layer) const {
  const std::vector<PathEvent>& events = HistoryOf(real_path);
  const PathEvent* state = nullptr;
  for (const PathEvent& event : events) {
    if (event.layer > layer) break;
    state = &event;
  }
  return state;
}

const Overlay::Node& Overlay::NodeOf(std::string_view path) const {
  // The nearest ancestor that is known, then down from it.
  const Node* node = nullptr;
  size_t known = path.size();
  while (true) {
    const auto it = nodes_.find(ToAbsl(path.substr(0, known)));
    if (it != nodes_.end()) {
      node = it->second.get();
      break;
    }
    if (known == 0) {
      node = nodes_.emplace("", MakeRoot()).first->second.get();
      break;
    }
    const size_t slash = path.rfind('/', known - 1);
    known = slash == path.npos ? 0 : slash;
  }
  while (known < path.size()) {
    const size_t slash = path.find('/', known + 1);
    known = slash == path.npos ? path.size() : slash;
    const std::string_view prefix = path.substr(0, known);
    node = nodes_.emplace(std::string(prefix), MakeChild(*node, prefix)).first->second.get();
  }
  return *node;
}

std::unique_ptr<Overlay::Node> Overlay::MakeRoot() const {
  auto root = std::make_unique<Node>();
  for (uint32_t layer = 0; layer < tables_.size(); ++layer) {
    const PathTable& table = *tables_[layer];
    if (layer == 0) root->events.push_back({0, true, FileType::kDirectory, {}});
    PathTable::Cursor first(table, 0);
    size_t begin = 0;
    if (first.valid() && first.path().empty()) {
      begin = 1;
      if (first.fact().opaque) root->cleared.push_back(layer);
    }
    if (begin < table.size()) root->below.push_back({layer, begin, table.size()});
  }
  return root;
}

std::unique_ptr<Overlay::Node> Overlay::MakeChild(const Node& parent, std::string_view path) const {
  auto node = std::make_unique<Node>();
  const std::string below(std::string(path) + '/');
  const std::string after(std::string(path) + static_cast<char>('/' + 1));
  PathEvent state;  // not present
  auto cleared = parent.cleared.begin();
  auto range = parent.below.begin();
  while (cleared != parent.cleared.end() || range != parent.below.end()) {
    // The next layer that says something, of the path itself or of its parents.
    const bool gone_above = range == parent.below.end() ||
                            (cleared != parent.cleared.end() && *cleared <= range->layer);
    const uint32_t layer = gone_above ? *cleared : range->layer;
    if (gone_above) ++cleared;

    PathFact fact;
    bool has_below = false;
    if (range != parent.below.end() && range->layer == layer) {
      const PathTable& table = *tables_[layer];
      const size_t self = table.LowerBound(path, range->begin, range->end);
      PathTable::Cursor at(table, self);
      if (self < range->end && at.path() == path) fact = at.fact();
      const size_t begin = table.LowerBound(below, self, range->end);
      const size_t end = table.LowerBound(after, begin, range->end);
      has_below = begin < end;
      if (has_below) node->below.push_back({layer, begin, end});
      ++range;
    }

    const bool gone = gone_above || fact.whiteout;
    const bool removed = gone && state.present;
    if (removed) state = PathEvent{layer, false, FileType::kRegular, {}};
    bool event = removed;
    if (fact.entry) {
      const bool repeated =
          state.present && state.type == FileType::kDirectory && fact.type == FileType::kDirectory;
      if (!repeated) {
        state = PathEvent{layer, true, fact.type, fact.link_target};
        event = true;
      }
    } else if ((has_below || fact.opaque) && !state.present) {
      state = PathEvent{layer, true, FileType::kDirectory, {}};
      event = true;
    }
    if (event) node->events.push_back(state);
    if (gone || fact.opaque || (fact.entry && fact.type != FileType::kDirectory)) {
      node->cleared.push_back(layer);
    }
  }
  return node;
}

void Overlay::ForEachFileBelow(std::string_view real_dir,
                               absl::FunctionRef<bool(const File& file)> visit) const {
  if (tables_.empty()) return;
  const std::string below = real_dir.empty() ? std::string() : std::string(real_dir) + '/';
  for (uint32_t layer = 0; layer < tables_.size(); ++layer) {
    const PathTable& table = *tables_[layer];
    PathTable::Cursor at(table, table.LowerBound(below, 0, table.size()));
    for (; at.valid() && at.path().starts_with(below); at.Next()) {
      const PathFact& fact = at.fact();
      if (!fact.entry || fact.type == FileType::kDirectory || fact.type == FileType::kOther)
        continue;
      const PathEvent* state = StateAt(at.path(), tables_.size() - 1);
      if (state == nullptr || !state->present || state->layer != layer) continue;
      if (!visit({layer, at.path()})) return;
    }
  }
}

std::optional<std::string> Overlay::Follow(std::string_view path, size_t layer, Last last,
                                           std::vector<uint32_t>* through) const {
  std::string rest(path);
  std::string real;
  int hops = 0;
  size_t at = 0;  // in `rest`
  while (at < rest.size()) {
    const size_t slash = rest.find('/', at);
    const std::string_view component =
        std::string_view(rest).substr(at, slash == rest.npos ? std::string_view::npos : slash - at);
    const bool is_last = slash == rest.npos;
    if (!component.empty()) {
      if (!real.empty()) real += '/';
      real += component;
    }
    at = is_last ? rest.size() : slash + 1;
    if (component.empty() || (is_last && last == Last::kKeep)) continue;
    if (!links_->contains(real)) continue;
    const PathEvent* state = StateAt(real, layer);
    if (state == nullptr || !state->present || state->type != FileType::kSymlink) {
      continue;
    }
    if (++hops > kMaxHops) return std::nullopt;
    if (through != nullptr) through->push_back(state->layer);
    // A target is relative to the root already.
    std::string target(state->link_target);
    if (!is_last) {
      target += '/';
      target += std::string_view(rest).substr(at);
    }
    rest = std::move(target);
    real.clear();
    at = 0;
  }
  return real;
}

}  // namespace claircore::internal
