#include "updater/updaters/rhel/rhel.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "updater/test_support.h"
#include "updater/updaters/rhel/repository_to_cpe.h"

namespace claircore::update {
namespace {

const Context kContext = Context::Background();

constexpr char kMapping[] = R"({"about": {"x": {"cpes": ["cpe:/o:redhat:no"]}}, "data": {
 "rhel-9-for-x86_64-baseos-rpms": {"cpes": ["cpe:/o:redhat:enterprise_linux:9::baseos"],
                                   "repo_relative_urls": ["content/dist/rhel9/9/x86_64/baseos/os"]},
 "rhel-9-for-x86_64-appstream-rpms": {"repo_relative_urls": [], "cpes": [
    "cpe:/a:redhat:enterprise_linux:9::appstream", "cpe:/a:redhat", "cpe:2.3:nonsense", 7,
    "cpe:2.3:a:redhat:rhel_eus:9.2:*:appstream:*:*:*:*:*"]},
 "nothing-for-rpms": {"cpes": []}, "bad": {"cpes": ["x"]}, "list": [], "a\u0041": {}, "": {}
}, "version": 3})";

TEST(RepositoryToCpe, KeepsWhatNamesAProduct) {
  CollectingEnrichments out;
  ASSERT_TRUE(ParseRepositoryToCpe(kContext, TextSource(kMapping), out).ok());
  EXPECT_EQ(out.added,
            (std::vector<EnrichmentRecord>{
                {{"rhel-9-for-x86_64-baseos-rpms"},
                 R"({"cpes":["cpe:/o:redhat:enterprise_linux:9::baseos"]})"},
                {{"rhel-9-for-x86_64-appstream-rpms"},
                 R"({"cpes":["cpe:/a:redhat:enterprise_linux:9::appstream","cpe:/a:redhat",)"
                 R"("cpe:2.3:a:redhat:rhel_eus:9.2:*:appstream:*:*:*:*:*"]})"}}));
  EXPECT_EQ(out.skipped,
            (std::map<std::string, size_t>{
                {"bad CPE", 3}, {"no CPE", 2}, {"no object", 1}, {"bad repository id", 2}}));
}

TEST(RepositoryToCpe, RefusesWhatIsNoMapping) {
  for (const char* text :
       {"", "[]", "{}", R"({"data": 1})", R"({"data": {}})",
        R"({"data": {"x": {"cpes": ["cpe:/o:redhat)", R"({"data": {"x": {}}})"}) {
    CollectingEnrichments out;
    EXPECT_EQ(ParseRepositoryToCpe(kContext, TextSource(text), out).code(),
              absl::StatusCode::kDataLoss)
        << text;
  }
}

TEST(RepositoryToCpe, BoundsWhatItKeeps) {
  const std::string cpe = R"("cpe:/o:redhat:enterprise_linux:9")";
  const auto skipped = [](const std::string& repositories, size_t kept) {
    CollectingEnrichments out;
    const std::string text =
        R"({"data": {"r": {"cpes": ["cpe:/o:redhat:x"]})" + repositories + "}}";
    EXPECT_TRUE(ParseRepositoryToCpe(kContext, TextSource(text), out).ok());
    EXPECT_EQ(out.added.size(), kept);
    return out.skipped;
  };
  using Skips = std::map<std::string, size_t>;
  EXPECT_EQ(skipped(R"(,"a": {"x": ")" + std::string(5 << 20, 'y') + "\"}", 1),
            (Skips{{"too large", 1}}));
  EXPECT_EQ(skipped(",\"a\": " + std::string(1000, '[') + std::string(1000, ']'), 1),
            (Skips{{"no object", 1}}));
  std::string cpes = cpe;
  for (int i = 0; i < 10'002; ++i) cpes += "," + cpe;
  EXPECT_EQ(skipped(",\"a\": {\"cpes\": [" + cpes + "]}", 2), (Skips{{"bad CPE", 3}}));
  std::string many;
  for (int i = 0; i < 200'001; ++i) {
    many += ",\"" + std::to_string(i) + "\": {\"cpes\": [\"cpe:/o:a\"]}";
  }
  EXPECT_EQ(skipped(many, 200'000), (Skips{{"too many repositories", 2}}));
}

TEST(RhelUpdater, IsOneDocumentOfEnrichments) {
  FakeHttp http;
  http.pages["http://r/cpe.json"] = {.body = kMapping, .last_modified = "Mon, 02 Jun 2025"};
  const auto factory = NewRhelFactory("http://r/cpe.json");
  const auto updaters = factory->Create(kContext, http);
  ASSERT_TRUE(updaters.ok());
  ASSERT_EQ(updaters->size(), 1u);
  Updater& updater = *updaters->front();
  EXPECT_EQ(updater.name(), "rhel/repository-to-cpe");
  EXPECT_EQ(updater.kind(), UpdateKind::kEnrichment);
  MemoryBlobs blobs;
  const auto fetched = updater.Fetch(kContext, http, "", blobs);
  ASSERT_TRUE(fetched.ok());
  CollectingEnrichments out;
  ASSERT_TRUE(updater.ParseEnrichments(kContext, blobs, out).ok());
  EXPECT_EQ(out.added.size(), 2u);
  EXPECT_FALSE(updater.Fetch(kContext, http, fetched->fingerprint, blobs)->changed);
  MemoryBlobs none;
  EXPECT_EQ(updater.ParseEnrichments(kContext, none, out).code(), absl::StatusCode::kDataLoss);
  http.pages.clear();
  http.missing_status = 410;
  EXPECT_TRUE(factory->Create(kContext, http)->empty());
  EXPECT_NE(factory->ByName("rhel/repository-to-cpe"), nullptr);
  EXPECT_EQ(factory->ByName("rhel"), nullptr);
}

}  // namespace
}  // namespace claircore::update
