// The suite of the vers specification (https://github.com/package-url/vers-spec): orders of
// versions, and what native range syntaxes mean.
#include <algorithm>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/builtin_versions.h"
#include "claircore/version_range.h"
#include "claircore/version_scheme.h"
#include "gtest/gtest.h"
#include "simdjson.h"
#include "tests/scanners_real/real_data.h"

namespace claircore {
namespace {

using scanners_real::Pack;
using scanners_real::ReadPack;
using simdjson::dom::element;

// The suite's names for schemes of ours; the others are unjudged.
const std::map<std::string, std::string>& Schemes() {
  static const auto* const schemes = new std::map<std::string, std::string>{
      {"alpine", "apk"}, {"alpm", "pacman"},    {"conan", "conan"},
      {"gem", "gem"},    {"gentoo", "portage"}, {"maven", "maven"},
      {"npm", "npm"},    {"nuget", "nuget"},    {"pypi", "pep440"}};
  return *schemes;
}

std::string Text(const element& value, std::string_view key) {
  return std::string(value[key].get_string().value());
}

std::vector<std::string> Texts(const element& list) {
  std::vector<std::string> texts;
  const simdjson::dom::array ones = list.get_array();
  for (const element one : ones) {
    texts.emplace_back(one.get_string().value());
  }
  return texts;
}

// Every version named in "vers:TYPE/>=1|<2", and some near them.
std::vector<std::string> Probes(std::string_view vers) {
  std::vector<std::string> probes = {"0.0.0", "0.0.1", "1.0.0", "1.5.0", "9.9.9", "99999.0.0"};
  size_t at = vers.find('/') + 1;
  while (at <= vers.size()) {
    const size_t end = std::min(vers.find('|', at), vers.size());
    std::string_view version = vers.substr(at, end - at);
    while (!version.empty() && std::string_view("<>=!").find(version.front()) != version.npos) {
      version.remove_prefix(1);
    }
    probes.emplace_back(version);
    const size_t last = version.find_last_of("0123456789");
    if (last != version.npos) {
      for (int step : {-1, 1}) {
        std::string near(version);
        near[last] = static_cast<char>(near[last] + step);
        if (near[last] >= '0' && near[last] <= '9') probes.push_back(near);
      }
    }
    at = end + 1;
  }
  return probes;
}

class VersSuite : public ::testing::Test {
 protected:
  VersSuite() { AddBuiltinVersions(schemes_); }

  const VersionScheme* Find(const std::string& name) {
    const auto it = Schemes().find(name);
    if (it == Schemes().end()) ++unjudged_[name];
    return it == Schemes().end() ? nullptr : schemes_.Find(it->second);
  }

  void CheckOrder(const element& test, bool equal) {
    const element input = test["input"].value();
    const VersionScheme* const scheme = Find(Text(input, "input_scheme"));
    if (scheme == nullptr) return;
    const std::vector<std::string> v =
        Texts(equal ? input["versions"].value() : test["expected_output"].value());
    ASSERT_EQ(v.size(), 2u);
    const auto order = scheme->Compare(v[0], v[1]);
    const std::string line =
        std::string(scheme->name()) + " " + v[0] + (equal ? " = " : " < ") + v[1];
    ++orders_;
    if (!order.ok()) {
      refused_.insert(line);
    } else if (equal) {
      const bool want = test["expected_output"].get_bool().value();
      if ((*order == 0) != want) wrong_.insert(line + (want ? "" : ", it says not"));
    } else if (*order > 0) {
      wrong_.insert(line);
    }
  }

  void CheckContains(const element& test) {
    const element input = test["input"].value();
    const std::string vers = Text(input, "vers");
    const VersionScheme* const scheme = Find(vers.substr(5, vers.find('/') - 5));
    if (scheme == nullptr) return;
    const auto range = VersionRangeSet::Parse(*scheme, vers);
    ASSERT_TRUE(range.ok()) << vers << ": " << range.status();
    ++ranges_;
    const auto contains = range->Contains(Text(input, "version"));
    ASSERT_TRUE(contains.ok()) << contains.status();
    if (*contains != test["expected_output"].get_bool().value()) {
      wrong_.insert(vers + " contains " + Text(input, "version"));
    }
  }

  void CheckNative(const element& test) {
    const element input = test["input"].value();
    const VersionScheme* const scheme = Find(Text(input, "scheme"));
    if (scheme == nullptr) return;
    if (scheme->name() == "conan") {
      ++unjudged_["conan's native ranges"];
      return;
    }
    const std::string native = Text(input, "native_range");
    const std::string vers = Text(test, "expected_output");
    const std::string line = std::string(scheme->name()) + " '" + native + "' is " + vers;
    const auto ours = VersionRangeSet::Parse(*scheme, native);
    const auto theirs = VersionRangeSet::Parse(*scheme, vers);
    ++ranges_;
    if (!ours.ok() || !theirs.ok()) {
      refused_.insert(line);
      return;
    }
    for (const std::string& probe : Probes(vers)) {
      const auto a = ours->Contains(probe);
      const auto b = theirs->Contains(probe);
      if (a.ok() && b.ok() && *a != *b) wrong_.insert(line + ": " + probe);
    }
  }

  VersionSchemeSet schemes_;
  std::set<std::string> refused_, wrong_;
  std::map<std::string, int> unjudged_;
  int orders_ = 0, ranges_ = 0;
};

TEST_F(VersSuite, OrdersAndRanges) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  for (const auto& [path, text] : pack.files) {
    if (path.find("vers-spec/tests/") == std::string::npos || !path.ends_with(".json")) continue;
    simdjson::dom::parser parser;
    element document;
    ASSERT_EQ(parser.parse(text).get(document), simdjson::SUCCESS) << path;
    // By name: nothing keeps a temporary alive behind value().
    const simdjson::dom::array tests = document["tests"].get_array();
    for (const element test : tests) {
      const std::string type = Text(test, "test_type");
      if (type == "comparison" || type == "equality") CheckOrder(test, type == "equality");
      if (type == "containment") CheckContains(test);
      if (type == "from_native") CheckNative(test);
    }
  }
  for (const auto& [name, count] : unjudged_) {
    std::cout << "unjudged, not offered: " << name << ", " << count << "\n";
  }
  EXPECT_EQ(refused_, std::set<std::string>());
  EXPECT_GT(orders_, 1100);
  EXPECT_GT(ranges_, 400);
  // The suite's own errors. Of npm it reads "<= 1.0" as "<=1.0.0" and ">= 1.x" as ">=1.0.0 <2.0.0":
  // node-semver, asked about each of these pairs, says what we say. Of Maven it predates MNG-7644.
  size_t npm = 0;
  for (auto it = wrong_.begin(); it != wrong_.end();) {
    const bool is_npm = it->starts_with("npm ");
    npm += is_npm;
    it = is_npm ? wrong_.erase(it) : std::next(it);
  }
  EXPECT_EQ(npm, 34u);
  EXPECT_EQ(wrong_, (std::set<std::string>{"maven 2-1 < 2.0.0.a", "maven 2-1 < 2.0.a"}));
}

}  // namespace
}  // namespace claircore
