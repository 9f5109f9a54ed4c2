"""Runs all cases: inputs that were got wrong, and what is right by their READMEs.

Usage: driver.py CLAIRSCAN [MODE [NAME...]]   MODE: the program's compilation mode, "opt" or another.

The cases lie in the folder `cases` beside CLAIRCORE_SHARED_DATA; without it there is nothing to do. What
is right stands in expectations.py and hostile.py, a function a case. A case named in short.py is known to fall
short, for the reason given; one that does not fails, so that its mark goes.

CLAIRCORE_SOAK=1: the long form, where a case is tried in more ways (tools/soak cases).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

class Short(AssertionError):
    """What is there is not what is right."""


def right(condition, *told):
    if not condition:
        raise Short(" ".join(map(str, told)))


class Case:
    """A copy of a case's folder, and the program run in it."""

    def __init__(self, binary, source, work, slow):
        self.binary, self.source, self.work, self.slow = binary, source, work, slow
        self.soak = os.environ.get("CLAIRCORE_SOAK") == "1"
        self.folder = work / "case"
        if source.is_dir():
            shutil.copytree(source, self.folder, symlinks=True)
        else:
            self.folder.mkdir()
        self.env = dict(os.environ, XDG_CACHE_HOME=str(work / "cache"), LC_ALL="C.UTF-8")
        self.env.pop("NO_COLOR", None)

    def start(self, *args, **options):
        return subprocess.Popen([self.binary, *map(str, args)], cwd=self.folder, env=self.env, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def run(self, *args, **options):
        """stdout, stderr and exit code."""
        options = {"stdin": subprocess.DEVNULL, **options} if "input" not in options else options
        done = subprocess.run([self.binary, *map(str, args)], cwd=self.folder, env=self.env, text=True,
                              capture_output=True, errors="replace", timeout=120, **options)
        return done.stdout, done.stderr, done.returncode

    def update(self):
        out, err, code = self.run("update", "--from", "feeds", "--db", "v.db")
        right(code == 0, "update:", out, err)

    def rows(self, *args):
        """The rows of a tsv, without its head."""
        out, err, code = self.run(*args, "--format", "tsv")
        right(code in (0, 1), *args, "exits with", code, err)
        return [line.split("\t") for line in out.splitlines() if not line.startswith("#")]

    def packages(self, spec, *args):
        """{(name, version)} of an image."""
        return {(row[1], row[2]) for row in self.rows("index", spec, *args)}

    def findings(self, spec, *args):
        """{(package, id, fixed in)} of an image, those that count as affected."""
        return {(row[0], row[2], row[5]) for row in self.rows("scan", spec, "--db", "v.db", *args)
                if row[4] not in ("not affected", "fixed")}


def version_rows(cases):
    for line in (cases / "versions.tsv").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")[:5]


def check_version(binary, scheme, kind, a, want, b):
    def say(*words, text):
        return subprocess.run([binary, *words], input=text + "\n", capture_output=True,
                              text=True).stdout.split("\n")[0]

    if kind == "order":
        got = say("versions", "compare", scheme, text=f"{a}\t{b}")[:1]
    elif kind == "valid":
        got = "no" if say("versions", "compare", scheme, text=f"{a}\t{a}").startswith("!") else "yes"
    elif kind == "range":
        answer = say("versions", "contains", scheme, text=f"{a}\t{b}")
        got = "refuse" if answer.startswith("!") else answer
    else:
        got = say("purl", text=a).split("\t")[0]
    right(got == want, f"is {got!r}, right is {want!r}")


def checks(cases, expectations, hostile):
    """name -> function of a Case, and the folder it is about."""
    for name, function in expectations.CASES.items():
        yield name, cases / name, function
    for name, function in expectations.IMAGES.items():
        yield f"images/{name}", cases / "images" / name.split(":")[0], function
    for name, function in hostile.CASES.items():
        yield f"hostile/{name}", cases / "hostile" / name, function
    for row in version_rows(cases):
        yield f"versions.tsv: {' '.join(row)}", cases / "versions", lambda c, row=row: check_version(c.binary, *row)


def unknown(cases, known):
    """Folders that nobody wrote an expectation for: silence would look like a pass."""
    there = [p.name for p in cases.iterdir() if (p / "README.md").is_file() and p.name not in ("images", "hostile")]
    there += [f"images/{p.name}" for p in (cases / "images").iterdir() if p.is_dir()]
    there += [f"hostile/{p.name}" for p in (cases / "hostile").iterdir() if p.is_dir()]
    return sorted(name for name in there if not any(k == name or k.startswith(name + ":") for k in known))


def run_one(binary, slow, name, source, function):
    with tempfile.TemporaryDirectory(prefix="claircore-case-", dir=os.environ.get("TEST_TMPDIR")) as work:
        try:
            function(Case(binary, source, Path(work), slow))
            return None
        except Short as short:
            return str(short)
        except Exception:  # the case's own command broke: as bad, and told in full
            return traceback.format_exc()


def main(arguments):
    import expectations
    import hostile
    from short import SHORT
    binary, wanted = os.path.abspath(arguments[0]), arguments[2:]
    slow = 1 if arguments[1:2] == ["opt"] else 3
    shared = os.environ.get("CLAIRCORE_SHARED_DATA", "")
    cases = Path(shared).parent / "cases"
    if not shared or not cases.is_dir():
        print("skipped: there is no folder of cases beside CLAIRCORE_SHARED_DATA")
        return 0
    failures, all_checks = [], list(checks(cases, expectations, hostile))
    for name in unknown(cases, [n for n, _, _ in all_checks]):
        failures.append(name)
        print(f"FAILED {name}: no expectation is written for it")
    for name, source, function in all_checks:
        if wanted and not any(name.startswith(w) for w in wanted):
            continue
        why = run_one(binary, slow, name, source, function)
        mark = SHORT.get(name)
        if why is None and mark:
            failures.append(name)
            print(f"FAILED {name}: no longer falls short: take its mark away")
        elif why is None:
            print(f"ok     {name}")
        elif mark:
            print(f"short  {name}: {mark} ({' '.join(why.split())[-200:]})")
        else:
            failures.append(name)
            print(f"FAILED {name}: {why}")
        sys.stdout.flush()
    print(f"{len(failures)} cases fall short")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.modules["driver"] = sys.modules["__main__"]
    sys.exit(main(sys.argv[1:]))
