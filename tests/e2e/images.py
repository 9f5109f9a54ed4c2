"""Builds real multi-layer images from Debian's packages, for tests. Needs root, debootstrap, umoci, skopeo.

An image is six layers: a Debian root; programs in Python, Node.js, Ruby, Java and Go; one of them purged
again (real whiteouts, made by umoci's diff); an application tree in all of these and PHP; file and
opaque whiteouts and a replaced file by hand; and a package and files that come back.
"""

import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

ENV = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
for proxy in ("http_proxy", "https_proxy"):
    if proxy in os.environ:
        ENV[proxy] = os.environ[proxy]

# The application tree: directories of Debian's node packages, as npm would have laid them out.
NODE_APP = ["lodash", "minimist", "ms", "semver", "yallist", "lru-cache"]


# Jars of the application, of those that Debian installs: {name there: name in the application}.
JARS = {"commons-io.jar": "io.jar", "log4j-core.jar": "log4j-core.jar", "log4j-api.jar": "log4j-api.jar"}
JUDGES = Path(__file__).resolve().parent.parent / "scanners_real"


def run(*argv, **kwargs):
    result = subprocess.run(argv, env=ENV, capture_output=True, text=True, **kwargs)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, argv))}: {result.stdout[-2000:]}"
                           f"{result.stderr[-2000:]}")
    return result.stdout


def available():
    """Why images cannot be built here, or None."""
    if os.geteuid() != 0:
        return "needs root"
    for program in ("debootstrap", "umoci", "skopeo"):
        if shutil.which(program, path=ENV["PATH"]) is None:
            return f"needs {program}"
    return None


@dataclass
class Image:
    suite: str
    layout: Path  # OCI layout, tag "l6", gzip layers
    zstd: Path  # the same with zstd layers
    archive: Path  # docker archive
    rootfs: Path  # the flattened tree: the judge
    # What dpkg said was installed after each layer, base first: {(name, version, arch)}.
    dpkg: list
    # What their own tools say of the application's parts, {(name, version)}.
    gems: set
    composer: set


def _rows(text):
    return {tuple(line.split("\t")[:2]) for line in text.splitlines() if line}


def _application(work, fs, app):
    """Jars, gems, a PHP application and a program in Go, none of them a package of Debian's."""
    lib = app / "srv/app/lib"
    lib.mkdir(parents=True)
    for there, here in JARS.items():
        if (fs / "usr/share/java" / there).exists():
            real = os.path.realpath(fs / "usr/share/java" / there)
            shutil.copy(real, lib / here)
    judge = str(JUDGES / "script_judge.sh")
    gems = _rows(run("bash", judge, "gem", str(work / "gems")))
    shutil.copytree(work / "gems/gems", app / "srv/gems", symlinks=True)
    composer = _rows(run("bash", judge, "composer", str(work / "php")))
    shutil.copytree(work / "php/vendor", app / "srv/php/vendor", symlinks=True)
    (app / "srv/app/bin").mkdir()
    shutil.copy("/usr/bin/umoci", app / "srv/app/bin/umoci")
    return gems, composer


def chroot(root, command):
    return run("chroot", str(root), "sh", "-ec", command)


def installed(root):
    """What dpkg-query says is installed in a root: {(name, version, arch, source, source version)}."""
    lines = run("dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W", "-f",
                "${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\t"
                "${source:Package}\t${source:Version}\n").splitlines()
    return {tuple(line.split("\t")[1:]) for line in lines if line.startswith("installed\t")}


def _prepare(root):
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    # The machine's own way to Debian's packages.
    for source in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
        shutil.copy(source, root / "etc/apt/apt.conf.d" / source.name)


def _layer(work, image, tag, bundle):
    run("umoci", "repack", "--refresh-bundle", "--image", f"{image}:{tag}", str(bundle))


def _tar_of(work, name, tree):
    path = work / name
    with tarfile.open(path, "w") as tar:
        for top in sorted(os.listdir(tree)):
            tar.add(tree / top, arcname=top)
    return path


def build(work, suite, packages, purge, comes_back):
    """`packages` are installed in layer 2, `purge` of them goes in layer 3 and `comes_back` in 6."""
    work = Path(work)
    work.mkdir(parents=True)
    root = work / "root"
    run("debootstrap", "--variant=minbase", suite, str(root))
    base = work / "base.tar"
    run("tar", "-C", str(root), "--numeric-owner", "-cf", str(base), ".")
    shutil.rmtree(root)

    layout = work / "oci"
    run("umoci", "init", "--layout", str(layout))
    run("umoci", "new", "--image", f"{layout}:l0")
    run("umoci", "raw", "add-layer", "--image", f"{layout}:l0", "--tag", "l1", str(base))
    base.unlink()

    bundle = work / "bundle"
    run("umoci", "unpack", "--image", f"{layout}:l1", str(bundle))
    fs = bundle / "rootfs"
    states = [installed(fs)]
    _prepare(fs)
    install = "apt-get install -qq -y --no-install-recommends"
    chroot(fs, f"apt-get update -qq && {install} {' '.join(packages)} && apt-get clean && "
               "rm -rf /var/lib/apt/lists/*.* /var/cache/apt/*.bin")
    _layer(work, layout, "l2", bundle)
    states.append(installed(fs))
    chroot(fs, f"apt-get purge -qq -y {purge}")
    _layer(work, layout, "l3", bundle)
    states += [installed(fs)] * 3  # layers 4 and 5 do not touch dpkg
    shutil.rmtree(bundle)

    # Layer 4: an application with its own node_modules and wheels, from files that Debian ships.
    run("umoci", "unpack", "--image", f"{layout}:l3", str(bundle))
    app = work / "app"
    modules = app / "srv/app/node_modules"
    modules.mkdir(parents=True)
    shared = fs / "usr/share/nodejs"
    for name in NODE_APP:
        if (shared / name).is_dir():
            shutil.copytree(shared / name, modules / name, symlinks=False)
    present = sorted(os.listdir(modules))
    versions = {n: json.loads((modules / n / "package.json").read_text())["version"] for n in present}
    (app / "srv/app/package.json").write_text(
        json.dumps({"name": "app", "version": "1.0.0", "dependencies": versions}))
    wheels = sorted(p.name for p in (fs / "usr/share/python-wheels").glob("*.whl"))
    chroot(fs, "python3 -m pip install -q --no-index --no-deps --target /opt/site "
               + " ".join(f"/usr/share/python-wheels/{w}" for w in wheels))
    (app / "opt").mkdir()
    shutil.copytree(fs / "opt/site", app / "opt/site", symlinks=True)
    gems, composer = _application(work, fs, app)
    run("umoci", "raw", "add-layer", "--image", f"{layout}:l3", "--tag", "l4",
        str(_tar_of(work, "app.tar", app)))
    shutil.rmtree(bundle)

    # Layer 5: file whiteouts, an opaque directory, and a jar in the place of another.
    wh = work / "wh"
    (wh / "srv/app/node_modules/semver").mkdir(parents=True)
    (wh / "srv/app/node_modules/.wh.minimist").touch()
    (wh / "srv/app/node_modules/semver/.wh..wh..opq").touch()
    lib = app / "srv/app/lib"
    if lib.is_dir() and any(lib.iterdir()):
        (wh / "srv/app/lib").mkdir()
        (wh / "srv/app/lib/.wh.io.jar").touch()
        shutil.copy(lib / "log4j-api.jar", wh / "srv/app/lib/log4j-core.jar")
    run("umoci", "raw", "add-layer", "--image", f"{layout}:l4", "--tag", "l5",
        str(_tar_of(work, "wh.tar", wh)))

    # Layer 6: something returns, with apt and as a file.
    run("umoci", "unpack", "--image", f"{layout}:l5", str(bundle))
    _prepare(fs)
    chroot(fs, f"apt-get update -qq && {install} {comes_back} && apt-get clean && "
               "rm -rf /var/lib/apt/lists/*.* /var/cache/apt/*.bin")
    shutil.copytree(modules / "minimist", fs / "srv/app/node_modules/minimist")
    if (lib / "io.jar").exists():
        shutil.copy(lib / "io.jar", fs / "srv/app/lib/io.jar")
    _layer(work, layout, "l6", bundle)
    states.append(installed(fs))
    shutil.rmtree(bundle)

    run("skopeo", "copy", "-q", "--dest-compress", "--dest-compress-format", "zstd",
        f"oci:{layout}:l6", f"oci:{work / 'zstd'}:l6")
    run("skopeo", "copy", "-q", f"oci:{layout}:l6", f"docker-archive:{work / 'image.tar'}:test:l6")
    run("umoci", "unpack", "--image", f"{layout}:l6", str(work / "out"))
    return Image(suite, layout, work / "zstd", work / "image.tar", work / "out/rootfs", states,
                 gems, composer)
