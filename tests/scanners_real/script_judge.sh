#!/usr/bin/env bash
# Asks a package system what is installed; prints "name<TAB>version", or 77 where it is absent.
#   script_judge.sh ruby|pear|r|erlang          of this machine
#   script_judge.sh gem|composer|luarocks|opam|cpanm|ghc|nix|conan|conan2|wordpress DIR
#                                               in DIR, where it first installs packages of ours
#   script_judge.sh composer-json|pear-registry|erlang-terms|snap-yaml|julia-manifest|julia-project|spack-yaml|cargo-lock|cyclonedx-xml|dotnet-bundle FILE..
#                                               as the language itself reads such files
set -euo pipefail
which=$1
shift
need() { for tool in "$@"; do command -v "$tool" >/dev/null || exit 77; done; }
# Into an empty folder of its own, the home of tools that want one; but for WordPress nothing is fetched.
enter() {
  mkdir -p "$1" && cd "$1"
  export HOME=$1
}

case $which in
ruby)
  need ruby
  ruby -e 'Gem::Specification.each { |s| puts [s.name, s.version].join("\t") }'
  ;;
pear)
  need pear
  pear -q list -a 2>/dev/null | awk '$2 ~ /^[0-9]/ {print $1 "\t" $2}'
  ;;
r)
  need Rscript
  Rscript --vanilla -e 'p <- installed.packages(noCache = TRUE)' \
    -e 'cat(paste(p[, "Package"], p[, "Version"], sep = "\t"), sep = "\n")'
  ;;
erlang)
  need erl
  erl -noshell -eval '
    [begin
       App = list_to_atom(filename:basename(File, ".app")),
       application:load(App),
       {ok, Vsn} = application:get_key(App, vsn),
       io:format("~s\t~s~n", [App, Vsn])
     end || File <- filelib:wildcard(code:lib_dir() ++ "/*/ebin/*.app")], halt().'
  ;;
gem)
  need gem
  enter "$1"
  export GEM_HOME=$1/gems GEM_PATH=$1/gems
  for gem in 'acme 1.0.0.rc1 ruby' 'acme 1.0 ruby' 'acme-native 2.10 java' 'Acme_3 0.0.1 x86_64-linux'; do
    read -r name version platform <<<"$gem"
    printf 'Gem::Specification.new do |s|
      s.name = "%s"; s.version = "%s"; s.platform = "%s"; s.files = []
      s.summary = "A gem."; s.authors = ["\u00c9. s.name = \\"x\\""]
    end' "$name" "$version" "$platform" >gemspec
    gem build -q gemspec >/dev/null 2>&1
  done
  gem install -q --local --force --no-document -i "$GEM_HOME" ./*.gem >/dev/null 2>&1
  ruby -e 'Gem::Specification.each { |s| puts [s.name, s.version].join("\t") if s.name =~ /acme/i }'
  ;;
composer)
  need composer php
  enter "$1"
  export COMPOSER_HOME=$1/composer COMPOSER_ALLOW_SUPERUSER=1
  for package in one:v1.2.3 two:2.0.0-beta1 three:dev-main; do
    mkdir -p "packages/${package%:*}"
    printf '{"name": "acme/%s", "version": "%s"}' "${package%:*}" "${package#*:}" \
      >"packages/${package%:*}/composer.json"
  done
  printf '{"name": "acme/app", "minimum-stability": "dev", "repositories": [
      {"type": "path", "url": "packages/*", "options": {"symlink": false}}, {"packagist.org": false}],
    "require": {"acme/one": "*", "acme/three": "*"}, "require-dev": {"acme/two": "*"}}' >composer.json
  composer -n -q install
  composer -n show --format=json 2>/dev/null |
    php -r 'foreach (json_decode(stream_get_contents(STDIN))->installed as $p)
      echo $p->name, "\t", strtok($p->version, " "), "\n";'
  ;;
luarocks)
  need luarocks
  enter "$1"
  echo 'return {}' >acme.lua
  for rock in acme-1.0-1 lua-acme-2.3.1-2; do
    printf 'package = "%s"\nversion = "%s"\nsource = {url = "file://."}
      build = {type = "builtin", modules = {["%s"] = "acme.lua"}}' \
      "${rock%-*-*}" "${rock#"${rock%-*-*}"-}" "$rock" >"$rock.rockspec"
    luarocks --tree "$1/tree" make "$rock.rockspec" >/dev/null 2>&1
  done
  luarocks --tree "$1/tree" list --porcelain | cut -f1,2
  ;;
opam)
  need opam
  enter "$1"
  export OPAMROOT=$1/root OPAMROOTISOK=1 OPAMYES=1
  for package in acme.1.2.0 acme-lib.v0.9~beta gone.1; do
    mkdir -p "repo/packages/${package%%.*}/$package"
    printf 'opam-version: "2.0"\nsynopsis: "A package."\nmaintainer: "a@example.org"\n' \
      >"repo/packages/${package%%.*}/$package/opam"
  done
  echo 'opam-version: "2.0"' >repo/repo
  {
    opam init --bare --no-setup --disable-sandboxing default "$1/repo"
    opam switch create acme --empty
    opam install acme acme-lib gone
    opam remove gone
  } >/dev/null 2>&1
  opam list --switch acme --installed -s --columns=name,version | awk '{print $1 "\t" $2}'
  ;;
cpanm)
  need cpanm make
  enter "$1"
  export PERL_CPANM_HOME=$1/cpanm
  mirror=$1/mirror
  mkdir -p "$mirror/authors/id/A/AC/ACME" "$mirror/modules"
  printf 'File: 02packages.details.txt\n\n' >"$mirror/modules/02packages.details.txt"
  for dist in Acme-One-1.02 Acme-Two-v2.0.1; do
    base=${dist%-*} version=${dist##*-} module=${base//-/::}
    mkdir -p "$dist/lib/${base%-*}"
    printf "package %s;\nour \$VERSION = '%s';\n1;\n" "$module" "$version" >"$dist/lib/${base/-//}.pm"
    printf "use ExtUtils::MakeMaker; WriteMakefile(NAME => '%s', VERSION => '%s');\n" \
      "$module" "$version" >"$dist/Makefile.PL"
    printf 'Makefile.PL\nMANIFEST\nlib/%s.pm\n' "${base/-//}" >"$dist/MANIFEST"
    tar czf "$mirror/authors/id/A/AC/ACME/$dist.tar.gz" "$dist"
    printf '%s %s A/AC/ACME/%s.tar.gz\n' "$module" "$version" "$dist" \
      >>"$mirror/modules/02packages.details.txt"
  done
  gzip "$mirror/modules/02packages.details.txt"
  cpanm -q --notest --mirror "file://$mirror" --mirror-only -l "$1/local" Acme::One Acme::Two >/dev/null 2>&1
  perl -MExtUtils::Installed -MConfig -e '
    my $lib = "$ARGV[0]/local/lib/perl5";
    my $installed = ExtUtils::Installed->new(inc_override => [$lib, "$lib/$Config{archname}"]);
    for my $module (grep { $_ ne "Perl" } $installed->modules) {
      print $module =~ s/::/-/gr, "\t", $installed->version($module), "\n";
    }' "$1"
  ;;
ghc)
  need ghc-pkg
  enter "$1"
  # What came with the compiler or with the distribution, and what is registered here: one package
  # has a library of its own, which is called "z-acme-z-inner".
  database=$1/package.conf.d
  ghc-pkg init "$database"
  cp "$(ghc-pkg list --global 2>/dev/null | head -1)"/*.conf "$database"
  ghc_pkg() { ghc-pkg --no-user-package-db --package-db="$database" "$@" 2>/dev/null; }
  ghc_pkg recache
  for package in acme:1.2.3: Acme-two:0.10: acme3-lib:2026.1.2.3: z-acme-z-inner:1.2.3:acme; do
    IFS=: read -r name version of <<<"$package"
    printf 'Version:\n    %s\nNAME: %s\nid: %s-1\nkey: %s-1\n' "$version" "$name" "$name" "$name"
    printf 'description:\n    name: none\n    .\n    version: 9\n'
    [ -z "$of" ] || printf 'package-name: %s\nlib-name: inner\n' "$of"
  done | csplit -sz -f registration. - '/^Version:/' '{*}'
  for registration in registration.*; do
    ghc_pkg register --force "$registration" >/dev/null
  done
  ghc_pkg list --simple-output | tr ' ' '\n' |
    sed -E 's/^z-(.*)-z-.*-([0-9.]+)$/\1-\2/; s/-([0-9.]+)$/\t\1/'
  ;;
nix)
  need nix-build nix-instantiate
  enter "$1"
  # A store of our own, filled by Nix itself: each name with several outputs. The hook takes no build.
  export NIX_STORE_DIR=$1/nix/store NIX_STATE_DIR=$1/state NIX_LOCALSTATE_DIR=$1/state \
    NIX_LOG_DIR=$1/log NIX_CONF_DIR=$1
  printf '#!/bin/sh\necho "# decline-permanently" >&2\n' >hook && chmod +x hook
  printf 'build-users-group =\nsandbox = false\nsubstituters =\nbuild-hook = %s\n' "$1/hook" >nix.conf
  echo '["acme-1.0" "acme-two-0-unstable-2024-01-02" "Acme3.11-x-2.31.0" "acme-2.38-44" "none"
    "acme-with-dev-tools" "a_b+c-1.0pre3_g1a2b" "acme--1" "acme-v2-3" "acme-1.0-rc1" "acme-_1"
    "acme-python3.11" "acme-2" "acme-" "acme-1-env" "gcc-wrapper-12.3.0" "acme-1.0?x=y"]' >names.nix
  nix-build --no-out-link -Q -E 'map (name: derivation {
      inherit name; system = builtins.currentSystem; builder = "/bin/sh";
      outputs = [ "out" "bin" "dev" "lib" "man" "doc" "info" "devdoc" "debug" "static" ];
      args = [ "-c" "for o in $outputs; do eval o=\\$$o; /bin/mkdir $o; echo > $o/file; done" ];
    }) (import ./names.nix)' >/dev/null 2>&1
  printf '%b' "$(nix-instantiate --eval --strict --json -E 'with builtins; concatStringsSep "\n"
      (map (p: p.name + "\t" + p.version) (filter (p: p.version != "")
        (map parseDrvName (import ./names.nix))))' 2>/dev/null | tr -d '"')"
  ;;
conan)
  need conan
  [[ $(conan --version 2>/dev/null) == "Conan version 1."* ]] || exit 77
  enter "$1"
  export CONAN_USER_HOME=$1
  printf 'from conans import ConanFile\nclass Acme(ConanFile):\n    pass\n' >conanfile.py
  for reference in acme/1.2.13@ acme/1.0+x@team/stable acme.two/cci.20240102@ acme_3/2.0@team/testing; do
    conan create . "$reference" >/dev/null 2>&1
  done
  conan export . exported-only/1.0@ >/dev/null 2>&1
  conan search --raw 2>/dev/null | grep -v '^exported-only/' | sed -E 's/@.*//; s,/,\t,'
  ;;
conan2)
  need conan
  [[ $(conan --version 2>/dev/null) == "Conan version 2."* ]] || exit 77
  enter "$1"
  export CONAN_HOME=$1/.conan2
  conan profile detect >/dev/null 2>&1
  printf 'from conan import ConanFile\nclass Acme(ConanFile):\n    pass\n' >conanfile.py
  create() { conan create . "$@" >/dev/null 2>&1; }
  create --name acme --version 1.2.13
  create --name acme --version 1.0+x --user team --channel stable
  create --name acme.two --version cci.20240102
  create --name gone --version 1.0
  conan export . --name exported-only --version 1.0 >/dev/null 2>&1
  conan remove -c gone/1.0 >/dev/null 2>&1
  conan list '*:*' --format json 2>/dev/null | python3 -c '
import json, sys
for name, recipe in json.load(sys.stdin)["Local Cache"].items():
    if any(r.get("packages") for r in recipe["revisions"].values()):
        print(*name.split("@")[0].split("/"), sep="\t")'
  ;;
wordpress)
  need php apt-get dpkg
  enter "$1"
  timeout 60 apt-get -q download wordpress wordpress-theme-twentytwentythree >/dev/null 2>&1 || exit 77
  for package in *.deb; do dpkg -x "$package" .; done
  root=$1/usr/share/wordpress
  cd "$root/wp-content/plugins"
  mkdir -p a b c d e f
  printf '<?php // Plugin Name: A\n## @version:\t2.0-beta */ x\n' >a/main.php
  printf '<?php /* plugin name: B\rVERSION: 3 ?> x */' >b/b.php
  printf '<?php\n$a = "Plugin Name: C";\n// Version: 1\n' >c/c.php
  printf '/* Plugin Name: */\n/* Plugin Name: D\nVersion: 1 */\n' >d/d.php
  printf '/* Plugin Name: E\n%8100s\nVersion: 1.2\n%8100s\nVersion: 1.3\n' '' '' >e/e.php
  printf '\t<?PHP Plugin Name:F\n/*Version:   1 */ */' >f/f.php
  printf '<?php\n/*\nPlugin Name: G\nVersion: 4\n*/\n' >g.one.php
  php -r 'define("KB_IN_BYTES", 1024);
    function apply_filters($name, $value) { return $value; }
    $source = file_get_contents("$argv[1]/wp-includes/functions.php");
    foreach (["get_file_data", "_cleanup_header_comment"] as $function) {
      preg_match("/^function $function\\(.*?^}/ms", $source, $match);
      eval($match[0]);
    }
    # The files that get_plugins() looks at.
    foreach (["plugins/*.php", "plugins/*/*.php", "themes/*/style.css"] as $files) {
      $kind = $files[0] == "t" ? "Theme" : "Plugin";
      foreach (glob("$argv[1]/wp-content/$files") as $file) {
        $data = get_file_data($file, ["Name" => "$kind Name", "Version" => "Version"]);
        $slug = $files == "plugins/*.php" ? basename($file, ".php") : basename(dirname($file));
        if ($data["Name"]) echo $slug, "\t", $data["Version"], "\n";
      }
    }
    include "$argv[1]/wp-includes/version.php";
    echo "wordpress\t$wp_version\n";' "$root"
  ;;
snap-yaml)
  need python3
  python3 -c 'import yaml' 2>/dev/null || exit 77
  python3 -c '
import sys, yaml
for file in sys.argv[1:]:
    snap = yaml.load(open(file), yaml.BaseLoader)
    print(snap["name"], snap["version"], sep="\t")' "$@"
  ;;
spack-yaml)
  need python3
  python3 -c 'import yaml' 2>/dev/null || exit 77
  python3 -c '
import sys, yaml
for file in sys.argv[1:]:
    [(name, spec)] = yaml.load(open(file), yaml.BaseLoader)["spec"][0].items()
    print(name, spec["version"], sep="\t")' "$@"
  ;;
julia-manifest)
  need python3
  python3 -c 'import tomllib' 2>/dev/null || exit 77
  python3 -c '
import sys, tomllib
for file in sys.argv[1:]:
    manifest = tomllib.load(open(file, "rb"))
    for name, entries in manifest.get("deps", manifest).items():
        for entry in entries:
            if "version" in entry: print(name, entry["version"], sep="\t")' "$@"
  ;;
julia-project)
  need python3
  python3 -c 'import tomllib' 2>/dev/null || exit 77
  python3 -c '
import sys, tomllib
for file in sys.argv[1:]:
    project = tomllib.load(open(file, "rb"))
    print(project["name"], project["version"], sep="\t")' "$@"
  ;;
cargo-lock)
  need python3
  python3 -c 'import tomllib' 2>/dev/null || exit 77
  python3 -c '
import sys, tomllib
for file in sys.argv[1:]:
    for crate in tomllib.load(open(file, "rb")).get("package", []):
        print(crate["name"], crate["version"], sep="\t")' "$@"
  ;;
cyclonedx-xml)
  need python3
  python3 -c '
import re, sys, urllib.parse
import xml.etree.ElementTree as tree
def walk(list):
    for component in list if list is not None else []:
        tag = lambda name: component.findtext("{*}" + name, "").strip()
        purl = tag("purl")
        if purl and tag("scope") != "excluded":
            kind, path, version = re.match(r"pkg:([^/]+)/([^@?#]+)@([^?#]+)", purl).groups()
            parts = [urllib.parse.unquote(part) for part in path.split("/")]
            print((":" if kind == "maven" else "/").join(parts), urllib.parse.unquote(version), sep="\t")
        walk(component.find("{*}components"))
for file in sys.argv[1:]:
    walk(tree.parse(file).getroot().find("{*}components"))' "$@"
  ;;
dotnet-bundle)
  need python3
  python3 -c '
import hashlib, io, json, struct, sys
for file in sys.argv[1:]:
    data = open(file, "rb").read()
    marker = data.index(hashlib.sha256(b".net core bundle\n").digest())
    reader = io.BytesIO(data[struct.unpack_from("<q", data, marker - 8)[0]:])
    take = lambda form: struct.unpack("<" + form, reader.read(struct.calcsize("<" + form)))
    def text():
        size = shift = 0
        while True:
            byte = reader.read(1)[0]
            size |= (byte & 127) << shift
            shift += 7
            if byte < 128: return reader.read(size).decode()
    major, minor, files = take("IIi")
    text()
    if major >= 2: take("qqqqQ")
    for _ in range(files):
        offset, size = take("qq")
        if major >= 6: take("q")
        kind = reader.read(1)[0]
        if text().endswith(".deps.json") and kind == 3:
            deps = json.loads(data[offset:offset + size])
            target = deps["targets"][deps["runtimeTarget"]["name"]]
            for key, library in deps["libraries"].items():
                if library["type"] == "project" or target.get(key, {}).get("runtime"):
                    print(*key.removeprefix("runtimepack.").split("/"), sep="\t")' "$@"
  ;;
composer-json)
  need php
  php -r 'foreach (array_slice($argv, 1) as $file) {
      $list = json_decode(file_get_contents($file), true);
      foreach ($list["packages"] ?? $list ?? [] as $p) echo $p["name"], "\t", $p["version"], "\n";
    }' -- "$@"
  ;;
pear-registry)
  need php
  php -r 'foreach (array_slice($argv, 1) as $file) {
      $p = @unserialize(file_get_contents($file), ["allowed_classes" => false]);
      if ($p !== false) echo $p["name"] ?? $p["package"], "\t", $p["version"]["release"] ?? $p["version"], "\n";
    }' -- "$@"
  ;;
erlang-terms)
  need erl
  erl -noshell -eval '
    [case file:consult(File) of
       {ok, [{application, App, Keys}]} ->
         io:format("~s\t~s~n", [App, proplists:get_value(vsn, Keys)]);
       _ -> ok
     end || File <- init:get_plain_arguments()], halt().' -extra "$@"
  ;;
esac
