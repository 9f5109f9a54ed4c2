#include "indexer/walk/dispatch.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/base/path.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/walk/glob.h"
#include "re2/re2.h"
#include "re2/set.h"

namespace claircore::walk {
namespace {

using internal::ToAbsl;

constexpr size_t kMaxHeadBytes = 4096;

Want MakeWant(uint32_t scanner, Keep keep) {
  Want want;
  want.scanner = scanner;
  switch (keep) {
    case Keep::kEntry:
      break;
    case Keep::kContents:
      want.level = Want::Level::kContents;
      break;
    case Keep::kRandomAccess:
      want.level = Want::Level::kRandomAccess;
      break;
    case Keep::kStream:
      want.stream = true;
      break;
  }
  return want;
}

RE2::Options Latin1(size_t memory) {
  RE2::Options options(RE2::Latin1);
  options.set_dot_nl(true);
  options.set_log_errors(false);
  options.set_max_mem(static_cast<int64_t>(memory));
  return options;
}

// Strings that select wants by equality.
class StringTable {
 public:
  void Add(std::string_view text, const Want& want) { Merge(want, wants_[std::string(text)]); }
  const WantList* Find(std::string_view text) const {
    const auto it = wants_.find(ToAbsl(text));
    return it == wants_.end() ? nullptr : &it->second;
  }
  bool empty() const { return wants_.empty(); }

 private:
  internal::HashMap<std::string, WantList> wants_;
};

class Table final : public DispatchTable {
 public:
  void Match(std::string_view path, const std::vector<bool>& active,
             WantList& wants) const override {
    ForEachMatch(path, [&](const Want& want) {
      if (active[want.scanner]) Merge(want, wants);
      return true;
    });
  }

  bool MatchesAny(std::string_view path) const override {
    return !ForEachMatch(path, [](const Want&) { return false; });
  }

  std::span<const Sniffer> sniffers() const override { return sniffers_; }
  std::span<const Glob> paths() const override { return path_list_; }
  std::span<const Glob> globs() const override { return globs_; }
  bool GlobMatches(size_t number, std::string_view path) const override {
    return RE2::FullMatch({path.data(), path.size()}, *singles_[number]);
  }

  // To be called once, after all wants are recorded.
  absl::Status Finish(size_t automaton_bytes) {
    std::sort(suffix_lengths_.begin(), suffix_lengths_.end());
    suffix_lengths_.erase(std::unique(suffix_lengths_.begin(), suffix_lengths_.end()),
                          suffix_lengths_.end());
    if (globs_.empty()) return absl::OkStatus();

    auto set = std::make_unique<RE2::Set>(Latin1(automaton_bytes), RE2::ANCHOR_BOTH);
    for (const Glob& glob : globs_) {
      const std::string regex = GlobToRegex(glob.text);
      std::string error;
      if (set->Add(regex, &error) < 0) {
        return absl::InvalidArgumentError(absl::StrCat("bad glob \"", glob.text, "\": ", error));
      }
      singles_.push_back(std::make_unique<const RE2>(regex, Latin1(size_t{1} << 20)));
      if (!singles_.back()->ok()) {
        return absl::InvalidArgumentError(absl::StrCat("glob \"", glob.text, "\" is too large"));
      }
    }
    if (!set->Compile()) return absl::InvalidArgumentError("the globs together are too large");
    set_ = std::move(set);
    return absl::OkStatus();
  }

 private:
  friend class Recorder;

  // Calls `visit` until it returns false; returns whether it never did.
  template <typename Visit>
  bool ForEachMatch(std::string_view path, Visit visit) const {
    const auto visit_all = [&visit](const WantList* wants) {
      return wants == nullptr || std::all_of(wants->begin(), wants->end(), visit);
    };
    if (!visit_all(paths_.Find(path))) return false;
    if (!basenames_.empty() && !visit_all(basenames_.Find(base::BaseName(path)))) return false;
    for (const size_t length : suffix_lengths_) {
      if (length > path.size()) break;
      if (!visit_all(suffixes_.Find(path.substr(path.size() - length)))) return false;
    }
    return globs_.empty() || ForEachGlob(path, visit);
  }

  template <typename Visit>
  bool ForEachGlob(std::string_view path, Visit visit) const {
    const re2::StringPiece text(path.data(), path.size());
    RE2::Set::ErrorInfo error{};
    // Without a result vector RE2 allocates nothing; nearly all paths match nothing.
    if (set_->Match(text, nullptr, &error)) {
      std::vector<int> numbers;
      if (set_->Match(text, &numbers, &error)) {
        std::sort(numbers.begin(), numbers.end());
        return std::all_of(numbers.begin(), numbers.end(),
                           [&](int number) { return visit(globs_[number].want); });
      }
    }
    if (error.kind == RE2::Set::kNoError) return true;
    // The automaton ran out of memory, which looks like "no match".
    for (size_t i = 0; i < globs_.size(); ++i) {
      if (GlobMatches(i, path) && !visit(globs_[i].want)) return false;
    }
    return true;
  }

  StringTable paths_;
  StringTable basenames_;
  StringTable suffixes_;
  std::vector<size_t> suffix_lengths_;  // sorted
  std::vector<Glob> path_list_;
  std::vector<Glob> globs_;
  std::vector<std::unique_ptr<const RE2>> singles_;  // of globs_
  std::unique_ptr<const RE2::Set> set_;
  std::vector<Sniffer> sniffers_;
};

// Takes one scanner's wants into the table and remembers the first bad one.
class Recorder final : public FileWants {
 public:
  Recorder(uint32_t scanner, Table& table) : scanner_(scanner), table_(table) {}

  void Path(std::string_view path, Keep keep) override {
    std::string scratch;
    if (path.empty() || base::CleanPath(path, scratch) != path) return Reject("path", path);
    const Want want = MakeWant(scanner_, keep);
    table_.paths_.Add(path, want);
    table_.path_list_.push_back({std::string(path), want});
  }

  void Basename(std::string_view name, Keep keep) override {
    if (name.empty() || name.find('/') != name.npos) return Reject("basename", name);
    table_.basenames_.Add(name, MakeWant(scanner_, keep));
  }

  void Suffix(std::string_view suffix, Keep keep) override {
    if (suffix.empty()) return Reject("suffix", suffix);
    table_.suffixes_.Add(suffix, MakeWant(scanner_, keep));
    table_.suffix_lengths_.push_back(suffix.size());
  }

  void Glob(std::string_view glob, Keep keep) override {
    if (glob.empty() || glob.front() == '/') return Reject("glob", glob);
    table_.globs_.push_back({std::string(glob), MakeWant(scanner_, keep)});
  }

  void Sniff(size_t head_bytes, Keep keep,
             std::function<bool(const FileEntry&, std::string_view)> accept) override {
    if (head_bytes == 0 || head_bytes > kMaxHeadBytes || !accept) {
      return Reject("sniffer of head bytes", std::to_string(head_bytes));
    }
    table_.sniffers_.push_back({head_bytes, MakeWant(scanner_, keep), std::move(accept)});
  }

  const absl::Status& status() const { return status_; }

 private:
  void Reject(const char* kind, std::string_view text) {
    if (status_.ok()) {
      status_ = absl::InvalidArgumentError(absl::StrCat("bad ", kind, " \"", ToAbsl(text), "\""));
    }
  }

  uint32_t scanner_;
  Table& table_;
  absl::Status status_;
};

}  // namespace

void Merge(const Want& want, WantList& wants) {
  auto it = wants.begin();
  while (it != wants.end() && it->scanner < want.scanner) ++it;
  if (it == wants.end() || it->scanner != want.scanner) {
    wants.insert(it, want);
    return;
  }
  it->level = std::max(it->level, want.level);
  it->stream = it->stream || want.stream;
}

absl::StatusOr<std::unique_ptr<const DispatchTable>> DispatchTable::Compile(
    std::span<const std::shared_ptr<const LayerScanner>> scanners, size_t automaton_bytes) {
  auto table = std::make_unique<Table>();
  for (size_t i = 0; i < scanners.size(); ++i) {
    Recorder recorder(static_cast<uint32_t>(i), *table);
    scanners[i]->Want(recorder);
    if (!recorder.status().ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("scanner ", scanners[i]->id().name, ": ", recorder.status().message()));
    }
  }
  CLAIRCORE_RETURN_IF_ERROR(table->Finish(automaton_bytes));
  return table;
}

}  // namespace claircore::walk
