#include "examples/clairscan/progress.h"

#include <memory>
#include <span>
#include <string>

#include "absl/strings/match.h"
#include "claircore/testing/blobs.h"
#include "examples/clairscan/counting.h"
#include "gtest/gtest.h"

namespace clairscan {
namespace {

// Not on a terminal, so that nothing is drawn: what would be is asked for.
class Progress : public testing::Test {
 protected:
  TerminalProgress progress_{-1, false};
};

TEST_F(Progress, TellsBytesAndSources) {
  progress_.Stage("updating");
  EXPECT_EQ(progress_.Line(), "updating: 0 s");
  progress_.Progress("update", 3, 12);
  progress_.Begin("npm/all.zip", 100 << 20);
  progress_.Bytes("npm/all.zip", 34 << 20);
  progress_.Begin("Go/all.zip", 0);
  progress_.Bytes("Go/all.zip", 20 << 10);
  progress_.Span("update.parse", "osv/PyPI", {});
  progress_.Span("index.walk", "sha256:0", {});
  EXPECT_EQ(progress_.Line(),
            "updating: 3 of 12 sources, 34 MiB read, 0 s; Go/all.zip 20 KiB, npm/all.zip 34% of "
            "100 MiB, osv/PyPI parsed");
  progress_.End("npm/all.zip");
  progress_.End("Go/all.zip");
  EXPECT_EQ(progress_.Line(), "updating: 3 of 12 sources, 34 MiB read, 0 s; osv/PyPI parsed");
  progress_.Stage("saving");
  EXPECT_EQ(progress_.Line(), "saving: 0 s");
}

TEST_F(Progress, TrustsNoTotalThatIsTooSmall) {
  progress_.Stage("updating");
  progress_.Begin("a", 10);  // of compressed bytes
  progress_.Bytes("a", 500);
  EXPECT_EQ(progress_.Line(), "updating: 500 B read, 0 s; a 500 B");
}

TEST_F(Progress, ShowsNothingOfAnImageThatMovesACursor) {
  progress_.Stage("reading");
  progress_.Begin("a\x1b[2J", 0);
  EXPECT_EQ(progress_.Line(), "reading: 0 s; a?[2J 0 B");
}

class OneLayer : public claircore::LayerFetcher {
 public:
  absl::StatusOr<std::unique_ptr<claircore::ByteSource>> Open(
      const claircore::Context&, const claircore::LayerDescription&) override {
    return claircore::testing::NewStringSource("bytes");
  }
};

TEST_F(Progress, TellsTheBytesOfOneLayerToo) {
  OneLayer layer;
  const auto fetcher = CountLayers(layer, progress_);
  const auto context = claircore::Context::Background();
  progress_.Stage("reading");
  claircore::LayerDescription named;
  named.digest = *claircore::Digest::Parse("sha256:" + std::string(64, 'a'));
  auto source = fetcher->Open(context, named);
  ASSERT_TRUE(source.ok()) << source.status();
  std::string bytes(10, '\0');
  ASSERT_EQ(*(*source)->Read(std::as_writable_bytes(std::span(bytes))), 5u);
  EXPECT_EQ(progress_.Line(), "reading: 5 B read, 0 s; layer aaaaaaaaaaaa 5 B");
  source->reset();
  EXPECT_EQ(progress_.Line(), "reading: 5 B read, 0 s");
  // What has no tree has none through it.
  EXPECT_EQ(*fetcher->OpenTree(context, named), nullptr);
}

class OnePage : public claircore::HttpClient {
 public:
  absl::StatusOr<claircore::HttpResponse> Do(const claircore::Context&,
                                             const claircore::HttpRequest&) override {
    claircore::HttpResponse response;
    response.status = 200;
    response.headers["content-length"] = "12";
    response.body = claircore::testing::NewStringSource("hello, world");
    return response;
  }
};

TEST_F(Progress, NamesAFeedByTheEndOfItsPathAlone) {
  OnePage page;
  const auto client = CountFeeds(page, progress_);
  const auto context = claircore::Context::Background();
  const auto name = [&](const std::string& url) {
    progress_.Stage("updating");
    const auto response = client->Do(context, {.url = url});
    const std::string line = progress_.Line();
    return line.substr(line.find("; ") + 2);
  };
  EXPECT_EQ(name("https://host/a/npm/all.zip?key=secret#x"), "npm/all.zip 0% of 12 B");
  EXPECT_EQ(name("https://user:secret@host/data.json"), "data.json 0% of 12 B");
  EXPECT_EQ(name("https://user:secret@host"), "feed 0% of 12 B");
  EXPECT_EQ(name("https://user:secret@host/"), "feed 0% of 12 B");
  auto response = client->Do(context, {.url = "https://host/a"});
  std::string bytes(5, '\0');
  ASSERT_EQ(*response->body->Read(std::as_writable_bytes(std::span(bytes))), 5u);
  EXPECT_TRUE(absl::StrContains(progress_.Line(), "5 B read")) << progress_.Line();
  EXPECT_TRUE(absl::StrContains(progress_.Line(), "a 41% of 12 B")) << progress_.Line();
}

}  // namespace
}  // namespace clairscan
