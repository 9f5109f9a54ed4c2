#!/usr/bin/env bash
# Debian's kernels, and what Debian's package, file and modinfo say of them.
#   kernel_judge.sh FOLDER [PACKAGE.deb]...  unpacks to FOLDER/image; without packages, the one that
#                                            apt-get fetches for this machine
# Each module is there twice: as it is, and changed into one from outside of the kernel's tree with a
# version; some of these are there compressed, too. x86's vmlinux is there too, taken out of its bzImage. FOLDER/kernel.tsv: file, name,
# version, release of every package that is to be found. Exit 77: a tool or the network is missing.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
folder=$1
shift
for tool in apt-get dpkg-deb file modinfo lz4 xz zstd python3; do
  command -v $tool >/dev/null || exit 77
done
rm -rf "$folder"
mkdir -p "$folder/image"
cd "$folder"
if [ $# = 0 ]; then
  package=$(apt-cache depends "linux-image-cloud-$(dpkg --print-architecture)" 2>/dev/null |
    sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -1)
  [ -n "$package" ] || exit 77
  apt-get -qq download "$package" >/dev/null 2>&1 || exit 77
  set -- "$folder"/*.deb
fi
for deb in "$@"; do
  release=$(dpkg-deb -f "$deb" Package)
  release=${release#linux-image-}
  mkdir "image/$release"
  dpkg-deb -x "$deb" "image/$release"
  python3 - "$release" "$(dpkg-deb -f "$deb" Version)" >>kernel.tsv <<'END'
import glob, os, struct, subprocess, sys
release, version = sys.argv[1:]
root = "image/" + release
upstream = version.rsplit("-", 1)[0]

def row(*cells):
    print(*cells, sep="\t")

for path in glob.glob(root + "/boot/vmlinu*"):
    row(path, "linux_kernel", upstream, release)
    says = subprocess.run(["file", "-b", path], capture_output=True, text=True).stdout
    data = open(path, "rb").read()
    if data[0x202:0x206] != b"HdrS":
        continue
    assert " version %s (" % release in says and " Debian %s " % version in says, says
    # https://docs.kernel.org/arch/x86/boot.html: setup_sects, payload_offset, payload_length
    offset, length = struct.unpack_from("<II", data, 0x248)
    offset += (data[0x1f1] + 1) * 512
    payload = data[offset:offset + length - 4]
    if payload.startswith(b"\x02\x21\x4c\x18"):
        path = root + "/boot/vmlinux"
        unpacked = subprocess.run(["lz4", "-dc"], input=payload, capture_output=True).stdout
        open(path, "wb").write(unpacked)
        row(path, "linux_kernel", upstream, release)

modules = [os.path.join(d, f) for d, _, files in os.walk(root) for f in files if f.endswith(".ko")]
for path in list(modules):
    data = open(path, "rb").read()
    changed = data.replace(b"\0intree=Y\0", b"\0intree=N\0").replace(b"\0retpoline=Y\0", b"\0version=7.1\0")
    modules.append(path[:-3] + ".outside.ko")
    open(modules[-1], "wb").write(changed)
# As most distributions ship them; modinfo reads these two.
outside = [path for path in modules if path.endswith(".outside.ko")]
for path in sorted(outside, key=os.path.getsize)[::max(1, len(outside) // 40)]:
    for command, suffix in (["xz", "-k"], ".xz"), (["zstd", "-q"], ".zst"):
        subprocess.run(command + [path], check=True)
        modules.append(path + suffix)
for path in modules:
    fields = {}
    for line in subprocess.run(["modinfo", os.path.abspath(path)], capture_output=True,
                               text=True, check=True).stdout.splitlines():
        key, _, value = line.partition(":")
        fields.setdefault(key, value.strip())
    if fields.get("intree") != "Y" and "version" in fields:
        row(path, fields["name"], fields["version"], fields["vermagic"].split(" ")[0])
END
done
