#include "claircore/end_of_life.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace claircore::inline v0 {
namespace {

std::string_view Of(std::string_view did, std::string_view version_id, std::string_view name = "") {
  Distribution d;
  d.did = did;
  d.name = name;
  d.version_id = version_id;
  return EndOfLife(d);
}

TEST(EndOfLife, KnowsReleases) {
  EXPECT_EQ(Of("debian", "11"), "2024-08-14");
  EXPECT_EQ(Of("ubuntu", "20.04"), "2025-05-31");
  EXPECT_EQ(Of("ubuntu", "20.10"), "2021-07-22");
  Distribution alpine;
  alpine.did = "alpine";
  alpine.version = "3.18";
  EXPECT_EQ(EndOfLife(alpine), "2025-05-09");
}

TEST(EndOfLife, MinorReleasesHaveTheDateOfTheirMajorOne) {
  EXPECT_EQ(Of("rhel", "7"), "2024-06-30");
  EXPECT_EQ(Of("almalinux", "9.3"), "2032-05-31");
  EXPECT_EQ(Of("amzn", "2018.03"), "2023-12-31");
  EXPECT_EQ(Of("sles", "15"), "2019-12-31");  // without a service pack
  EXPECT_EQ(Of("sles", "11.4"), "2019-03-31");
}

TEST(EndOfLife, LongTermSupportGoesOnBehindIt) {
  const auto of = [](std::string_view did, std::string_view version_id) {
    Distribution d;
    d.did = did;
    d.version_id = version_id;
    const std::string_view end = EndOfLongTermSupport(d);
    EXPECT_TRUE(end.empty() || EndOfLife(d) < end);
    return end;
  };
  EXPECT_EQ(of("debian", "12"), "2028-06-30");
  EXPECT_EQ(of("debian", "11"), "2026-08-31");
  EXPECT_EQ(of("debian", "9.5"), "2022-06-30");
  EXPECT_EQ(of("debian", ""), "");
  EXPECT_EQ(of("debian", "5"), "");
  EXPECT_EQ(of("ubuntu", "12"), "");
}

TEST(EndOfLife, CentOsAndItsStreamDiffer) {
  EXPECT_EQ(Of("centos", "8", "CentOS Linux"), "2021-12-31");
  EXPECT_EQ(Of("centos", "8", "CentOS Stream"), "2024-05-31");
}

TEST(EndOfLife, SaysNothingOfWhatItDoesNotKnow) {
  EXPECT_EQ(Of("debian", ""), "");
  EXPECT_EQ(Of("debian", "99"), "");
  EXPECT_EQ(Of("sles", "15.9"), "");
  EXPECT_EQ(Of("ubuntu", "20"), "");
  EXPECT_EQ(Of("arch", ""), "");
  EXPECT_EQ(Of("", ""), "");
  Distribution edge;
  edge.did = "alpine";
  edge.version = "edge";
  EXPECT_EQ(EndOfLife(edge), "");
}

TEST(EndOfLife, DatesAreDates) {
  for (const char* did : {"debian", "rhel", "ol", "fedora", "mageia"}) {
    for (int version = 1; version < 50; ++version) {
      const std::string_view end = Of(did, std::to_string(version));
      if (end.empty()) continue;
      ASSERT_EQ(end.size(), 10u) << did << version;
      EXPECT_TRUE(end.starts_with("20") && end[4] == '-' && end[7] == '-') << end;
      EXPECT_LE(end.substr(5, 2), "12");
      EXPECT_LE(end.substr(8), "31");
    }
  }
}

}  // namespace
}  // namespace claircore::inline v0
