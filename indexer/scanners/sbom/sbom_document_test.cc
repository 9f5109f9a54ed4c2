#include "indexer/scanners/sbom/sbom_document.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "indexer/scanners/json/json_reader.h"
#include "indexer/scanners/sbom/purl_package.h"

namespace claircore::scanners {
namespace {

// The purls, a line each; "other" for what is no SBOM.
std::string Read(std::string_view text) {
  JsonReader reader;
  const auto document = ReadSbom(text, reader);
  if (!document.ok()) return "error";
  if (!document->recognised) return "other";
  std::string all;
  for (const SbomEntry& entry : document->entries) all += std::string(entry.purl) + "\n";
  return all;
}

TEST(SbomDocument, ReadsSpdxJson) {
  EXPECT_EQ(Read(R"({"spdxVersion": "SPDX-2.3", "packages": [
      {"SPDXID": "a", "name": "a", "externalRefs": [
          {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:x:a:1:*:*:*:*:*:*:*"},
          {"referenceCategory": "PACKAGE_MANAGER", "referenceType": "purl",
           "referenceLocator": "pkg:npm/a@1"},
          {"referenceType": "purl", "referenceLocator": "pkg:npm/second@1"}]},
      {"SPDXID": "b", "name": "no purl"}, 7]})"),
            "pkg:npm/a@1\n");
}

TEST(SbomDocument, LeavesOutWhatOnlyTheBuildNeeded) {
  const auto package = [](std::string_view id) {
    return R"({"SPDXID": ")" + std::string(id) +
           R"(", "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:npm/)" +
           std::string(id) + R"("}]})";
  };
  EXPECT_EQ(Read(R"({"spdxVersion": "SPDX-2.2", "packages": [)" + package("app") + "," +
                 package("tool") + "," + package("both") + "," + package("also") + R"(],
      "relationships": [
        {"spdxElementId": "tool", "relationshipType": "BUILD_TOOL_OF", "relatedSpdxElement": "app"},
        {"spdxElementId": "both", "relationshipType": "DEV_DEPENDENCY_OF",
         "relatedSpdxElement": "app"},
        {"spdxElementId": "app", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "both"},
        {"spdxElementId": "also", "relationshipType": "TEST_TOOL_OF", "relatedSpdxElement": "app"},
        {"spdxElementId": "also", "relationshipType": "DEPENDENCY_OF",
         "relatedSpdxElement": "app"}]})"),
            "pkg:npm/app\npkg:npm/both\npkg:npm/also\n");
}

TEST(SbomDocument, ReadsCycloneDx) {
  EXPECT_EQ(Read(R"({"bomFormat": "CycloneDX", "specVersion": "1.5",
      "metadata": {"component": {"purl": "pkg:npm/root@1"}},
      "components": [
        {"name": "a", "version": "1", "purl": "pkg:npm/a@1",
         "components": [{"purl": "pkg:npm/inner@2"}]},
        {"purl": "pkg:npm/dev@1", "scope": "excluded"},
        {"purl": "pkg:npm/maybe@1", "scope": "optional"},
        {"type": "file", "name": "no purl"}, []]})"),
            "pkg:npm/a@1\npkg:npm/maybe@1\npkg:npm/inner@2\n");
  EXPECT_EQ(Read(R"({"bomFormat": "CycloneDX"})"), "");
}

TEST(SbomDocument, ReadsTagValue) {
  EXPECT_EQ(Read("# made by hand\nSPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n\n"
                 "PackageName: redis\nSPDXID: SPDXRef-redis\nPackageVersion: 7.4.1-0\n"
                 "ExternalRef: SECURITY cpe23Type cpe:2.3:a:r:r:7:*:*:*:*:*:*:*\n"
                 "PackageComment: <text>\nPackageName: prose\n"
                 "ExternalRef: PACKAGE-MANAGER purl pkg:npm/prose@1\n</text>\n"
                 "ExternalRef: PACKAGE-MANAGER purl pkg:bitnami/redis@7.4.1-0?arch=arm64\n"
                 "PackageName: make\nSPDXID: SPDXRef-make\n"
                 "ExternalRef: PACKAGE-MANAGER purl pkg:generic/make@4\n"
                 "Relationship: SPDXRef-make BUILD_TOOL_OF SPDXRef-redis\n"),
            "pkg:bitnami/redis@7.4.1-0?arch=arm64\n");
}

TEST(SbomDocument, TypesOfReferencesMayBeUris) {
  EXPECT_EQ(Read(R"({"spdxVersion": "SPDX-2.2", "packages": [{"externalRefs": [
      {"referenceType": "http://spdx.org/rdf/references/cpe23Type", "referenceLocator": "cpe"},
      {"referenceType": "http://spdx.org/rdf/references/purl",
       "referenceLocator": "pkg:npm/a@1"}]}]})"),
            "pkg:npm/a@1\n");
  EXPECT_EQ(Read("SPDXVersion: SPDX-2.2\nPackageName: a\n"
                 "ExternalRef: PACKAGE-MANAGER http://spdx.org/rdf/references/purl pkg:npm/a@1\n"),
            "pkg:npm/a@1\n");
}

TEST(SbomDocument, MayBeginWithAByteOrderMark) {
  const std::string mark = "\xef\xbb\xbf";
  EXPECT_EQ(Read(mark + R"({"bomFormat": "CycloneDX", "components": [{"purl": "pkg:npm/a@1"}]})"),
            "pkg:npm/a@1\n");
  EXPECT_EQ(Read(mark + "SPDXVersion: SPDX-2.2\r\nPackageName: a\r\n"
                        "ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\r\n"),
            "pkg:npm/a@1\n");
}

TEST(SbomDocument, OtherFilesAreNone) {
  EXPECT_EQ(Read(""), "other");
  EXPECT_EQ(Read("MIT"), "other");
  EXPECT_EQ(Read("<?xml version=\"1.0\"?><bom/>"), "other");
  EXPECT_EQ(Read("{}"), "other");
  EXPECT_EQ(Read(R"({"spdxVersion": "SPDX-9"})"), "other");
  EXPECT_EQ(Read("DataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nSPDXVersion: SPDX-2.3\n"), "");
  EXPECT_EQ(Read("PackageName: x\nSPDXVersion: SPDX-2.3\n"), "other");
  EXPECT_EQ(Read("{\"spdxVersion\": "), "error");
}

TEST(SbomDocument, BothFormsAreBounded) {
  const std::string text = "SPDXVersion: SPDX-2.3\n" + std::string(JsonReader::kMaxBytes, '#');
  JsonReader reader;
  EXPECT_EQ(ReadSbom(text, reader).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReadSbom("{" + text, reader).status().code(), absl::StatusCode::kResourceExhausted);
}

std::string Spelled(std::string_view purl, std::string_view name = "") {
  const auto package = PackageOfEntry({name, "9", purl});
  if (!package.ok()) return "error";
  return package->type + " " + package->name + " " + package->version + " " + package->arch;
}

TEST(PurlPackage, SpellsAsTheTypesOwnScannerDoes) {
  EXPECT_EQ(Spelled("pkg:maven/org.acme/core@1.0"), "maven org.acme:core 1.0 ");
  EXPECT_EQ(Spelled("pkg:npm/%40scope/name@1.0", "name"), "npm @scope/name 1.0 ");
  EXPECT_EQ(
      Spelled("pkg:golang/github.com/Masterminds/semver@v1.2.3", "github.com/Masterminds/semver"),
      "golang github.com/Masterminds/semver v1.2.3 ");
  EXPECT_EQ(Spelled("pkg:golang/github.com/a/b@v1.2.3#sub/dir", "other"),
            "golang github.com/a/b v1.2.3 ");
  EXPECT_EQ(Spelled("pkg:composer/acme/lib@2.0"), "composer acme/lib 2.0 ");
  EXPECT_EQ(Spelled("pkg:pypi/flask@2.0", "Flask"), "pypi Flask 2.0 ");
  EXPECT_EQ(Spelled("pkg:pypi/flask"), "pypi flask 9 ");
  EXPECT_EQ(Spelled("pkg:deb/debian/zlib1g@1.2?arch=amd64"), "deb zlib1g 1.2 amd64");
  EXPECT_EQ(Spelled("pkg:npm/a@1?arch=x64"), "npm a 1 ");
  EXPECT_EQ(Spelled("pkg:bitnami/redis@7.4.1-0?arch=arm64&distro=debian-12"),
            "bitnami redis 7.4.1-0 arm64");
  EXPECT_EQ(Spelled("pkg:brew/homebrew/core/jq@1.7.1"), "brew jq 1.7.1 ");
  EXPECT_EQ(Spelled("pkg:luarocks/hisham/luafilesystem@1.8.0-1"),
            "luarocks luafilesystem 1.8.0-1 ");
  EXPECT_EQ(Spelled("npm/a@1"), "error");
  EXPECT_EQ(Spelled("pkg:npm/a%07@1"), "error");
}

}  // namespace
}  // namespace claircore::scanners
