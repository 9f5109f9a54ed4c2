#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/julia/environment_manifest.h"
#include "indexer/scanners/julia/julia_scanner.h"
#include "indexer/scanners/julia/package_project.h"
#include "indexer/scanners/manifest/read_text.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewJuliaScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadEnvironmentManifest, path, text);
}

constexpr std::string_view kPath = "root/.julia/environments/v1.10/Manifest.toml";

constexpr std::string_view kManifest =
    R"(# This file is machine-generated - editing it directly is not advised

julia_version = "1.10.2"
manifest_format = "2.0"
project_hash = "93943a1a7d60b9d0c100a6f10786fee114842081"

[[deps.Artifacts]]
uuid = "56f22d72-fd6d-98f1-02f0-08ddc0907c33"

[[deps.HTTP]]
deps = ["Base64", "CodecZlib"]
git-tree-sha1 = "db864f2d91f68a5912937af80327d288ea1f3aee"
uuid = "cd3eb016-35fb-5094-929b-558a96fad6f3"
version = "1.10.3"

    [deps.HTTP.weakdeps]
    version = "9"

[[deps.OpenSSL_jll]]
uuid = "458c3c95-2e84-50aa-8efc-19380b2a3a95"
version = "3.0.13+0"

[registries.General]
version = "8"
)";

TEST(JuliaManifest, ReadsBothFormats) {
  EXPECT_EQ(Read(kPath, kManifest), "[HTTP 1.10.3][OpenSSL_jll 3.0.13+0]");
  EXPECT_EQ(Read(kPath,
                 "[[Base64]]\nuuid = \"2a0f44e3\"\n\n[[JSON]]\ndeps = [\"Dates\"]\n"
                 "uuid = \"682c06a0\"\nversion = \"0.21.0\"\n\n    [JSON.deps]\n"),
            "[JSON 0.21.0]");
  EXPECT_EQ(Read(kPath, "[[deps.\"\u00c9tude\"]]\r\nversion=\"1.0.0\"\r\n"), "[\u00c9tude 1.0.0]");
}

TEST(JuliaManifest, WhatIsNoEntryIsNone) {
  EXPECT_EQ(Read(kPath, "julia_version = \"1.10.2\"\nversion = \"1\"\n\n[deps]\nversion = \"1\"\n"),
            "");
  EXPECT_EQ(
      Read(kPath, "[[deps.A]]\nversion = 1\nversion = \"1\\u0030\"\n[[deps.B.C]]\nversion = \"1\""),
      "");
  EXPECT_EQ(Read(kPath, "[[]]\nversion = \"1\"\n[[deps.A\nversion = \"1\"\n[[\nversion = \"1\"\n"),
            "");
  EXPECT_EQ(Read(kPath, ""), "");
}

constexpr std::string_view kProject =
    R"(name = "HTTP"
uuid = "cd3eb016-35fb-5094-929b-558a96fad6f3"
authors = [
    "version = 9",
]
version = "1.10.3"

[deps]
version = "8"
)";

std::string Project(std::string_view path, std::string_view text) {
  return ReadText(ReadPackageProject, path, text);
}

TEST(JuliaProject, ReadsThatOfAnInstalledPackage) {
  const std::string_view path = "root/.julia/packages/HTTP/sJD5V/Project.toml";
  EXPECT_EQ(Project(path, kProject), "[HTTP 1.10.3]");
  EXPECT_EQ(Project(path, "name='HTTP'\r\nversion = '1.0' # not yet\r\n"), "[HTTP 1.0]");
  EXPECT_EQ(Project("packages/HTTP/sJD5/JuliaProject.toml", kProject), "[HTTP 1.10.3]");
}

TEST(JuliaProject, OthersAreNone) {
  const std::string_view path = "root/.julia/packages/HTTP/sJD5V/Project.toml";
  for (const std::string_view other :
       {"packages/http/sJD5V/Project.toml", "packages/HTTP/src/Project.toml",
        "packages/HTTP/sJ.5V/Project.toml", "HTTP/sJD5VV/Project.toml", "Project.toml"}) {
    EXPECT_EQ(Project(other, kProject), "") << other;
  }
  for (const std::string_view text :
       {"", "name = \"HTTP\"", "version = \"1\"", "[a]\nname = \"HTTP\"\nversion = \"1\"",
        "name = \"HTTP\"\nversion = \"1\\u0030\"", "name = \"HTTP\"\nversion = \"1\" 2",
        "name = \"HTTP\"\nversion = \"1", "name = \"HTTP\"\nversion ="}) {
    EXPECT_EQ(Project(path, text), "") << text;
  }
}

TEST(JuliaScanner, ReadsSharedEnvironments) {
  const FakePackageSink found = Scan(
      FakeLayer()
          .File(std::string(kPath), kManifest)
          .File("opt/julia/environments/v1.11/Manifest-v1.11.toml",
                "[[deps.IJulia]]\nversion = \"1.24.2\"\n")
          .File("opt/julia/environments/a/JuliaManifest.toml", "[[deps.B]]\nversion = \"1\x01\"\n")
          .File("root/.julia/packages/HTTP/abcde/Manifest.toml", kManifest)
          .File("src/app/Manifest.toml", kManifest));
  EXPECT_EQ(found.Names(),
            (std::vector<std::string>{"HTTP 1.10.3", "IJulia 1.24.2", "OpenSSL_jll 3.0.13+0"}));
  EXPECT_EQ(found.Find("HTTP")->type, "julia");
  EXPECT_EQ(found.Find("HTTP")->repository_hint, "uuid=cd3eb016-35fb-5094-929b-558a96fad6f3");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "opt/julia/environments/a/JuliaManifest.toml");
}

TEST(JuliaScanner, FindsWhatIsInstalledForProjects) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("opt/depot/packages/HTTP/sJD5V/Project.toml", kProject)
               .File("opt/depot/packages/HTTP/sJD5V/test/Project.toml", "[deps]\nversion = \"1\"\n")
               .File("opt/depot/dev/HTTP/Project.toml", kProject)
               .File("app/Project.toml", kProject));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"HTTP 1.10.3"}));
  EXPECT_EQ(found.packages[0].filepath, "opt/depot/packages/HTTP/sJD5V/Project.toml");
  EXPECT_EQ(found.packages[0].repository_hint, "uuid=cd3eb016-35fb-5094-929b-558a96fad6f3");
  EXPECT_TRUE(found.problems.empty());
}

INSTANTIATE_TEST_SUITE_P(Julia, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Julia",
                             .make = &NewJuliaScanner,
                             .layer = FakeLayer().File(std::string(kPath), kManifest),
                             .want = {"HTTP 1.10.3", "OpenSSL_jll 3.0.13+0"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
