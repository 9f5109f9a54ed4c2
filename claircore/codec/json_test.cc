#include "claircore/json.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "claircore/codec/json_text.h"
#include "claircore/codec/json_writer.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using codec::ParseTimeText;
using codec::TimeText;

std::string Escaped(std::string_view text) {
  std::string out;
  codec::AppendJsonString(text, out);
  return out;
}

std::chrono::sys_seconds At(int64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

// An index report as Clair writes one: every key of its schema, in its order.
constexpr std::string_view kClairIndexReport = R"json({
  "manifest_hash": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "state": "IndexFinished",
  "packages": {
    "10": {
      "id": "10",
      "name": "libssl3",
      "version": "3.0.11-1~deb12u2",
      "kind": "binary",
      "source": {
        "id": "9",
        "name": "openssl",
        "version": "3.0.11-1~deb12u2",
        "kind": "source",
        "normalized_version": "",
        "cpe": "",
        "detector": null
      },
      "normalized_version": "",
      "arch": "amd64",
      "cpe": "",
      "detector": "urn:claircore:detector:dpkg:v0.4:package"
    },
    "11": {
      "id": "11",
      "name": "requests",
      "version": "2.31.0",
      "kind": "binary",
      "normalized_version": "pep440:0.2.31.0.0.0.0.0.0.0",
      "cpe": "",
      "detector": null
    }
  },
  "distributions": {
    "1": {
      "id": "1",
      "did": "debian",
      "name": "Debian GNU/Linux",
      "version": "12 (bookworm)",
      "version_code_name": "bookworm",
      "version_id": "12",
      "arch": "",
      "cpe": "",
      "pretty_name": "Debian GNU/Linux 12 (bookworm)"
    }
  },
  "repository": {
    "1": {
      "id": "1",
      "name": "pypi",
      "key": "",
      "uri": "https://pypi.org/simple",
      "cpe": ""
    }
  },
  "environments": {
    "10": [
      {
        "package_db": "var/lib/dpkg/status",
        "introduced_in": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        "distribution_id": "1",
        "repository_ids": []
      }
    ],
    "11": [
      {
        "package_db": "python:usr/lib/python3/dist-packages",
        "introduced_in": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        "distribution_id": "",
        "repository_ids": [
          "1"
        ]
      }
    ]
  },
  "success": true,
  "err": "",
  "layers": [],
  "problems": []
})json";

TEST(Json, ReadsAndRewritesAnIndexReportOfClair) {
  const auto report = IndexReportFromJson(kClairIndexReport);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->state, "IndexFinished");
  EXPECT_TRUE(report->success);
  const Package& ssl = report->packages.at("10");
  EXPECT_EQ(ssl.kind, PackageKind::kBinary);
  ASSERT_NE(ssl.source, nullptr);
  EXPECT_EQ(ssl.source->name, "openssl");
  EXPECT_EQ(ssl.source->kind, PackageKind::kSource);
  EXPECT_EQ(ssl.detector, (Detector{"dpkg", "v0.4", "package"}));
  const Package& requests = report->packages.at("11");
  ASSERT_TRUE(requests.normalized_version.has_value());
  EXPECT_EQ(requests.normalized_version->kind, "pep440");
  EXPECT_EQ(requests.normalized_version->v[1], 2);
  EXPECT_EQ(report->environments.at("11")[0].repository_ids, std::vector<std::string>{"1"});
  // Clair says nowhere what kind of packages these are; all else is as it wrote it.
  EXPECT_EQ(ssl.type, "deb");
  EXPECT_EQ(requests.type, "pypi");
  IndexReport as_written = *report;
  for (auto& [id, package] : as_written.packages) package.type.clear();
  EXPECT_EQ(ToJson(as_written, {.pretty = true}), kClairIndexReport);
}

TEST(Json, DerivesTheTypesThatClairLeavesOut) {
  const auto report = IndexReportFromJson(R"json({
    "packages": {
      "1": {"name": "by detector", "detector": "urn:claircore:detector:gobin:7:package"},
      "2": {"name": "by database", "detector": null}, "3": {"name": "g:by-hint"},
      "4": {"name": "distroless"}, "5": {"name": "apk"}, "6": {"name": "rpm"},
      "7": {"name": "by repository"}, "8": {"name": "by key"}, "9": {"name": "by system"},
      "10": {"name": "nobody knows"}, "11": {"name": "nowhere"},
      "12": {"name": "says so itself", "type": "cran"}, "13": {"name": "gem"},
      "14": {"name": "second place"}, "15": {"name": "leap"}},
    "distributions": {"1": {"did": "rocky"}, "2": {"did": "opensuse-leap"}, "3": {"did": "odd"}},
    "repository": {"1": {"name": "rubygems"},
                   "2": {"name": "cpe:/o:redhat:enterprise_linux:9", "key": "rhel-cpe-repository"}},
    "environments": {
      "1": [{"package_db": "bdb:var/lib/rpm"}], "2": [{"package_db": "nodejs:srv/x/package.json"}],
      "3": [{"package_db": "jar:opt/a.jar"}], "4": [{"package_db": "var/lib/dpkg/status.d/tzdata"}],
      "5": [{"package_db": "lib/apk/db/installed"}], "6": [{"package_db": "sqlite:usr/lib/rpm"}],
      "7": [{"package_db": "elsewhere", "repository_ids": ["9", "1"]}],
      "8": [{"package_db": "", "repository_ids": ["2"]}],
      "9": [{"package_db": "", "distribution_id": "1"}], "10": [{"distribution_id": "3"}],
      "12": [{"package_db": "var/lib/dpkg/status"}],
      "13": [{"package_db": "usr/lib/ruby/specifications/rake-1.gemspec"}],
      "14": [{"package_db": "?"}, {"package_db": "opt/rootfs/var/lib/dpkg/status"}],
      "15": [{"distribution_id": "2"}]}})json");
  ASSERT_TRUE(report.ok()) << report.status();
  std::map<std::string, std::string> types;
  for (const auto& [id, package] : report->packages) types[id] = package.type;
  EXPECT_EQ(types, (std::map<std::string, std::string>{{"1", "golang"},
                                                       {"2", "npm"},
                                                       {"3", "maven"},
                                                       {"4", "deb"},
                                                       {"5", "apk"},
                                                       {"6", "rpm"},
                                                       {"7", "gem"},
                                                       {"8", "rpm"},
                                                       {"9", "rpm"},
                                                       {"10", ""},
                                                       {"11", ""},
                                                       {"12", "cran"},
                                                       {"13", "gem"},
                                                       {"14", "deb"},
                                                       {"15", "rpm"}}));
}

TEST(Json, GivesVulnerabilitiesTheIdsOfTheReport) {
  VulnerabilityReport report;
  // As the engine leaves them: shared between reports, so without ids.
  auto v = std::make_shared<Vulnerability>();
  v->package.emplace();
  report.vulnerabilities = {{"1", v}, {"2", v}, {"3", v}};
  report.package_vulnerabilities = {{"10", {"1", "2"}}, {"9", {"2"}}};
  report.package_not_vulnerable = {{"4", {"2", "3"}}};
  const auto read = VulnerabilityReportFromJson(ToJson(report));
  ASSERT_TRUE(read.ok()) << read.status();
  const auto ids = [&](const char* key) {
    return read->vulnerabilities.at(key)->id + " " + read->vulnerabilities.at(key)->package->id;
  };
  EXPECT_EQ(ids("1"), "1 10");
  EXPECT_EQ(ids("2"), "2 9") << "the first that it affects";
  EXPECT_EQ(ids("3"), "3 4");
}

// The keys of a vulnerability report that Clair does not spell as one would guess.
constexpr std::string_view kClairVulnerabilityReport = R"json({
  "manifest_hash": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "packages": {}, "distributions": null, "repository": {}, "environments": {},
  "vulnerabilities": {"7": {
    "id": "7", "updater": "osv/go", "name": "GHSA-x", "description": "a <b> & \"c\"",
    "issued": "2023-10-25T17:17:12.5+02:00", "links": "https://a https://b", "severity": "HIGH",
    "normalized_severity": "High",
    "package": {"id": "", "name": "stdlib", "version": "", "kind": "binary",
                "normalized_version": "", "cpe": ""},
    "distribution": {"id": "", "did": "", "name": "", "version": "", "version_code_name": "",
                     "version_id": "", "arch": "", "cpe": "", "pretty_name": ""},
    "fixed_in_version": "1.20.1",
    "range": {"[": "semver:0.1.20.0.0.0.0.0.0.0", ")": "semver:0.1.20.1.0.0.0.0.0.0"},
    "arch_op": "pattern match",
    "Self": {"space": "GHSA", "name": "x"},
    "Aliases": [{"space": "CVE", "name": "2023-1"}], "Invert": false, "future_key": [1, {"a": 2}]}},
  "package_vulnerabilities": {"1": ["7"]},
  "enrichments": {"message/vnd.clair.map.vulnerability": [{"7": [{"version": "3.1"}]}]},
  "PackageNotVulnerable": null})json";

TEST(Json, ReadsAVulnerabilityReportOfClair) {
  const auto report = VulnerabilityReportFromJson(kClairVulnerabilityReport);
  ASSERT_TRUE(report.ok()) << report.status();
  const Vulnerability& v = *report->vulnerabilities.at("7");
  EXPECT_EQ(v.description, "a <b> & \"c\"");
  EXPECT_EQ(TimeText(v.issued), "2023-10-25T15:17:12Z");
  EXPECT_EQ(v.normalized_severity, Severity::kHigh);
  ASSERT_TRUE(v.range.has_value());
  EXPECT_EQ(v.range->upper.v[3], 1);
  EXPECT_EQ(v.arch_op, ArchOp::kPatternMatch);
  EXPECT_EQ(v.self, (Alias{"GHSA", "x"}));
  EXPECT_EQ(v.aliases, (std::vector<Alias>{{"CVE", "2023-1"}}));
  EXPECT_EQ(report->package_vulnerabilities.at("1"), std::vector<std::string>{"7"});
  EXPECT_EQ(report->enrichments.at("message/vnd.clair.map.vulnerability")[0],
            R"({"7":[{"version":"3.1"}]})");
  // What we write of it, we and Clair read as the same.
  const std::string json = ToJson(*report);
  const auto again = VulnerabilityReportFromJson(json);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again->vulnerabilities.at("7"), v);
  EXPECT_EQ(ToJson(*again), json);
  EXPECT_NE(json.find(R"("description":"a <b> & \"c\"")"), std::string::npos) << "no \\u003c";
  EXPECT_NE(json.find(R"("Self":{"space":"GHSA","name":"x"})"), std::string::npos);
}

TEST(Json, ReadsAManifestOfClair) {
  const auto manifest = ManifestFromJson(
      R"({"hash":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","layers":[
      {"hash":"sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
       "uri":"https://example.com/l","headers":{"Authorization":["Bearer x"]}}]})");
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  ASSERT_EQ(manifest->layers.size(), 1u);
  EXPECT_EQ(manifest->layers[0].headers.at("Authorization")[0], "Bearer x");
}

TEST(Json, TakesWhatOlderWritersLeftOut) {
  const auto report = IndexReportFromJson(R"({
    "packages": {"4": {"name": "a", "source": {"id": "1", "name": "", "version": ""}}, "5": null},
    "repository": {"2": {"name": "pypi"}}})");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->packages.at("4").id, "4");
  EXPECT_EQ(report->packages.at("4").source, nullptr) << "a nameless source is none";
  EXPECT_EQ(report->repositories.at("2").id, "2");
}

TEST(Json, SaysWhereItIsWrong) {
  const auto message = [](std::string_view json) {
    return std::string(IndexReportFromJson(json).status().message());
  };
  EXPECT_EQ(message(R"({"packages":{"12":{"kind":7}}})"),
            "index report/packages/12/kind: expected a string");
  EXPECT_NE(message(R"({"packages":{"12":{"kind":"odd"}}})").find("/packages/12/kind: "),
            std::string::npos);
  EXPECT_NE(message(R"({"environments":{"1":[{"introduced_in":"x"}]}})")
                .find("/environments/1/0/introduced_in: "),
            std::string::npos);
  EXPECT_EQ(message("[]"), "index report: expected an object");
  for (std::string_view json : {"", "{", "nul", R"({"packages":[]})", "{}x", "\xff"}) {
    EXPECT_EQ(IndexReportFromJson(json).status().code(), absl::StatusCode::kInvalidArgument)
        << json;
  }
}

TEST(Json, RefusesDepth) {
  const std::string deep = R"({"x":)" + std::string(70, '[') + std::string(70, ']') + "}";
  EXPECT_EQ(IndexReportFromJson(deep).status().code(), absl::StatusCode::kInvalidArgument);
  const std::string flat = R"({"x":)" + std::string(50, '[') + std::string(50, ']') + "}";
  EXPECT_TRUE(IndexReportFromJson(flat).ok());
}

TEST(Json, EscapesWhatMustBe) {
  EXPECT_EQ(Escaped("a\"b\\c\n\r\t\x01/<>&"), R"("a\"b\\c\n\r\t\u0001/<>&")");
  EXPECT_EQ(Escaped("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"),
            "\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"");
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(Escaped("a\xFFz"), "\"a" + r + "z\"");
  EXPECT_EQ(Escaped("\xC3"), "\"" + r + "\"") << "cut off";
  EXPECT_EQ(Escaped("\xC0\xAF"), "\"" + r + r + "\"") << "overlong";
  EXPECT_EQ(Escaped("\xED\xA0\x80"), "\"" + r + r + r + "\"") << "a surrogate";
  EXPECT_EQ(Escaped("\xF4\x90\x80\x80"), "\"" + r + r + r + r + "\"") << "beyond U+10FFFF";
}

TEST(Json, PiecesAreTheSameTextAndEndBetweenValues) {
  IndexReport index;
  for (int i = 0; i < 2000; ++i) {
    Package& package = index.packages[std::to_string(i)];
    package.id = std::to_string(i);
    package.name = std::string(100, 'n') + "\"ü}";
  }
  VulnerabilityReport report;
  report.index = std::make_shared<const IndexReport>(index);
  const auto check = [](const auto& one) {
    for (const bool pretty : {false, true}) {
      std::string all;
      size_t pieces = 0;
      WriteJson(one, {.pretty = pretty}, [&](std::string_view piece) {
        EXPECT_TRUE(piece.ends_with('}') || piece.ends_with(']')) << piece.substr(0, 99);
        EXPECT_LT(piece.size(), size_t{1} << 17);
        all += piece;
        ++pieces;
      });
      EXPECT_EQ(all, ToJson(one, {.pretty = pretty}));
      EXPECT_GT(pieces, 3u);
    }
  };
  check(index);
  check(report);
  size_t calls = 0;
  WriteJson(IndexReport(), {}, [&](std::string_view) { ++calls; });
  EXPECT_EQ(calls, 1u);
}

TEST(Json, OneBrokenEnrichmentDoesNotBreakTheDocument) {
  VulnerabilityReport report;
  report.index = std::make_shared<const IndexReport>();
  report.enrichments["x"] = {"{", R"({"a":1})"};
  const auto back = VulnerabilityReportFromJson(ToJson(report));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->enrichments.at("x"), (std::vector<std::string>{R"("{")", R"({"a":1})"}));
}

TEST(JsonText, Times) {
  EXPECT_EQ(TimeText({}), "0001-01-01T00:00:00Z");
  EXPECT_EQ(TimeText(At(1'700'000'000)), "2023-11-14T22:13:20Z");
  EXPECT_EQ(TimeText(At(-1)), "1969-12-31T23:59:59Z");
  EXPECT_EQ(TimeText(At(INT64_MAX)), "0001-01-01T00:00:00Z") << "not in four digits";
  EXPECT_EQ(TimeText(At(INT64_MIN)), "0001-01-01T00:00:00Z");
  EXPECT_EQ(*ParseTimeText("0001-01-01T00:00:00Z"), At(0));
  EXPECT_EQ(*ParseTimeText("2023-11-14T22:13:20.123456789Z"), At(1'700'000'000));
  EXPECT_EQ(*ParseTimeText("2023-11-15T03:43:20+05:30"), At(1'700'000'000));
  EXPECT_EQ(*ParseTimeText("2023-11-14T14:13:20-08:00"), At(1'700'000'000));
  for (std::string_view bad :
       {"2023", "2023-13-01T00:00:00Z", "2023-02-30T00:00:00Z", "2023-01-01T24:00:00Z",
        "2023-01-01T00:00:00", "2023-01-01T00:00:00Zx", "-023-01-01T00:00:00Z"}) {
    EXPECT_FALSE(ParseTimeText(bad).ok()) << bad;
  }
}

TEST(JsonText, Detectors) {
  const Detector odd{"a:b", "1%2", "package"};
  const std::string text = codec::DetectorText(odd);
  EXPECT_EQ(text, "urn:claircore:detector:a%3Ab:1%252:package");
  EXPECT_EQ(*codec::ParseDetectorText(text), odd);
  EXPECT_FALSE(codec::ParseDetectorText("urn:claircore:detector:a").ok());
  EXPECT_FALSE(codec::ParseDetectorText("x").ok());
}

TEST(JsonText, NormalizedVersions) {
  const auto version = codec::ParseNormalizedVersionText("semver:0.1.2");
  ASSERT_TRUE(version.ok());
  EXPECT_EQ(codec::NormalizedVersionText(*version), "semver:0.1.2.0.0.0.0.0.0.0");
  EXPECT_FALSE(codec::ParseNormalizedVersionText("semver:1.2.3.4.5.6.7.8.9.10.11").ok());
  EXPECT_FALSE(codec::ParseNormalizedVersionText("semver:1.x").ok());
  EXPECT_FALSE(codec::ParseNormalizedVersionText("semver:99999999999").ok());
  EXPECT_FALSE(codec::ParseNormalizedVersionText("1.2").ok());
}

}  // namespace
}  // namespace claircore
