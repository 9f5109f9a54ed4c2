#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/builtin_ecosystems.h"
#include "claircore/indexer.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/recipe.h"
#include "gtest/gtest.h"

// What package managers leave in a newer layer when they remove or upgrade a package: it is gone,
// whatever file proved it.
namespace claircore {
namespace {

constexpr std::string_view kInstalled = R"(
layer none
file nix/store/0c5b5fcwkqx5d7nmfiyd8ji4a5rmgp5r-bash-5.2/bin/bash
file nix/store/0c5b5fcwkqx5d7nmfiyd8ji4a5rmgp5r-bash-5.2/share/doc
file brew/Cellar/jq/1.7.1/INSTALL_RECEIPT.json
file snap/core/1/meta/snap.yaml <<END
name: core
version: 16
END
file opt/spack/zlib/.spack/spec.json <<END
{"spec": {"nodes": [{"name": "zlib", "version": "1.3"}]}}
END
file opt/spack/old/.spack/spec.yaml <<END
spec:
- hdf5:
    version: 1.10
END
file etc/cos-package-info.json <<END
{"installedPackages": [{"name": "popt", "version": "1.16"}, {"name": "gzip", "version": "1.9"}]}
END
file www/wp-includes/version.php <<END
$wp_version = '6.4';
END
file www/wp-content/plugins/akismet/akismet.php <<END
/* Plugin Name: A
Version: 5.3 */
END
file www/wp-content/plugins/hello.php <<END
/* Plugin Name: H
Version: 1.7 */
END
file depot/environments/v1.10/Manifest.toml <<END
[[deps.JSON]]
version = "0.21.0"
END
file depot/packages/HTTP/sJD5V/Project.toml <<END
name = "HTTP"
version = "1.10.3"
END
file var/lib/ghc/package.conf.d/text.conf <<END
name: text
version: 2.0
END
file opam/.opam-switch/packages/dune.3.7.0/opam
file usr/lib/luarocks/rocks-5.4/lpeg/1.0.2-1/lpeg-1.0.2-1.rockspec
file usr/lib/R/library/sf/DESCRIPTION <<END
Package: sf
Version: 1.0-2
Built: R 4.2.2
END
file perl/.meta/Plack-1.0/MYMETA.json <<END
{"name": "Plack", "version": "1.0"}
END
file perl/perllocal.pod <<END
=head2 date: C<Module> L<DBI|DBI>
C<VERSION: 1.643>
=head2 date: C<Module> L<JSON|JSON>
C<VERSION: 4.09>
END
file app/lib/jason-1.4.0/ebin/jason.app <<END
{application,jason,[{vsn,"1.4.0"}]}.
END
file conda/conda-meta/xz-5.4.json <<END
{"name": "xz", "version": "5.4"}
END
file usr/lib/opkg/status <<END
Package: uci
Version: 1
Status: install ok installed

Package: ubox
Version: 1
Status: install ok installed
END
file var/lib/pacman/local/tree-1.8-1/desc <<END
%NAME%
tree

%VERSION%
1.8-1
END
file var/db/pkg/app-misc/screen-4.9/PF
file var/db/pkg/app-misc/screen-4.9/CONTENTS
file opt/bitnami/redis/.spdx-redis.spdx <<END
SPDXVersion: SPDX-2.3
PackageName: redis
ExternalRef: PACKAGE-MANAGER purl pkg:bitnami/redis@7.4.1-0
END
file opt/bitnami/.bitnami_components.json <<END
{"redis": {"version": "7.4.1-0"}, "gosu": {"version": "1.14.0-1"}}
END
file srv/bom.json <<END
{"bomFormat": "CycloneDX", "components": [{"purl": "pkg:npm/lodash@4.17.15"}]}
END
)";

constexpr std::string_view kRemoved = R"(
layer none
whiteout nix/store/0c5b5fcwkqx5d7nmfiyd8ji4a5rmgp5r-bash-5.2
whiteout brew/Cellar/jq
whiteout snap/core/1
opaque opt/spack
file etc/cos-package-info.json <<END
{"installedPackages": [{"name": "gzip", "version": "1.9"}]}
END
file www/wp-includes/version.php <<END
$wp_version = '6.4.1';
END
whiteout www/wp-content/plugins/akismet
whiteout www/wp-content/plugins/hello.php
file depot/environments/v1.10/Manifest.toml
whiteout depot/packages/HTTP/sJD5V
whiteout var/lib/ghc/package.conf.d/text.conf
whiteout opam/.opam-switch/packages/dune.3.7.0
opaque usr/lib/luarocks/rocks-5.4
whiteout usr/lib/R/library/sf
whiteout perl/.meta/Plack-1.0
file perl/perllocal.pod <<END
=head2 date: C<Module> L<JSON|JSON>
C<VERSION: 4.09>
END
whiteout app/lib/jason-1.4.0
file app/lib/jason-1.4.1/ebin/jason.app <<END
{application,jason,[{vsn,"1.4.1"}]}.
END
whiteout conda/conda-meta/xz-5.4.json
file usr/lib/opkg/status <<END
Package: uci
Version: 1
Status: deinstall ok not-installed

Package: ubox
Version: 2
Status: install ok installed
END
whiteout var/lib/pacman/local/tree-1.8-1
file var/lib/pacman/local/tree-2.0-1/desc <<END
%NAME%
tree

%VERSION%
2.0-1
END
whiteout var/db/pkg/app-misc/screen-4.9
whiteout opt/bitnami/redis
file opt/bitnami/.bitnami_components.json <<END
{"gosu": {"version": "1.14.0-1"}}
END
file srv/bom.json <<END
{"bomFormat": "CycloneDX", "components": []}
END
)";

// "name version" of all packages that are somewhere, sorted.
std::vector<std::string> Packages(const std::string& text) {
  const auto recipe = testing::ParseRecipe(text);
  EXPECT_TRUE(recipe.ok()) << recipe.status();
  if (!recipe.ok()) return {};
  const testing::BuiltImage image = testing::BuildImage(*recipe);
  MemoryStore store;
  IndexerOptions options;
  options.store = &store.index();
  options.fetcher = image.fetcher.get();
  AddBuiltinEcosystems(options.ecosystems);
  auto indexer = Indexer::Create(std::move(options));
  EXPECT_TRUE(indexer.ok()) << indexer.status();
  const auto report = (*indexer)->Index(Context::Background(), image.manifest);
  EXPECT_TRUE(report.ok()) << report.status();
  std::vector<std::string> found;
  for (const auto& [id, environments] : report->environments) {
    if (environments.empty()) continue;
    const Package& package = report->packages.at(id);
    found.push_back(package.name + " " + package.version);
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(RemovedPackages, AreGone) {
  EXPECT_EQ(Packages(std::string(kInstalled)), (std::vector<std::string>{"DBI 1.643",
                                                                         "HTTP 1.10.3",
                                                                         "JSON 0.21.0",
                                                                         "JSON 4.09",
                                                                         "Plack 1.0",
                                                                         "akismet 5.3",
                                                                         "app-misc/screen 4.9",
                                                                         "bash 5.2",
                                                                         "core 16",
                                                                         "dune 3.7.0",
                                                                         "gosu 1.14.0-1",
                                                                         "gzip 1.9",
                                                                         "hdf5 1.10",
                                                                         "hello 1.7",
                                                                         "jason 1.4.0",
                                                                         "jq 1.7.1",
                                                                         "lodash 4.17.15",
                                                                         "lpeg 1.0.2-1",
                                                                         "popt 1.16",
                                                                         "redis 7.4.1-0",
                                                                         "sf 1.0-2",
                                                                         "text 2.0",
                                                                         "tree 1.8-1",
                                                                         "ubox 1",
                                                                         "uci 1",
                                                                         "wordpress 6.4",
                                                                         "xz 5.4",
                                                                         "zlib 1.3"}));
  EXPECT_EQ(Packages(std::string(kInstalled) + std::string(kRemoved)),
            (std::vector<std::string>{"JSON 4.09", "gosu 1.14.0-1", "gzip 1.9", "jason 1.4.1",
                                      "tree 2.0-1", "ubox 2", "wordpress 6.4.1"}));
}

}  // namespace
}  // namespace claircore
