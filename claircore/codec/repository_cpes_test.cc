#include "claircore/codec/repository_cpes.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::codec {
namespace {

TEST(RepositoryCpes, ComeBackAsWritten) {
  const std::vector<std::string> cpes = {"cpe:/o:a", "with \"quotes\" and \\", ""};
  EXPECT_EQ(RepositoryCpesToJson(cpes), R"({"cpes":["cpe:/o:a","with \"quotes\" and \\",""]})");
  const auto read = RepositoryCpesFromJson(RepositoryCpesToJson(cpes));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, cpes);
}

TEST(RepositoryCpes, OtherMembersAreIgnored) {
  EXPECT_EQ(*RepositoryCpesFromJson(R"({"more": [1], "cpes": ["a"]})"),
            std::vector<std::string>{"a"});
  EXPECT_TRUE(RepositoryCpesFromJson("{}")->empty());
  EXPECT_TRUE(RepositoryCpesFromJson(R"({"cpes": null})")->empty());
}

TEST(RepositoryCpes, WhatIsSomethingElseIsRefused) {
  const std::string deep = "{\"cpes\": " + std::string(100'000, '[');
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{\"cpes\": 1}"),
        std::string("{\"cpes\": [1]}"), std::string("{\"cpes\": [\"a\""), deep}) {
    EXPECT_EQ(RepositoryCpesFromJson(text).status().code(), absl::StatusCode::kInvalidArgument)
        << text.substr(0, 40);
  }
}

}  // namespace
}  // namespace claircore::codec
