#include "claircore/testing/layer_fetcher_conformance.h"

#include <chrono>
#include <set>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/testing/patterns.h"

namespace claircore::inline v0::testing {
namespace {

using Source = std::unique_ptr<ByteSource>;

// Appends what one Read() gives.
absl::StatusOr<size_t> ReadOnce(ByteSource& source, size_t buffer_size, std::string& to) {
  std::vector<std::byte> buffer(buffer_size);
  const absl::StatusOr<size_t> n = source.Read(buffer);
  if (n.ok()) {
    EXPECT_LE(*n, buffer_size);
    to.append(reinterpret_cast<const char*>(buffer.data()), std::min(*n, buffer_size));
  }
  return n;
}

absl::StatusOr<std::string> ReadAll(ByteSource& source, size_t buffer_size) {
  std::string all;
  while (true) {
    const absl::StatusOr<size_t> n = ReadOnce(source, buffer_size, all);
    if (!n.ok()) return n.status();
    if (*n == 0) return all;
  }
}

// Large contents would fill the screen.
void ExpectSame(const absl::StatusOr<std::string>& got, const std::string& want) {
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->size(), want.size());
  EXPECT_TRUE(*got == want) << "other bytes than those of the case";
}

Source Open(LayerFetcher& fetcher, const LayerFetcherCase::Layer& layer) {
  absl::StatusOr<Source> source = fetcher.Open(Context::Background(), layer.description);
  EXPECT_TRUE(source.ok()) << source.status();
  if (!source.ok()) return nullptr;
  EXPECT_NE(*source, nullptr);
  return *std::move(source);
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(LayerFetcherConformance);

TEST_P(LayerFetcherConformance, GivesEveryByteAgainAndAgain) {
  const auto fetcher = GetParam().make();
  ASSERT_FALSE(GetParam().layers.empty());
  for (const auto& layer : GetParam().layers) {
    for (size_t buffer_size : {65536, 4097, 7}) {
      const Source source = Open(*fetcher, layer);
      ASSERT_NE(source, nullptr);
      ExpectSame(ReadAll(*source, buffer_size), layer.bytes);
      std::string more;
      for (int i = 0; i < 3; ++i) {
        const auto n = ReadOnce(*source, 10, more);
        EXPECT_TRUE(n.ok() && *n == 0) << "the end stays the end";
      }
    }
    const Source abandoned = Open(*fetcher, layer);
    std::string half;
    ASSERT_NE(abandoned, nullptr);
    EXPECT_TRUE(ReadOnce(*abandoned, layer.bytes.size() / 2 + 1, half).ok());
    const Source again = Open(*fetcher, layer);
    ASSERT_NE(again, nullptr);
    ExpectSame(ReadAll(*again, 65536), layer.bytes);
  }
}

TEST_P(LayerFetcherConformance, TakesBuffersOfAnySize) {
  const auto fetcher = GetParam().make();
  const auto& layer = GetParam().layers[0];
  const Source source = Open(*fetcher, layer);
  ASSERT_NE(source, nullptr);
  std::string got;
  for (int i = 0; i < 1000 && got.size() < layer.bytes.size(); ++i) {
    const auto none = ReadOnce(*source, 0, got);
    EXPECT_TRUE(none.ok() && *none == 0) << "nothing fits into an empty buffer";
    const auto one = ReadOnce(*source, 1, got);
    ASSERT_TRUE(one.ok() && *one == 1) << "0 means the end, and this is not it";
  }
  EXPECT_TRUE(layer.bytes.starts_with(got));
}

TEST_P(LayerFetcherConformance, SourcesAreIndependent) {
  const auto fetcher = GetParam().make();
  const auto& layer = GetParam().layers[0];
  const Source a = Open(*fetcher, layer), b = Open(*fetcher, layer);
  ASSERT_TRUE(a != nullptr && b != nullptr);
  std::string from_a, from_b;
  for (bool more = true; more;) {
    const auto n = ReadOnce(*a, 1000, from_a), m = ReadOnce(*b, 333, from_b);
    ASSERT_TRUE(n.ok() && m.ok());
    more = *n + *m > 0;
  }
  ExpectSame(from_a, layer.bytes);
  ExpectSame(from_b, layer.bytes);
}

TEST_P(LayerFetcherConformance, ServesManyThreads) {
  const auto fetcher = GetParam().make();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (const auto& layer : GetParam().layers) {
        const Source source = Open(*fetcher, layer);
        if (source != nullptr) ExpectSame(ReadAll(*source, 8192), layer.bytes);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_P(LayerFetcherConformance, ASourceMayMoveBetweenThreads) {
  const auto fetcher = GetParam().make();
  const auto& layer = GetParam().layers[0];
  Source source = Open(*fetcher, layer);
  ASSERT_NE(source, nullptr);
  std::string got;
  EXPECT_TRUE(ReadOnce(*source, 100, got).ok());
  std::thread([&] {
    const auto rest = ReadAll(*source, 4096);
    if (rest.ok()) got += *rest;
    source.reset();
  }).join();
  ExpectSame(got, layer.bytes);
}

TEST_P(LayerFetcherConformance, SaysWhatItHasNot) {
  if (!GetParam().missing.has_value()) GTEST_SKIP() << "this fetcher has everything";
  const auto fetcher = GetParam().make();
  EXPECT_EQ(fetcher->Open(Context::Background(), *GetParam().missing).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_P(LayerFetcherConformance, EndsWithItsContext) {
  const auto fetcher = GetParam().make();
  const auto& layer = GetParam().layers[0];
  const auto start = std::chrono::steady_clock::now();
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_EQ(
      fetcher->Open(Context::Background().WithStopToken(stopped.get_token()), layer.description)
          .status()
          .code(),
      absl::StatusCode::kCancelled);
  EXPECT_EQ(fetcher
                ->Open(Context::Background().WithDeadline(start - std::chrono::seconds(1)),
                       layer.description)
                .status()
                .code(),
            absl::StatusCode::kDeadlineExceeded);

  std::stop_source later;
  auto source =
      fetcher->Open(Context::Background().WithStopToken(later.get_token()), layer.description);
  ASSERT_TRUE(source.ok()) << source.status();
  std::string got;
  ASSERT_TRUE(ReadOnce(**source, 1, got).ok());
  later.request_stop();
  const auto first = ReadAll(**source, 16);
  // Bytes that are there already may still come; what is fetched after the end must not.
  if (!first.ok()) {
    EXPECT_EQ(first.status().code(), absl::StatusCode::kCancelled) << first.status();
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(ReadOnce(**source, 16, got).status(), first.status()) << "an error sticks";
    }
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_P(LayerFetcherConformance, TreesAreWellFormed) {
  const auto fetcher = GetParam().make();
  for (const auto& layer : GetParam().layers) {
    auto tree = fetcher->OpenTree(Context::Background(), layer.description);
    ASSERT_TRUE(tree.ok()) << tree.status();
    if (*tree == nullptr) continue;
    std::vector<FileEntry> entries;
    ASSERT_TRUE((*tree)
                    ->ForEach(Context::Background(),
                              [&](const FileEntry& entry) {
                                entries.push_back(entry);
                                return true;
                              })
                    .ok());
    std::set<std::string> folders = {""};
    for (size_t i = 0; i < entries.size(); ++i) {
      const FileEntry& entry = entries[i];
      EXPECT_TRUE(!entry.path.empty() && base::CleanPath(entry.path) == entry.path) << entry.path;
      EXPECT_TRUE(i == 0 || entries[i - 1].path < entry.path) << entry.path << ": out of order";
      const size_t slash = entry.path.rfind('/');
      const std::string parent = slash == entry.path.npos ? "" : entry.path.substr(0, slash);
      EXPECT_TRUE(folders.contains(parent)) << entry.path << ": its parent comes first";
      if (entry.type == FileType::kDirectory) folders.insert(entry.path);
      if (entry.type != FileType::kRegular) continue;
      auto bytes = (*tree)->Open(Context::Background(), entry);
      ASSERT_TRUE(bytes.ok()) << entry.path << ": " << bytes.status();
      const auto all = ReadAll(**bytes, 65536);
      ASSERT_TRUE(all.ok()) << entry.path << ": " << all.status();
      EXPECT_EQ(all->size(), entry.size) << entry.path;
    }
    size_t seen = 0;
    EXPECT_TRUE(
        (*tree)->ForEach(Context::Background(), [&](const FileEntry&) { return ++seen < 2; }).ok());
    EXPECT_EQ(seen, std::min<size_t>(2, entries.size()));
  }
}

}  // namespace claircore::inline v0::testing
