#include "indexer/scanners/classifier/version_search.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/classifier/literal.h"
#include "indexer/scanners/classifier/program.h"

namespace claircore::scanners {
namespace {

using std::string_literals::operator""s;

constexpr Program kFirst = {"acme", "", "acme", R"(`acme/`(\d+\.\d+))", "", ""};
constexpr Program kOther = {"acme", "", "acme", R"(`ACME `(\d+\.\d+))", "", ""};
constexpr Program kLone = {"lone", "",           "lone",           kLone2,     "",
                           "",     Proof::kSeen, Format::kProgram, Pick::kOnly};
constexpr Program kNamed = {"named",          "",          "n*", kLone3, "", "", Proof::kSeen,
                            Format::kProgram, Pick::kNamed};
constexpr Program kText = {"text", "", "text",       R"(`text `(\d+))",
                           "",     "", Proof::kSeen, Format::kAny};

const std::string kElf = "\177ELF" + std::string(100, '\0');

struct Answer {
  std::string found;  // "name version;"
  bool gave_up = false;
};

Answer Search(const std::vector<Program>& programs, std::string_view bytes, size_t piece,
              std::string_view name = "acme") {
  std::vector<std::unique_ptr<Matcher>> matchers;
  std::vector<const Matcher*> pointers;
  for (const Program& program : programs) {
    matchers.push_back(std::make_unique<Matcher>(program, matchers.size()));
    pointers.push_back(matchers.back().get());
  }
  VersionSearch search(pointers, name, bytes.size());
  for (size_t at = 0; at < bytes.size(); at += piece) {
    if (!search.Feed(bytes.substr(at, piece))) break;
  }
  search.Finish();
  Answer answer;
  answer.gave_up = search.gave_up();
  for (const auto& f : search.findings()) {
    answer.found += std::string(f.program->name) + " " + f.version + ";";
  }
  return answer;
}

TEST(Literal, FindsEveryOccurrence) {
  const Literal text("v1");
  EXPECT_EQ(text.Find("v1v1", 0), 0u);
  EXPECT_EQ(text.Find("v1v1", 1), 2u);
  EXPECT_EQ(text.Find("v1v1", 3), std::string_view::npos);
  EXPECT_EQ(text.Find("v", 0), std::string_view::npos);
  EXPECT_EQ(text.Find("", 0), std::string_view::npos);
  EXPECT_EQ(Literal("#.#").Find("a.1 1.a 12.34", 0), 9u);
}

TEST(VersionSearch, TheFirstMatchCounts) {
  const std::string bytes = kElf + "acme/%d acme/1.2 acme/3.4";
  EXPECT_EQ(Search({kFirst}, bytes, bytes.size()).found, "acme 1.2;");
  EXPECT_EQ(Search({kFirst}, kElf + "acme/", 7).found, "");
}

TEST(VersionSearch, OfRowsOfOneNameTheFirstThatFindsCounts) {
  const std::string bytes = kElf + "ACME 5.6 " + std::string(1000, 'x') + "acme/1.2";
  for (const size_t piece : {size_t{1}, size_t{64}, size_t{500}, bytes.size()}) {
    EXPECT_EQ(Search({kFirst, kOther}, bytes, piece).found, "acme 1.2;");
    EXPECT_EQ(Search({kOther, kFirst}, bytes, piece).found, "acme 5.6;");
  }
  EXPECT_EQ(Search({kFirst, kOther}, kElf + "ACME 5.6 ", 64).found, "acme 5.6;");
}

TEST(VersionSearch, WhatMustBeTheOnlyOneIsNotWhenThereAreTwo) {
  const std::string one = kElf + "1.12\0 \0"s + std::string(1000, 'x') + "\0"s + "1.12\0"s;
  const std::string two = one + std::string(700, 'x') + "\0"s + "1.13\0"s;
  for (const size_t piece : {size_t{1}, size_t{63}, size_t{256}, size_t{257}, two.size()}) {
    EXPECT_EQ(Search({kLone}, one, piece).found, "lone 1.12;") << piece;
    EXPECT_EQ(Search({kLone}, two, piece).found, "") << piece;
  }
  // Two that are so near that one look sees both.
  EXPECT_EQ(Search({kLone}, kElf + "1.12\0x\0"s + "1.13\0"s, 64).found, "");
}

TEST(VersionSearch, ANameChoosesAmongVersions) {
  const std::string bytes = kElf + "3.42.0\0"s + "x\0"s + "3.11.2\0"s;
  EXPECT_EQ(Search({kNamed}, bytes, 64, "libn3.11.so.1.0").found, "named 3.11.2;");
  EXPECT_EQ(Search({kNamed}, bytes, 64, "n3.42").found, "named 3.42.0;");
  EXPECT_EQ(Search({kNamed}, bytes, 64, "n3.1").found, "");
  EXPECT_EQ(Search({kNamed}, bytes, 64, "n3").found, "");
}

TEST(VersionSearch, ScriptsAreNoPrograms) {
  const std::string script = "#!/bin/sh\n# acme/1.2\n# text 7\n";
  EXPECT_EQ(Search({kFirst, kText}, script, 3).found, "text 7;");
  EXPECT_EQ(Search({kFirst}, script, 3).found, "");
  EXPECT_EQ(Search({kFirst}, "\177EL", 1).found, "");
  EXPECT_EQ(Search({kFirst}, "", 1).found, "");
  for (const std::string_view magic : {"\xcf\xfa\xed\xfe", "!<arch>\n", "MZ\x90\x03"}) {
    EXPECT_EQ(Search({kFirst}, std::string(magic) + "acme/1.2", 64).found, "acme 1.2;");
  }
}

TEST(VersionSearch, StopsAsSoonAsAllIsKnown) {
  const Matcher matcher(kFirst, 0);
  VersionSearch search({&matcher}, "acme", 1'000'000);
  EXPECT_FALSE(search.Feed(kElf + "acme/1.2" + std::string(1000, 'x')));
  EXPECT_EQ(search.findings().size(), 1u);
  EXPECT_FALSE(search.Feed("more"));
}

TEST(VersionSearch, AFileMayBeLongerOrShorterThanItSaid) {
  const Matcher matcher(kFirst, 0);
  VersionSearch longer({&matcher}, "acme", 4);
  EXPECT_FALSE(longer.Feed(kElf + "acme/1.2"));
  EXPECT_EQ(longer.findings().size(), 1u);
  VersionSearch shorter({&matcher}, "acme", 1'000'000);
  EXPECT_TRUE(shorter.Feed(kElf + "acme/1.2"));
  EXPECT_TRUE(shorter.findings().empty());
  shorter.Finish();
  EXPECT_EQ(shorter.findings().size(), 1u);
}

TEST(VersionSearch, ARowThatIsGivenUpLeavesTheOthersTheirSearch) {
  std::string bytes = kElf + "9.9\0"s;
  for (int i = 0; i < 100'000; ++i) bytes += "1.2 ";
  const Answer lone = Search({kLone}, bytes, size_t{1} << 16);
  EXPECT_TRUE(lone.gave_up);
  EXPECT_EQ(lone.found, "");
  bytes += "acme/1.2";
  const Answer two = Search({kLone, kFirst}, bytes, size_t{1} << 16);
  EXPECT_TRUE(two.gave_up);
  EXPECT_EQ(two.found, "acme 1.2;");
  // Nothing is missing if another row of the same name finds it.
  Program acme = kLone;
  acme.name = "acme";
  EXPECT_FALSE(Search({acme, kFirst}, bytes, size_t{1} << 16).gave_up);
  EXPECT_EQ(Search({acme, kFirst}, bytes, size_t{1} << 16).found, "acme 1.2;");
}

TEST(VersionSearch, AMillionTextsWithoutAVersionEndTheSearch) {
  std::string bytes = kElf;
  for (int i = 0; i < 1'000'000; ++i) bytes += "acme/";
  const Answer answer = Search({kFirst}, bytes, size_t{1} << 16);
  EXPECT_TRUE(answer.gave_up);
  EXPECT_EQ(answer.found, "");
  // What was found before counts.
  EXPECT_EQ(Search({kOther, kFirst}, kElf + "ACME 1.2 " + bytes, size_t{1} << 16).found,
            "acme 1.2;");
}

TEST(VersionSearch, AHugeFileOfNothingTakesLittleTimeAndMemory) {
  const Matcher matcher(kLone, 0);
  VersionSearch search({&matcher}, "lone", uint64_t{1} << 40);
  const std::string zeros(size_t{1} << 20, '\0');
  search.Feed(kElf);
  for (int i = 0; i < 1024; ++i) ASSERT_TRUE(search.Feed(zeros));
  search.Finish();
  EXPECT_TRUE(search.findings().empty());
  EXPECT_FALSE(search.gave_up());
}

}  // namespace
}  // namespace claircore::scanners
