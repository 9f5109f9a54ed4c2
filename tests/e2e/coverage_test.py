"""On every real inventory, coverage adds up to the number of packages: with no feed loaded, with one, and
with all that are there.

Usage: coverage_test.py CLAIRSCAN [DATABASE]. CLAIRCORE_SHARED_DATA names the data; without it there is
nothing to do. DATABASE: one with all feeds (`clairscan update --from` a folder of all packs); else a few
of them stand for all, as an update of all takes minutes.
"""

import collections
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LAYER = "sha256:" + "0" * 64
FEW = ("crates.io", "GHSA-mini", "Hackage")  # beside Rocky's; and Alpine's, which stands for one
REASONS = {"no_matcher", "feed_not_loaded", "release_unknown", "repositories_unknown", "owner_unjudged",
           "no_group", "unreadable_version", "unfinished_index"}
# vuls' families -> type and os-release's ID.
FAMILIES = {"alma": ("rpm", "almalinux"), "alpine": ("apk", "alpine"), "amazon": ("rpm", "amzn"),
            "debian": ("deb", "debian"), "fedora": ("rpm", "fedora"), "opensuse.leap": ("rpm", "opensuse-leap"),
            "oracle": ("rpm", "ol"), "redhat": ("rpm", "rhel"), "rocky": ("rpm", "rocky"),
            "suse.linux.enterprise.server": ("rpm", "sles"), "ubuntu": ("deb", "ubuntu")}
# OSV's ecosystems -> types.
TYPES = {"Alpine": "apk", "Chainguard": "apk", "Wolfi": "apk", "Debian": "deb", "Ubuntu": "deb", "Go": "golang",
         "PyPI": "pypi", "npm": "npm", "Maven": "maven", "crates.io": "cargo", "RubyGems": "gem", "NuGet": "nuget",
         "Packagist": "composer", "Hex": "hex", "Pub": "pub", "CRAN": "cran"}


def members(path):
    """(name, bytes) of the files of a .tar.zst."""
    data = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            if member.isfile():
                yield member.name, archive.extractfile(member).read()


def report(packages, did, version_id):
    """Of (type, name, version, arch)."""
    index = {"manifest_hash": LAYER, "state": "IndexFinished", "success": True, "packages": {},
             "distributions": {"1": {"id": "1", "did": did, "version_id": version_id}} if did else {},
             "repository": {}, "environments": {}}
    for number, (kind, name, version, arch) in enumerate(packages, 1):
        index["packages"][str(number)] = {"id": str(number), "name": name, "version": version,
                                          "arch": arch, "kind": "binary", "type": kind}
        system = "1" if did and kind in ("apk", "deb", "rpm") else ""
        index["environments"][str(number)] = [{"package_db": "db", "introduced_in": LAYER,
                                               "distribution_id": system, "repository_ids": []}]
    return index


def rows(path):
    return [l.split("\t") for l in path.read_text().splitlines() if l and not l.startswith("#")]


def written(data):
    """(name, report) of the inventories that are lists."""
    for name, text in members(data / "packs/fixtures/vuls-inventories.tar.zst"):
        inventory = json.loads(text)
        kind, did = FAMILIES[inventory["family"]]
        yield name, report([(kind, p["name"], p["version"] + ("-" + p["release"] if p["release"] else ""),
                             p.get("arch", "")) for p in inventory["packages"].values()],
                           did, inventory["release"])
    inventories = data / "judges/inventory"
    for path in sorted(inventories.glob("go-rpmdb-*.tsv")):
        yield path.name, report([("rpm", r[0], f"{r[2]}-{r[3]}", r[4]) for r in rows(path)], "centos", "7")
    for path in sorted(inventories.glob("rpm-qa/*.tsv")):
        yield path.name, report([("rpm", r[0], "-".join(r[1:3]), "") for r in rows(path)], "rhel", "9")
    for path in sorted(inventories.glob("dpkg-query/*.tsv")):
        yield path.name, report([("deb", r[0], r[1], "") for r in rows(path)], "debian", "12")
    images = collections.defaultdict(list)
    for r in rows(inventories / "trivy-images-2026-03-31.tsv"):
        images[r[0], r[2]].append(({"alpine": "apk", "debian": "deb"}.get(r[2], r[2]), r[3], r[4], r[6]))
    for (image, system), packages in images.items():
        yield image, report(packages, system, "3.19" if system == "alpine" else "10")
    queries = collections.defaultdict(list)
    for r in rows(data / "judges/match/osv.dev-querybatch.tsv"):
        queries[r[0]].append((TYPES.get(r[0].split(":")[0], r[0].lower()), r[1], r[2], ""))
    for ecosystem, packages in queries.items():
        system, _, release = ecosystem.partition(":")
        yield f"osv.dev {ecosystem}".replace("/", " "), report(
            packages, system.lower() if packages[0][0] in ("apk", "deb") else "", release.removeprefix("v"))
    # What claircore itself wrote of images.
    for name, text in members(data / "judges/raw.tar.zst"):
        # One is empty, another so old that its ids are numbers.
        if re.search(r"(index|indexreport.*|\.ir)\.json$", name) and text and "bionic" not in name:
            yield name.replace("/", " "), {**json.loads(text), "manifest_hash": LAYER}  # one has no digest
    yield "maven-coordinates.txt", report(
        [("maven", ":".join(line.split(":")[:2]), line.split(":")[-1], "") for line in
         (inventories / "maven-coordinates.txt").read_text().split() if line.count(":") >= 2], "", "")


def roots(data, work):
    """(name, folder) of those that are databases of packages."""
    for pack in ("debian-skeletons", "alpine-skeletons"):
        for name, contents in members(data / f"packs/fixtures/{pack}.tar.zst"):
            root, _, path = name.partition("/")
            if root == "claircore":  # status files alone
                root, path = f"claircore-{path}", "var/lib/dpkg/status"
            if pack == "alpine-skeletons" and not root.endswith("x86_64"):
                continue  # one architecture of each release
            file = work / "roots" / root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(contents)
    for name, contents in members(data / "packs/fixtures/rpmdbs.tar.zst"):
        _, database, file = name.split("/")
        folder = work / "roots" / database
        (folder / "var/lib/rpm").mkdir(parents=True, exist_ok=True)
        (folder / "var/lib/rpm" / file).write_bytes(contents)
        (folder / "etc").mkdir(exist_ok=True)
        (folder / "etc/os-release").write_text("ID=rocky\nVERSION_ID=9\n")
    for folder in sorted((work / "roots").iterdir()):
        yield folder.name, f"rootfs:{folder}"
    # Others' samples of every language, as if they lay in one root.
    unpack(data / "packs/fixtures/lang-samples.tar.zst", work / "languages")
    yield "lang-samples", f"rootfs:{work / 'languages'}"
    # Whole images: those of them that are images.
    unpack(data / "packs/fixtures/small-images.tar.zst", work / "images")
    for place in sorted((work / "images").rglob("*")):
        if place.name == "oci-layout":
            yield str(place.parent.relative_to(work)).replace("/", " "), place.parent
        elif place.is_file() and re.search(r"\.tar(\.gz)?$", place.name):
            yield str(place.relative_to(work)).replace("/", " "), place


def unpack(path, folder):
    """Files only, within `folder`."""
    for name, contents in members(path):
        file = folder / os.path.normpath("/" + name).lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents)


def main():
    clairscan = os.path.abspath(sys.argv[1])
    shared = os.environ.get("CLAIRCORE_SHARED_DATA", "")
    data = Path(shared)
    if not shared or not data.is_dir():
        print("skipped: CLAIRCORE_SHARED_DATA does not name the shared data set")
        return 0

    def run(*args):
        result = subprocess.run([clairscan, *map(str, args)], capture_output=True, text=True)
        if result.returncode not in (0, 3) or not result.stdout:
            raise RuntimeError(f"clairscan {args}: {result.stdout}{result.stderr}")
        return result.stdout

    with tempfile.TemporaryDirectory(prefix="claircore-coverage-", dir=os.environ.get("TEST_TMPDIR")) as name, \
            ThreadPoolExecutor(2) as pool:
        work = Path(name)
        for name, contents in members(data / "packs/alpine/alpine-secdb-2025-01.tar.zst"):
            release, repository = name.split("/")[-2:]
            file = work / "one/alpine" / (release if release == "edge" else "v" + release.lstrip("v")) / repository
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(contents)
        shutil.copytree(work / "one", work / "few")
        (work / "few/osv/Rocky Linux").mkdir(parents=True)
        with zipfile.ZipFile(work / "few/osv/Rocky Linux/all.zip", "w") as pack:
            for name, contents in members(data / "packs/rocky/rocky-osv.tar.zst"):
                pack.writestr(name.rsplit("/", 1)[-1], contents)
        for ecosystem in FEW:
            shutil.copytree(data / f"packs/osv/{ecosystem}", work / "few/osv" / ecosystem)
        databases = {"none": work / "none", "one": work / "one.db",
                     "all": sys.argv[2] if len(sys.argv) > 2 else work / "few.db"}
        run("update", "--db", databases["one"], "--from", work / "one")
        if len(sys.argv) <= 2:
            run("update", "--db", databases["all"], "--from", work / "few")

        def index(root):
            title, spec = root
            result = subprocess.run([clairscan, "index", spec], capture_output=True, text=True)
            if result.returncode != 0 and str(spec).startswith("rootfs:"):
                raise RuntimeError(f"clairscan index {spec}: {result.stderr}")
            (work / f"{title}.json").write_text(result.stdout)
            # What is no image, or has no package, has nothing to be accounted for.
            there = result.returncode == 0 and json.loads(result.stdout)["packages"]
            return (title, work / f"{title}.json") if there else None

        reports = [r for r in pool.map(index, list(roots(data, work))) if r is not None]
        for title, index_report in written(data):
            path = work / f"{title}.list.json"
            path.write_text(json.dumps(index_report))
            reports.append((title, path))

        def check(job):
            which, (title, path) = job
            matched = json.loads(run("match", path, "--db", databases[which], "--format", "json"))
            groups = matched["coverage"]["judged"] + matched["coverage"]["not_judged"] \
                if "coverage" in matched else []
            ids = [i for g in groups for i in g["packages"]]
            problems = []
            there = json.loads(path.read_text())["packages"]
            if sorted(ids) != sorted(there) or sorted(ids) != sorted(matched["packages"]):
                problems.append(f"{len(ids)} packages said, {len(there)} there")
            if any(g["count"] != len(g["packages"]) for g in groups):
                problems.append("a count that is not that of its packages")
            if not {g.get("reason", "no_matcher") for g in groups} <= REASONS:
                problems.append("a reason that is none")
            judged = sum(g["count"] for g in groups if "updaters" in g)
            if which == "none" and judged:
                problems.append(f"{judged} packages judged by nothing")
            found = set(matched["package_vulnerabilities"])
            of_judged = {i for g in groups if "updaters" in g or g["reason"] == "unreadable_version"
                         for i in g["packages"]}
            if not found <= of_judged:
                problems.append("findings of packages that nobody judged")
            return which, title, len(ids), judged, problems

        totals, failed = collections.Counter(), 0
        for which, title, packages, judged, problems in pool.map(
                check, [(which, r) for r in reports for which in databases]):
            totals[which, "packages"] += packages
            totals[which, "judged"] += judged
            for problem in problems:
                failed += 1
                print(f"FAILED {title}, {which} loaded: {problem}")
        for which in databases:
            print(f"{which} loaded: {len(reports)} inventories, {totals[which, 'packages']} packages, "
                  f"{totals[which, 'judged']} judged")
        if len(reports) < 60 or totals["all", "packages"] < 15000:
            failed += 1
            print("FAILED: inventories are missing")
        if not 0 == totals["none", "judged"] < totals["one", "judged"] < totals["all", "judged"]:
            failed += 1
            print("FAILED: more data do not judge more")
    print(f"{failed} checks failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
