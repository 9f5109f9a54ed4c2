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
