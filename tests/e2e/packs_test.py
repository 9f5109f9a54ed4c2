"""Matches images put together from real package databases against real advisory packs, and asserts the
exact (package, version, id) lists.

Usage: packs_test.py CLAIRSCAN. CLAIRCORE_SHARED_DATA names the data; without it there is nothing to do.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

failures = []


def check(what, got, want):
    if got == want:
        print(f"{what}: {len(want)} findings, as expected")
        return
    failures.append(what)
    print(f"FAILED {what}\n  unexpected: {sorted(got - want)[:8]}\n  missing:    {sorted(want - got)[:8]}")


class Scanner:
    def __init__(self, binary, work):
        self.binary, self.work = binary, work
        self.feeds, self.db = work / "feeds", work / "db"

    def run(self, *args):
        result = subprocess.run([self.binary, *map(str, args)], capture_output=True, text=True)
        if result.returncode not in (0, 1):
            raise RuntimeError(f"clairscan {args}: {result.stdout}{result.stderr}")
        return result.stdout

    def update(self):
        print(self.run("update", "--db", self.db, "--from", self.feeds), end="")

    def scan(self, root):
        lines = self.run("scan", f"rootfs:{root}", "--db", self.db, "--format", "tsv").splitlines()[1:]
        rows = [tuple(line.split("\t")[:3]) for line in lines]
        if len(rows) != len(set(rows)):
            twice = sorted({r for r in rows if rows.count(r) > 1})
            failures.append(f"{root}: findings twice")
            print(f"FAILED findings twice: {twice[:5]}")
        return set(rows)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def unpack(archive, to):
    to.mkdir(parents=True)
    subprocess.run(f"zstd -dc '{archive}' | tar -x -C '{to}'", shell=True, check=True)


# By hand: the database's versions against the secdb's secfixes. The fixed releases came out with
# everything fixed that was known in June 2020, but for musl in 3.7.3; the old database under a newer
# release's os-release lacks what was fixed after it.
MUSL_373 = {("musl", "1.1.18-r3", "CVE-2019-14697"), ("musl-utils", "1.1.18-r3", "CVE-2019-14697")}
ALPINE = {"3.6.5": set(), "3.7.3": MUSL_373, "3.8.5": set(), "3.9.6": set(), "3.10.9": set(), "3.11.13": set()}
OLD_UNDER_311 = (
    {(p, "1.26.2-r11", c) for p in ("busybox", "ssl_client")
     for c in ("CVE-2017-15873", "CVE-2017-15874", "CVE-2017-16544", "CVE-2018-20679", "CVE-2019-5747")}
    | {(f"libressl2.5-lib{p}", "2.5.5-r2", c) for p in ("crypto", "ssl", "tls")
       for c in ("CVE-2018-0495", "CVE-2018-0732")}
    | {(p, "1.1.16-r15", "CVE-2019-14697") for p in ("musl", "musl-utils")})


def alpine(scanner, data):
    skeletons = scanner.work / "skeletons"
    unpack(data / "packs/fixtures/alpine-skeletons.tar.zst", skeletons)
    for version, want in ALPINE.items():
        check(f"Alpine {version}", scanner.scan(skeletons / f"alpine-minirootfs-{version}-x86_64"), want)
    old = skeletons / "alpine-minirootfs-3.6.5-x86_64"
    release = "ID=alpine\nNAME=\"Alpine Linux\"\nVERSION_ID=3.11.13\nPRETTY_NAME=\"Alpine Linux v3.11\"\n"
    for path in ("etc/os-release", "usr/lib/os-release"):
        (old / path).unlink(missing_ok=True)
    write(old / "etc/os-release", release)
    check("Alpine 3.6's packages under 3.11", scanner.scan(old), OLD_UNDER_311)


DEBIAN_STATUS = [
    # package, version, source field
    ("chromium", "98.0.4758.79-1", None),
    ("libsope1", "5.8.0-1+b3", "sope (5.8.0-1)"),
    ("libsope-dev", "5.8.0-1+deb12u1+b1", "sope (5.8.0-1+deb12u1)"),  # rebuilt, the source is fixed
    ("apparmor", "3.0.8-3", None),
    ("backupninja", "1.2.2-1", None),  # no statement about bookworm
    ("unrelated", "1.0", None),
]
DEBIAN = {
    ("chromium", "98.0.4758.79-1", "CVE-2022-0456"),
    ("libsope1", "5.8.0-1+b3", "CVE-2025-53603"),
    ("apparmor", "3.0.8-3", "CVE-2016-1585"),  # open; CVE-2014-1424 never affected bookworm
}


def debian_feed(scanner, samples):
    tracker = {}
    for path in ("vunnel/tests/unit/providers/debian/test-fixtures/input/debian.json",
                 "osv.dev/vulnfeeds/test_data/debian/debian_security_tracker_mock.json"):
        for source, cves in json.loads((samples / path).read_text()).items():
            tracker.setdefault(source, {}).update(cves)
    write(scanner.feeds / "debian/data.json", json.dumps(tracker))


def debian(scanner):
    root = scanner.work / "debian"
    write(root / "etc/os-release", 'ID=debian\nVERSION_ID="12"\nVERSION="12 (bookworm)"\n'
          'VERSION_CODENAME=bookworm\nNAME="Debian GNU/Linux"\n')
    stanzas = [f"Package: {p}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {v}\n"
               + (f"Source: {s}\n" if s else "") for p, v, s in DEBIAN_STATUS]
    write(root / "var/lib/dpkg/status", "\n".join(stanzas))
    check("Debian", scanner.scan(root), DEBIAN)


# name, version, advisory or None; by hand from the records' ranges.
NPM = [
    ("ms", "0.7.0", "GHSA-3fx5-fwvr-xrjg"), ("ms", "0.7.1", None),
    ("set-value", "2.0.0", "GHSA-4jqc-8m5r-9rpr"), ("set-value", "2.0.1", None),
    ("set-value", "3.0.2", "GHSA-4jqc-8m5r-9rpr"), ("set-value", "4.0.1", None),
    ("@babel/traverse", "7.23.1", "GHSA-67hx-6x53-jw92"), ("@babel/traverse", "7.23.2", None),
    ("@babel/traverse", "8.0.0-alpha.3", "GHSA-67hx-6x53-jw92"), ("@babel/traverse", "8.0.0-alpha.4", None),
    ("babel-traverse", "6.26.0", "GHSA-67hx-6x53-jw92"),
    ("formidable", "3.5.2", "GHSA-75v8-2h7p-7m2m"), ("formidable", "2.0.0", None),
    ("vite", "4.4.11", "GHSA-92r3-m2mg-pj97"), ("vite", "4.4.12", None), ("vite", "4.5.1", None),
    ("vite", "4.5.0", "GHSA-92r3-m2mg-pj97"), ("vite", "5.0.5", None),
    ("next", "15.0.5-canary.1", "GHSA-9qr9-h5gf-34mp"), ("next", "15.1.9", None),
    ("next", "14.3.0-canary.76", None),
    ("jquery", "2.1.4", "GHSA-mhpp-875w-9cpv"), ("jquery", "3.0.0", None),
    ("mixin-deep", "1.3.1", "GHSA-fhjf-83wg-r2j9"), ("mixin-deep", "1.3.2", None),
    ("mixin-deep", "2.0.0", "GHSA-fhjf-83wg-r2j9"), ("mixin-deep", "2.0.1", None),
    ("jsrsasign", "8.0.17", "GHSA-xxxq-chmp-67g4"), ("jsrsasign", "8.0.18", None),
]


def npm(scanner):
    root = scanner.work / "npm"
    for i, (name, version, _) in enumerate(NPM):
        write(root / f"srv/app{i}/node_modules/{name}/package.json", json.dumps({"name": name, "version": version}))
    check("npm", scanner.scan(root), {n for n in NPM if n[2] is not None})


def affected(entry, version, parse):
    """OSV's evaluation, plainly, over PEP 440 by python3-packaging. `parse` gives None for no version."""
    if any(parse(v) == version for v in entry.get("versions", [])):
        return True
    for r in entry.get("ranges", []):
        if r["type"] not in ("ECOSYSTEM", "SEMVER"):
            continue
        events = [(parse(v), kind) for e in r["events"] for kind, v in e.items()]
        if any(at is None for at, _ in events):
            raise ValueError("an event that PEP 440 cannot order")
        events.sort(key=lambda e: (e[0], ("introduced", "fixed", "limit", "last_affected").index(e[1])))
        inside = False
        for at, kind in events:
            if kind == "introduced" and at <= version:
                inside = True
            elif kind in ("fixed", "limit") and at <= version:
                inside = False
            elif kind == "last_affected" and at < version:
                inside = False
        if inside:
            return True
    return False


def pypi(scanner, data):
    try:
        from packaging.utils import canonicalize_name
        from packaging.version import InvalidVersion, Version
    except ImportError:
        print("PyPI: needs python3-packaging")
        failures.append("PyPI: no judge")
        return

    def parse(text):
        try:
            return Version(text)
        except InvalidVersion:
            return None

    by_name = {}
    for name in ("PyPI", "GHSA-mini"):  # the latter, loaded above for npm, speaks of PyPI, too
        with zipfile.ZipFile(data / f"packs/osv/{name}/all.zip") as pack:
            for record in (json.loads(pack.read(member)) for member in pack.namelist()):
                for entry in record.get("affected", []) if "withdrawn" not in record else []:
                    if entry["package"]["ecosystem"] == "PyPI":
                        by_name.setdefault(canonicalize_name(entry["package"]["name"]), []).append(
                            (record["id"], entry))
    randomly = random.Random(1)
    packages, want = set(), set()
    for name in randomly.sample(sorted(by_name), 400):
        versions = [v for _, e in by_name[name] for v in e.get("versions", [])]
        versions += [v for _, e in by_name[name] for r in e.get("ranges", []) if r["type"] != "GIT"
                     for event in r["events"] for v in event.values() if v != "0"]
        for text in randomly.sample(versions, min(3, len(versions))) + ["0.0.1", "999"]:
            if parse(text) is not None:
                packages.add((name, text))
    unjudged = set()  # where versions cannot be ordered, ours may find a way round or be in doubt
    for name, text in packages:
        for advisory, entry in by_name[name]:
            try:
                if affected(entry, Version(text), parse):
                    want.add((name, text, advisory))
            except ValueError:
                unjudged.add((name, text, advisory))
    root = scanner.work / "pypi"
    for i, (name, text) in enumerate(sorted(packages)):
        write(root / f"opt/{i}/{name}-{text}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {text}\n")
    print(f"PyPI: {len(packages)} packages")
    check("PyPI: hundreds of findings", {len(want) > 500}, {True})
    print(f"PyPI: unjudged, as an event is no version: {len(unjudged)}")
    check("PyPI", scanner.scan(root) - unjudged, want - unjudged)


def main():
    shared = os.environ.get("CLAIRCORE_SHARED_DATA", "")
    data = Path(shared)
    if not shared or not data.is_dir():
        print("skipped: CLAIRCORE_SHARED_DATA does not name the shared data set")
        return 0
    with tempfile.TemporaryDirectory(prefix="claircore-packs-", dir=os.environ.get("TEST_TMPDIR")) as work:
        scanner = Scanner(os.path.abspath(sys.argv[1]), Path(work))
        unpack(data / "packs/alpine/alpine-secdb-2020.tar.zst", scanner.feeds / "alpine")
        for ecosystem, pack in (("PyPI", "PyPI"), ("npm", "GHSA-mini")):
            (scanner.feeds / "osv" / ecosystem).mkdir(parents=True)
            (scanner.feeds / f"osv/{ecosystem}/all.zip").write_bytes(
                (data / f"packs/osv/{pack}/all.zip").read_bytes())
        samples = scanner.work / "samples"
        unpack(data / "packs/fixtures/format-samples.tar.zst", samples)
        debian_feed(scanner, samples)
        scanner.update()
        alpine(scanner, data)
        debian(scanner)
        npm(scanner)
        pypi(scanner, data)
    print(f"{len(failures)} checks failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
