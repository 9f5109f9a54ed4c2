#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "claircore/context.h"
#include "updater/parse/http_feed.h"
#include "updater/parse/json.h"
#include "updater/parse/json_members.h"
#include "updater/parse/zip.h"
#include "updater/test_support.h"

namespace claircore::update {
namespace {

const Context kContext = Context::Background();

TEST(Json, RepairsBrokenText) {
  JsonParser parser;
  const auto document = parser.Parse("{\"a\": \"x\xff\xc3y\"}");
  ASSERT_TRUE(document.ok()) << document.status();
  JsonObject object;
  ASSERT_EQ(document->get(object), simdjson::SUCCESS);
  EXPECT_EQ(JsonString(object, "a"), "x\xEF\xBF\xBD\xEF\xBF\xBDy");
}

TEST(Json, IsBounded) {
  JsonParser parser;
  EXPECT_FALSE(parser.Parse(std::string(100, '[') + std::string(100, ']')).ok());
  EXPECT_TRUE(parser.Parse(std::string(30, '[') + std::string(30, ']')).ok());
  EXPECT_FALSE(parser.Parse("").ok());
  // Grows with its documents and still keeps its depth.
  EXPECT_TRUE(parser.Parse("\"" + std::string(1 << 20, 'x') + "\"").ok());
  EXPECT_FALSE(parser.Parse(std::string(100, '[') + std::string(100, ']')).ok());
}

using Members = std::vector<std::pair<std::string, std::string>>;

absl::StatusOr<Members> Split(const std::string& text, size_t levels,
                              JsonMemberLimits limits = {}) {
  Members members;
  const absl::Status status =
      ForEachJsonMember(kContext, TextSource(text), levels, limits, [&](const JsonMember& member) {
        std::string path;
        for (const std::string& key : member.keys) path += "/" + key;
        members.emplace_back(path, member.value);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return members;
}

TEST(JsonMembers, CutsNestedObjects) {
  const auto members = Split(
      R"( {"a": {"x": {"k": "}\"]"}, "y" : [1,{"z":2}] } , "b":{}, "c": 12, "d":{"w":"s"}} )", 2);
  ASSERT_TRUE(members.ok()) << members.status();
  EXPECT_EQ(*members, (Members{{"/a/x", R"({"k": "}\"]"})"},
                               {"/a/y", R"([1,{"z":2}])"},
                               {"/c", "12"},
                               {"/d/w", "\"s\""}}));
}

TEST(JsonMembers, CutsArrays) {
  const auto members = Split(R"({"n":"x","list":[{"a":1}, 2 ,[3]],"e":[]})", 2);
  ASSERT_TRUE(members.ok()) << members.status();
  EXPECT_EQ(
      *members,
      (Members{{"/n", "\"x\""}, {"/list/", "{\"a\":1}"}, {"/list/", "2"}, {"/list/", "[3]"}}));
}

TEST(JsonMembers, SaysWhenTheDocumentBreaksOff) {
  const std::string whole = R"({"a":{"x":{"k":"v"},"y":[1,2]},"b":{"z":"\"q"}})";
  ASSERT_TRUE(Split(whole, 2).ok());
  for (size_t n = 0; n < whole.size(); ++n) {
    EXPECT_EQ(Split(whole.substr(0, n), 2).status().code(), absl::StatusCode::kDataLoss) << n;
  }
  for (const char* bad : {"[]", "{} x", "{\"a\" 1}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
                          "{\"a\":{\"b\":1]}", "{,}", "{\"a\":[1}}"}) {
    EXPECT_FALSE(Split(bad, 2).ok()) << bad;
  }
}

TEST(JsonMembers, DropsWhatIsTooLong) {
  JsonMemberLimits limits;
  limits.value_bytes = 8;
  const auto members = Split(R"({"a":"0123456789","b":"ok"})", 1, limits);
  ASSERT_TRUE(members.ok());
  EXPECT_EQ(*members, (Members{{"/a", ""}, {"/b", "\"ok\""}}));
  limits.key_bytes = 3;
  EXPECT_FALSE(Split(R"({"abcd":1})", 1, limits).ok());
  // Depth costs nothing.
  EXPECT_TRUE(
      Split("{\"a\":" + std::string(1 << 20, '[') + std::string(1 << 20, ']') + "}", 1).ok());
}

std::string MakeZip(const std::vector<std::pair<std::string, std::string>>& files,
                    const char* compression = "deflate") {
  std::string out(64 << 20, '\0');
  size_t used = 0;
  archive* a = archive_write_new();
  archive_write_set_format_zip(a);
  archive_write_set_format_option(a, "zip", "compression", compression);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const auto& [name, text] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, name.ends_with('/') ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    archive_write_header(a, entry);
    archive_write_data(a, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

class ZipFiles final : public ZipVisitor {
 public:
  absl::Status File(std::string_view name, std::string_view contents) override {
    files.emplace_back(name, contents);
    return absl::OkStatus();
  }
  void Unreadable(std::string_view name, std::string_view reason) override {
    unreadable.emplace_back(name, reason);
  }
  std::vector<std::pair<std::string, std::string>> files, unreadable;
};

TEST(Zip, ReadsFilesInOrder) {
  const std::string big(300'000, 'x');
  const std::string zip = MakeZip({{"d/", ""}, {"d/a.json", "{}"}, {"b.json", big}, {"e", ""}});
  ZipFiles out;
  ASSERT_TRUE(ReadZip(kContext, TextSource(zip), {}, out).ok());
  ASSERT_EQ(out.files.size(), 3u);
  EXPECT_EQ(out.files[0], std::pair(std::string("d/a.json"), std::string("{}")));
  EXPECT_EQ(out.files[1].second, big);
  EXPECT_EQ(out.files[2].first, "e");
}

TEST(Zip, TruncatedIsDataLoss) {
  const std::string zip = MakeZip({{"a", "1234"}, {"b", std::string(1000, 'y')}});
  for (size_t n = 0; n < zip.size(); n += 7) {
    ZipFiles out;
    EXPECT_EQ(ReadZip(kContext, TextSource(zip.substr(0, n)), {}, out).code(),
              absl::StatusCode::kDataLoss)
        << n;
  }
}

TEST(Zip, LimitsHold) {
  const std::string zip = MakeZip({{"a", std::string(200'000, 'x')}, {"b", "small"}});
  ZipFiles out;
  ZipLimits limits;
  limits.entry_bytes = 100'000;
  ASSERT_TRUE(ReadZip(kContext, TextSource(zip), limits, out).ok());
  ASSERT_EQ(out.unreadable.size(), 1u);
  EXPECT_EQ(out.unreadable[0].second, "too large");
  ASSERT_EQ(out.files.size(), 1u);  // the rest still counts

  limits = {};
  limits.entries = 1;
  EXPECT_EQ(ReadZip(kContext, TextSource(zip), limits, out).code(),
            absl::StatusCode::kResourceExhausted);

  const std::string zeros(30 << 20, '\0');
  const std::string bomb = MakeZip({{"a", zeros}, {"b", zeros}, {"c", zeros}});
  limits = {};
  limits.ratio = 100;
  EXPECT_EQ(ReadZip(kContext, TextSource(bomb), limits, out).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(Zip, AWrongChecksumIsNotTheEnd) {
  std::string zip = MakeZip({{"a", "payload-one"}, {"b", "two"}}, "store");
  zip[zip.find("payload")] = 'P';
  ZipFiles out;
  const absl::Status status = ReadZip(kContext, TextSource(zip), {}, out);
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_EQ(out.unreadable.size(), 1u);
  EXPECT_EQ(out.unreadable[0].second, "damaged");
  EXPECT_EQ(out.files.size(), 1u);
}

TEST(Zip, ErrorsOfTheVisitorEndIt) {
  class Stops final : public ZipVisitor {
    absl::Status File(std::string_view, std::string_view) override {
      return absl::AbortedError("enough");
    }
    void Unreadable(std::string_view, std::string_view) override {}
  } out;
  EXPECT_EQ(ReadZip(kContext, TextSource(MakeZip({{"a", "1"}})), {}, out).code(),
            absl::StatusCode::kAborted);
}

TEST(FetchDocument, AsksOnlyForNews) {
  FakeHttp http;
  http.pages["http://h/f"] = {.body = "one", .etag = "\"1\""};
  MemoryBlobs blobs;
  const auto first = FetchDocument(kContext, http, "http://h/f", "p1", "m", "", blobs);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->changed);
  EXPECT_EQ(first->fingerprint, "p1 etag:\"1\"");
  EXPECT_EQ(blobs.members, (decltype(blobs.members){{"m", "one"}}));

  MemoryBlobs none;
  const auto same =
      FetchDocument(kContext, http, "http://h/f", "p1", "m", first->fingerprint, none);
  ASSERT_TRUE(same.ok());
  EXPECT_FALSE(same->changed);
  EXPECT_EQ(same->fingerprint, first->fingerprint);
  EXPECT_TRUE(none.members.empty());

  // A parser that reads more than the last one asks for everything.
  const auto newer =
      FetchDocument(kContext, http, "http://h/f", "p2", "m", first->fingerprint, none);
  ASSERT_TRUE(newer.ok());
  EXPECT_TRUE(newer->changed);
}

TEST(FetchDocument, FallsBackToDatesAndHashes) {
  FakeHttp http;
  http.pages["u"] = {.body = "x", .etag = "", .last_modified = "Mon, 01 Jan 2024 00:00:00 GMT"};
  MemoryBlobs blobs;
  auto fetched = FetchDocument(kContext, http, "u", "p", "m", "", blobs);
  EXPECT_EQ(fetched->fingerprint, "p date:Mon, 01 Jan 2024 00:00:00 GMT");
  EXPECT_FALSE(FetchDocument(kContext, http, "u", "p", "m", fetched->fingerprint, blobs)->changed);

  http.pages["u"].last_modified.clear();
  fetched = FetchDocument(kContext, http, "u", "p", "m", "", blobs);
  EXPECT_EQ(fetched->fingerprint,
            "p sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
  EXPECT_FALSE(FetchDocument(kContext, http, "u", "p", "m", fetched->fingerprint, blobs)->changed);
  http.pages["u"].body = "y";
  EXPECT_TRUE(FetchDocument(kContext, http, "u", "p", "m", fetched->fingerprint, blobs)->changed);
}

TEST(FetchDocument, SaysWhatTheServerSaid) {
  FakeHttp http;
  MemoryBlobs blobs;
  const auto code = [&](int status) {
    http.missing_status = status;
    return FetchDocument(kContext, http, "u", "p", "m", "", blobs).status().code();
  };
  EXPECT_EQ(code(404), absl::StatusCode::kNotFound);
  EXPECT_EQ(code(410), absl::StatusCode::kNotFound);
  EXPECT_EQ(code(403), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(code(429), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code(503), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code(304), absl::StatusCode::kUnknown);  // nobody asked
  EXPECT_EQ(code(204), absl::StatusCode::kUnknown);
}

TEST(ListedNames, ReadsServersPages) {
  EXPECT_EQ(ListedNames(R"(<a href="../">..</a><a href="v3.18/">x</a><a href="?C=N">n</a>
      <a href="/edge/">e</a><a href="v3.18/">again</a> <a href="GitHub%20Actions/">)"),
            (std::vector<std::string>{"v3.18/", "edge/", "GitHub Actions/"}));
  EXPECT_EQ(EncodeSegment("GitHub Actions"), "GitHub%20Actions");
  EXPECT_EQ(EncodeSegment("a/b%"), "a%2Fb%25");
}

}  // namespace
}  // namespace claircore::update
