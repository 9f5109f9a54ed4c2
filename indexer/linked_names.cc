#include "indexer/linked_names.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/walk/glob.h"

namespace claircore::internal {
namespace {

using walk::DispatchTable;
using walk::Want;
using walk::WantList;
using Glob = DispatchTable::Glob;

constexpr size_t kMaxFiles = 300'000;  // behind links
constexpr size_t kCheckEvery = 1024;
constexpr int kMaxHops = 40;

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != text.npos; }

std::string_view DirOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}
std::string_view BaseOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string Join(std::string_view dir, std::string_view rest) {
  if (dir.empty()) return std::string(rest);
  if (rest.empty()) return std::string(dir);
  return std::string(dir).append("/").append(rest);
}

// Whether the scanner keeps such a file. One that is streamed only is not looked for behind links:
// see Keep::kStream.
bool Keeps(const Want& want) { return !want.stream || want.level != Want::Level::kEntry; }

// For "**/a/b/*/c": that a link called "a", or "b", or one in a folder "b", may stand for a folder
// in the pattern, and what follows it there.
struct Turn {
  size_t glob = 0;        // into DispatchTable::globs()
  std::string_view rest;  // "b/*/c"
};
// By how many wildcards stand before the link's own name, and the name before them.
using Turns = HashMap<std::pair<int, std::string>, std::vector<Turn>>;

class Finder {
 public:
  Finder(const Context& context, const ScannerPlan& plan, const DispatchTable& dispatch,
         const Overlay& overlay, std::span<const std::shared_ptr<const PathTable>> paths)
      : context_(context),
        plan_(plan),
        dispatch_(dispatch),
        overlay_(overlay),
        paths_(paths),
        top_(paths.size() - 1),
        all_(plan.scanners.size(), true) {}

  absl::StatusOr<LinkedNames> Run() {
    IndexTurns();
    std::vector<std::string_view> links(overlay_.links().begin(), overlay_.links().end());
    std::sort(links.begin(), links.end());
    for (std::string_view link : links) CLAIRCORE_RETURN_IF_ERROR(BehindLink(link));
    for (const Glob& path : dispatch_.paths()) CLAIRCORE_RETURN_IF_ERROR(BehindPath(path));
    for (size_t i = 0; i < dispatch_.globs().size(); ++i) {
      CLAIRCORE_RETURN_IF_ERROR(BehindLiteral(i));
    }
    CLAIRCORE_RETURN_IF_ERROR(HardLinks());
    LinkedNames found;
    for (auto& [key, name] : names_) found.names.push_back(std::move(name));
    for (const LinkedNames::Stale& stale : once_linked_) {
      if (!linked_.contains({stale.file, stale.scanner})) found.stale.push_back(stale);
    }
    found.complete = !gave_up();
    return found;
  }

 private:
  // A file as the image ends up with it.
  struct Place {
    std::string path;
    size_t layer = 0;    // that says so
    size_t holder = 0;   // that has its bytes; the same, but for a hard link to an older layer
    std::string source;  // where in `holder`
  };

  bool gave_up() const { return files_ > kMaxFiles; }
  absl::Status Tick() { return ++steps_ % kCheckEvery == 0 ? context_.Check() : absl::OkStatus(); }
  absl::Status Spend() {
    ++files_;
    return Tick();
  }

  const PathEvent* There(std::string_view path, size_t layer) const {
    const PathEvent* state = overlay_.StateAt(path, layer);
    return state != nullptr && state->present ? state : nullptr;
  }

  // The regular file at a real path, as layers 0 to `layer` have it.
  std::optional<Place> FileAt(std::string_view path, size_t layer) const {
    std::string at(path);
    Place place{at, layer, layer, at};
    for (int hops = 0; hops < kMaxHops; ++hops) {
      const PathEvent* state = There(at, layer);
      if (state == nullptr) return std::nullopt;
      if (hops == 0) place.layer = state->layer;
      place.holder = state->layer;
      place.source = at;
      if (state->type == FileType::kRegular) return place;
      if (state->type != FileType::kHardLink) return std::nullopt;
      if (state->link_target.empty()) return place;  // its own layer has the bytes
      if (state->layer == 0) return std::nullopt;
      layer = state->layer - 1;
      auto target = overlay_.Follow(state->link_target, layer, Overlay::Last::kFollow);
      if (!target.has_value()) return std::nullopt;
      at = *std::move(target);
    }
    return std::nullopt;
  }

  // Whether the layer's archive has this very path: then its own scan has seen the name, or the
  // walk can be told to.
  bool Holds(size_t layer, std::string_view path) const {
    const PathTable& table = *paths_[layer];
    const PathTable::Cursor at(table, table.LowerBound(path, 0, table.size()));
    return at.valid() && at.path() == path && at.fact().entry;
  }

  WantList WantsOf(std::string_view path) const {
    WantList wants;
    dispatch_.Match(path, all_, wants);
    return wants;
  }

  // The scanner may have the file under `name`, which links of the layers `through` make.
  void Add(std::string_view name, const Place& file, const std::vector<uint32_t>& through,
           size_t scanner) {
    if (!Holds(file.holder, file.source)) return;
    size_t since = file.layer;
    for (uint32_t layer : through) since = std::max<size_t>(since, layer);
    LinkedName& to = names_[{file.holder, std::string(name)}];
    to.layer = file.holder;
    to.since = since;
    to.path = name;
    to.file = file.source;
    const auto at = std::lower_bound(to.scanners.begin(), to.scanners.end(), scanner);
    if (at == to.scanners.end() || *at != scanner) to.scanners.insert(at, scanner);
  }

  // Whether the layer's own scan gave the file to the scanner because of the file's own name.
  bool WantedAnyway(const Place& file, size_t scanner) const {
    if (file.holder != file.layer) return false;
    const WantList wants = WantsOf(file.path);
    return std::any_of(wants.begin(), wants.end(),
                       [&](const Want& want) { return want.scanner == scanner && Keeps(want); });
  }

  static bool AllOf(const std::vector<uint32_t>& through, const Place& file) {
    return file.holder == file.layer &&
           std::all_of(through.begin(), through.end(),
                       [&](uint32_t layer) { return layer == file.layer; });
  }

  absl::Status BehindLink(std::string_view link) {
    CLAIRCORE_RETURN_IF_ERROR(Tick());
    const WantList wants = WantsOf(link);
    const bool wanted = std::any_of(wants.begin(), wants.end(), Keeps);
    const std::vector<const std::vector<Turn>*> turns = TurnsOf(link);
    if (!wanted && turns.empty()) return absl::OkStatus();
    const PathEvent* state = There(link, top_);
    const bool is_link = state != nullptr && state->type == FileType::kSymlink;
    std::vector<uint32_t> through;
    const auto real = is_link ? overlay_.Follow(link, top_, Overlay::Last::kFollow, &through)
                              : std::optional<std::string>();
    if (wanted) OnceLinked(link, wants);
    if (wanted && real.has_value()) {
      for (const Want& want : wants) linked_.insert({*real, want.scanner});
    }
    if (!real.has_value() || *real == link) return absl::OkStatus();
    if (wanted) WantedLink(link, wants, *real, through);
    for (const std::vector<Turn>* list : turns) {
      for (const Turn& turn : *list) {
        if (gave_up()) return absl::OkStatus();
        CLAIRCORE_RETURN_IF_ERROR(BehindTurn(link, turn, *real, through));
      }
    }
    return absl::OkStatus();
  }

  // Where the link led within single layers.
  void OnceLinked(std::string_view link, const WantList& wants) {
    for (const PathEvent& event : overlay_.HistoryOf(link)) {
      if (!event.present || event.type != FileType::kSymlink) continue;
      std::vector<uint32_t> through;
      const auto real = overlay_.Follow(link, event.layer, Overlay::Last::kFollow, &through);
      if (!real.has_value()) continue;
      const std::optional<Place> file = FileAt(*real, event.layer);
      if (!file.has_value() || file->layer != event.layer || !AllOf(through, *file)) continue;
      for (const Want& want : wants) {
        if (Keeps(want) && !WantedAnyway(*file, want.scanner)) {
          once_linked_.insert({event.layer, want.scanner, *real});
        }
      }
    }
  }

  // A link of a wanted name to a file of another.
  void WantedLink(std::string_view link, const WantList& wants, const std::string& real,
                  const std::vector<uint32_t>& through) {
    const std::optional<Place> file = FileAt(real, top_);
    if (!file.has_value()) return;
    const bool in_one_layer = AllOf(through, *file);
    for (const Want& want : wants) {
      if (!Keeps(want) || WantedAnyway(*file, want.scanner)) continue;
      // Within a layer the file comes under its own name, which is all the same to those that look
      // for one file, but not to those that read a path's folders.
      if (in_one_layer && plan_.scanners[want.scanner].kind != ScannerKind::kPackage) continue;
      Add(link, *file, through, want.scanner);
    }
  }

  absl::Status BehindTurn(std::string_view link, const Turn& turn, const std::string& real,
                          const std::vector<uint32_t>& through) {
    const Glob& glob = dispatch_.globs()[turn.glob];
    if (!Keeps(glob.want)) return absl::OkStatus();
    const auto add = [&](const Place& file, std::string_view rest,
                         const std::vector<uint32_t>& links) {
      const std::string name = Join(link, rest);
      if (!dispatch_.GlobMatches(turn.glob, name)) return;
      if (!WantedAnyway(file, glob.want.scanner)) Add(name, file, links, glob.want.scanner);
    };
    if (!HasWildcard(turn.rest)) {
      CLAIRCORE_RETURN_IF_ERROR(Spend());
      std::vector<uint32_t> links = through;
      const auto at = overlay_.Follow(Join(real, turn.rest), top_, Overlay::Last::kFollow, &links);
      const auto file = at.has_value() ? FileAt(*at, top_) : std::nullopt;
      if (file.has_value()) add(*file, turn.rest, links);
      return absl::OkStatus();
    }
    return ForEachFile(real, walk::LiteralDirectory(turn.rest), through, add);
  }

  // A path that a scanner wants by its whole name.
  absl::Status BehindPath(const Glob& path) {
    CLAIRCORE_RETURN_IF_ERROR(Spend());
    if (!Keeps(path.want)) return absl::OkStatus();
    std::vector<uint32_t> through;
    const auto real = overlay_.Follow(path.text, top_, Overlay::Last::kFollow, &through);
    if (!real.has_value() || through.empty()) return absl::OkStatus();
    const std::optional<Place> file = FileAt(*real, top_);
    if (!file.has_value() || AllOf(through, *file)) return absl::OkStatus();
    if (Holds(file->layer, path.text) || WantedAnyway(*file, path.want.scanner)) {
      return absl::OkStatus();
    }
    Add(path.text, *file, through, path.want.scanner);
    return absl::OkStatus();
  }

  // A pattern that begins with folders of whole names.
  absl::Status BehindLiteral(size_t number) {
    const Glob& glob = dispatch_.globs()[number];
    const std::string_view dir = walk::LiteralDirectory(glob.text);
    if (dir.empty() || !Keeps(glob.want)) return absl::OkStatus();
    CLAIRCORE_RETURN_IF_ERROR(Spend());
    std::vector<uint32_t> through;
    const auto real = overlay_.Follow(dir, top_, Overlay::Last::kFollow, &through);
    if (!real.has_value() || through.empty()) return absl::OkStatus();
    const auto add = [&](const Place& file, std::string_view rest,
                         const std::vector<uint32_t>& links) {
      const std::string name = Join(dir, rest);
      if (!dispatch_.GlobMatches(number, name) || AllOf(links, file)) return;
      if (Holds(file.layer, name) || WantedAnyway(file, glob.want.scanner)) return;
      Add(name, file, links, glob.want.scanner);
    };
    return ForEachFile(*real, "", through, add);
  }

  // Calls visit(file, its path below `dir`, layers of links) for each file, or link to one, below
  // dir/within, which lies behind the links `through`.
  template <typename Visit>
  absl::Status ForEachFile(const std::string& dir, std::string_view within,
                           const std::vector<uint32_t>& through, Visit visit) {
    absl::Status status;
    overlay_.ForEachFileBelow(Join(dir, within), [&](const Overlay::File& at) {
      status = Spend();
      if (!status.ok() || gave_up()) return false;
      std::vector<uint32_t> links = through;
      const auto real = overlay_.Follow(at.path, top_, Overlay::Last::kFollow, &links);
      const auto file = real.has_value() ? FileAt(*real, top_) : std::nullopt;
      const std::string_view rest = at.path.substr(dir.empty() ? 0 : dir.size() + 1);
      if (file.has_value()) visit(*file, rest, links);
      return true;
    });
    return status;
  }

  // What no scan of a layer can know: the bytes of such links are in another one.
  absl::Status HardLinks() {
    for (size_t layer = 1; layer <= top_; ++layer) {
      const PathTable& table = overlay_.table(layer);
      if (!table.has_distant_links()) continue;
      for (PathTable::Cursor at(table, 0); at.valid(); at.Next()) {
        CLAIRCORE_RETURN_IF_ERROR(Tick());
        const PathFact& fact = at.fact();
        if (!fact.entry || fact.type != FileType::kHardLink || fact.link_target.empty()) continue;
        const PathEvent* state = There(at.path(), top_);
        if (state == nullptr || state->layer != layer || gave_up()) continue;
        const std::optional<Place> file = FileAt(at.path(), top_);
        if (!file.has_value()) continue;
        for (const Want& want : WantsOf(at.path())) Add(at.path(), *file, {}, want.scanner);
        // Where the file is still under its old name, it is known by its bytes there.
        const PathEvent* source = There(file->source, top_);
        if (source != nullptr && source->layer == file->holder) continue;
        for (const walk::Sniffer& sniffer : dispatch_.sniffers()) {
          Add(at.path(), *file, {}, sniffer.want.scanner);
        }
      }
    }
    return absl::OkStatus();
  }

  void IndexTurns() {
    for (size_t i = 0; i < dispatch_.globs().size(); ++i) {
      std::string_view rest = dispatch_.globs()[i].text;
      if (!rest.starts_with("**/")) continue;
      rest.remove_prefix(3);
      std::string_view last;  // the last name without a wildcard
      int wildcards = 0;      // since then
      for (size_t slash; (slash = rest.find('/')) != rest.npos;) {
        const std::string_view name = rest.substr(0, slash);
        rest.remove_prefix(slash + 1);
        if (name.find("**") != name.npos) break;
        if (HasWildcard(name)) {
          ++wildcards;
        } else {
          last = name;
          wildcards = 0;
        }
        if (!last.empty()) turns_[{wildcards, std::string(last)}].push_back({i, rest});
      }
    }
  }

  std::vector<const std::vector<Turn>*> TurnsOf(std::string_view link) const {
    std::vector<const std::vector<Turn>*> found;
    for (int wildcards = 0; wildcards <= 2 && !link.empty(); ++wildcards) {
      const auto at = turns_.find({wildcards, std::string(BaseOf(link))});
      if (at != turns_.end()) found.push_back(&at->second);
      link = DirOf(link);
    }
    return found;
  }

  const Context& context_;
  const ScannerPlan& plan_;
  const DispatchTable& dispatch_;
  const Overlay& overlay_;
  const std::span<const std::shared_ptr<const PathTable>> paths_;  // as the archives have them
  const size_t top_;
  const std::vector<bool> all_;
  Turns turns_;
  std::map<std::pair<size_t, std::string>, LinkedName> names_;  // by layer and name
  std::set<LinkedNames::Stale> once_linked_;
  std::set<std::pair<std::string, size_t>> linked_;  // files and scanners
  size_t steps_ = 0;
  size_t files_ = 0;  // that links led to
};

}  // namespace

absl::StatusOr<LinkedNames> FindLinkedNames(
    const Context& context, const ScannerPlan& plan, const DispatchTable& dispatch,
    const Overlay& overlay, std::span<const std::shared_ptr<const PathTable>> paths) {
  if (paths.empty()) return LinkedNames();
  return Finder(context, plan, dispatch, overlay, paths).Run();
}

}  // namespace claircore::internal
