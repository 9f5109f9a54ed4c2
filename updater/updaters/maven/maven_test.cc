#include "updater/updaters/maven/maven.h"

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/codec/maven_names.h"
#include "gtest/gtest.h"
#include "updater/pack_zstd.h"
#include "updater/test_support.h"
#include "updater/updaters/maven/names_table.h"

namespace claircore::update {
namespace {

const Context kContext = Context::Background();

std::string Sha1(std::string_view begin) {
  return std::string(begin) + std::string(40 - begin.size(), '7');
}

const std::string kLines = Sha1("00ff1") + " org.acme:web:1.0\n" + Sha1("00ff2") +
                           " org.acme:ui:2.0-rc1\r\n" + Sha1("a000") + " g:a:1";

std::string NameOf(const CollectingEnrichments& records, const std::string& sha1) {
  const codec::MavenNameKey key = codec::SplitSha1(sha1);
  for (const EnrichmentRecord& record : records.added) {
    if (record.tags == std::vector<std::string>{std::string(key.tag)}) {
      return *codec::FindMavenName(record.json, key.rest);
    }
  }
  return "";
}

TEST(NamesTable, IsCutIntoRecordsByTheBeginningOfTheSha1) {
  for (const std::string& table :
       {kLines, PackAsZstd(kLines),
        PackAsZstd(kLines.substr(0, 50)) + PackAsZstd(kLines.substr(50))}) {
    CollectingEnrichments out;
    ASSERT_TRUE(ParseNamesTable(kContext, TextSource(table), out).ok());
    EXPECT_EQ(out.added.size(), 2u);
    EXPECT_EQ(NameOf(out, Sha1("00ff1")), "org.acme:web:1.0");
    EXPECT_EQ(NameOf(out, Sha1("00ff2")), "org.acme:ui:2.0-rc1");
    EXPECT_EQ(NameOf(out, Sha1("a000")), "g:a:1");
    EXPECT_EQ(NameOf(out, Sha1("a0001")), "");
    EXPECT_TRUE(out.skipped.empty());
  }
}

TEST(NamesTable, WhatCannotBeUsedIsSkipped) {
  CollectingEnrichments out;
  const std::string text = kLines + "\n" + Sha1("a000") + " h:b:1\nnot a line\n" + Sha1("b") +
                           " g:a\n" + Sha1("b") + " g::1\n" + Sha1("b") + " g:\"a:1\n" + Sha1("B") +
                           " g:a:1\n" + std::string(100'000, 'x') + "\n";
  ASSERT_TRUE(ParseNamesTable(kContext, TextSource(text), out).ok());
  EXPECT_EQ(NameOf(out, Sha1("a000")), "g:a:1") << "the first counts";
  EXPECT_EQ(out.skipped,
            (std::map<std::string, size_t>{{"named twice", 1}, {"bad SHA-1", 3}, {"bad name", 3}}));
}

TEST(NamesTable, RefusesWhatIsNone) {
  const std::string packed = PackAsZstd(kLines);
  for (const std::string& table :
       {std::string(), std::string("hello\n"), packed.substr(0, packed.size() - 3),
        packed.substr(0, 10) + std::string(40, '\xff'),
        Sha1("b") + " g:a:1\n" + Sha1("a") + " g:a:2\n"}) {
    CollectingEnrichments out;
    EXPECT_EQ(ParseNamesTable(kContext, TextSource(table), out).code(), absl::StatusCode::kDataLoss)
        << table.substr(0, 60);
  }
}

TEST(MavenUpdater, TakesATableWhereThereIsOne) {
  FakeHttp http;
  http.pages["https://m/sha1.zst"] = {.body = PackAsZstd(kLines),
                                      .last_modified = "Mon, 02 Jun 2025"};
  const auto factory = NewMavenFactory("https://m/");
  const auto updaters = factory->Create(kContext, http);
  ASSERT_TRUE(updaters.ok()) << updaters.status();
  ASSERT_EQ(updaters->size(), 1u);
  Updater& updater = *updaters->front();
  EXPECT_EQ(updater.name(), "maven/names");
  EXPECT_EQ(updater.kind(), UpdateKind::kEnrichment);
  MemoryBlobs blobs;
  const auto fetched = updater.Fetch(kContext, http, "", blobs);
  ASSERT_TRUE(fetched.ok()) << fetched.status();
  CollectingEnrichments out;
  ASSERT_TRUE(updater.ParseEnrichments(kContext, blobs, out).ok());
  EXPECT_EQ(out.added.size(), 2u);
  EXPECT_FALSE(updater.Fetch(kContext, http, fetched->fingerprint, blobs)->changed);
  MemoryBlobs none;
  EXPECT_EQ(updater.ParseEnrichments(kContext, none, out).code(), absl::StatusCode::kDataLoss);
}

TEST(MavenUpdater, IsNoneWhereThereIsNoTable) {
  FakeHttp http;
  const auto factory = NewMavenFactory("https://m");
  for (const int status : {404, 410}) {
    http.missing_status = status;
    const auto updaters = factory->Create(kContext, http);
    ASSERT_TRUE(updaters.ok()) << updaters.status();
    EXPECT_TRUE(updaters->empty()) << status;
  }
  http.missing_status = 503;
  EXPECT_FALSE(factory->Create(kContext, http).ok());
  EXPECT_TRUE(NewMavenFactory("")->Create(kContext, http)->empty());
  EXPECT_EQ(factory->ByName("maven"), nullptr);
  EXPECT_NE(factory->ByName("maven/names"), nullptr);
  EXPECT_TRUE(factory->MayMake("maven/"));
  EXPECT_FALSE(factory->MayMake("osv/Maven"));
}

}  // namespace
}  // namespace claircore::update
