#include "claircore/fetch/rootfs/tar_layer.h"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "claircore/fetch/internal/test_files.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/layer_fetcher_conformance.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

// A file that somebody spooled.
std::shared_ptr<const RandomAccessSource> Spooled(std::string_view bytes) {
  auto file = NewTemporaryDirectory()->Create(Context::Background());
  EXPECT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE((*file)->Append(std::as_bytes(std::span(bytes))).ok());
  return *std::move(file);
}

std::string SomeTar() {
  return fetch::TarOf({{"etc/os-release", "ID=demo\n"}, {"usr/x", std::string(50'000, 'x')}});
}

TEST(TarLayer, IsAnImageOfOneLayer) {
  const auto layer = TarLayer::Open(Context::Background(), Spooled(SomeTar()));
  ASSERT_TRUE(layer.ok()) << layer.status();
  const Manifest manifest = (*layer)->GetManifest();
  ASSERT_EQ(manifest.layers.size(), 1u);
  EXPECT_EQ(manifest.layers[0].digest, testing::DigestOf(SomeTar()));
  EXPECT_EQ(manifest.digest, testing::DigestOf(manifest.layers[0].digest.ToString()));
  const auto ended = Context::Background().WithTimeout(std::chrono::seconds(-1));
  EXPECT_EQ(TarLayer::Open(ended, Spooled(SomeTar())).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

testing::LayerFetcherCase Case() {
  testing::LayerFetcherCase c;
  c.name = "Tar";
  c.make = [] {
    return std::shared_ptr<LayerFetcher>(
        *TarLayer::Open(Context::Background(), Spooled(SomeTar())));
  };
  LayerDescription description;
  description.digest = testing::DigestOf(SomeTar());
  c.layers.push_back({description, SomeTar()});
  c.missing.emplace();
  c.missing->digest = testing::DigestOf("missing");
  return c;
}

}  // namespace
}  // namespace claircore

namespace claircore::inline v0::testing {
INSTANTIATE_TEST_SUITE_P(TarLayer, LayerFetcherConformance, ::testing::Values(claircore::Case()),
                         CaseName());
}  // namespace claircore::inline v0::testing
