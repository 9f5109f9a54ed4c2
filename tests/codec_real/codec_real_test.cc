#include <iostream>
#include <string>

#include "claircore/codec/codec.h"
#include "claircore/codec/fill.h"
#include "claircore/json.h"
#include "gtest/gtest.h"
#include "tests/scanners_real/real_data.h"

namespace claircore {
namespace {

// Index reports that Clair itself wrote, of several years.
TEST(CodecReal, ReadsIndexReportsOfClair) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const scanners_real::Pack pack = scanners_real::ReadPack(shared, "judges/raw.tar.zst");
  size_t reports = 0, packages = 0;
  for (const auto& [name, json] : pack.files) {
    // One is of a format before the first release: digests without their algorithm.
    if (json.empty() || json.find("\"sha256:") == std::string::npos) continue;
    if (!name.ends_with("indexreport.json") && !name.ends_with(".index.json") &&
        !name.ends_with(".ir.json") && name.find("indexreport-") == std::string::npos) {
      continue;
    }
    SCOPED_TRACE(name);
    const auto report = IndexReportFromJson(json);
    ASSERT_TRUE(report.ok()) << report.status();
    ++reports;
    packages += report->packages.size();
    for (const auto& [id, package] : report->packages) {
      if (package.source != nullptr) EXPECT_FALSE(package.source->name.empty());
    }
    for (const auto& [id, repository] : report->repositories) EXPECT_EQ(repository.id, id);
    for (const auto& [id, package] : report->packages) {
      EXPECT_EQ(package.id, id);
      EXPECT_FALSE(package.name.empty());
      EXPECT_FALSE(package.type.empty()) << package.name << " is nothing that can be matched";
      EXPECT_TRUE(report->environments.contains(id));
    }
    const auto again = IndexReportFromJson(ToJson(*report));
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(codec::SameFields(*report, *again));
    const auto decoded = codec::Decode<IndexReport>(codec::Encode(*report));
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_TRUE(codec::SameFields(*report, *decoded));
  }
  std::cout << reports << " reports, " << packages << " packages\n";
  EXPECT_GE(reports, 6u);
}

}  // namespace
}  // namespace claircore
