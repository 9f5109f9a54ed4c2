"""Matches packages that govulncheck and cargo-audit judged, with the same advisories, and compares.

Usage: judges_test.py CLAIRSCAN. CLAIRCORE_SHARED_DATA names the data; without it there is nothing to do.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

failures = []


def rows(path):
    return [line.split("\t") for line in path.read_text().splitlines() if line and not line.startswith("#")]


def check(what, got, want):
    if got == want:
        print(f"{what}: {len(want)} findings, as the judge's")
        return
    failures.append(what)
    print(f"FAILED {what}\n  unexpected: {sorted(got - want)[:8]}\n  missing:    {sorted(want - got)[:8]}")


class Scanner:
    def __init__(self, binary, work, data):
        self.binary, self.work = binary, work
        feeds = work / "feeds/osv"
        for ecosystem in ("Go", "crates.io"):
            shutil.copytree(data / f"packs/osv/{ecosystem}", feeds / ecosystem)
        self.run("update", "--db", work / "db", "--from", work / "feeds")

    def run(self, *args):
        result = subprocess.run([self.binary, *map(str, args)], capture_output=True, text=True)
        if result.returncode != 0:
            raise RuntimeError(f"clairscan {args}: {result.stdout}{result.stderr}")
        return result.stdout

    def match(self, kind, packages, arch=""):
        """{(advisory, name, version)} of {(name, version)}."""
        layer = "sha256:" + "0" * 64
        report = {"manifest_hash": layer, "state": "IndexFinished", "success": True, "packages": {},
                  "distributions": {}, "repository": {}, "environments": {}}
        for number, (name, version) in enumerate(sorted(packages), 1):
            report["packages"][str(number)] = {"id": str(number), "name": name, "version": version,
                                               "kind": "binary", "type": kind, "arch": arch}
            report["environments"][str(number)] = [
                {"package_db": "db", "introduced_in": layer, "distribution_id": "", "repository_ids": []}]
        path = self.work / "report.json"
        path.write_text(json.dumps(report))
        lines = self.run("match", path, "--db", self.work / "db", "--format", "tsv").splitlines()[1:]
        return {(row[2], row[0], row[1]) for row in (line.split("\t") for line in lines)}


def go(scanner, judges):
    """Modules of real programs, as `govulncheck -mode binary -scan module` found them vulnerable: none
    beyond, also not for the code of other platforms."""
    for path in sorted((judges / "govulncheck").glob("*.buildinfo")):
        lines = path.read_text().splitlines()
        packages = {("stdlib", lines[0].rsplit(": ", 1)[1].removeprefix("go"))}
        for words in (line.split("\t")[1:] for line in lines[1:]):
            if words[0] == "dep":
                last = (words[1], words[2])
                packages.add(last)
            elif words[0] == "=>":
                packages.discard(last)
                packages.add((words[1], words[2]))
        want = {(r[0], r[1], r[2].removeprefix("v") if r[1] == "stdlib" else r[2])
                for r in rows(path.with_suffix(".tsv"))}
        settings = dict(re.findall(r"\tbuild\t(GOOS|GOARCH)=(\w+)", path.read_text()))
        got = scanner.match("golang", packages, f"{settings['GOOS']}/{settings['GOARCH']}")
        check(f"govulncheck {path.stem}", got, want)
        if len(want) < 70:
            failures.append(f"{path.stem}: the judge found next to nothing")


def rust(scanner, judges):
    """Crates of real lock files, as cargo-audit found them: vulnerable, unsound or unmaintained."""
    for path in sorted((judges / "cargo-audit").glob("*.tsv")):
        text = path.with_suffix("").read_text()
        packages = set()
        for block in text.split("[[package]]")[1:]:
            field = dict(re.findall(r'^(\w+) = "(.*)"$', block, re.M))
            if field.get("source", "").startswith("registry+https://github.com/rust-lang/crates.io-index"):
                packages.add((field["name"], field["version"]))
        want = {tuple(r[:3]) for r in rows(path)}
        check(f"cargo-audit {path.stem}", scanner.match("cargo", packages), want)


def main():
    shared = os.environ.get("CLAIRCORE_SHARED_DATA", "")
    data = Path(shared)
    if not shared or not data.is_dir():
        print("skipped: CLAIRCORE_SHARED_DATA does not name the shared data set")
        return 0
    with tempfile.TemporaryDirectory(prefix="claircore-judges-", dir=os.environ.get("TEST_TMPDIR")) as work:
        scanner = Scanner(os.path.abspath(sys.argv[1]), Path(work), data)
        go(scanner, data / "judges/match")
        rust(scanner, data / "judges/match")
    print(f"{len(failures)} checks failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
