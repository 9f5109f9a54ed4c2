#include "updater/updaters/debian/debian.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "updater/test_support.h"
#include "updater/updaters/debian/tracker.h"

namespace claircore::update {
namespace {

const Context kContext = Context::Background();

constexpr char kTracker[] = R"({
 "openssl": {
  "CVE-2024-1": {"description": "A flaw", "scope": "remote", "debianbug": 12345, "releases": {
    "bookworm": {"status": "resolved", "repositories": {"bookworm": "3.0.11-1"},
                 "fixed_version": "3.0.11-1~deb12u2", "urgency": "medium"},
    "bullseye": {"status": "open", "urgency": "not yet assigned", "nodsa": "Minor issue",
                 "nodsa_reason": "ignored"},
    "trixie": {"status": "open", "urgency": "low**", "nodsa": "Minor issue", "nodsa_reason": ""},
    "buster": {"status": "open", "urgency": "end-of-life"},
    "stretch": {"status": "undetermined", "urgency": "medium"},
    "jessie": {"status": "open", "urgency": "unimportant"},
    "forky": {"status": "open", "urgency": "high", "nodsa": "x", "nodsa_reason": "postponed"},
    "sid": {"status": "resolved", "fixed_version": "0", "urgency": "medium"}}},
  "TEMP-0000000-ABCDEF": {"releases": {"sid": {"status": "open", "urgency": "low"},
                                       "bookworm": {"status": "resolved"},
                                       "buster": {"status": "dreaming"}, "trixie": 1}},
  "CVE-2024-2": {"description": "no releases"},
  "CVE-2024-3": [1, 2],
  "CVE-2024-4": {"releases": {}},
  "CVE 5": {"releases": {}}
 },
 "strange": 7,
 "zlib": {"CVE-2024-1": {"releases": {"bookworm": {"status": "open", "urgency": "high"}}}}
})";

const Affected* Find(const Advisory& advisory, std::string_view ns) {
  for (const Affected& a : advisory.affected) {
    if (a.key.ns == ns) return &a;
  }
  return nullptr;
}

TEST(DebianTracker, HonoursEachStatus) {
  CollectingSink out;
  ASSERT_TRUE(ParseDebianTracker(kContext, TextSource(kTracker), out).ok());
  ASSERT_EQ(out.added.size(), 3u);
  const Advisory& a = out.Get("openssl/CVE-2024-1");
  EXPECT_EQ(a.name, "CVE-2024-1");
  EXPECT_EQ(a.description, "A flaw");
  EXPECT_EQ(a.links,
            (std::vector<std::string>{"https://security-tracker.debian.org/tracker/CVE-2024-1",
                                      "https://bugs.debian.org/12345"}));
  EXPECT_EQ(a.severity, "high");
  EXPECT_EQ(a.normalized_severity, Severity::kHigh);
  ASSERT_EQ(a.affected.size(), 8u);
  const auto status = [&](const char* ns) { return Find(a, ns)->status; };
  EXPECT_EQ(status("Debian:12"), AffectedStatus::kAffected);
  EXPECT_EQ(status("Debian:11"), AffectedStatus::kWillNotFix);
  EXPECT_EQ(status("Debian:13"), AffectedStatus::kFixDeferred);
  EXPECT_EQ(status("Debian:10"), AffectedStatus::kEndOfLife);
  EXPECT_EQ(status("Debian:9"), AffectedStatus::kUnderInvestigation);
  EXPECT_EQ(status("Debian:8"), AffectedStatus::kAffected);
  EXPECT_EQ(status("Debian:14"), AffectedStatus::kFixDeferred);
  EXPECT_EQ(status("Debian:sid"), AffectedStatus::kNotAffected);

  const Affected& fixed = *Find(a, "Debian:12");
  EXPECT_EQ(fixed.key, (PackageKey{"Debian:12", "openssl", "dpkg"}));
  EXPECT_EQ(fixed.kind, PackageKind::kSource);
  EXPECT_EQ(fixed.ranges, (std::vector<VersionRange>{{"", "3.0.11-1~deb12u2", ""}}));
  EXPECT_EQ(fixed.fixed_in_version, "3.0.11-1~deb12u2");
  EXPECT_EQ(fixed.severity, "medium");
  EXPECT_EQ(Find(a, "Debian:8")->normalized_severity, Severity::kNegligible);
  EXPECT_EQ(Find(a, "Debian:13")->normalized_severity, Severity::kLow);
  EXPECT_EQ(Find(a, "Debian:11")->normalized_severity, Severity::kUnknown);
  EXPECT_EQ(Find(a, "Debian:14")->severity, "");  // as the advisory's own
  EXPECT_TRUE(Find(a, "Debian:8")->ranges.empty());

  EXPECT_EQ(out.Get("openssl/TEMP-0000000-ABCDEF").affected.size(), 1u);
  EXPECT_EQ(out.Get("zlib/CVE-2024-1").affected.at(0).key.name, "zlib");
  EXPECT_EQ(out.skipped, (std::map<std::string, size_t>{{"bad name", 1},
                                                        {"issue without a usable release", 1},
                                                        {"issue without releases", 1},
                                                        {"not JSON", 1},
                                                        {"package is no object", 1},
                                                        {"release is no object", 1},
                                                        {"resolved without a version", 1},
                                                        {"unknown status", 1}}));
}

TEST(DebianTracker, RefusesWhatBreaksOff) {
  const std::string whole(kTracker);
  CollectingSink out;
  for (size_t n = 0; n < whole.size() - 1; n += 13) {
    EXPECT_EQ(ParseDebianTracker(kContext, TextSource(whole.substr(0, n)), out).code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(DebianTracker, RefusesAnotherDocument) {
  CollectingSink out;
  for (const char* other :
       {"{}", "[]", "<html></html>", R"({"error":"try later"})", R"({"a":{}})"}) {
    EXPECT_EQ(ParseDebianTracker(kContext, TextSource(other), out).code(),
              absl::StatusCode::kDataLoss)
        << other;
  }
}

TEST(DebianUpdater, AFailingHostIsAskedOnce) {
  FakeHttp http;
  http.missing_status = 503;
  EXPECT_EQ(NewDebianFactory("http://d/json")->Create(kContext, http).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(http.requests.size(), 1u);
}

TEST(DebianTracker, NamesReleases) {
  EXPECT_EQ(DebianNamespace("trixie"), "Debian:13");
  EXPECT_EQ(DebianNamespace("sid"), "Debian:sid");
  EXPECT_EQ(DebianNamespace("experimental"), "Debian:experimental");
}

TEST(DebianUpdater, IsOneDocument) {
  FakeHttp http;
  http.pages["http://d/json"] = {.body = kTracker, .etag = "e1"};
  const auto factory = NewDebianFactory("http://d/json");
  const auto updaters = factory->Create(kContext, http);
  ASSERT_TRUE(updaters.ok());
  ASSERT_EQ(updaters->size(), 1u);
  MemoryBlobs blobs;
  const auto fetched = (*updaters)[0]->Fetch(kContext, http, "", blobs);
  ASSERT_TRUE(fetched.ok());
  CollectingSink out;
  ASSERT_TRUE((*updaters)[0]->Parse(kContext, blobs, out).ok());
  EXPECT_EQ(out.added.size(), 3u);
  EXPECT_FALSE((*updaters)[0]->Fetch(kContext, http, fetched->fingerprint, blobs)->changed);
  http.pages.clear();
  http.missing_status = 410;
  EXPECT_TRUE(factory->Create(kContext, http)->empty());
  EXPECT_NE(factory->ByName("debian"), nullptr);
  EXPECT_EQ(factory->ByName("debian/updater"), nullptr);
}

}  // namespace
}  // namespace claircore::update
