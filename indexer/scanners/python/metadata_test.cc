#include "indexer/scanners/python/metadata.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

std::string Read(std::string_view text) {
  const auto metadata = ReadPythonMetadata(text, [] { return absl::OkStatus(); });
  if (!metadata.ok()) return std::string(metadata.status().message());
  return std::string(metadata->name) + "|" + std::string(metadata->version);
}

TEST(PythonMetadata, ReadsNameAndVersionAsWritten) {
  EXPECT_EQ(Read("Metadata-Version: 2.1\nName: Zope.Interface\nVersion: 1.0-Rc1\n"),
            "Zope.Interface|1.0-Rc1");
  EXPECT_EQ(Read("Metadata-Version: 2.1\r\nNAME: a\r\nversion: 1"), "a|1");
}

TEST(PythonMetadata, StopsAtTheDescription) {
  EXPECT_EQ(Read("Name: a\n\nVersion: 1\n"), "a|");
  EXPECT_EQ(Read("\nName: a\nVersion: 1\n"), "|");
}

TEST(PythonMetadata, TheFirstFieldCounts) {
  EXPECT_EQ(Read("Name: a\nName: b\nVersion: 1\n"), "a|1");
}

TEST(PythonMetadata, UnfoldsHeaders) {
  EXPECT_EQ(Read("Name:\n a\nSummary: x\n Version: 9\nVersion:\n\t1\n"), "a|1");
}

TEST(PythonMetadata, PassesOverStrayLines) {
  EXPECT_EQ(Read("stray\nName: a\nVersion: 1\n"), "a|1");
  EXPECT_EQ(Read(""), "|");
}

TEST(PythonMetadata, StopsWhenToldTo) {
  const auto metadata =
      ReadPythonMetadata("Name: a\n", [] { return absl::CancelledError("enough"); });
  EXPECT_EQ(metadata.status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace claircore::scanners
