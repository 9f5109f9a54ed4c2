#include <string>

#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/repository_scanner_conformance.h"
#include "gtest/gtest.h"
#include "indexer/scanners/rhel/content_manifest_scanner.h"
#include "indexer/scanners/rhel/dnf_scanner.h"
#include "indexer/scanners/rhel/rhcc_scanner.h"
#include "indexer/scanners/rhel/test_history.h"

namespace claircore::inline v0::testing {
namespace {

const char kLabels[] =
    R"({"name": "a/b", "architecture": "x86_64", "cpe": "cpe:/a:redhat:b:1",
        "org.opencontainers.image.created": "2025-04-14T02:14:26Z"})";

FakeLayer Container() {
  return FakeLayer()
      .File("root/buildinfo/labels.json", kLabels)
      .File("root/buildinfo/Dockerfile-c-2.0-1",
            "FROM x\nLABEL name=c architecture=x86_64 \\\n com.redhat.component=c-container\n");
}

FakeLayer History() {
  return FakeLayer().File(
      "var/lib/dnf/history.sqlite",
      scanners::Dnf4("INSERT INTO repo VALUES(1, 'baseos');"
                     "INSERT INTO rpm VALUES(1, 'bash', 0, '5.1.8', '6.el9', 'x86_64');"
                     "INSERT INTO trans_item VALUES(1, 1, 1, 1, 1, 1, 1);"));
}

INSTANTIATE_TEST_SUITE_P(
    Rhel, PackageScannerConformance,
    ::testing::Values(
        PackageScannerCase{"Dnf", &scanners::NewDnfScanner, History(), {"bash 5.1.8-6.el9"}, true},
        PackageScannerCase{"Rhcc",
                           &scanners::NewRhccScanner,
                           Container(),
                           {"a/b 1744596866", "a/b 1744596866", "a/b 1744596866", "c 2.0-1",
                            "c 2.0-1", "c-container 2.0-1"},
                           true}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    Rhel, RepositoryScannerConformance,
    ::testing::Values(
        RepositoryScannerCase{"ContentManifest",
                              &scanners::NewContentManifestScanner,
                              FakeLayer().File("root/buildinfo/content_manifests/a-1-1.json",
                                               R"({"content_sets": ["one", "two"]})"),
                              {"one", "two"},
                              true},
        RepositoryScannerCase{"Rhcc",
                              &scanners::NewRhccRepositoryScanner,
                              Container(),
                              {"Red Hat Container Catalog", "cpe:2.3:a:redhat:b:1:*:*:*:*:*:*:*"},
                              true}),
    CaseName());

}  // namespace
}  // namespace claircore::inline v0::testing
