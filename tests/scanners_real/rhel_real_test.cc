#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/rhel/content_manifest_scanner.h"
#include "indexer/scanners/rhel/dnf_scanner.h"
#include "indexer/scanners/rhel/rhcc_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

std::string Output(const std::string& command) {
  int code = 0;
  std::string out = RunCommand(command, code);
  EXPECT_EQ(code, 0) << command << "\n" << out;
  return out;
}

// A layer's tar, as `tar` unpacks it.
testing::FakeLayer LayerOfTar(const std::string& name, std::string_view bytes) {
  const std::string path = ::testing::TempDir() + "/" + name;
  WriteFile(path, bytes);
  testing::FakeLayer layer;
  for (const std::string& file : SplitLines(Output("tar -tf '" + path + "' 2>/dev/null"))) {
    if (file.ends_with('/')) continue;
    layer.File(file, Output("tar -xOf '" + path + "' '" + file + "' 2>/dev/null"));
  }
  return layer;
}

// The content sets of every manifest of a layer, as Python's json reads them.
std::vector<std::string> JudgedContentSets(const testing::FakeLayer& layer) {
  std::vector<std::string> sets;
  for (const auto& [path, node] : layer.nodes()) {
    if (!path.ends_with(".json")) continue;
    WriteFile(::testing::TempDir() + "/manifest.json", *node.bytes);
    int code = 0;
    const std::string out = RunCommand(
        "python3 -c 'import json, sys; print(\"\\n\".join(json.load(open(sys.argv[1]))"
        "[\"content_sets\"]))' '" +
            ::testing::TempDir() + "/manifest.json' 2>/dev/null",
        code);
    if (code != 0) std::cout << "no JSON, says python3: " << path << "\n";
    for (std::string& line : SplitLines(out)) sets.push_back(std::move(line));
  }
  std::sort(sets.begin(), sets.end());
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  return sets;
}

TEST(RhelReal, ContentManifestsOfRealLayers) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/small-images.tar.zst");
  const auto manifests = scanners::NewContentManifestScanner();
  const auto containers = scanners::NewRhccScanner();
  size_t layers = 0;
  size_t with_content = 0;
  for (const auto& [path, bytes] : pack.files) {
    if (path.find("quay_claircore/rhel/testdata/") == std::string::npos) continue;
    SCOPED_TRACE(path);
    ++layers;
    const testing::FakeLayer layer = LayerOfTar(path.substr(path.rfind('/') + 1), bytes);
    testing::FakeRepositorySink sink;
    ASSERT_TRUE(manifests->Scan(Context::Background(), *layer.For(*manifests), sink).ok());
    std::vector<std::string> names;
    for (const Repository& repository : sink.repositories) names.push_back(repository.name);
    EXPECT_EQ(names, JudgedContentSets(layer));
    if (!names.empty()) ++with_content;
    const bool invalid = path.find("invalid-content-manifests") != std::string::npos;
    EXPECT_EQ(sink.problems.size(), invalid ? 1u : 0u);
    // Their one Dockerfile names no container of the catalog.
    EXPECT_TRUE(Scan(*containers, layer).packages.empty());
  }
  EXPECT_EQ(layers, 6u);
  EXPECT_EQ(with_content, 3u);
}

// Builds packages, installs, upgrades, downgrades, reinstalls, replaces and removes them, and asks
// dnf what it remembers.
constexpr char kUseDnf[] = R"sh(
set -e
cd "$1"
dnf=$2
pack() {  # name epoch version release repository [more]
  cat >"$1.spec" <<END
Name: $1
Epoch: $2
Version: $3
Release: $4
Summary: x
License: x
BuildArch: noarch
$6
%description
x
%files
END
  rpmbuild -bb --define "_topdir $PWD/build" --define "_rpmdir $PWD/$5" "$1.spec" >/dev/null 2>&1
}
pack upgraded 0 1 1 one; pack upgraded 0 2 1 two
pack downgraded 0 2 1 one; pack downgraded 0 3 1 two
pack reinstalled 3 1.5 1.el9 one; pack reinstalled 3 1.5 1.el9 two
pack replaced 0 1 1 one; pack replacing 0 1 1 two 'Obsoletes: replaced'
pack needed 0 1~rc1 1 two; pack needing 0 1^git1 1 one 'Requires: needed'
pack removed 0 1 1 one; pack kept 0 1 1 one; pack local 0 1 1 files
createrepo_c -q one; createrepo_c -q two
run() {  # repositories, arguments
  from=()
  for repository in $1; do from+=(--repofrompath="$repository,file://$PWD/$repository"); done
  HOME="$PWD" "$dnf" -y -q --installroot="$PWD/root" --releasever=9 --setopt=gpgcheck=0 \
    --setopt=reposdir=/nonexistent --setopt=cachedir="$PWD/cache" "${from[@]}" "${@:2}"
}
{
  run one install upgraded reinstalled removed kept replaced
  run two install downgraded
  run two upgrade upgraded
  run one downgrade downgraded
  run two reinstall reinstalled
  run two install replacing
  run one remove removed
  run 'one two' install needing
  run one install "$PWD"/files/noarch/*.rpm
} >log 2>&1
run '' repoquery --installed --qf '%{name} %{evr} %{arch} repoid=%{from_repo}\n' 2>/dev/null |
  sed '/^$/d' | sort
)sh";

struct DnfCase {
  std::string command;
  std::string history;
  friend std::ostream& operator<<(std::ostream& out, const DnfCase& c) { return out << c.command; }
};

class HistoryOf : public ::testing::TestWithParam<DnfCase> {};

TEST_P(HistoryOf, IsWhatItSays) {
  const auto& [command, history] = GetParam();
  for (const std::string& tool : {command, std::string("rpmbuild"), std::string("createrepo_c")}) {
    int code = 0;
    RunCommand(tool + " --version >/dev/null 2>&1", code);
    if (code != 0) GTEST_SKIP() << "no " << tool << " on this machine";
  }
  if (geteuid() != 0) GTEST_SKIP() << "dnf installs nothing for anyone but root";
  const std::string folder = ::testing::TempDir() + "/" + command;
  WriteFile(folder + "/use", kUseDnf);
  const std::vector<std::string> judge =
      SplitLines(Output("bash '" + folder + "/use' '" + folder + "' " + command));
  ASSERT_EQ(judge.size(), 8u);

  // The log is not empty: dnf checkpoints seldom.
  testing::FakeLayer layer;
  for (const std::string& path : {history, history + "-wal"}) {
    layer.File(path, Output("cat '" + folder + "/root/" + path + "'"));
  }
  EXPECT_GT(layer.nodes().at(history + "-wal").entry.size, 0u);
  const testing::FakePackageSink found = Scan(*scanners::NewDnfScanner(), layer);
  EXPECT_TRUE(found.problems.empty());
  std::vector<std::string> facts;
  for (const Package& p : found.packages) {
    facts.push_back(p.name + " " + p.version + " " + p.arch + " " + p.repository_hint);
  }
  // What is gone was once installed, and the history says from where.
  for (const char* gone : {"removed 1-1 noarch repoid=one", "upgraded 1-1 noarch repoid=one",
                           "downgraded 3-1 noarch repoid=two", "replaced 1-1 noarch repoid=one"}) {
    EXPECT_EQ(std::erase(facts, gone), 1u) << gone;
  }
  std::sort(facts.begin(), facts.end());
  EXPECT_EQ(facts, judge);
  std::cout << command << ": " << judge.size() << " packages installed, 4 gone\n";
}

INSTANTIATE_TEST_SUITE_P(
    RhelReal, HistoryOf,
    ::testing::Values(DnfCase{"dnf", "var/lib/dnf/history.sqlite"},
                      // Not in Debian 12.
                      DnfCase{"dnf5", "usr/lib/sysimage/libdnf5/transaction_history.sqlite"}),
    [](const ::testing::TestParamInfo<DnfCase>& info) { return info.param.command; });

}  // namespace
}  // namespace claircore::scanners_real
