#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/layer_scanner.h"
#include "claircore/testing/blobs.h"
#include "indexer/walk/layer_walker.h"

namespace claircore::walk {
namespace {

class EverythingScanner final : public LayerScanner {
 public:
  ScannerId id() const override { return {"everything", "1"}; }
  void Want(FileWants& wants) const override {
    wants.Glob("**", Keep::kRandomAccess);
    wants.Path("a/b", Keep::kContents);
    wants.Glob("l/*", Keep::kContents);
    wants.Sniff(8, Keep::kContents,
                [](const FileEntry&, std::string_view head) { return head.size() == 8; });
  }
};

// Every file must be found again under its own path, and every path must be clean and in order.
void Check(const WalkedLayer& layer) {
  const std::unique_ptr<LayerView> view = layer.ViewFor(0);
  view->ForEach([&](const FileEntry& file) {
    if (view->Find(file.path) != &file || file.path.empty() || file.path[0] == '/') {
      __builtin_trap();
    }
    (void)view->Contents(file);
    return true;
  });
  std::string last;
  layer.ForEachPath([&](const PathRecord& record) {
    if (record.path < last) __builtin_trap();
    last = record.path;
    (void)view->Find(record.path);
  });
}

}  // namespace
}  // namespace claircore::walk

// The input is a layer as stored; its digest is right.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore;
  static TemporaryStorage* const temporary = NewTemporaryDirectory().release();
  IndexLimits limits;
  limits.max_layer_bytes = 4 << 20;
  limits.max_file_bytes = limits.max_contents_bytes = 1 << 20;
  limits.max_buffered_bytes = 64 << 10;
  limits.max_spooled_layer_bytes = 2 << 20;
  limits.max_path_bytes = 1024;
  limits.max_entries = 5000;
  static const auto* const walker =
      walk::LayerWalker::Create({std::make_shared<walk::EverythingScanner>()}, limits, temporary,
                                nullptr)
          ->release();
  claircore::testing::MemoryFetcher fetcher;
  const LayerDescription layer =
      fetcher.Add(std::string(reinterpret_cast<const char*>(data), size));
  const auto walked = walker->Walk(Context::Background(), fetcher, layer, {true});
  if (walked.ok()) walk::Check(**walked);
  return 0;
}
