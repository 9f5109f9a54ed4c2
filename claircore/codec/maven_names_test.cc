#include "claircore/codec/maven_names.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::codec {
namespace {

const std::string kSha1 = "00ff" + std::string(36, 'a');

TEST(MavenNames, AreFoundByTheRestOfTheirSha1) {
  const MavenNameKey key = SplitSha1(kSha1);
  EXPECT_EQ(key.tag, "00ff");
  const std::vector<std::pair<std::string, std::string>> names = {
      {std::string(36, '1'), "org.acme:other:2"}, {std::string(key.rest), "org.acme:web:1.0"}};
  const std::string json = MavenNamesToJson(names);
  EXPECT_EQ(*FindMavenName(json, key.rest), "org.acme:web:1.0");
  EXPECT_EQ(*FindMavenName(json, std::string(36, 'b')), "");
  EXPECT_EQ(*FindMavenName("{}", key.rest), "");
}

TEST(MavenNames, WhatIsNoSha1HasNoKey) {
  for (const std::string& text : {std::string(), kSha1.substr(1), kSha1 + "0",
                                  "00FF" + std::string(36, 'a'), "g" + kSha1.substr(1)}) {
    EXPECT_EQ(SplitSha1(text).tag, "") << text;
    EXPECT_EQ(SplitSha1(text).rest, "") << text;
  }
}

TEST(MavenNames, WhatIsSomethingElseIsRefused) {
  const std::string rest(36, 'a');
  for (const std::string& text : {std::string(), std::string("[]"), "{\"" + rest + "\": 1}",
                                  "{\"" + rest + "\": \"x\"", std::string("1")}) {
    EXPECT_EQ(FindMavenName(text, rest).status().code(), absl::StatusCode::kInvalidArgument)
        << text;
  }
}

}  // namespace
}  // namespace claircore::codec
