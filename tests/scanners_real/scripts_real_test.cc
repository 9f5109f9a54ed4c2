#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/conan/conan2_scanner.h"
#include "indexer/scanners/conan/conan_scanner.h"
#include "indexer/scanners/dotnet/dotnet_scanner.h"
#include "indexer/scanners/dotnet/test_bundle.h"
#include "indexer/scanners/erlang/erlang_scanner.h"
#include "indexer/scanners/haskell/haskell_scanner.h"
#include "indexer/scanners/julia/julia_scanner.h"
#include "indexer/scanners/lua/lua_scanner.h"
#include "indexer/scanners/nix/nix_scanner.h"
#include "indexer/scanners/opam/opam_scanner.h"
#include "indexer/scanners/perl/perl_scanner.h"
#include "indexer/scanners/php/php_scanner.h"
#include "indexer/scanners/r/r_scanner.h"
#include "indexer/scanners/ruby/ruby_scanner.h"
#include "indexer/scanners/rust/cargo_lock_scanner.h"
#include "indexer/scanners/sbom/sbom_scanner.h"
#include "indexer/scanners/snap/snap_scanner.h"
#include "indexer/scanners/spack/spack_scanner.h"
#include "indexer/scanners/wordpress/wordpress_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

namespace fs = std::filesystem;
using Listing = std::vector<std::string>;  // "name\tversion", sorted, each once

// Tools list once what two folders (gem paths) or two traces (.meta/, perllocal.pod) tell of.
Listing EachOnce(Listing rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

// What the tools say; absent on a machine without them.
std::optional<Listing> Judge(const std::string& arguments) {
  int code = 0;
  const std::string command = "tests/scanners_real/script_judge.sh " + arguments;
  Listing rows = SplitLines(RunCommand(command, code));
  if (code == 77) return std::nullopt;
  EXPECT_EQ(code, 0) << command;
  return EachOnce(std::move(rows));
}

// Adds the files below `root` whose paths end in one of the suffixes, without `prefix`; links are
// left out.
void AddTree(testing::FakeLayer& layer, const std::string& root,
             const std::vector<std::string>& suffixes, std::string_view prefix = "") {
  if (!fs::is_directory(root)) return;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string path = entry.path().string();
    if (entry.is_symlink() || !entry.is_regular_file()) continue;
    if (std::none_of(suffixes.begin(), suffixes.end(),
                     [&](const std::string& suffix) { return path.ends_with(suffix); })) {
      continue;
    }
    std::ifstream in(path, std::ios::binary);
    layer.File(path.substr(prefix.size()), std::string(std::istreambuf_iterator<char>(in), {}));
  }
}

Listing Ours(const PackageScanner& scanner, const testing::FakeLayer& layer) {
  const testing::FakePackageSink found = Scan(scanner, layer);
  Listing rows;
  for (const Package& p : found.packages) rows.push_back(p.name + "\t" + p.version);
  rows = EachOnce(std::move(rows));
  std::cout << scanner.id().name << ": " << rows.size() << " packages, " << found.problems.size()
            << " problems\n";
  for (const auto& problem : found.problems) {
    std::cout << "  " << problem.path << ": " << problem.why.message() << "\n";
  }
  return rows;
}

// A package system, and where this machine's packages of it are.
struct System {
  std::string which;  // an argument of script_judge.sh
  std::shared_ptr<const PackageScanner> (*make)();
  std::vector<std::string> roots;
  std::vector<std::string> suffixes;
  friend std::ostream& operator<<(std::ostream& out, const System& s) { return out << s.which; }
};

std::string NameOf(const ::testing::TestParamInfo<System>& info) { return info.param.which; }

class ThisMachine : public ::testing::TestWithParam<System> {};

TEST_P(ThisMachine, HasWhatItsToolLists) {
  const System& system = GetParam();
  const std::optional<Listing> theirs = Judge(system.which);
  if (!theirs) GTEST_SKIP() << "no " << system.which << " on this machine";
  testing::FakeLayer layer;
  for (const std::string& root : system.roots) AddTree(layer, root, system.suffixes);
  EXPECT_EQ(Ours(*system.make(), layer), *theirs);
  EXPECT_GT(theirs->size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(
    ScriptsReal, ThisMachine,
    ::testing::Values(
        System{"ruby",
               &scanners::NewRubyScanner,
               {"/usr/lib/ruby", "/usr/share/rubygems-integration", "/var/lib/gems",
                "/usr/lib/x86_64-linux-gnu/ruby", "/usr/lib/x86_64-linux-gnu/rubygems-integration"},
               {".gemspec"}},
        System{"pear", &scanners::NewPearScanner, {"/usr/share/php"}, {".reg"}},
        System{"r", &scanners::NewRScanner, {"/usr/lib/R", "/usr/local/lib/R"}, {"/DESCRIPTION"}},
        System{"erlang", &scanners::NewErlangScanner, {"/usr/lib/erlang/lib"}, {".app"}}),
    NameOf);

class FreshlyInstalled : public ::testing::TestWithParam<System> {};

TEST_P(FreshlyInstalled, IsWhatTheToolLists) {
  const System& system = GetParam();
  const std::string dir = fs::absolute(::testing::TempDir()).string() + "/" + system.which;
  const std::optional<Listing> theirs = Judge(system.which + " '" + dir + "'");
  if (!theirs) GTEST_SKIP() << "no " << system.which << " on this machine";
  testing::FakeLayer layer;
  AddTree(layer, dir, system.suffixes, dir + "/");
  EXPECT_EQ(Ours(*system.make(), layer), *theirs);
  EXPECT_GT(theirs->size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    ScriptsReal, FreshlyInstalled,
    ::testing::Values(
        System{"gem", &scanners::NewRubyScanner, {}, {".gemspec"}},
        System{"composer", &scanners::NewComposerScanner, {}, {".json"}},
        System{"luarocks", &scanners::NewLuaScanner, {}, {".rockspec"}},
        System{"opam", &scanners::NewOpamScanner, {}, {"/opam"}},
        // tools/setup installs no ghc, which is 760 MB.
        System{"ghc", &scanners::NewHaskellScanner, {}, {".conf"}},
        System{"cpanm", &scanners::NewPerlScanner, {}, {"/MYMETA.json", "/perllocal.pod"}},
        // tools/setup installs neither Nix nor Conan. WordPress is fetched, but not installed.
        System{"nix", &scanners::NewNixScanner, {}, {""}},
        System{"conan", &scanners::NewConanScanner, {}, {"/conaninfo.txt"}},
        System{"conan2", &scanners::NewConan2Scanner, {}, {"/cache.sqlite3"}},
        System{"wordpress", &scanners::NewWordpressScanner, {}, {".php", "/style.css"}}),
    NameOf);

// Files that we wrote, as the format's own reader reads them.
struct OursCase {
  std::string which;  // an argument of script_judge.sh
  std::shared_ptr<const PackageScanner> (*make)();
  std::string path;  // below a folder of its own
  std::vector<std::string> texts;
  friend std::ostream& operator<<(std::ostream& out, const OursCase& c) { return out << c.which; }
};

// A program that .NET published as one file.
std::string DotnetProgram(uint32_t major) {
  const std::string deps =
      R"({"runtimeTarget": {"name": ".NETCoreApp,Version=v8.0/linux-x64"},
          "targets": {".NETCoreApp,Version=v8.0/linux-x64": {
            "App/1.0.0": {"runtime": {"App.dll": {}}},
            "Acme.Json/13.0.3": {"runtime": {"lib/net6.0/Acme.Json.dll": {}}},
            "Acme.Analyzer/1.0.0": {},
            "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1":
                {"runtime": {"System.Private.CoreLib.dll": {}}}}},
          "libraries": {"App/1.0.0": {"type": "project"}, "Acme.Json/13.0.3": {"type": "package"},
                        "Acme.Analyzer/1.0.0": {"type": "package"},
                        "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1":
                            {"type": "runtimepack"}}})";
  return scanners::TestBundle{.major = major,
                              .files = {{"App.dll", std::string(3000, 'a')},
                                        {"App.deps.json", deps, 3},
                                        {"App.runtimeconfig.json", "{}", 4}}}
      .Build();
}

class FilesOfOurs : public ::testing::TestWithParam<OursCase> {};

TEST_P(FilesOfOurs, AreReadAsTheFormatIsRead) {
  const OursCase& c = GetParam();
  testing::FakeLayer layer;
  std::string arguments = c.which;
  for (size_t i = 0; i < c.texts.size(); ++i) {
    const std::string path = c.which + "/" + std::to_string(i) + "/" + c.path;
    layer.File(path, c.texts[i]);
    WriteFile(::testing::TempDir() + "/" + path, c.texts[i]);
    arguments += " '" + ::testing::TempDir() + "/" + path + "'";
  }
  const std::optional<Listing> theirs = Judge(arguments);
  if (!theirs) GTEST_SKIP() << "nothing to judge " << c.which << " on this machine";
  EXPECT_EQ(Ours(*c.make(), layer), *theirs);
  EXPECT_GE(theirs->size(), c.texts.size());
}

INSTANTIATE_TEST_SUITE_P(
    ScriptsReal, FilesOfOurs,
    ::testing::Values(
        OursCase{"snap-yaml",
                 &scanners::NewSnapScanner,
                 "meta/snap.yaml",
                 {"name: jq\nversion: 1.5+dfsg-1\nsummary: A filter\n",
                  "version: '1.10' # a string\nname: \"hello-world\"\narchitectures:\n- amd64\n",
                  "# made by hand\n---\nname:  a#b  # c\nversion: 1.10\nbase: core20\n",
                  "name: c\ndescription: |\n  name: d\n\n  version: 9\nversion: git-1a2b\n",
                  "name: e\ndescription: 'name: f\n  version: 9'\napps:\n  version: 3\n  name: g\n"
                  "version: 0x10\n",
                  "name: h\r\nversion: 2024-01-02\r\ntitle: \"version: 1\"\r\n",
                  "version: yes\nname: i\nversion-of: 1\nslots:\n- name: x\n- version: 1\n"}},
        OursCase{
            "julia-manifest",
            &scanners::NewJuliaScanner,
            "environments/v1.10/Manifest.toml",
            {"# This file is machine-generated - editing it directly is not advised\n\n"
             "julia_version = \"1.10.2\"\nmanifest_format = \"2.0\"\nproject_hash = \"9394\"\n\n"
             "[[deps.Artifacts]]\nuuid = \"56f22d72\"\n\n"
             "[[deps.HTTP]]\ndeps = [\"Base64\", \"Dates\"]\ngit-tree-sha1 = \"db86\"\n"
             "uuid = \"cd3eb016\"\nversion = \"1.10.3\"\nweakdeps = [\"A\"]\n\n"
             "    [deps.HTTP.extensions]\n    version = \"A\"\n\n"
             "[[deps.\"\u00c9tude\"]]\npath = \"../x\"\nversion = \"0.1.0\"\n\n"
             "[[deps.OpenSSL_jll]]\nuuid = \"458c3c95\"\nversion = \"3.0.13+0\"\n",
             "[[Base64]]\nuuid = \"2a0f44e3\"\n\n[[JSON]]\ndeps = [\"Dates\"]\n"
             "uuid = \"682c06a0\"\nversion = \"0.21.0\"\n\n"
             "[[Twice]]\nuuid = \"1\"\nversion = \"1.0.0\"\n\n    [Twice.deps]\n    A = \"2\"\n\n"
             "[[Twice]]\nuuid = \"3\"\nversion = \"2.0.0\"\n"}},
        OursCase{"spack-yaml",
                 &scanners::NewSpackScanner,
                 ".spack/spec.yaml",
                 {"spec:\n- hdf5:\n    version: 1.10.5\n    arch:\n      platform: linux\n"
                  "    hash: iulacrbz\n- zlib:\n    version: 1.2.11\n",
                  "spec:\n- py-a:\n    arch:\n      version: '9'\n    version: '1.10'\n"
                  "    dependencies:\n      zlib:\n        hash: x\n",
                  "spec:\n- c:\n    version: develop # no release\n"}},
        OursCase{"cargo-lock",
                 &scanners::NewCargoLockScanner,
                 "Cargo.lock",
                 {"# generated\nversion = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"
                  "dependencies = [\n \"cc\",\n \"x 1.0.0\",\n]\n\n[[package]]\nname = \"cc\"\n"
                  "version = \"1.0.83+1\"\nsource = \"git+https://example.com/cc#1\"\n\n"
                  "[[patch.unused]]\nname = \"unused\"\nversion = \"9\"\n",
                  "[root]\nname = \"old\"\nversion = \"0\"\n\n[[package]]\r\nname = 'x'\r\n"
                  "version = '1.0.0' # here\r\n\n[metadata]\n\"checksum x 1.0.0\" = \"0\"\n"}},
        OursCase{"cyclonedx-xml",
                 &scanners::NewSbomScanner,
                 "app.cdx.xml",
                 {"<?xml version=\"1.0\"?>\n<!-- b -->\n<bom "
                  "xmlns=\"http://cyclonedx.org/schema/bom/1.5\">"
                  "<components><component type=\"library\"><group>@s</group><name>a</name>"
                  "<version>1</version><purl>pkg:npm/%40s/a@1.0.0</purl><components><component>"
                  "<name>i</name><purl> pkg:maven/org.acme/i@2?type=jar </purl></component>"
                  "</components></component><component><name>t</name><scope>excluded</scope>"
                  "<purl>pkg:npm/t@1</purl></component></components></bom>",
                  "<c:bom xmlns:c='http://cyclonedx.org/schema/bom/1.2'><c:components><c:component>"
                  "<c:name>b</c:name><c:purl><![CDATA[pkg:pypi/b@1.0%2Blocal]]></c:purl>"
                  "</c:component></c:components></c:bom>"}},
        OursCase{"dotnet-bundle",
                 &scanners::NewDotnetScanner,
                 "App",
                 {DotnetProgram(1), DotnetProgram(2), DotnetProgram(6)}},
        OursCase{"julia-project",
                 &scanners::NewJuliaScanner,
                 "packages/HTTP/sJD5V/Project.toml",
                 {"name = \"HTTP\"\nuuid = \"cd3eb016\"\nauthors = [\n  \"A <a@b>\",\n]\n"
                  "version = \"1.10.3\"\n\n[deps]\nversion = \"9\"\n",
                  "version='2.0.0+1'  # \"3\"\r\nname    =\t\"HTTP\" \r\n[compat]\r\nname = "
                  "\"x\"\r\n"}}),
    [](const auto& info) {
      std::string name = info.param.which;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

// The samples whose paths end in `suffix`, each at a path where its scanner looks.
struct Samples {
  testing::FakeLayer layer;
  std::string files;  // quoted, for a command
};

Samples TakeSamples(const Pack& pack, std::string_view suffix, const std::string& folder) {
  Samples samples;
  const std::string dir = ::testing::TempDir() + "/samples/";
  for (const auto& [path, bytes] : pack.files) {
    if (!path.ends_with(suffix)) continue;
    const size_t slash = path.rfind('/');
    samples.layer.File(path.substr(0, slash + 1) + folder + path.substr(slash), bytes);
    WriteFile(dir + path, bytes);
    samples.files += " '" + dir + path + "'";
  }
  return samples;
}

struct SampleCase {
  std::string which;  // an argument of script_judge.sh
  std::shared_ptr<const PackageScanner> (*make)();
  std::string suffix;
  std::string folder;
  size_t count;
  friend std::ostream& operator<<(std::ostream& out, const SampleCase& c) { return out << c.which; }
};

class SamplesOfOthers : public ::testing::TestWithParam<SampleCase> {};

TEST_P(SamplesOfOthers, AreReadAsTheLanguageReadsThem) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const SampleCase& c = GetParam();
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  const Samples samples = TakeSamples(pack, c.suffix, c.folder);
  const std::optional<Listing> theirs = Judge(c.which + samples.files);
  if (!theirs) GTEST_SKIP() << "nothing to judge " << c.which << " on this machine";
  EXPECT_EQ(Ours(*c.make(), samples.layer), *theirs);
  EXPECT_EQ(theirs->size(), c.count);
}

INSTANTIATE_TEST_SUITE_P(ScriptsReal, SamplesOfOthers,
                         ::testing::Values(SampleCase{"composer-json",
                                                      &scanners::NewComposerScanner,
                                                      "/installed.json", "composer", 4},
                                           SampleCase{"pear-registry", &scanners::NewPearScanner,
                                                      ".reg", ".registry", 1},
                                           SampleCase{"erlang-terms", &scanners::NewErlangScanner,
                                                      "elixir.app", "ebin", 2}),
                         [](const ::testing::TestParamInfo<SampleCase>& info) {
                           std::string name = info.param.which;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// Others' gemspecs are programs, which nobody here runs: only their readability is tested.
TEST(ScriptsReal, UnjudgedSamples) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  const Listing gems =
      Ours(*scanners::NewRubyScanner(), TakeSamples(pack, ".gemspec", "specifications").layer);
  const Listing described =
      Ours(*scanners::NewRScanner(), TakeSamples(pack, "/DESCRIPTION", "x").layer);
  std::cout << "unjudged: " << gems.size() << " gemspecs, " << described.size()
            << " R descriptions\n";
  for (const std::string& row : gems) std::cout << "  " << row << "\n";
  EXPECT_GT(gems.size(), 0u);
  EXPECT_EQ(described, (Listing{"base\t4.3.0"}));
}

}  // namespace
}  // namespace claircore::scanners_real
