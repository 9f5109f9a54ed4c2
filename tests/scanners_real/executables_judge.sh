#!/usr/bin/env bash
# Makes programs that carry their inventory, with the tools that usually make them, offline.
#   executables_judge.sh go FOLDER         Go programs of several platforms, FOLDER/go/*
#   executables_judge.sh rust FOLDER       programs with cargo-auditable's section, FOLDER/rust/*, and
#                                          what Python reads in it, FOLDER/rust.tsv
#   executables_judge.sh rust_audit FOLDER FILE  what rust-audit-info reads in it,
#                                          FOLDER/rust_audit.tsv
#   executables_judge.sh cargo FOLDER      programs that cargo-auditable builds, FOLDER/cargo/*
#   executables_judge.sh graalvm FOLDER SBOM  programs as native-image lays them out, FOLDER/graalvm/*,
#                                          and Python's list of the SBOM, FOLDER/graalvm.tsv
#   executables_judge.sh graalvm_images FOLDER LIST  what Python reads in the SBOMs of those of the files
#                                          that LIST names that have one: file, name and version,
#                                          FOLDER/graalvm_images.tsv
#   executables_judge.sh elf_note FOLDER   programs with a package note, FOLDER/elf_note/*
#   executables_judge.sh readelf FOLDER LIST  what readelf reads in the notes of the files that LIST
#                                          names, but for those of Ubuntu's startup code: file, name,
#                                          version, type and architecture, FOLDER/readelf.tsv
set -euo pipefail
what=$1 folder=$2
mkdir -p "$folder/$what"
cd "$folder"
export HOME=$folder

make_go() {
  export GOFLAGS=-mod=vendor GOPROXY=off GOTOOLCHAIN=local GO111MODULE=on GOCACHE=$folder/cache
  export GOPATH=$folder/gopath
  rm -rf src && mkdir -p src/vendor/example.com/{lib,fork,local} src/local && cd src
  cat >go.mod <<'END'
module example.com/tool
go 1.17
require (
	example.com/lib v1.2.3
	example.com/old v0.9.0
	example.com/local v0.0.0
)
replace example.com/old => example.com/fork v1.0.1
replace example.com/local => ./local
END
  cat >vendor/modules.txt <<'END'
# example.com/lib v1.2.3
## explicit; go 1.17
example.com/lib
# example.com/local v0.0.0 => ./local
## explicit; go 1.17
example.com/local
# example.com/old v0.9.0 => example.com/fork v1.0.1
## explicit; go 1.17
example.com/old
# example.com/local => ./local
# example.com/old => example.com/fork v1.0.1
END
  mv vendor/example.com/fork vendor/example.com/old
  for name in lib old local; do
    printf 'package %s\nfunc Name() string { return "%s" }\n' $name $name \
      >vendor/example.com/$name/$name.go
  done
  printf 'module example.com/local\ngo 1.17\n' >local/go.mod
  cat >main.go <<'END'
package main

import (
	"example.com/lib"
	"example.com/local"
	"example.com/old"
)

var version = "dev"

func main() { println(version, lib.Name(), local.Name(), old.Name()) }
END
  mkdir -p cgo && cat >cgo/main.go <<'END'
package main

// int one(void) { return 1; }
import "C"
import "example.com/lib"

func main() { println(C.one(), lib.Name()) }
END
  printf 'package main\nfunc main() {}\n' >"$folder/alone.go"
  out=$folder/go
  export CGO_ENABLED=0
  go build -o "$out/plain" .
  go build -ldflags '-s -w -X main.version=v9.8.7' -o "$out/stripped" .
  CGO_ENABLED=1 go build -ldflags -linkmode=external -o "$out/cgo" ./cgo
  CGO_ENABLED=1 go build -buildmode=pie -ldflags '-linkmode=external -s' -o "$out/cgo-pie" ./cgo
  CGO_ENABLED=1 go build -buildmode=c-shared -o "$out/library.so" ./cgo
  chmod +x "$out/library.so"  # `go version` looks at nothing else
  GOOS=windows go build -o "$out/windows.exe" .
  GOOS=darwin GOARCH=arm64 go build -o "$out/darwin" .
  GOOS=linux GOARCH=s390x go build -o "$out/s390x" .
  GOOS=linux GOARCH=386 go build -o "$out/386" .
  (cd "$folder" && GOFLAGS= GO111MODULE=off go build -o "$out/alone" alone.go)
  objcopy --strip-all "$out/cgo" "$out/cgo-stripped"
}

make_rust() {
  python3 - <<'END'
import json, random, zlib
random.seed(1)
kinds = [None, "runtime", "build"]
packages = [{"name": "crate-%d" % i, "version": "%d.%d.%d" % (i % 3, i % 7, i),
             "source": random.choice(["crates.io", "git", "local", "registry"]),
             "kind": random.choice(kinds)} for i in range(300)]
packages = [{k: v for k, v in p.items() if v} for p in packages]
data = zlib.compress(json.dumps({"packages": packages, "format": 8}).encode())
open("rust.dep", "wb").write(data)
with open("rust.tsv", "w") as out:
    for p in json.loads(zlib.decompress(data))["packages"]:
        if p.get("kind", "runtime") == "runtime":
            print(p["name"], p["version"], p["source"], sep="\t", file=out)
END
  printf 'int main(void) { return 0; }\n' >main.c
  # As cargo-auditable hands it to the linker: a section without flags.
  printf '.section .dep-v0,"",%%progbits\n.incbin "rust.dep"\n' >dep.s
  gcc -g -o rust/linked main.c dep.s
  gcc -no-pie -static -o rust/static main.c dep.s
  gcc -s -o rust/stripped main.c dep.s
  gcc -fuse-ld=gold -shared -fPIC -o rust/gold.so main.c dep.s
  objcopy --compress-debug-sections rust/linked rust/compressed-debug
  for program in /bin/true /usr/bin/objdump; do
    objcopy --add-section .dep-v0=rust.dep "$program" "rust/$(basename "$program")"
  done
  for program in rust/*; do
    objcopy -O binary --only-section=.dep-v0 --set-section-flags .dep-v0=alloc "$program" dumped
    cmp dumped rust.dep
  done
}

make_rust_audit() {
  # It fails where there is nothing to read.
  { rust-audit-info "$1" 2>/dev/null || echo '{"packages": []}'; } >audit.json
  python3 - <<'END'
import json
with open("rust_audit.tsv", "w") as out:
    for p in json.load(open("audit.json"))["packages"]:
        print(p["name"], p["version"], p["source"], p.get("kind", "runtime"), sep="\t", file=out)
END
}

# A package whose program has another name; its dependencies: of git, of folders, two versions of one
# crate, one under another name, one of the build alone, one of the tests alone.
make_cargo() {
  # Not offline, as cargo would then not look into the folder beside either; nothing is far away.
  export CARGO_HOME=$folder/cargo-home CARGO_TARGET_DIR=$folder/target GIT_CONFIG_NOSYSTEM=1
  rm -rf crates && mkdir -p crates && cd crates
  crate() { # FOLDER NAME VERSION
    mkdir -p "$1/src"
    printf '[package]\nname = "%s"\nversion = "%s"\nedition = "2021"\n' "$2" "$3" >"$1/Cargo.toml"
    printf 'pub fn f() -> u32 { 1 }\n' >"$1/src/lib.rs"
  }
  crate one one 1.0.0+build.7
  crate one-old one 0.1.0
  crate generator generator 3.0.0
  crate tester tester 4.0.0
  crate forked forked 2.0.0-rc.1
  git -C forked init -q
  git -C forked add .
  git -C forked -c user.name=A -c user.email=a@example.org commit -qm A
  mkdir -p root/src && cd root
  cat >Cargo.toml <<END
[package]
name = "the-root"
version = "0.0.1"
edition = "2021"
[[bin]]
name = "program"
path = "src/main.rs"
[dependencies]
one = { path = "../one" }
older = { package = "one", path = "../one-old" }
forked = { git = "file://$folder/crates/forked" }
[build-dependencies]
generator = { path = "../generator" }
[dev-dependencies]
tester = { path = "../tester" }
END
  printf 'fn main() { println!("{}", one::f() + older::f() + forked::f()); }\n' >src/main.rs
  printf 'fn main() { generator::f(); }\n' >build.rs
  cargo auditable build -q
  cargo auditable build -q --release
  cp "$CARGO_TARGET_DIR/debug/program" "$folder/cargo/debug"
  cp "$CARGO_TARGET_DIR/release/program" "$folder/cargo/release"
  strip -o "$folder/cargo/stripped" "$folder/cargo/release"
}

make_graalvm() {
  python3 - "$1" <<'END'
import gzip, json, sys
text = open(sys.argv[1], "rb").read()
open("sbom.gz", "wb").write(gzip.compress(text))
def walk(list):
    for c in list:
        print(":".join(filter(None, [c.get("group"), c["name"]])), c["version"], sep="\t", file=out)
        walk(c.get("components", []))
with open("graalvm.tsv", "w") as out:
    walk(json.loads(text)["components"])
END
  cat >image.s <<'END'
.globl sbom, sbom_length, __svm_version_info
.data
.balign 8
other: .quad 0x0000000000088b1f
sbom: .incbin "sbom.gz"
sbom_end: .balign 8
sbom_length: .quad sbom_end - sbom
__svm_version_info: .asciz "GraalVM"
END
  printf 'char more[5000] = {1}; int main(void) { return more[7]; }\n' >main.c
  gcc -rdynamic -o graalvm/image main.c image.s
  gcc -s -no-pie -o graalvm/stripped main.c image.s
  gcc -shared -fPIC -o graalvm/library.so main.c image.s
}

make_graalvm_images() {
  python3 - "$1" <<'END'
import gzip, json, struct, subprocess, sys
def readelf(*options):
    text = subprocess.run(["readelf", "-W", *options], capture_output=True, text=True).stdout
    return [line.split() for line in text.splitlines()]
def walk(components):
    for c in components:
        print(path, ":".join(filter(None, [c.get("group"), c["name"]])), c["version"], sep="\t", file=out)
        walk(c.get("components", []))
with open("graalvm_images.tsv", "w") as out:
    for path in open(sys.argv[1]).read().splitlines():
        symbols = {f[7]: int(f[1], 16) for f in readelf("--dyn-syms", path)
                   if len(f) == 8 and f[7] in ("sbom", "sbom_length")}
        if len(symbols) != 2:
            continue
        loads = [[int(x, 16) for x in (f[1], f[2], f[4])] for f in readelf("-l", path) if f[:1] == ["LOAD"]]
        data = open(path, "rb").read()
        def at(symbol, size):
            value = symbols[symbol]
            return next(data[value - begin + offset:][:size] for offset, begin, length in loads
                        if begin <= value < begin + length)
        length, = struct.unpack("<Q", at("sbom_length", 8))
        walk(json.loads(gzip.decompress(at("sbom", length)))["components"])
END
}

# By each linker that is here, and as was done before they could.
make_elf_note() {
  local note='{"type":"rpm","os":"fedora","osVersion":"40","name":"tool-src","version":"1.2-3.fc40"'
  note+=',"architecture":"x86_64","osCpe":"cpe:/o:fedoraproject:fedora:40"}'
  printf 'int main(void) { return 0; }\n' >main.c
  # gcc takes an argument apart at its commas.
  printf -- "--package-metadata='%s'\n" "$note" >note.options
  gcc -g -Wl,@note.options -o elf_note/linked main.c
  gcc -Wl,@note.options -static -no-pie -o elf_note/static main.c
  gcc -Wl,@note.options -s -o elf_note/stripped main.c
  gcc -Wl,@note.options -shared -fPIC -o elf_note/library.so main.c
  objcopy --compress-debug-sections elf_note/linked elf_note/compressed-debug
  gcc -fuse-ld=gold -Wl,@note.options -o elf_note/gold main.c || rm -f elf_note/gold
  if command -v llvm-objcopy >/dev/null; then
    llvm-objcopy --strip-sections elf_note/linked elf_note/no-sections
  fi
  printf '.globl _start\n_start: ret\n' | as --32 -o 32.o -
  ld -m elf_i386 @note.options -o elf_note/32 32.o
  printf '.section .note.package,"a",@note\n.balign 4\n.long 4, 2f-1f, 0xcafe1a7e\n.asciz "FDO"\n' >note.s
  printf '1: .asciz "%s"\n2: .balign 4\n.section .note.GNU-stack,"",@progbits\n' "${note//\"/\\\"}" >>note.s
  gcc -o elf_note/assembled main.c note.s
  gcc -Wl,@note.options -o elf_note/twice main.c note.s
}

make_readelf() {
  python3 - "$1" <<'END'
import json, subprocess, sys
paths = open(sys.argv[1]).read().splitlines()
with open("readelf.tsv", "w") as out:
    for i in range(0, len(paths), 500):
        # The empty file makes it print the names of the others.
        text = subprocess.run(["readelf", "-n", "/dev/null"] + paths[i:i + 500],
                              capture_output=True, text=True, errors="replace").stdout
        for line in text.splitlines():
            if line.startswith("File: "):
                path, first = line[6:], ".so" not in line.rsplit("/", 1)[1]
            _, is_note, value = line.partition("Packaging Metadata: ")
            if is_note:
                note = json.loads(value)
                skip, first = first and note["name"] == "glibc", False
                if skip:
                    continue
                print(path, note["name"], note["version"], note["type"],
                      note.get("architecture", ""), sep="\t", file=out)
END
}

"make_$what" "${@:3}"
