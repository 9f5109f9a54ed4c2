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

TEST(JsonReader, ValuesAreBoundedAndTextIsNot) {
  JsonReader reader;
  const std::string text(size_t{8} << 20, 'x');
  EXPECT_TRUE(reader.Read("{\"a\":\"" + text + "\"}").ok());
  const auto list = [](size_t values) {
    std::string json = "{\"a\":[0";
    for (size_t i = 1; i < values; ++i) json += ",0";
    return json + "]}";
  };
  EXPECT_TRUE(reader.Read(list(JsonReader::kMaxValues - 10)).ok());
  EXPECT_EQ(reader.Read(list(JsonReader::kMaxValues + 10)).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(reader.Read("{}").ok());
}

}  // namespace
}  // namespace claircore::scanners
