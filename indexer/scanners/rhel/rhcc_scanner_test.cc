#include "indexer/scanners/rhel/rhcc_scanner.h"

#include <string>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::FakeRepositorySink;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewRhccScanner(), layer); }

std::vector<std::string> Repositories(const FakeLayer& layer) {
  const auto scanner = NewRhccRepositoryScanner();
  FakeRepositorySink sink;
  EXPECT_TRUE(scanner->Scan(Context::Background(), *layer.For(*scanner), sink).ok());
  std::vector<std::string> names;
  for (const Repository& r : sink.repositories) {
    EXPECT_EQ(r.key, "rhcc-container-repository");
    names.push_back(r.name + "|" + r.uri + "|" + r.cpe);
  }
  return names;
}

std::vector<std::string> Kinds(const FakePackageSink& sink) {
  std::vector<std::string> all;
  for (const Package& p : sink.packages) {
    all.push_back(std::string(PackageKindName(p.kind)) + " " + p.name + " " + p.version + " of " +
                  (p.source == nullptr ? "" : p.source->name));
  }
  return all;
}

constexpr char kDockerfile[] =
    "FROM ubi8 AS build\n"
    "LABEL name=build\n"
    "FROM ubi8\n"
    "ENV PRODUCT=quay\n"
    "LABEL com.redhat.component=\"$PRODUCT-registry-container\" name=\"quay/${PRODUCT}-rhel8\"\n"
    "LABEL \"release\"=\"4\" \"architecture\"=\"x86_64\"\n";

TEST(RhccScanner, ADockerfile) {
  const std::string path = "root/buildinfo/Dockerfile-quay-quay-rhel8-v3.5.6-4";
  const FakeLayer layer = FakeLayer().File(path, kDockerfile);
  const FakePackageSink found = Scan(layer);
  EXPECT_EQ(Kinds(found), (std::vector<std::string>{
                              "source quay-registry-container v3.5.6-4 of ",
                              "binary quay/quay-rhel8 v3.5.6-4 of quay-registry-container",
                              "ancestry quay/quay-rhel8 v3.5.6-4 of quay-registry-container",
                          }));
  for (const Package& p : found.packages) {
    EXPECT_EQ(p.arch, "x86_64");
    EXPECT_EQ(p.type, "oci");
    EXPECT_EQ(p.package_db, path);
    EXPECT_EQ(p.filepath, path);
    EXPECT_EQ(p.repository_hint, "rhcc");
    ASSERT_TRUE(p.normalized_version.has_value());
    EXPECT_EQ(*p.normalized_version, (NormalizedVersion{"rhctag", {3, 5}}));
  }
  EXPECT_TRUE(found.problems.empty());
  EXPECT_EQ(Repositories(layer),
            (std::vector<std::string>{"Red Hat Container Catalog|"
                                      "https://catalog.redhat.com/software/containers/explore|"}));
}

constexpr char kLabels[] =
    R"({"name": "openshift-gitops-1/gitops-rhel8-operator", "architecture": "x86_64",
        "org.opencontainers.image.created": "2025-04-14T02:14:26Z",
        "cpe": "cpe:/a:redhat:openshift_gitops:1.16::el8"})";

TEST(RhccScanner, LabelsJson) {
  for (const char* path : {"root/buildinfo/labels.json", "usr/share/buildinfo/labels.json"}) {
    const FakeLayer layer = FakeLayer().File(path, kLabels);
    const std::string name = "openshift-gitops-1/gitops-rhel8-operator";
    EXPECT_EQ(Kinds(Scan(layer)), (std::vector<std::string>{
                                      "source " + name + " 1744596866 of ",
                                      "binary " + name + " 1744596866 of " + name,
                                      "ancestry " + name + " 1744596866 of " + name,
                                  }));
    const std::string cpe = "cpe:2.3:a:redhat:openshift_gitops:1.16:*:el8:*:*:*:*:*";
    EXPECT_EQ(Repositories(layer), (std::vector<std::string>{cpe + "||" + cpe}));
  }
  // One container, told twice.
  EXPECT_EQ(Scan(FakeLayer()
                     .File("root/buildinfo/labels.json", kLabels)
                     .File("usr/share/buildinfo/labels.json", kLabels))
                .packages.size(),
            3u);
}

TEST(RhccScanner, WhatIsNotInTheCatalogIsNothing) {
  const FakeLayer layer = FakeLayer()
                              .File("root/buildinfo/Dockerfile-a-1-1",
                                    "LABEL com.redhat.component=a architecture=x86_64\n")
                              .File("root/buildinfo/Dockerfile-a-latest-1", kDockerfile)
                              .File("root/buildinfo/Dockerfile-2b1c", kDockerfile)
                              .File("Dockerfile-a-1-1", kDockerfile)
                              .File("root/buildinfo/labels.json", R"({"name": "a"})");
  const FakePackageSink found = Scan(layer);
  EXPECT_TRUE(found.packages.empty());
  EXPECT_TRUE(found.problems.empty());
  EXPECT_TRUE(Scan(FakeLayer().File("etc/os-release", "ID=alpine\n")).packages.empty());
  EXPECT_TRUE(Repositories(FakeLayer().File("etc/os-release", "ID=alpine\n")).empty());
}

TEST(RhccScanner, WhatCannotBeReadIsAProblemAndTheRestCounts) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("root/buildinfo/labels.json", "{")
               .File("root/buildinfo/Dockerfile-a-1-1", std::string(2 << 20, '#'))
               .File("root/buildinfo/Dockerfile-b-1-1", std::string("LABEL x=\"\n") + kDockerfile));
  EXPECT_EQ(found.packages.size(), 3u);
  EXPECT_EQ(found.problems.size(), 3u);
}

}  // namespace
}  // namespace claircore::scanners
