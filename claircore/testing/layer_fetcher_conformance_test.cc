// The suite passes on the kit's own fetcher, and on one with trees.
#include "claircore/testing/layer_fetcher_conformance.h"

#include <memory>
#include <string>

#include "claircore/testing/blobs.h"
#include "claircore/testing/hostile.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using claircore::testing::CaseName;
using claircore::testing::DigestOf;
using claircore::testing::Garbage;
using claircore::testing::LayerFetcherCase;
using claircore::testing::LayerFetcherConformance;
using claircore::testing::MemoryFetcher;

// One folder with one file.
class SmallTree : public LayerTree {
 public:
  absl::Status ForEach(const Context&,
                       absl::FunctionRef<bool(const FileEntry& entry)> visit) override {
    if (visit({.path = "etc", .type = FileType::kDirectory})) {
      visit({.path = "etc/x", .size = 5});
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context&, const FileEntry&) override {
    return claircore::testing::NewStringSource("hello");
  }
};

class TreeFetcher : public MemoryFetcher {
 public:
  absl::StatusOr<std::unique_ptr<LayerTree>> OpenTree(const Context&,
                                                      const LayerDescription&) override {
    return std::make_unique<SmallTree>();
  }
};

template <typename Fetcher>
LayerFetcherCase Case(const char* name) {
  LayerFetcherCase c;
  c.name = name;
  MemoryFetcher describer;
  for (size_t size : {200'000, 0, 1}) {
    const std::string bytes = Garbage(size, 1);
    c.layers.push_back({describer.Add(bytes), bytes});
  }
  c.make = [layers = c.layers] {
    auto fetcher = std::make_shared<Fetcher>();
    for (const auto& layer : layers) fetcher->Add(layer.bytes);
    return fetcher;
  };
  c.missing.emplace();
  c.missing->digest = DigestOf("missing");
  return c;
}

INSTANTIATE_TEST_SUITE_P(Kit, LayerFetcherConformance,
                         ::testing::Values(Case<MemoryFetcher>("Memory"),
                                           Case<TreeFetcher>("Tree")),
                         CaseName());

}  // namespace
}  // namespace claircore
