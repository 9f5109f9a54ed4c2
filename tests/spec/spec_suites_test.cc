#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/cvss.h"
#include "claircore/purl.h"
#include "gtest/gtest.h"
#include "simdjson.h"
#include "tests/scanners_real/real_data.h"

namespace claircore {
namespace {

using scanners_real::Pack;
using scanners_real::ReadPack;
using scanners_real::SplitLines;
using simdjson::dom::element;

// The suite contradicts itself here: "repositorY_url" of Maven and these two are each canonicalised
// with a lower-case key by one of its cases, and the specification says that keys are lowered.
const std::set<std::string>& Exceptions() {
  static const auto* const exceptions = new std::set<std::string>{
      "pkg:gem/jruby-launcher@1.1.2?Platform=java",
      "pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25",
  };
  return *exceptions;
}

std::string Text(const element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

PackageUrl Components(const element& object) {
  PackageUrl purl;
  purl.type = Text(object, "type");
  purl.ns = Text(object, "namespace");
  purl.name = Text(object, "name");
  purl.version = Text(object, "version");
  purl.subpath = Text(object, "subpath");
  simdjson::dom::object qualifiers;
  if (object["qualifiers"].get(qualifiers) == simdjson::SUCCESS) {
    for (const auto& field : qualifiers) {
      purl.qualifiers[std::string(field.key)] = std::string(field.value.get_string().value());
    }
  }
  return purl;
}

struct Counts {
  int parse = 0, build = 0, validate = 0, refused = 0;
};

void CheckPurlCase(const element& test, Counts& counts) {
  const std::string kind = Text(test, "test_type");
  const bool fails = test["expected_failure"].get_bool().value();
  const element input = test["input"].value();
  if (kind == "build") {
    ++counts.build;
    const auto text = Components(input).ToString();
    EXPECT_EQ(text.ok(), !fails) << simdjson::minify(test);
    if (text.ok()) {
      EXPECT_EQ(*text, Text(test, "expected_output"));
    }
    return;
  }
  const std::string purl_text(input.get_string().value());
  const auto purl = PackageUrl::Parse(purl_text);
  if (fails) {
    ++counts.refused;
    EXPECT_EQ(!purl.ok(), !Exceptions().contains(purl_text)) << purl_text;
    return;
  }
  ASSERT_TRUE(purl.ok()) << purl_text << ": " << purl.status();
  if (kind == "parse") {
    ++counts.parse;
    EXPECT_EQ(*purl, Components(test["expected_output"].value())) << purl_text;
  } else {
    ++counts.validate;
    EXPECT_EQ(*purl->ToString(), Text(test, "expected_output")) << purl_text;
  }
}

TEST(SpecSuites, PackageUrl) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  Counts counts;
  for (const auto& [path, text] : pack.files) {
    if (path.find("purl-spec/tests/") == std::string::npos || !path.ends_with(".json")) continue;
    simdjson::dom::parser parser;
    element document;
    ASSERT_EQ(parser.parse(text).get(document), simdjson::SUCCESS) << path;
    // By name: nothing keeps a temporary alive behind value().
    const simdjson::dom::array tests = document["tests"].get_array();
    for (const element test : tests) CheckPurlCase(test, counts);
  }
  EXPECT_GT(counts.parse, 150);
  EXPECT_GT(counts.build, 150);
  EXPECT_GT(counts.validate, 180);
  EXPECT_GT(counts.refused, 30);
  RecordProperty("parse", counts.parse);
}

// "VECTOR  SCORE  # comment".
std::vector<std::pair<std::string, std::string>> Vectors(const Pack& pack, std::string_view file) {
  std::vector<std::pair<std::string, std::string>> vectors;
  for (const auto& [path, text] : pack.files) {
    if (!path.ends_with(file)) continue;
    for (std::string line : SplitLines(text)) {
      const size_t comment = line.find(" #");
      const bool ok = comment != std::string::npos && line.substr(comment) == " #OK";
      line = line.substr(0, line.starts_with('#') ? 0 : comment);
      while (line.ends_with(' ')) line.pop_back();
      if (line.empty()) continue;
      const size_t blank = line.find(' ');
      std::string rest = blank == std::string::npos ? "" : line.substr(line.rfind(' ') + 1);
      vectors.emplace_back(line.substr(0, blank), ok ? "ok" : rest);
    }
  }
  return vectors;
}

TEST(SpecSuites, Cvss) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  size_t scored = 0, judged = 0;
  for (std::string_view file :
       {"v2_score.list", "v30_score.list", "v31_score.list", "v4_score.list"}) {
    for (const auto& [vector, want] : Vectors(pack, file)) {
      const auto score = ParseCvss(vector);
      ASSERT_TRUE(score.ok()) << vector << ": " << score.status();
      EXPECT_NEAR(score->overall, std::stod(want), 1e-9) << vector;
      ++scored;
    }
  }
  for (std::string_view file : {"v2_error.list", "v3_error.list", "v4_error.list"}) {
    for (const auto& [vector, want] : Vectors(pack, file)) {
      // The list of v3 refuses other versions' vectors, which are vectors all the same.
      const bool other = file == "v4_error.list" && vector.starts_with("CVSS:3.1/");
      EXPECT_EQ(ParseCvss(vector).ok(), want == "ok" || other) << file << ": " << vector;
      ++judged;
    }
  }
  EXPECT_GT(scored, 100u);
  EXPECT_GT(judged, 40u);
}

}  // namespace
}  // namespace claircore
