#include "indexer/scanners/sbom/sbom_scanner.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using Names = std::vector<std::string>;

FakePackageSink Scan(const std::shared_ptr<const PackageScanner>& scanner, const FakeLayer& layer) {
  FakePackageSink sink;
  EXPECT_TRUE(scanner->Scan(Context::Background(), *layer.For(*scanner), sink).ok());
  return sink;
}

std::string CycloneDx(std::string_view purl) {
  return R"({"bomFormat": "CycloneDX", "components": [{"purl": ")" + std::string(purl) + "\"}]}";
}

std::string Spdx(std::string_view purl) {
  return R"({"spdxVersion": "SPDX-2.3", "packages": [{"externalRefs": [
      {"referenceType": "purl", "referenceLocator": ")" +
         std::string(purl) + "\"}]}]}";
}

FakeLayer Documents() {
  return FakeLayer()
      .File("app/app.cdx.json", CycloneDx("pkg:npm/lodash@4.17.15"))
      .File("app/app.spdx",
            "SPDXVersion: SPDX-2.3\nPackageName: six\n"
            "ExternalRef: PACKAGE-MANAGER purl pkg:pypi/six@1.16.0\n")
      .File("usr/src/app/bom.json", Spdx("pkg:maven/org.acme/core@1.0"))
      .File("usr/lib/python3/site-packages/w-1.dist-info/sboms/auditwheel.cdx.json",
            CycloneDx("pkg:rpm/almalinux/openssl-libs@1.1.1k-9?arch=x86_64"));
}

TEST(SbomScanner, TakesTheTypeOfThePurl) {
  const FakePackageSink found = Scan(NewSbomScanner(), Documents());
  EXPECT_EQ(found.Names(),
            (Names{"lodash 4.17.15", "openssl-libs 1.1.1k-9", "org.acme:core 1.0", "six 1.16.0"}));
  EXPECT_EQ(found.Find("lodash")->type, "npm");
  EXPECT_EQ(found.Find("lodash")->filepath, "app/app.cdx.json");
  EXPECT_EQ(found.Find("lodash")->package_db, "sbom:app/app.cdx.json");
  EXPECT_EQ(found.Find("lodash")->kind, PackageKind::kBinary);
  EXPECT_EQ(found.Find("openssl-libs")->type, "rpm");
  EXPECT_EQ(found.Find("openssl-libs")->arch, "x86_64");
  EXPECT_TRUE(found.problems.empty());
}

TEST(SbomScanner, LeavesAloneWhatOthersFind) {
  const FakePackageSink found =
      Scan(NewSbomScanner(),
           FakeLayer()
               .File("app/node_modules/a/bom.json", CycloneDx("pkg:npm/a@1"))
               .File("app/META-INF/sbom/application.cdx.json", CycloneDx("pkg:maven/a/b@1"))
               .File("opt/pwsh/_manifest/spdx_2.2/manifest.spdx.json", Spdx("pkg:nuget/A@1"))
               .File("opt/bitnami/redis/.spdx-redis.spdx", Spdx("pkg:golang/a/b@1"))
               .File("var/lib/db/sbom/curl-8.spdx.json", Spdx("pkg:apk/wolfi/curl@8"))
               .File("usr/lib/python3/dist-packages/x/a.cdx.json", CycloneDx("pkg:pypi/a@1"))
               .File("home/linuxbrew/.linuxbrew/Cellar/jq/1.7.1_1/sbom.spdx.json",
                     Spdx("pkg:brew/homebrew/core/jq@1.7.1"))
               .File("go/pkg/mod/example.com/a@v1.0.0/testdata/a.spdx.json", Spdx("pkg:npm/a@1"))
               .File("usr/local/cargo/registry/src/index.example-1/a-1.0.0/tests/a.cdx.json",
                     CycloneDx("pkg:npm/a@1"))
               .File("image.spdx.json", Spdx("pkg:deb/debian/curl@8"))
               .File("app/images.cdx.json", CycloneDx("pkg:oci/base@sha256%3A00"))
               .File("app/no-version.cdx.json", CycloneDx("pkg:npm/a"))
               .File("LICENSE.spdx", "MIT\n"));
  EXPECT_EQ(found.Names(), Names{});
  EXPECT_TRUE(found.problems.empty());
}

TEST(SbomScanner, OneDocumentNamesAPackageOnce) {
  const std::string twice = R"({"bomFormat": "CycloneDX", "components": [
      {"purl": "pkg:npm/a@1?x=1"}, {"purl": "pkg:npm/a@1?x=2"}, {"purl": "pkg:npm/a@2"}]})";
  EXPECT_EQ(Scan(NewSbomScanner(), FakeLayer().File("a/bom.json", twice)).Names(),
            (Names{"a 1", "a 2"}));
}

TEST(SbomScanner, WhatCannotBeReadIsAProblemAndTheRestCounts) {
  const FakePackageSink found =
      Scan(NewSbomScanner(), FakeLayer()
                                 .File("a/bom.json", "{")
                                 .Broken("b/bom.json", absl::DataLossError("spool"))
                                 .File("c/bom.json", R"({"bomFormat": "CycloneDX", "components": [
                   {"purl": "npm/x"}, {"purl": "pkg:npm/good@1"}]})"));
  EXPECT_EQ(found.Names(), (Names{"good 1"}));
  EXPECT_EQ(found.problems.size(), 3u);
}

TEST(SbomScanner, OneFileIsNotAMillionPackages) {
  std::string purls = R"({"purl": "pkg:npm/a@0"})";
  std::string names = R"("a0": {"version": "1"})";
  for (int i = 1; i <= 100'000; ++i) {
    purls += R"(,{"purl": "pkg:npm/a@)" + std::to_string(i) + "\"}";
    names += ",\"a" + std::to_string(i) + R"(": {"version": "1"})";
  }
  for (const FakePackageSink& found :
       {Scan(NewSbomScanner(),
             FakeLayer().File("a/bom.json",
                              R"({"bomFormat": "CycloneDX", "components": [)" + purls + "]}")),
        Scan(NewBitnamiScanner(),
             FakeLayer().File("opt/bitnami/.bitnami_components.json", "{" + names + "}"))}) {
    EXPECT_EQ(found.packages.size(), 100'000u);
    ASSERT_EQ(found.problems.size(), 1u);
    EXPECT_EQ(found.problems[0].why.code(), absl::StatusCode::kResourceExhausted);
  }
}

TEST(SbomScanner, StopsWhenCancelled) {
  std::stop_source stop;
  stop.request_stop();
  FakePackageSink sink;
  const auto scanner = NewSbomScanner();
  const Context context = Context::Background().WithStopToken(stop.get_token());
  EXPECT_EQ(scanner->Scan(context, *Documents().For(*scanner), sink).code(),
            absl::StatusCode::kCancelled);
  EXPECT_TRUE(sink.packages.empty());
}

FakeLayer Bitnami() {
  return FakeLayer()
      .File("opt/bitnami/redis/.spdx-redis.spdx",
            R"({"spdxVersion": "SPDX-2.3", "packages": [
                {"name": "redis", "externalRefs": [{"referenceType": "purl",
                 "referenceLocator": "pkg:bitnami/redis@7.4.0-0?arch=arm64&distro=debian-12"}]},
                {"name": "golang.org/x/net", "externalRefs": [{"referenceType": "purl",
                 "referenceLocator": "pkg:golang/golang.org/x/net@v0.1.0"}]}]})")
      .File("opt/bitnami/.bitnami_components.json",
            R"({"redis": {"version": "7.4.0-0", "arch": "arm64"},
                "gosu": {"version": "1.14.0-1", "arch": "amd64", "type": "NAMI"}})");
}

TEST(BitnamiScanner, ReadsDocumentsAndTheListOfComponents) {
  const FakePackageSink found = Scan(NewBitnamiScanner(), Bitnami());
  EXPECT_EQ(found.Names(), (Names{"gosu 1.14.0-1", "redis 7.4.0-0"}));
  const Package& redis = *found.Find("redis");
  EXPECT_EQ(redis.type, "bitnami");
  EXPECT_EQ(redis.arch, "arm64");
  EXPECT_EQ(redis.filepath, "opt/bitnami/redis/.spdx-redis.spdx");
  EXPECT_EQ(redis.package_db, "bitnami:opt/bitnami/redis/.spdx-redis.spdx");
  EXPECT_EQ(found.Find("gosu")->filepath, "opt/bitnami/.bitnami_components.json");
  EXPECT_TRUE(found.problems.empty());
}

TEST(BitnamiScanner, WhatCannotBeReadIsAProblem) {
  const FakePackageSink found =
      Scan(NewBitnamiScanner(), FakeLayer()
                                    .File("opt/bitnami/a/.spdx-a.spdx", "{\"spdxVersion")
                                    .File("opt/bitnami/.bitnami_components.json",
                                          R"({"a": {}, "b": 7, "c": {"version": "1-0"}})"));
  EXPECT_EQ(found.Names(), (Names{"c 1-0"}));
  EXPECT_EQ(found.problems.size(), 3u);
}

using testing::PackageScannerCase;
using testing::PackageScannerConformance;
INSTANTIATE_TEST_SUITE_P(
    Sbom, PackageScannerConformance,
    ::testing::Values(PackageScannerCase{.name = "Sbom",
                                         .make = &NewSbomScanner,
                                         .layer = Documents(),
                                         .want = {"lodash 4.17.15", "openssl-libs 1.1.1k-9",
                                                  "org.acme:core 1.0", "six 1.16.0"},
                                         .builtin = true},
                      PackageScannerCase{.name = "Bitnami",
                                         .make = &NewBitnamiScanner,
                                         .layer = Bitnami(),
                                         .want = {"gosu 1.14.0-1", "redis 7.4.0-0"},
                                         .builtin = true}),
    testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
