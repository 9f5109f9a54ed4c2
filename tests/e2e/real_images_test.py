"""Indexes real images in every form they come in, and compares with what the systems' own tools say.

Usage: real_images_test.py CLAIRSCAN
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import images

PACKAGES = ["python3", "python3-pip", "python3-wheel", "python3-setuptools-whl", "python3-pip-whl",
            "python3-django", "python3-requests", "nodejs", "node-lodash", "node-minimist", "node-semver",
            "node-ms", "node-lru-cache", "node-yallist", "git", "ruby", "ruby-rack", "libcommons-io-java",
            "liblog4j2-java", "skopeo"]
RECIPES = {
    "bookworm": dict(packages=PACKAGES + ["npm"], purge="git", comes_back="git"),
    "trixie": dict(packages=PACKAGES, purge="git", comes_back="git"),
}

failures = []


def check(what, got, want):
    if got == want:
        return
    failures.append(what)
    print(f"FAILED {what}")
    if isinstance(got, (Counter, set)):
        print("  only in ours:     ", sorted(got - want)[:8])
        print("  only in the judge:", sorted(want - got)[:8])
    else:
        print(f"  ours  {got!r}"[:400])
        print(f"  judge {want!r}"[:400])


def fold(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def rows_of(tsv):
    """The rows of a tsv below its head."""
    head, *lines = tsv.splitlines()
    check("the head of a tsv", head[:1], "#")
    return [line.split("\t") for line in lines]


class Tool:
    def __init__(self, binary):
        self.binary = binary

    def index(self, spec, *flags):
        result = subprocess.run([self.binary, "index", spec, *flags], capture_output=True, text=True)
        if result.returncode != 0:
            raise RuntimeError(f"clairscan index {spec}: {result.stderr}")
        return result.stdout

    def rows(self, spec):
        return rows_of(self.index(spec, "--format", "tsv"))


def layers_of(layout):
    index = json.loads((layout / "index.json").read_text())
    for entry in index["manifests"]:
        if entry["annotations"]["org.opencontainers.image.ref.name"] == "l6":
            blob = layout / "blobs" / entry["digest"].replace(":", "/")
            return [layer["digest"] for layer in json.loads(blob.read_text())["layers"]]
    raise RuntimeError("no tag l6")


def introduced(states):
    """The layer since which each package of the last state is there without a break."""
    result = {}
    for package in states[-1]:
        layer = len(states) - 1
        while layer > 0 and package in states[layer - 1]:
            layer -= 1
        result[package[:3]] = layer
    return result


def check_dpkg(name, rows, image, layers):
    want = images.installed(image.rootfs)
    print(f"{name}: {len(want)} packages by dpkg-query")
    # Programs that are stamped with their source package's name are told of besides.
    rows = [r for r in rows if r[0] == "deb" and r[6].startswith("var/lib/dpkg/")]
    check(f"{name}: more than 80 packages", len(want) > 80, True)
    check(f"{name}: dpkg", Counter(tuple(r[1:6]) for r in rows), Counter(want))
    if layers:
        ours = {tuple(r[1:4]): layers.index(r[7]) for r in rows}
        check(f"{name}: dpkg attribution", set(ours.items()), set(introduced(image.dpkg).items()))


def check_python(name, rows, image):
    def pip(*args):
        text = images.chroot(image.rootfs, "python3 -m pip list --format json " + " ".join(args))
        return json.loads(text[text.index("["):])
    want = Counter((fold(p["name"]), p["version"]) for p in pip() + pip("--path", "/opt/site"))
    print(f"{name}: {sum(want.values())} projects by pip list")
    check(f"{name}: more than 5 projects", sum(want.values()) > 5, True)
    # A project's vendored copies and test data are not installed to pip, and are there all the same.
    ours = Counter((fold(r[1]), r[2]) for r in rows
                   if r[0] == "pypi" and not re.search("/(_vendor|tests)/", r[6]))
    check(f"{name}: pip", ours, want)


def check_node(image_name, rows, image):
    if (image.rootfs / "usr/bin/npm").exists():
        text = subprocess.run(["chroot", image.rootfs, "sh", "-c",
                               "cd /srv/app && npm ls --all --parseable --long 2>/dev/null"],
                              env=images.ENV, capture_output=True, text=True).stdout
        want = Counter()
        for line in text.splitlines():
            path, package = line.split(":")[:2]
            name, version = package.rsplit("@", 1)
            # npm lists the directory that layer 5 emptied, too, without a version.
            if "/node_modules/" in path and version:
                want[(path.strip("/") + "/package.json", name, version)] += 1
        print(f"{image_name}: {sum(want.values())} modules by npm ls")
        check(f"{image_name}: more than 3 modules", sum(want.values()) > 3, True)
        check(f"{image_name}: npm ls",
              Counter((r[6], r[1], r[2]) for r in rows if r[0] == "npm" and r[6].startswith("srv/")), want)
    # Everywhere: each NAME in node_modules, or where Debian puts modules, that has a name and a version.
    def holds_modules(folder):
        return folder.name == "node_modules" or re.fullmatch(
            r"usr/(share|lib|lib/[^/]*-linux-[^/]*)/nodejs", str(folder)) is not None

    want = Counter()
    for top, _, files in os.walk(image.rootfs):
        inside = Path(top).relative_to(image.rootfs)
        scope = inside.parent
        root = holds_modules(scope) or (scope.name.startswith("@") and holds_modules(scope.parent))
        if "package.json" in files and root and not Path(top, "package.json").is_symlink():
            data = json.loads(Path(top, "package.json").read_text())
            if data.get("name") and data.get("version"):
                want[(str(inside / "package.json"), data["name"], data["version"])] += 1
    print(f"{image_name}: {sum(want.values())} modules by walking")
    check(f"{image_name}: all modules", Counter((r[6], r[1], r[2]) for r in rows if r[0] == "npm"), want)


def check_java(name, rows, image):
    """Every archive of the tree that has Maven's coordinates, read by Python's zipfile."""
    archives = [str(p) for p in image.rootfs.rglob("*")
                if p.suffix in (".jar", ".war", ".ear") and p.is_file() and not p.is_symlink()]
    listing = image.rootfs.parent / "archives"
    listing.write_text("".join(a + "\n" for a in archives))
    judge = images.run("python3", "-B", str(images.JUDGES / "java_judge.py"), str(listing))
    want = Counter()
    top = str(image.rootfs).lstrip("/") + "/"
    for line in judge.splitlines():
        package, version, label = line.split("\t")
        want[(package, version, label.split(":")[1].removeprefix(top))] += 1
    mine = Counter((r[1], r[2], r[6]) for r in rows if r[0] == "maven")
    print(f"{name}: {sum(want.values())} artifacts in {len(archives)} archives by zipfile, "
          f"{sum(mine.values())} packages")
    check(f"{name}: more than 3 Java packages", sum(want.values()) > 3, True)
    check(f"{name}: java", mine & want, want)


def check_ruby(name, rows, image):
    text = images.chroot(image.rootfs, "ruby -e 'Gem::Specification.each { |s| "
                         "puts [s.name, s.version, s.loaded_from].join(9.chr) }'")
    want = {tuple(line.split("\t")[:2]) for line in text.splitlines()}
    print(f"{name}: {len(want)} gems by RubyGems")
    check(f"{name}: more than 10 gems", len(want) > 10, True)
    mine = {True: set(), False: set()}
    for r in rows:
        if r[0] == "gem":
            mine[r[6].startswith("srv/gems/")].add((r[1], r[2]))
    check(f"{name}: gems", mine[False], want)
    check(f"{name}: the application's gems", mine[True], image.gems)


def check_php(name, rows, image):
    check(f"{name}: some of Composer's packages", len(image.composer) > 1, True)
    check(f"{name}: composer", {(r[1], r[2]) for r in rows if r[0] == "composer"}, image.composer)


def check_go(name, rows, image):
    """What `go version -m` prints of every program, but for main modules, which Debian leaves unnamed."""
    text = subprocess.run(["go", "version", "-m", str(image.rootfs)], capture_output=True, text=True,
                          env={**images.ENV, "GOCACHE": "/nonexistent", "GOFLAGS": ""}).stdout
    want, path, last = set(), None, None
    for line in text.splitlines():
        if not line.startswith("\t"):
            path, _, version = line.partition(": ")
            path = os.path.relpath(path, image.rootfs)
            want.add(("stdlib", version.split()[0].removeprefix("go"), path))
            continue
        words = line.split("\t")[1:]
        if words[0] == "dep":
            last = (words[1], words[2], path)
            want.add(last)
        elif words[0] == "=>":  # of the line before
            want.discard(last)
            want.add((words[1], words[2], path))
    programs = {w[2] for w in want}
    print(f"{name}: {len(programs)} programs in Go, {len(want)} modules by go version -m")
    check(f"{name}: programs in Go", "srv/app/bin/umoci" in programs and len(programs) > 1, True)
    ours = {(r[1], r[2], r[6]) for r in rows if r[0] == "golang"}
    check(f"{name}: go modules missing", want - ours, set())
    check(f"{name}: at most a main module more each", len(ours - want) <= len(programs), True)


def check_app(name, rows, layers):
    """Whiteouts and what came back, by layer."""
    ours = {r[1]: layers.index(r[7]) for r in rows if r[0] == "npm" and r[6].startswith("srv/app/")}
    check(f"{name}: lodash since layer 4", ours.get("lodash"), 3)
    check(f"{name}: minimist came back in layer 6", ours.get("minimist"), 5)
    check(f"{name}: semver is hidden", ours.get("semver"), None)
    jars = {r[6].rsplit("/", 1)[1]: (r[1], layers.index(r[7])) for r in rows
            if r[0] == "maven" and r[6].startswith("srv/app/lib/")}
    check(f"{name}: a jar came back in layer 6", jars.get("io.jar"), ("commons-io:commons-io", 5))
    api = ("org.apache.logging.log4j:log4j-api", )
    check(f"{name}: a jar since layer 4", jars.get("log4j-api.jar"), (*api, 3))
    check(f"{name}: a jar replaced in layer 5", jars.get("log4j-core.jar"), (*api, 4))


def check_image(tool, image):
    layers = layers_of(image.layout)
    check(f"{image.suite}: six layers", len(layers), 6)
    rows = tool.rows(f"oci:{image.layout}:l6")
    name = f"{image.suite}/oci"
    check_dpkg(name, rows, image, layers)
    check_python(name, rows, image)
    check_node(name, rows, image)
    check_java(name, rows, image)
    check_ruby(name, rows, image)
    check_php(name, rows, image)
    check_go(name, rows, image)
    check_app(name, rows, layers)

    # The same image in other clothes holds the same.
    for form, spec in (("zstd", f"oci:{image.zstd}:l6"), ("archive", f"docker-archive:{image.archive}"),
                       ("path", str(image.archive)), ("rootfs", f"rootfs:{image.rootfs}")):
        other = tool.rows(spec)
        check(f"{image.suite}/{form}: packages", Counter(tuple(r[:7]) for r in other),
              Counter(tuple(r[:7]) for r in rows))
        if form != "rootfs":
            order = sorted({r[7] for r in other}, key=lambda d: d)
            check(f"{image.suite}/{form}: as many layers with packages", len(order),
                  len({r[7] for r in rows}))
    with open(image.archive, "rb") as archive:
        piped = subprocess.run([tool.binary, "index", "docker-archive:-", "--format", "tsv"],
                               stdin=archive, capture_output=True, text=True)
    check(f"{image.suite}/pipe: packages",
          Counter(tuple(r[:7]) for r in rows_of(piped.stdout)),
          Counter(tuple(r[:7]) for r in rows))

    # The same bytes whatever the number of threads.
    reports = {n: tool.index(f"oci:{image.layout}:l6", "--threads", n) for n in ("1", "2", "7")}
    check(f"{image.suite}: the same report from 1, 2 and 7 threads", len(set(reports.values())), 1)
    report = json.loads(reports["1"])
    check(f"{image.suite}: no problems", report.get("problems", []), [])
    check(f"{image.suite}: one distribution",
          sorted(d["version_code_name"] for d in report["distributions"].values()), [image.suite])


def main():
    tool = Tool(os.path.abspath(sys.argv[1]))
    reason = images.available()
    if reason is not None:
        # Elsewhere than in CI, a machine without root cannot make images; say so and fail, as an
        # empty set of images proves nothing.
        print(f"cannot build images: {reason}")
        return 1
    work = Path(tempfile.mkdtemp(prefix="claircore-images-", dir=os.environ.get("TEST_TMPDIR")))
    built = []
    try:
        with ThreadPoolExecutor(2) as pool:
            jobs = {s: pool.submit(images.build, work / s, s, **r) for s, r in RECIPES.items()}
            for suite, job in jobs.items():
                built.append(job.result())
                print(f"built {suite}")
        for image in built:
            check_image(tool, image)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"images: {', '.join(i.suite for i in built)}; {len(failures)} checks failed")
    return 1 if failures or len(built) != len(RECIPES) else 0


if __name__ == "__main__":
    sys.exit(main())
