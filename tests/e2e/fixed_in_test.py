"""FIXED IN of every finding against the raw records: the `fixed` of the range that holds the version.

Usage: fixed_in_test.py CLAIRSCAN. CLAIRCORE_SHARED_DATA names the data; without it there is nothing to do.
Real inventories of Debian, AlmaLinux, Go, PyPI and npm, and versions that the records themselves name,
are matched with real advisories; the records are read by Python, and of the program only the order of
versions is asked. CLAIRCORE_SOAK=1: the long form, with more versions of the records' own and with
the records of all packages loaded.
"""

import collections
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

SCHEMES = {"Go": "go", "PyPI": "pep440", "npm": "npm", "Debian": "dpkg", "AlmaLinux": "rpm"}
SOAK = os.environ.get("CLAIRCORE_SOAK") == "1"
# Of how many records the versions that they name themselves are tried.
NAMED = {"Go": 200, "PyPI": 250, "npm": 400} if SOAK else {"Go": 60, "PyPI": 20, "npm": 60}


class Order:
    """Asks `clairscan versions compare`, a pair at a time."""

    def __init__(self, binary):
        self.binary, self.processes, self.known = binary, {}, {}

    def __call__(self, scheme, a, b):
        if (scheme, a, b) not in self.known:
            if scheme not in self.processes:
                self.processes[scheme] = subprocess.Popen(
                    [self.binary, "versions", "compare", scheme], stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, text=True, bufsize=1)
            process = self.processes[scheme]
            process.stdin.write(f"{a}\t{b}\n")
            process.stdin.flush()
            answer = process.stdout.readline()[:1]
            self.known[scheme, a, b] = {"<": -1, "=": 0, ">": 1}.get(answer)
        return self.known[scheme, a, b]

    def close(self):
        for process in self.processes.values():
            process.stdin.close()
            process.wait()


def archive(path):
    """(name, bytes) of a .tar.zst."""
    unpack = subprocess.Popen(["zstd", "-dc", str(path)], stdout=subprocess.PIPE)
    with tarfile.open(fileobj=unpack.stdout, mode="r|") as members:
        for member in members:
            if member.isfile():
                yield member.name, members.extractfile(member).read()
    unpack.wait()


def base(ecosystem):
    return ecosystem.split(":")[0]


def fold(ecosystem, name):
    return re.sub(r"[-_.]+", "-", name).lower() if ecosystem == "PyPI" else name


class Inventory:
    def __init__(self, ecosystem, kind, distribution=None):
        self.ecosystem, self.kind, self.distribution = ecosystem, kind, distribution
        self.packages = {}  # (name, version) -> (name, version) under which the records speak of it

    def add(self, name, version, source=None):
        if name and version:
            self.packages[name, version] = source or (fold(base(self.ecosystem), name), version)


def inventories(data):
    debian = {"12": Inventory("Debian:12", "deb", ("debian", "12")),
              "11": Inventory("Debian:11", "deb", ("debian", "11"))}
    for release, name in (("12", "bookworm"), ("11", "bullseye")):
        for line in (data / f"judges/inventory/dpkg-query/deb-{name}.tsv").read_text().splitlines():
            cells = line.split("\t")
            if not line.startswith("#"):
                debian[release].add(cells[0], cells[1], (cells[3], cells[4]))
    alma = Inventory("AlmaLinux:10", "rpm", ("almalinux", "10.0"))
    for name, text in archive(data / "packs/fixtures/vuls-inventories.tar.zst"):
        if name.endswith("alma_10.json"):
            for p in json.loads(text)["packages"].values():
                alma.add(p["name"], f"{p['version']}-{p['release']}")
        if name.endswith("debian_12.json"):
            found = json.loads(text)
            of = {b: s for s in found["SrcPackages"].values() for b in s.get("binaryNames") or []}
            for p in found["packages"].values():
                source = of.get(p["name"], p)
                debian["12"].add(p["name"], p["version"], (source["name"], source["version"]))
    go = Inventory("Go", "golang")
    for path in sorted((data / "judges/match/govulncheck").glob("*.buildinfo")):
        lines = path.read_text().splitlines()
        go.add("stdlib", lines[0].rsplit(": ", 1)[1].removeprefix("go"))
        for words in (line.split("\t")[1:] for line in lines[1:]):
            if words[0] in ("dep", "=>"):
                go.add(words[1], words[2])
    found = {"Go": go, "PyPI": Inventory("PyPI", "pypi"), "npm": Inventory("npm", "npm")}
    for line in (data / "judges/match/osv.dev-querybatch.tsv").read_text().splitlines():
        cells = line.split("\t")
        if cells[0] in found and not (cells[0] == "Go" and cells[1] == "toolchain"):
            version = cells[2]
            if cells[0] == "Go" and cells[1] != "stdlib" and not version.startswith("v"):
                version = "v" + version
            found[cells[0]].add(cells[1], version)
    for line in (data / "judges/match/sbom-npm-2026-04-12.tsv").read_text().splitlines():
        match = re.match(r"component\tpkg:npm/(.+)@([^@?]+)", line)
        if match:
            found["npm"].add(match[1].replace("%40", "@"), match[2])
    return [*debian.values(), alma, *found.values()]


def entries(record, ecosystem):
    for affected in record.get("affected", []):
        package = affected.get("package", {})
        if package.get("ecosystem") == ecosystem:
            yield fold(base(ecosystem), package["name"]), affected


def load(data, wanted):
    """{ecosystem: [record]}: of the systems' those that speak of a package of the inventories."""
    records = collections.defaultdict(list)
    for ecosystem in ("Go", "PyPI", "AlmaLinux"):
        with zipfile.ZipFile(data / f"packs/osv/{ecosystem}/all.zip") as pack:
            for name in pack.namelist():
                if name.endswith(".json"):
                    records[ecosystem].append(json.loads(pack.read(name)))
    for _, text in archive(data / "packs/ghsa/advisory-database-2025-02.tar.zst"):
        record = json.loads(text)
        for ecosystem in ("npm", "PyPI", "Go"):
            if any(True for _ in entries(record, ecosystem)):
                records[ecosystem].append(record)
    sources = {source[0] for source in wanted}
    for _, text in archive(data / "packs/debian/debian-osv-2025-02.tar.zst"):
        # Cheaper than parsing all of them.
        names = set(re.findall(rb'"name":\s*"([^"]+)"', text))
        if any(name.decode() in sources for name in names):
            records["Debian"].append(json.loads(text))
    # An id twice: the newer one, as the updater would find it in its file.
    return {e: list({r["id"]: r for r in sorted(all_, key=lambda r: r.get("modified", ""))}.values())
            for e, all_ in records.items()}


def add_named(inventory, records, most):
    """Versions within the ranges of every n-th record: where they begin, and what they list."""
    step = max(1, len(records) // most)
    for record in records[::step]:
        for name, affected in entries(record, inventory.ecosystem):
            versions = affected.get("versions", [])
            for version in versions[:1] + versions[len(versions) // 2:][:1]:
                inventory.add(name, ("v" if inventory.ecosystem == "Go" and name != "stdlib" else "") + version)
            for events in affected.get("ranges", []):
                for event in events["events"]:
                    version = event.get("introduced", "0")
                    if version != "0":
                        prefix = "v" if inventory.ecosystem == "Go" and name != "stdlib" else ""
                        inventory.add(name, prefix + version)


def about(lists, records):
    """Those of the records that speak of a package of the lists."""
    names = {name for inventory in lists for name, _ in inventory.packages.values()}
    return [r for r in records if any(name in names for i in lists for name, _ in entries(r, i.ecosystem))]


def report(inventory):
    layer = "sha256:" + "0" * 64
    made = {"manifest_hash": layer, "state": "IndexFinished", "success": True, "packages": {},
            "distributions": {}, "repository": {}, "environments": {}}
    if inventory.distribution:
        did, version = inventory.distribution
        made["distributions"]["1"] = {"id": "1", "did": did, "name": did, "version_id": version}
    for number, ((name, version), source) in enumerate(sorted(inventory.packages.items()), 1):
        package = {"id": str(number), "name": name, "version": version, "kind": "binary",
                   "type": inventory.kind}
        if inventory.kind == "deb":
            package["source"] = {"id": "", "name": source[0], "version": source[1], "kind": "source"}
        made["packages"][str(number)] = package
        made["environments"][str(number)] = [
            {"package_db": "db", "introduced_in": layer,
             "distribution_id": "1" if inventory.distribution else "", "repository_ids": []}]
    return made


def fixes(order, scheme, record, ecosystem, name, version):
    """Where a fix stands: ({of ranges that hold the version}, {ahead of it in others}, {where nobody can say})."""
    holding, ahead, unordered = set(), set(), set()
    for of, affected in entries(record, ecosystem):
        if of != name:
            continue
        ranges = [r["events"] for r in affected.get("ranges", []) if r["type"] in ("SEMVER", "ECOSYSTEM")]
        custom = (affected.get("ecosystem_specific") or {}).get("custom_ranges", [])
        numbers = all(v[:1].isdigit() for r in custom for event in r["events"] for v in event.values())
        if custom and numbers and all(event == {"introduced": "0"} for events in ranges for event in events):
            ranges = [r["events"] for r in custom]
        for events in ranges:
            marks = []
            for event in events:
                for kind, at in event.items():
                    place = -1 if kind == "introduced" and at == "0" else order(scheme, at, version)
                    marks.append((kind, at, place))
            # The ends above the version, the nearest first; the beginnings at or below it.
            ends = [m for m in marks if m[0] == "fixed" and m[2] == 1]
            unordered |= {m[1] for m in marks if m[0] == "fixed" and m[2] is None}
            begun = [m for m in marks if m[0] == "introduced" and m[2] is not None and m[2] <= 0]
            passed = [m for m in marks if (m[0] == "fixed" and m[2] in (-1, 0)) or
                      (m[0] == "last_affected" and m[2] == -1)]
            latest = None
            for mark in begun + passed:  # the last mark at or below the version says where it is
                if latest is None or newer(order, scheme, mark, latest):
                    latest = mark
            nearest = None
            for mark in ends:
                if nearest is None or order(scheme, mark[1], nearest[1]) == -1:
                    nearest = mark
            if nearest is None:
                continue
            between = [m for m in marks if m[0] in ("introduced", "last_affected") and m[2] in (0, 1) and m[1] != "0"
                       and not (m[0] == "introduced" and m[2] == 0) and order(scheme, m[1], nearest[1]) == -1]
            inside = latest is not None and latest[0] == "introduced" and not between
            (holding if inside else ahead).add(nearest[1])
    return holding, ahead, unordered


def newer(order, scheme, a, b):
    if b[0] == "introduced" and b[1] == "0":
        return True
    if a[0] == "introduced" and a[1] == "0":
        return False
    return order(scheme, a[1], b[1]) in (0, 1)


def least(order, scheme, versions):
    best = None
    for version in versions:
        if best is None or order(scheme, version, best) == -1:
            best = version
    return best


def run(binary, *args):
    result = subprocess.run([binary, *map(str, args)], capture_output=True, text=True)
    if result.returncode not in (0, 3):
        raise RuntimeError(f"clairscan {args}: {result.stdout}{result.stderr}")
    return result.stdout


def main():
    shared = os.environ.get("CLAIRCORE_SHARED_DATA", "")
    data = Path(shared)
    if not shared or not data.is_dir():
        print("skipped: CLAIRCORE_SHARED_DATA does not name the shared data set")
        return 0
    binary = os.path.abspath(sys.argv[1])
    failures, total = [], 0
    order = Order(binary)
    with tempfile.TemporaryDirectory(prefix="claircore-fixed-", dir=os.environ.get("TEST_TMPDIR")) as tmp:
        work = Path(tmp)
        lists = inventories(data)
        records = load(data, [source for i in lists if i.kind == "deb" for source in i.packages.values()])
        for inventory in lists:
            if base(inventory.ecosystem) in NAMED:
                add_named(inventory, records[inventory.ecosystem], NAMED[inventory.ecosystem])
        if not SOAK:
            records = {e: about([i for i in lists if base(i.ecosystem) == e], of) for e, of in records.items()}
        for ecosystem, of in records.items():
            folder = work / "feeds/osv" / ecosystem
            folder.mkdir(parents=True)
            with zipfile.ZipFile(folder / "all.zip", "w") as pack:
                for record in of:
                    pack.writestr(record["id"] + ".json", json.dumps(record))
        run(binary, "update", "--db", work / "db", "--from", work / "feeds")
        for inventory in lists:
            ecosystem = base(inventory.ecosystem)
            (work / "report.json").write_text(json.dumps(report(inventory)))
            lines = run(binary, "match", work / "report.json", "--db", work / "db", "--format", "tsv")
            by_id = {record["id"]: record for record in records[ecosystem]}
            counts = collections.Counter()
            for line in lines.splitlines():
                name, version, advisory, _, status, fixed = line.split("\t")[:6]
                if status != "affected":
                    continue
                of, version = inventory.packages[name, version]
                holding, ahead, unordered = fixes(
                    order, SCHEMES[ecosystem], by_id[advisory], inventory.ecosystem, of, version)
                wanted = holding or ahead or {""}
                where = "of its range" if holding else "ahead" if ahead else "none known"
                best = least(order, SCHEMES[ecosystem], wanted)
                # A module's streams are ranges of one advisory; which one is a matter of its text.
                right = fixed in wanted if ecosystem == "AlmaLinux" else fixed == best or (
                    fixed and best and order(SCHEMES[ecosystem], fixed, best) == 0)
                # Found by the record's list of versions, or by the numbers that a bound begins with.
                if not right and not holding and not ahead and fixed in unordered:
                    where, right = "of a bound that is no version", True
                counts[where if right else "wrong"] += 1
                if not right:
                    failures.append((inventory.ecosystem, name, version, advisory, fixed, sorted(wanted)))
            total += sum(counts.values())
            print(f"{inventory.ecosystem}: {len(inventory.packages)} packages, {dict(counts)}")
    order.close()
    for failure in failures[:20]:
        print("FAILED", *failure)
    print(f"{total} findings, {len(failures)} with another fix than their range's")
    if total < 2000:
        print("FAILED: fewer than 2000 findings")
    return 1 if failures or total < 2000 else 0


if __name__ == "__main__":
    sys.exit(main())
