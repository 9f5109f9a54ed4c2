#include "claircore/fetch/feed_directory/feed_directory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "claircore/fetch/feed_directory/feed_path.h"

namespace claircore::inline v0 {
namespace {

namespace fs = std::filesystem;

TEST(FeedPath, MapsTheHostsOfTheFeeds) {
  const auto path = [](const char* url) { return feed_directory::PathOfUrl(url).value_or("-"); };
  EXPECT_EQ(path("https://secdb.alpinelinux.org/v3.18/main.json"), "alpine/v3.18/main.json");
  EXPECT_EQ(path("https://secdb.alpinelinux.org/"), "alpine");
  EXPECT_EQ(path("https://security-tracker.debian.org/tracker/data/json"), "debian/data.json");
  EXPECT_EQ(path("https://security.access.redhat.com/data/metrics/repository-to-cpe.json"),
            "rhel/repository-to-cpe.json");
  EXPECT_EQ(path("https://osv-vulnerabilities.storage.googleapis.com/GitHub%20Actions/all.zip"),
            "osv/GitHub Actions/all.zip");
  EXPECT_EQ(path("https://packages.wolfi.dev/os/security.json"), "wolfi/security.json");
  EXPECT_EQ(path("https://packages.cgr.dev/chainguard/security.json"), "chainguard/security.json");
  EXPECT_EQ(path("http://example.com/a/b?q=1"), "example.com/a/b");
  EXPECT_EQ(path("http://example.com//a//b"), "example.com/a/b");
  for (const char* bad : {"http://h/../x", "http://h/%2e%2e/x", "http://h/a%2fb", "http://h/%00",
                          "http://h/%4", "http://../x", "http://h/./x", ""}) {
    EXPECT_EQ(path(bad), "-") << bad;
  }
}

class FeedDirectoryTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) / ("feeds." + std::to_string(getpid()));
    fs::remove_all(root_);
    Write("feeds/osv/Go/all.zip", "zip");
    Write("feeds/alpine/v3.18/main.json", "{}");
    Write("outside/secret", "secret");
    http_ = *NewFeedDirectory((root_ / "feeds").string());
  }
  void TearDown() override { fs::remove_all(root_); }
  void Write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  HttpResponse Do(const std::string& url, const std::string& etag = "",
                  const std::string& method = "GET") {
    HttpRequest request{.method = method, .url = url, .headers = {}};
    if (!etag.empty()) request.headers["If-None-Match"] = etag;
    auto response = http_->Do(Context::Background(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return *std::move(response);
  }
  static std::string Body(HttpResponse& response) {
    std::string text;
    std::byte buffer[7];
    while (true) {
      const auto n = response.body->Read(buffer);
      EXPECT_TRUE(n.ok());
      if (*n == 0) return text;
      text.append(reinterpret_cast<const char*>(buffer), *n);
    }
  }
  const std::string kOsv = "https://osv-vulnerabilities.storage.googleapis.com/";
  fs::path root_;
  std::unique_ptr<HttpClient> http_;
};

TEST_F(FeedDirectoryTest, ServesFilesOnce) {
  HttpResponse first = Do(kOsv + "Go/all.zip");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(Body(first), "zip");
  const std::string etag = first.headers["etag"];
  EXPECT_EQ(Do(kOsv + "Go/all.zip", etag).status, 304);
  Write("feeds/osv/Go/all.zip", "zap");
  EXPECT_EQ(Do(kOsv + "Go/all.zip", etag).status, 200);
  Write("feeds/osv/Go/all.zip", "zip");
  EXPECT_EQ(Do(kOsv + "Go/all.zip", etag).status, 304);  // the contents count, not the date
}

TEST_F(FeedDirectoryTest, TellsAbsentFilesFromAbsentFeeds) {
  EXPECT_EQ(Do(kOsv + "npm/all.zip").status, 404);
  EXPECT_EQ(Do(kOsv + "Go").status, 404);  // a folder without its slash
  EXPECT_EQ(Do("https://packages.wolfi.dev/os/security.json").status, 410);
  EXPECT_EQ(Do("https://packages.wolfi.dev/os/security.json", "", "HEAD").status, 410);
  EXPECT_EQ(Do(kOsv + "Go/all.zip", "", "HEAD").status, 200);
  EXPECT_EQ(Do(kOsv + "Go/all.zip", "", "PUT").status, 405);
}

TEST_F(FeedDirectoryTest, ListsFolders) {
  Write("feeds/osv/GitHub Actions/all.zip", "x");
  Write("feeds/osv/.hidden/all.zip", "x");
  HttpResponse page = Do(kOsv);
  EXPECT_EQ(Body(page),
            "<html><body>\n<a href=\"GitHub%20Actions/\">GitHub%20Actions/</a>\n"
            "<a href=\"Go/\">Go/</a>\n</body></html>\n");
}

TEST_F(FeedDirectoryTest, NeverLeaves) {
  fs::create_symlink(root_ / "outside", root_ / "feeds/osv/out");
  fs::create_symlink("../../../outside/secret", root_ / "feeds/osv/Go/secret");
  fs::create_symlink("/etc/passwd", root_ / "feeds/osv/Go/passwd");
  fs::create_symlink("all.zip", root_ / "feeds/osv/Go/inside");
  fs::create_symlink("loop", root_ / "feeds/osv/Go/loop");
  // What leads out or nowhere is an error that says so, and never "there is no such feed".
  const auto refusal = [&](const std::string& url) {
    return http_->Do(Context::Background(), {.method = "GET", .url = url, .headers = {}}).status();
  };
  for (const char* path : {"out/secret", "out/", "Go/secret", "Go/passwd"}) {
    EXPECT_EQ(refusal(kOsv + path).code(), absl::StatusCode::kPermissionDenied) << path;
  }
  EXPECT_EQ(refusal(kOsv + "Go/loop").code(), absl::StatusCode::kFailedPrecondition);
  fs::create_symlink("nowhere", root_ / "feeds/debian");
  EXPECT_EQ(refusal("https://security-tracker.debian.org/tracker/data/json").code(),
            absl::StatusCode::kFailedPrecondition);
  fs::create_symlink(root_ / "outside", root_ / "feeds/wolfi");
  const absl::Status wolfi = refusal("https://packages.wolfi.dev/os/security.json");
  EXPECT_EQ(wolfi.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_NE(wolfi.message().find("feeds/wolfi"), absl::string_view::npos) << wolfi;
  EXPECT_EQ(Do(kOsv + "../../outside/secret").status, 404);
  HttpResponse inside = Do(kOsv + "Go/inside");
  EXPECT_EQ(Body(inside), "zip");
  // The directory itself may be a link.
  fs::create_symlink(root_ / "feeds", root_ / "link");
  http_ = *NewFeedDirectory((root_ / "link").string());
  EXPECT_EQ(Do(kOsv + "Go/all.zip").status, 200);
}

TEST_F(FeedDirectoryTest, NeedsADirectory) {
  EXPECT_EQ(NewFeedDirectory("/no/such/directory").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(NewFeedDirectory((root_ / "outside/secret").string()).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace claircore::inline v0
