#include "tests/hostile/formats.h"

namespace claircore::hostile {
namespace {

constexpr Format kFormats[] = {
    {"var/lib/dpkg/status", "r", "/lib/dpkg/status", "",
     "Package: p#\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n", ""},
    {"var/lib/dpkg/status.d/x", "var/lib/dpkg/status.d/l", "", "",
     "Package: p#\nArchitecture: all\nVersion: 1\n\n", ""},
    {"var/lib/dpkg/info/x.list", "var/lib/dpkg/info/l", ".list", "", "/usr/lib/a/#.jar\n", ""},
    {"var/lib/dpkg/info/x.md5sums", "var/lib/dpkg/info/l", ".md5sums", "",
     "d41d8cd98f00b204e9800998ecf8427e  usr/lib/a/#.jar\n", ""},
    {"lib/apk/db/installed", "", "", "", "P:p#\nV:1-r0\nA:noarch\nF:usr\nR:#\n\n", ""},
    {"usr/lib/opkg/status", "r", "/opkg/status", "",
     "Package: p#\nVersion: 1\nStatus: install user installed\nArchitecture: all\n\n", ""},
    {"usr/lib/opkg/info/x.list", "usr/lib/opkg/info/l", ".list", "", "/usr/lib/a/#.jar\n", ""},
    {"var/lib/pacman/local/x-1/desc", "var/lib/pacman/local/l", "-1/desc", "",
     "%NAME%\nn#\n\n%VERSION%\n1-1\n\n", ""},
    {"var/lib/pacman/local/x-1/files", "var/lib/pacman/local/l", "-1/files", "%FILES%\n",
     "usr/lib/a/#.jar\n", ""},
    {"var/db/pkg/a/b-1/CONTENTS", "var/db/pkg/a/l", "-1/CONTENTS", "",
     "obj /usr/lib/a/#.jar d41d8cd98f00b204e9800998ecf8427e 1\n", ""},
    {"var/lib/rpmmanifest/container-manifest-2", "r", "/container-manifest-2", "",
     "p#\t1-1\t1\t1\tMicrosoft Corporation\t(none)\t1\tx86_64\t0\tp#-1-1.src.rpm\n", ""},
    {"root/buildinfo/Dockerfile-x-1-1", "root/buildinfo/Dockerfile-l", "-1-1", "FROM x\n",
     "ENV A#=$A\nLABEL l#=\"$A\"\n", ""},
    {"root/buildinfo/labels.json", "", "", "{\"name\":\"x\"", ",\"l#\":\"x\"", "}"},
    {"root/buildinfo/content_manifests/x.json", "root/buildinfo/content_manifests/l", ".json",
     R"({"content_sets":["x")", ",\"s#\"", "]}"},
    {"etc/os-release", "", "", "", "NAME_#=\"x\"\n", ""},
    {"usr/lib/os-release", "", "", "", "VERSION_ID=\"#\"\n", ""},
    {"p/x.dist-info/METADATA", "p/l", ".dist-info/METADATA", "Name: x\nVersion: 1\n",
     "Requires-Dist: p#\n", ""},
    {"p/x.dist-info/RECORD", "p/l", ".dist-info/RECORD", "", "../../../bin/p#,sha256=x,1\n", ""},
    {"p/x.egg-info", "p/l", ".egg-info", "Name: x\nVersion: 1\n", "Classifier: #\n", ""},
    {"opt/conda/conda-meta/x.json", "opt/conda/conda-meta/l", ".json",
     R"({"name":"x","version":"1","files":["x")", ",\"lib/#\"", "]}"},
    {"x/node_modules/y/package.json", "node_modules/l", "/package.json",
     R"({"name":"y","version":"1")", ",\"k#\":{}", "}"},
    {"x/.pnp.data.json", "l", "/.pnp.data.json", R"({"packageRegistryData":[[null,[]])",
     R"(,["p#",[["npm:1.0.#",{"packageLocation":"./p#/"}]]])", "]}"},
    {"app/x.deps.json", "app/l", ".deps.json", R"({"libraries":{"a/1":{"type":"package"})",
     R"(,"p#/1.0.0":{"type":"package"})", "}}"},
    {"opt/java/release", "opt/l", "/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17\"\n",
     "K#=\"x\"\n", ""},
    {"specifications/x.gemspec", "specifications/l", ".gemspec",
     "Gem::Specification.new do |s|\n  s.name = \"x\"\n  s.version = \"1\"\n",
     "  s.add_dependency(\"p#\")\n", ""},
    {"v/composer/installed.json", "l", "/composer/installed.json", R"({"packages":[{"name":"a/b"})",
     R"(,{"name":"p/p#","version":"1.0.#"})", "]}"},
    {"usr/share/php/.registry/x.reg", "usr/share/php/.registry/l", ".reg", "a:9000000:{",
     "s:2:\"k#\";a:1:{i:0;s:1:\"x\";}", ""},
    {"usr/lib/R/library/x/DESCRIPTION", "usr/lib/R/library/l", "/DESCRIPTION",
     "Package: x\nVersion: 1\n", "K#: x\n", ""},
    {"usr/lib/perl5/.meta/x/MYMETA.json", "usr/lib/perl5/.meta/l", "/MYMETA.json",
     R"({"name":"x","version":"1")", ",\"k#\":[]", "}"},
    {"usr/lib/perl5/perllocal.pod", "l", "/perllocal.pod", "",
     "=head2 Mon: C<Module> L<P#|P#>\n\n=over 4\n\n=item *\n\nC<VERSION: 1>\n\n=back\n\n", ""},
    {"l/x/ebin/x.app", "l", "/ebin/x.app", "{application, x, [{vsn, \"1\"}, {modules, [", "m#, ",
     ""},
    {"usr/lib/ghc/package.conf.d/x.conf", "usr/lib/ghc/package.conf.d/l", ".conf",
     "name: x\nversion: 1\n", "k#: x\n", ""},
    {"snap/x/1/meta/snap.yaml", "snap/l", "/meta/snap.yaml", "name: x\nversion: 1\n", "k#: x\n",
     ""},
    {"opt/x/.spack/spec.json", "opt/l", "/.spack/spec.json",
     R"({"spec":{"nodes":[{"name":"x","version":"1"})", R"(,{"name":"p#","version":"1"})", "]}}"},
    {"opt/x/.spack/spec.yaml", "opt/l", "/.spack/spec.yaml", "spec:\n- x:\n    version: '1'\n",
     "- p#:\n    version: '1'\n", ""},
    {"etc/cos-package-info.json", "", "", R"({"installedPackages":[{"category":"a","name":"b"})",
     R"(,{"category":"a","name":"p#","version":"1"})", "]}"},
    {"w/wp-content/plugins/x/x.php", "w/wp-content/plugins/l", "/x.php",
     "<?php /*\nPlugin Name: X\nVersion: 1\n", "Key #: x\n", ""},
    {"w/wp-includes/version.php", "l", "/wp-includes/version.php", "<?php\n",
     "$wp_version_# = '1';\n", ""},
    {"j/environments/v1/Manifest.toml", "j/environments/l", "/Manifest.toml",
     "manifest_format = \"2.0\"\n",
     "[[deps.P#]]\nuuid = \"00000000-0000-0000-0000-000000000000\"\nversion = \"1.0.#\"\n\n", ""},
    {"j/packages/X/y/Project.toml", "j/packages/X/l", "/Project.toml",
     "name = \"X\"\nversion = \"1.0.0\"\n", "[k#]\n", ""},
    {"src/Cargo.lock", "l", "/Cargo.lock", "version = 3\n\n",
     "[[package]]\nname = \"p#\"\nversion = \"1.0.#\"\n"
     "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n\n",
     ""},
    {"app/bom.json", "app/l", ".cdx.json", R"({"bomFormat":"CycloneDX","components":[{"name":"a"})",
     R"(,{"name":"p#","version":"1","purl":"pkg:npm/p#@1"})", "]}"},
    {"app/bom.xml", "app/l", ".cdx.xml",
     "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"><components>",
     "<component><name>p#</name><version>1</version><purl>pkg:npm/p#@1</purl></component>", ""},
    {"app/x.spdx.json", "app/l", ".spdx.json",
     R"({"spdxVersion":"SPDX-2.3","packages":[{"name":"a"})", R"(,{"name":"p#","versionInfo":"1"})",
     "]}"},
    {"app/x.spdx", "app/l", ".spdx", "SPDXVersion: SPDX-2.3\n",
     "PackageName: p#\nPackageVersion: 1\n"
     "ExternalRef: PACKAGE-MANAGER purl pkg:npm/p#@1\n\n",
     ""},
    {"opt/bitnami/.bitnami_components.json", "", "", R"({"a":{"version":"1"})",
     R"(,"p#":{"arch":"amd64","distro":"debian-12","type":"NAMI","version":"1-0"})", "}"},
};

constexpr std::string_view kPaths[] = {
    "nix/store/0c1b2a3d4f5g6h7i8j9k0l1m2n3p4q5r-p#-1/bin/x",
    "usr/local/Cellar/p#/1/INSTALL_RECEIPT.json",
    "usr/lib/luarocks/rocks-5.1/p#/1-1/p#-1-1.rockspec",
    "root/.opam/x/.opam-switch/packages/p#.1/opam",
    "root/.conan/data/p#/1/_/_/package/0/conaninfo.txt",
    "x/full_deploy/host/p#/1/Release/conaninfo.txt",
    "var/db/pkg/a/p#-1/PF",
    "usr/share/nodejs/p#/package.json",
    "usr/lib/p#.dll",
};

}  // namespace

std::span<const Format> Formats() { return kFormats; }

std::span<const std::string_view> PathFormats() { return kPaths; }

std::string Numbered(std::string_view text, size_t number) {
  const std::string digits = std::to_string(number);
  std::string made;
  for (const char c : text) {
    if (c == '#') {
      made += digits;
    } else {
      made += c;
    }
  }
  return made;
}

std::string Filled(const Format& format, size_t entries) {
  std::string text(format.head);
  for (size_t i = 0; i < entries; ++i) text += Numbered(format.unit, i);
  return text.append(format.tail);
}

}  // namespace claircore::hostile
