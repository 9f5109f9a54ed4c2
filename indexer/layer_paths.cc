#include "indexer/layer_paths.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "claircore/base/utf8.h"
#include "claircore/internal/status_macros.h"

namespace claircore::internal {
namespace {

// Looks at the context once in a few thousand paths.
class Watch {
 public:
  explicit Watch(const Context& context) : context_(context) {}
  // False: it has ended.
  bool Tick() {
    if (++ticks_ % 4096 == 0 && status_.ok()) status_ = context_.Check();
    return status_.ok();
  }
  const absl::Status& status() const { return status_; }

 private:
  const Context& context_;
  absl::Status status_;
  size_t ticks_ = 0;
};

void Merge(const walk::PathRecord& record, PathFact& fact) {
  fact.whiteout |= record.whiteout;
  fact.opaque |= record.opaque;
  if (record.whiteout || record.opaque) return;
  fact.entry = true;
  fact.type = record.type;
  const bool has_target = record.type == FileType::kSymlink || record.elsewhere;
  fact.link_target = has_target ? record.link_target : std::string_view();
}

// Names that are not UTF-8 are rare, but they come in another order once they are rewritten.
absl::StatusOr<PathTable> MakeRewritten(const Context& context, const walk::WalkedLayer& layer) {
  struct Owned {
    PathFact fact;
    std::string target;
  };
  std::map<std::string, Owned> paths;
  Watch watch(context);
  layer.ForEachPath([&](const walk::PathRecord& record) {
    if (!watch.Tick()) return;
    Owned& at = paths[base::ToUtf8(record.path)];
    Merge(record, at.fact);
    at.target = base::ToUtf8(at.fact.link_target);
    at.fact.link_target = at.target;
  });
  PathTableWriter writer;
  for (const auto& [path, at] : paths) {
    if (!watch.Tick()) break;
    CLAIRCORE_RETURN_IF_ERROR(writer.Add(path, at.fact));
  }
  CLAIRCORE_RETURN_IF_ERROR(watch.status());
  return std::move(writer).Finish();
}

}  // namespace

absl::StatusOr<PathTable> MakePathTable(const Context& context, const walk::WalkedLayer& layer) {
  PathTableWriter writer;
  absl::Status status;
  bool utf8 = true;
  std::string path;  // the one being put together from its up to three records
  std::string target;
  PathFact fact;
  bool begun = false;
  Watch watch(context);
  const auto add = [&] {
    if (begun && status.ok()) status = writer.Add(path, fact);
  };
  layer.ForEachPath([&](const walk::PathRecord& record) {
    if (!utf8 || !status.ok() || !watch.Tick()) return;
    if (!base::IsUtf8(record.path) || !base::IsUtf8(record.link_target)) {
      utf8 = false;
      return;
    }
    if (!begun || record.path != path) {
      add();
      path = record.path;
      fact = PathFact();
      begun = true;
    }
    Merge(record, fact);
    target = fact.link_target;
    fact.link_target = target;
  });
  CLAIRCORE_RETURN_IF_ERROR(watch.status());
  if (!utf8) return MakeRewritten(context, layer);
  add();
  CLAIRCORE_RETURN_IF_ERROR(status);
  return std::move(writer).Finish();
}

}  // namespace claircore::internal
