"""What clairscan ends with, row by row: what was found, what nobody judged, what one accepts.

Usage: verdict_test.py CLAIRSCAN.
"""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

LAYER = "sha256:" + "0" * 64
failures = []


def feeds(root):
    """Debian 12's data, npm's, Maven's and crates.io's."""
    def osv(ecosystem, name, package, severity, informational=None):
        folder = root / "osv" / ecosystem
        folder.mkdir(parents=True, exist_ok=True)
        record = {"id": name, "modified": "2026-01-01T00:00:00Z", "details": "made up", "affected": [
            {"package": {"ecosystem": ecosystem, "name": package},
             "ranges": [{"type": "SEMVER" if ecosystem == "npm" else "ECOSYSTEM",
                         "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}]}]}
        if severity:
            record["database_specific"] = {"severity": severity}
        if ecosystem == "crates.io":  # as RustSec writes it
            record["affected"][0]["database_specific"] = {"informational": informational}
            record["affected"][0]["ranges"][0]["type"] = "SEMVER"
        with zipfile.ZipFile(folder / "all.zip", "a") as archive:
            archive.writestr(name + ".json", json.dumps(record))

    osv("npm", "GHSA-aaaa-aaaa-2099", "old", "HIGH")
    osv("npm", "GHSA-bbbb-bbbb-2099", "vague", "")
    osv("Maven", "GHSA-cccc-cccc-2099", "group:artifact", "LOW")
    osv("crates.io", "RUSTSEC-2099-0001", "left", "", "unmaintained")
    osv("crates.io", "RUSTSEC-2099-0002", "left", "", "unsound")
    osv("crates.io", "RUSTSEC-2099-0003", "left", "", "notice")
    osv("crates.io", "RUSTSEC-2099-0004", "torn", "")
    (root / "debian").mkdir()
    (root / "debian/data.json").write_text(json.dumps({"bash": {"CVE-2099-1": {
        "description": "made up", "releases": {"bookworm": {
            "status": "resolved", "repositories": {"bookworm": "5.2"}, "fixed_version": "5.2",
            "urgency": "medium"}}}}}))


SYSTEMS = {"debian": ("1", {"did": "debian", "version_id": "12", "pretty_name": "Debian GNU/Linux 12"}),
           "debian99": ("2", {"did": "debian", "version_id": "99", "pretty_name": "Debian GNU/Linux 99"}),
           "ubuntu": ("3", {"did": "ubuntu", "version_id": "24.04", "pretty_name": "Ubuntu 24.04"}),
           "kali": ("4", {"did": "kali", "version_id": "2026.3", "pretty_name": "Kali GNU/Linux Rolling"}),
           "rhel": ("5", {"did": "rhel", "version_id": "9", "pretty_name": "Red Hat Enterprise Linux 9"})}


def report(*packages, **changes):
    """An index report of packages: "type name version [system] [owned-by-number]"."""
    index = {"manifest_hash": LAYER, "state": "IndexFinished", "success": True, "packages": {},
             "distributions": {}, "repository": {}, "environments": {}}
    for number, text in enumerate(packages, 1):
        kind, name, version, system, owner = (text.split(" ") + ["", ""])[:5]
        index["packages"][str(number)] = {"id": str(number), "name": name, "version": version,
                                          "kind": "binary", "type": kind}
        place = {"package_db": "db", "introduced_in": LAYER, "distribution_id": "",
                 "repository_ids": [], "owner_id": owner}
        if system:
            place["distribution_id"], value = SYSTEMS[system]
            index["distributions"][place["distribution_id"]] = {"id": place["distribution_id"], **value}
        index["environments"][str(number)] = [place]
    index.update(changes)
    return index


HIGH, VAGUE, CLEAN = "npm old 1.0.0", "npm vague 1.0.0", "npm new 3.0.0"
BASH = "deb bash 6 debian"
LEFT, TORN = "cargo left 1.0.0", "cargo torn 1.0.0"
KALI = "deb bash 1 kali"

# (what, report, arguments, exit code, what standard error must say)
ROWS = [
    ("clean", report(CLEAN, BASH), ["--fail-on", "low"], 0, ""),
    ("found", report(HIGH), ["--fail-on", "high"], 1, ""),
    ("found, but less severe", report(HIGH), ["--fail-on", "critical"], 0, ""),
    ("found, and nobody asks", report(HIGH), [], 0, ""),
    # A system or a type that nobody judged.
    ("no matcher for a system", report(CLEAN, KALI), ["--fail-on", "low"], 3,
     "nobody judged 1 of Kali GNU/Linux Rolling, no data"),
    ("no matcher for a type", report(CLEAN, "swid a 1"), ["--fail-on", "low"], 3,
     "nobody judged 1 swid package, no data"),
    ("a feed that is not loaded", report(CLEAN, "deb a 1 ubuntu"), ["--fail-on", "low"], 3,
     "nobody judged 1 of Ubuntu 24.04, data not loaded"),
    ("a language's, too", report(CLEAN, "pypi a 1", "pypi b 1"), ["--fail-on", "low"], 3,
     "nobody judged 2 pypi packages, data not loaded"),
    ("a release that the feed does not know", report(CLEAN, "deb a 1 debian99"), ["--fail-on", "low"],
     3, "nobody judged 1 of Debian GNU/Linux 99, a release that the data do not know"),
    ("an owner that nobody judged", report(CLEAN, KALI, "cran a 1  2"), ["--fail-on", "low"], 3,
     "nobody judged 1 cran package left to an owner that nobody judged"),
    ("an owned package is judged itself where its owner is not", report(KALI, "npm old 1.0.0  1"),
     ["--fail-on", "high"], 1, "Kali"),
    ("and left to its owner where that is judged", report(BASH, "npm old 1.0.0  1"),
     ["--fail-on", "high"], 0, ""),
    ("a finding counts, whatever else", report(HIGH, KALI), ["--fail-on", "high"], 1, "Kali"),
    ("a finding below does not", report(HIGH, KALI), ["--fail-on", "critical"], 3, "Kali"),
    ("nobody asks", report(CLEAN, KALI), [], 0, ""),
    ("nothing at all", report(), ["--fail-on", "low"], 3, "nothing was found, no system and no package"),
    ("nothing at all, and nobody asks", report(), [], 0, ""),
    ("no package", report(distributions={"1": {"id": "1", "did": "debian", "version_id": "12"}}),
     ["--fail-on", "low"], 3, "no package was found"),
    # Single packages.
    ("a jar without a group", report("maven group:artifact 3", "maven lonely 1"),
     ["--fail-on", "low"], 0, ""),
    ("all jars without a group", report("maven lonely 1"), ["--fail-on", "low"], 0, ""),
    ("a version that cannot be read", report(CLEAN, "npm old latest"), ["--fail-on", "low"], 0, ""),
    ("a jar without a group, if one insists", report(CLEAN, "maven lonely 1"), ["--fail-on-unjudged"],
     3, "nobody judged 1 jar without a group"),
    ("a version that cannot be read, if one insists", report(CLEAN, "npm old latest"),
     ["--fail-on", "low", "--fail-on-unjudged"], 3,
     "nobody judged 1 npm package with a version that cannot be read"),
    ("all judged, if one insists", report(CLEAN, BASH), ["--fail-on-unjudged"], 0, ""),
    ("a system, if one insists", report(CLEAN, KALI), ["--fail-on-unjudged"], 3, "Kali"),
    ("nothing, if one insists", report(), ["--fail-on-unjudged"], 3, "nothing was found"),
    # What one accepts.
    ("the system that one accepts", report(CLEAN, KALI), ["--fail-on", "low", "--allow-unjudged=kali"],
     0, ""),
    ("the type that one accepts", report(CLEAN, KALI), ["--fail-on", "low", "--allow-unjudged=DEB"], 0, ""),
    ("one of two", report(CLEAN, KALI, "swid a 1"), ["--fail-on", "low", "--allow-unjudged=kali"], 3,
     "swid"),
    ("both of two", report(CLEAN, KALI, "swid a 1"),
     ["--fail-on", "low", "--allow-unjudged=kali,swid"], 0, ""),
    ("any", report(CLEAN, KALI, "swid a 1"), ["--fail-on", "low", "--allow-unjudged"], 0, ""),
    ("a single one", report("maven lonely 1"), ["--fail-on-unjudged", "--allow-unjudged=maven"], 0, ""),
    ("nothing is accepted by that alone", report(), ["--fail-on", "low", "--allow-unjudged=kali"], 3,
     "nothing"),
    ("nothing is accepted by any", report(), ["--fail-on", "low", "--allow-unjudged"], 0, ""),
    ("what is accepted excuses no finding", report(HIGH, KALI),
     ["--fail-on", "low", "--allow-unjudged"], 1, ""),
    # What is no report.
    ("an index that failed", report(CLEAN, success=False, state="IndexError", err="disk full"), [], 3,
     "this is no finished index report: its state is 'IndexError': disk full"),
    ("an index that goes on", report(CLEAN, state="ScanLayers"), [], 3, "its state is 'ScanLayers'"),
    ("an empty object", {}, [], 3, "this is no finished index report"),
    ("another object", {"foo": 1}, [], 3, "this is no finished index report"),
    ("whatever one accepts", {}, ["--fail-on", "low", "--allow-unjudged"], 3, "no finished"),
    ("a finding in it counts", report(HIGH, success=False), ["--fail-on", "high"], 1, "no finished"),
    # Severities.
    ("unknown severity", report(VAGUE), ["--fail-on", "negligible"], 0,
     "1 finding of unknown severity does not count for --fail-on Negligible"),
    ("unknown severities", report(VAGUE, "npm vague 1.1.0"), ["--fail-on", "critical"], 0,
     "2 findings of unknown severity do not count for --fail-on Critical"),
    ("unknown severity, asked for", report(VAGUE), ["--fail-on", "unknown"], 1, ""),
    # Notes are no findings, whatever is asked for.
    ("notes", report(LEFT), ["--fail-on", "unknown"], 0, ""),
    ("notes have no severity", report(LEFT), ["--fail-on", "negligible"], 0, ""),
    ("notes are judgements", report(LEFT), ["--fail-on-unjudged"], 0, ""),
    ("a finding beside notes", report(LEFT, TORN), ["--fail-on", "unknown"], 1, ""),
    ("a finding beside notes is counted alone", report(LEFT, TORN), ["--fail-on", "low"], 0,
     "1 finding of unknown severity does not count"),
]


def main():
    clairscan = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="claircore-verdict-", dir=os.environ.get("TEST_TMPDIR")) as name:
        work = Path(name)
        feeds(work / "feeds")

        def run(*args):
            return subprocess.run([clairscan, *map(str, args)], capture_output=True, text=True)

        def check(what, got, want):
            if got != want:
                failures.append(what)
                print(f"FAILED {what}: {got!r}, not {want!r}")

        def rows():
            for what, index, args, code, words in ROWS:
                (work / "report.json").write_text(json.dumps(index))
                # Each format says the same of a report; the words that matter are in all of them.
                for form in ("table", "tsv", "json"):
                    result = run("match", work / "report.json", "--db", work / "db", "--format", form, *args)
                    check(f"{what}, {form}", result.returncode, code)
                    if words not in result.stderr:
                        failures.append(what)
                        print(f"FAILED {what}, {form}: '{words}' is not in {result.stderr!r}")
                    if not words and form != "tsv" and result.stderr:
                        check(f"{what}, {form}: standard error", result.stderr, "")

        check("update", run("update", "--db", work / "db", "--from", work / "feeds", "--quiet").returncode, 0)
        rows()

        # What is said of coverage: the table's last line, a line on standard error, a key.
        index = report(CLEAN, BASH, KALI, "deb curl 1 kali", "maven lonely 1", "npm old latest")
        line = ("6 packages: 2 judged; 4 not: 2 of Kali GNU/Linux Rolling, no data; 1 jar without a group; "
                "1 npm package with a version that cannot be read")
        (work / "report.json").write_text(json.dumps(index))
        match = ["match", work / "report.json", "--db", work / "db"]
        check("the table's last line", run(*match).stdout.splitlines()[-1], line)
        tsv = run(*match, "--format", "tsv")
        check("tsv has findings alone", [l for l in tsv.stdout.splitlines() if l[0] != "#"], [])
        check("and says the rest elsewhere", tsv.stderr.splitlines()[-1], line)
        coverage = json.loads(run(*match, "--format", "json").stdout)["coverage"]
        check("the reasons", [(g["reason"], g["type"], g.get("system"), g["count"], g["packages"])
                              for g in coverage["not_judged"]],
              [("no_matcher", "deb", "kali", 2, ["3", "4"]), ("no_group", "maven", None, 1, ["5"]),
               ("unreadable_version", "npm", None, 1, ["6"])])
        check("who judged", [(g["updaters"], g["type"], g["packages"]) for g in coverage["judged"]],
              [(["debian"], "deb", ["2"]), (["osv/npm"], "npm", ["1"])])

        # Notes of a feed are shown, apart from vulnerabilities and not counted among them.
        (work / "report.json").write_text(json.dumps(report(LEFT, TORN)))
        kinds = ["unmaintained", "unsound", "notice"]
        table = run(*match).stdout
        check("the table's findings", [l.split()[1:3] for l in table.splitlines() if "RUSTSEC" in l and
                                       l.startswith("Unknown")], [["torn", "1.0.0"]])
        check("the table's count", "1 vulnerability: 1 Unknown\n" in table, True)
        check("the table's notes", "3 notes, no vulnerability:\n" + "".join(
            f"  left 1.0.0: {kind} (RUSTSEC-2099-000{n})\n" for n, kind in enumerate(kinds, 1)) in table, True)
        tsv = [l.split("\t") for l in run(*match, "--format", "tsv").stdout.splitlines() if l[0] != "#"]
        check("tsv's statuses", [(row[2], row[4], row[6]) for row in sorted(tsv, key=lambda row: row[2])],
              [(f"RUSTSEC-2099-000{n}", "informational", "Unknown") for n in (1, 2, 3)] +
              [("RUSTSEC-2099-0004", "affected", "Unknown")])
        json_report = json.loads(run(*match, "--format", "json").stdout)
        found = {json_report["vulnerabilities"][key]["name"]: json_report["vulnerabilities"][key]
                 for keys in json_report["package_vulnerabilities"].values() for key in keys}
        check("json's statuses", {name: (v.get("status"), v["severity"]) for name, v in found.items()},
              {**{f"RUSTSEC-2099-000{n}": ("informational", kind) for n, kind in enumerate(kinds, 1)},
               "RUSTSEC-2099-0004": ("affected", "")})
        (work / "ignore").write_text("RUSTSEC-2099-0002\n")
        table = run(*match, "--ignore", work / "ignore").stdout
        check("a note that is ignored", ("2 notes" in table, "unsound" in table), (True, False))

        # What is ignored goes from the JSON, too, and nothing else does.
        (work / "report.json").write_text(json.dumps(report(HIGH, VAGUE, "npm old 1.1.0")))
        (work / "ignore").write_text("GHSA-aaaa-aaaa-2099\n")
        kept = json.loads(run(*match, "--format", "json", "--ignore", work / "ignore").stdout)
        check("what is left", kept["package_vulnerabilities"], {"2": ["3"]} if "3" in kept["vulnerabilities"]
              else {"2": list(kept["vulnerabilities"])})
        check("its ids", [(key, v["id"], v["name"], v["package"]["id"])
                          for key, v in kept["vulnerabilities"].items()],
              [(key, key, "GHSA-bbbb-bbbb-2099", "2") for key in kept["vulnerabilities"]])

        # A version that cannot be read is one line, however many advisories speak of the package.
        (work / "report.json").write_text(json.dumps(report("npm vague latest", "npm old latest")))
        table = run(*match).stdout
        check("lines of what could not be decided", sum("is no npm version" in l for l in table.splitlines()), 2)

        # Files of the image that cannot be read are said by every format.
        problems = [{"layer": LAYER, "path": "var/lib/dpkg/status", "scanner": "dpkg", "code": "DATA_LOSS",
                     "message": "cut off"},
                    {"layer": LAYER, "path": "", "scanner": "rhel", "code": "NOT_FOUND",
                     "message": "nobody knows where it came from"}]
        (work / "report.json").write_text(json.dumps(report(CLEAN, problems=problems)))
        table, tsv = run(*match).stdout, run(*match, "--format", "tsv").stderr
        for form, text in (("table", table), ("tsv", tsv)):
            for words in ("1 file could not be read:\n  var/lib/dpkg/status: cut off\n",
                          "Problem: nobody knows where it came from\n"):
                check(f"{form} says {words!r}", words in text, True)

        # Without data there is no verdict, whoever asks.
        (work / "report.json").write_text(json.dumps(report(CLEAN)))
        for args in ([], ["--fail-on", "low"], ["--fail-on", "low", "--allow-unjudged"]):
            result = run("match", work / "report.json", "--db", work / "none", *args)
            check(f"no database {args}", result.returncode, 3)
            check("and it is said", "no vulnerability data in" in result.stderr, True)
        check("--help says what counts", "findings of unknown" in run("--help").stdout, True)
    print(f"{len(ROWS)} rows, {len(failures)} checks failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
