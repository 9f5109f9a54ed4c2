// The rules of public headers that a text search can check. The headers are the arguments.
#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace {

std::vector<std::string> headers;

std::vector<std::string> Lines(const std::string& path) {
  std::ifstream in(path);
  EXPECT_TRUE(in.good()) << path;
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// All that may be reached through a public header from outside of the standard library. A header of
// ours that is included must itself be public, so what holds for each holds for all they reach.
bool MayInclude(const std::string& header, const std::string& what) {
  static const std::set<std::string> kAbseil = {"absl/status/status.h", "absl/status/statusor.h",
                                                "absl/functional/function_ref.h",
                                                "absl/functional/any_invocable.h"};
  if (kAbseil.contains(what)) return true;
  const bool kit = header.starts_with("claircore/testing/");
  if (what == "gtest/gtest.h") return kit;
  if (what.starts_with("claircore/testing/")) {
    return kit && std::find(headers.begin(), headers.end(), what) != headers.end();
  }
  return std::find(headers.begin(), headers.end(), what) != headers.end();
}

std::string Guard(std::string_view path) {
  std::string guard;
  for (char c : path) guard += std::isalnum(static_cast<unsigned char>(c)) ? std::toupper(c) : '_';
  return guard + '_';
}

TEST(HeaderRulesTest, SeesTheHeaders) { EXPECT_GT(headers.size(), 60u); }

TEST(HeaderRulesTest, IncludesOnlyWhatHostsMaySee) {
  for (const std::string& header : headers) {
    for (const std::string& line : Lines(header)) {
      if (!line.starts_with("#include ")) continue;
      const std::string what = line.substr(10, line.find_last_of("\">") - 10);
      if (line[9] == '<') {
        EXPECT_EQ(what.find_first_of("./"), what.npos)
            << header << ": <" << what << "> is not of the C++ standard library";
      } else {
        EXPECT_TRUE(MayInclude(header, what)) << header << " includes " << what;
      }
    }
  }
}

TEST(HeaderRulesTest, HasNoPreprocessorBesideGuardsAndIncludes) {
  for (const std::string& header : headers) {
    const std::vector<std::string> lines = Lines(header);
    ASSERT_GT(lines.size(), 3u) << header;
    EXPECT_EQ(lines[0], "#ifndef " + Guard(header));
    EXPECT_EQ(lines[1], "#define " + Guard(header)) << header;
    EXPECT_EQ(lines.back(), "#endif  // " + Guard(header)) << header;
    for (size_t i = 2; i + 1 < lines.size(); ++i) {
      EXPECT_FALSE(lines[i].starts_with('#') && !lines[i].starts_with("#include "))
          << header << ":" << i + 1 << ": " << lines[i];
    }
  }
}

TEST(HeaderRulesTest, KeepsNamesInsideOurNamespace) {
  for (const std::string& header : headers) {
    bool inside = false;
    for (const std::string& line : Lines(header)) {
      inside |= line.starts_with("namespace claircore::inline v0");
      EXPECT_FALSE(line.find("using namespace") < line.find("//")) << header << ": " << line;
      EXPECT_EQ(line.find("absl::string_view"), line.npos)
          << header << ": it is not std::string_view everywhere";
    }
    EXPECT_TRUE(inside) << header << ": not in claircore::inline v0";
  }
}

TEST(HeaderRulesTest, ThrowsNothingAndFitsTheScreen) {
  for (const std::string& header : headers) {
    for (const std::string& line : Lines(header)) {
      EXPECT_LE(line.size(), 100u) << header << ": " << line;
      EXPECT_EQ(line.find(" throw "), line.npos) << header << ": " << line;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  headers.assign(argv + 1, argv + argc);
  return RUN_ALL_TESTS();
}
