#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/cpe.h"
#include "gtest/gtest.h"
#include "indexer/scanners/classifier/classifier.h"
#include "indexer/scanners/classifier/program.h"
#include "indexer/scanners/classifier/version_search.h"

namespace claircore::scanners {
namespace {

std::vector<std::span<const Program>> Tables() {
  return {CloudPrograms(), LanguagePrograms(), LibraryPrograms(), ServerPrograms(), ToolPrograms()};
}

std::vector<Program> All() {
  std::vector<Program> all;
  for (const auto table : Tables()) all.insert(all.end(), table.begin(), table.end());
  return all;
}

// A file of the row's example. What is before and after it is no part of any pattern.
std::string FileWith(const Program& program) {
  std::string bytes(program.format == Format::kProgram ? "\177ELF\2\1\1" : "");
  bytes += program.format == Format::kProgram ? std::string(300, '\0') : "";
  for (const char c : program.example) bytes += c == '|' ? '\0' : c;
  return bytes + std::string(program.format == Format::kProgram ? 300 : 0, '\1');
}

// A name that Pick::kNamed agrees with.
std::string NameFor(const Program& program) {
  const std::string_view version = program.version;
  const size_t dot = version.find('.');
  return "x" + std::string(version.substr(0, version.find_first_not_of("0123456789", dot + 1)));
}

std::string Find(const Matcher& matcher, std::string_view bytes, size_t border) {
  VersionSearch search({&matcher}, NameFor(matcher.program()), bytes.size());
  if (search.Feed(bytes.substr(0, border))) search.Feed(bytes.substr(border));
  search.Finish();
  return search.findings().empty() ? "" : search.findings()[0].version;
}

TEST(Programs, EveryRowFindsItsExampleWhereverThePiecesBegin) {
  for (const Program& program : All()) {
    SCOPED_TRACE(std::string(program.name) + ": " + std::string(program.pattern));
    const Matcher matcher(program, 0);
    const std::string bytes = FileWith(program);
    for (size_t border = 0; border <= bytes.size(); ++border) {
      ASSERT_EQ(Find(matcher, bytes, border), program.version) << border;
    }
  }
}

// A build's id is its version, host, time, number of changed lines and commit, without borders.
TEST(Programs, RedisIsFoundWhateverHostBuiltIt) {
  const Classifier classifier({ServerPrograms()});
  const auto found = [&](std::string_view file, const std::string& id) {
    const std::string bytes = "\177ELF" + std::string(100, '\0') + id + std::string(100, '\0');
    VersionSearch search(classifier.For(file), file, bytes.size());
    search.Feed(bytes);
    search.Finish();
    return search.findings().empty() ? "" : search.findings()[0].version;
  };
  for (const std::string version : {"7.0.1", "7.0.15", "7.0.150"}) {
    for (const std::string host : {"", "buildkitsandbox-", "8f1c18bfd7fc-", "f5a1b2c3d4e5-",
                                   "0123456789ab-", "fv-az123-4.local-"}) {
      for (const std::string time : {"1789404730", "1700000000", "1111111111"}) {
        const std::string rest = host + time + "0";
        SCOPED_TRACE(version + rest);
        EXPECT_EQ(found("redis-server", version + rest + "00000000"), version);
        EXPECT_EQ(found("valkey-server", "valkey" + version + rest + "00000000"), version);
        if (host.empty()) continue;
        EXPECT_EQ(found("valkey-server", "valkey" + version + rest + "bcdc4715"), version);
      }
    }
  }
  // The compiler's.
  EXPECT_EQ(found("redis-server", "8.0.0" + std::string("\0get\0", 5) + "14.2.0" +
                                      std::string("\0c11-builtin", 12)),
            "");
}

TEST(Programs, LinkedVersionsAreNoOtherText) {
  const Classifier classifier({CloudPrograms()});
  const auto found = [&](std::string_view text) {
    const std::string bytes =
        "\177ELF" + std::string(100, '\0') + std::string(text) + std::string(100, '\0');
    VersionSearch search(classifier.For("helm"), "helm", bytes.size());
    search.Feed(bytes);
    search.Finish();
    return search.findings().empty() ? "" : search.findings()[0].version;
  };
  // Behind the last byte of a number.
  for (const std::string before : {"\340C", "fff?", "@", "\300"}) {
    EXPECT_EQ(found(before + "v3.18.6"), "3.18.6") << before;
  }
  for (const std::string_view packager :
       {"3.18.6-4", "3.18.6-ds1", "3.18.6~ds1-2", "3.18.6+k3s1"}) {
    EXPECT_EQ(found(packager), "3.18.6");
  }
  for (const std::string_view other : {"levelE9.1.0", "x-3.18.6", "=3.18.6", "3.18.6-15-g1a2b3c4",
                                       "3.18.6-SNAPSHOT", "3.18.6.1x"}) {
    EXPECT_EQ(found(other), "") << other;
  }
}

TEST(Programs, NoRowFindsAnythingWithoutItsVersion) {
  for (const Program& program : All()) {
    SCOPED_TRACE(std::string(program.name) + ": " + std::string(program.pattern));
    std::string bytes = FileWith(program);
    for (size_t at; (at = bytes.find(program.version)) != bytes.npos;) {
      bytes.replace(at, program.version.size(), "%s");
    }
    EXPECT_EQ(Find(Matcher(program, 0), bytes, 0), "");
  }
}

TEST(Programs, RowsAreWellFormed) {
  for (const auto table : Tables()) {
    std::string_view previous;
    for (const Program& program : table) {
      SCOPED_TRACE(std::string(program.name));
      EXPECT_LE(previous, program.name) << "not sorted";
      previous = program.name;
      EXPECT_FALSE(program.files.empty());
      EXPECT_EQ(program.files.find("  "), program.files.npos);
      EXPECT_EQ(program.files.find('/'), program.files.npos);
      if (!program.cpe.empty()) {
        EXPECT_TRUE(Cpe::Parse("cpe:2.3:a:" + std::string(program.cpe) + ":*:*:*:*:*:*:*:*").ok());
      }
      // Patterns reach no further than the search looks.
      const size_t open = program.pattern.find('`');
      const size_t close = program.pattern.rfind('`');
      ASSERT_NE(open, close);
      EXPECT_GT(close, open + 1);
      EXPECT_LT(close - open, VersionSearch::kBefore / 2);
      EXPECT_EQ(program.pattern.substr(open + 1, close - open - 1).find('`'), std::string::npos);
    }
  }
}

TEST(Programs, AreManyAndMostlySeen) {
  std::set<std::string_view> names;
  size_t seen = 0;
  for (const Program& program : All()) {
    names.insert(program.name);
    seen += program.proof == Proof::kSeen;
  }
  EXPECT_GE(names.size(), 150u);
  EXPECT_GE(seen * 3, All().size() * 2);
}

TEST(Programs, AreFoundByTheNamesOfTheirFiles) {
  const Classifier classifier(Tables());
  const auto names = [&](std::string_view file) {
    std::set<std::string_view> found;
    for (const Matcher* matcher : classifier.For(file)) found.insert(matcher->program().name);
    return found;
  };
  using Names = std::set<std::string_view>;
  EXPECT_EQ(names("python3.11"), Names{"python"});
  EXPECT_EQ(names("libpython3.11.so.1.0"), Names{"python"});
  EXPECT_EQ(names("libcrypto.so.1.1"), (Names{"aws-lc", "libressl", "openssl"}));
  EXPECT_EQ(names("x86_64-linux-gnu-gcc-12"), Names{"gcc"});
  EXPECT_EQ(names("["), Names{"busybox"});
  EXPECT_EQ(names("python3"), Names{});
  EXPECT_EQ(names("nginx.conf"), Names{});
}

TEST(Wildcards, StandForWhatGlobsStandFor) {
  EXPECT_TRUE(MatchesWildcard("libssl.so*", "libssl.so"));
  EXPECT_TRUE(MatchesWildcard("libssl.so*", "libssl.so.3"));
  EXPECT_TRUE(MatchesWildcard("lib*.so*", "libpng16.so.16"));
  EXPECT_TRUE(MatchesWildcard("*-gcc-??", "x-gcc-gcc-12"));
  EXPECT_TRUE(MatchesWildcard("*", ""));
  EXPECT_FALSE(MatchesWildcard("*-gcc-??", "x-gcc-9"));
  EXPECT_FALSE(MatchesWildcard("libssl.so*", "xlibssl.so"));
  EXPECT_FALSE(MatchesWildcard("?", ""));
  EXPECT_FALSE(MatchesWildcard("a*b*a*b*a*b*c", std::string(10'000, 'a')));
}

}  // namespace
}  // namespace claircore::scanners
