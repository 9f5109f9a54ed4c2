#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "indexer/scanners/json/json_reader.h"

namespace claircore::scanners {
namespace {

TEST(JsonReader, GivesMembersOfTheKindAskedFor) {
  JsonReader reader;
  const auto object =
      reader.Read("\xef\xbb\xbf{\"a\": \"x\", \"a\": \"y\", \"b\": {\"c\": 1}, \"d\": [2]}");
  ASSERT_TRUE(object.ok());
  EXPECT_EQ(StringMember(*object, "a"), "x");
  EXPECT_EQ(StringMember(*object, "b"), "");
  EXPECT_EQ(StringMember(*object, "absent"), "");
  simdjson::dom::object inner;
  simdjson::dom::array list;
  EXPECT_TRUE(ObjectMember(*object, "b", inner));
  EXPECT_FALSE(ObjectMember(*object, "d", inner));
  EXPECT_TRUE(ArrayMember(*object, "d", list));
  EXPECT_FALSE(ArrayMember(*object, "absent", list));
}

TEST(JsonReader, WhatIsNoObjectIsAnErrorAndTheNextIsRead) {
  JsonReader reader;
  for (std::string_view text : {"", "[]", "\"x\"", "{", "{\"a\": 1,}", "\xef\xbb\xbf"}) {
    EXPECT_EQ(reader.Read(text).status().code(), absl::StatusCode::kDataLoss) << text;
  }
  EXPECT_FALSE(reader.Read(std::string(1'000'000, '[')).ok());
  EXPECT_EQ(reader.Read(std::string(JsonReader::kMaxBytes + 1, ' ')).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(reader.Read("{}").ok());
}

}  // namespace
}  // namespace claircore::scanners
