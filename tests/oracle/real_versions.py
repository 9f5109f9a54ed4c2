"""Version strings that somebody published, by scheme: from the shared data and this system's own
package lists. What is absent is left out; `built_in` keeps a few of our own per scheme."""

import glob
import io
import json
import os
import re
import subprocess
import tarfile
import zipfile

ECOSYSTEMS = {  # OSV's name -> schemes
    "AlmaLinux": ["rpm", "pacman"],
    "Alpine": ["apk", "portage"],
    "Bitnami": ["semver", "npm", "cargo", "hex"],
    "CRAN": ["cran"],
    "Debian": ["dpkg", "opkg"],
    "Go": ["go"],
    "Hackage": ["cran"],
    "Julia": ["semver"],
    "Maven": ["maven"],
    "NuGet": ["nuget"],
    "Packagist": ["composer"],
    "PyPI": ["pep440"],
    "PSF": ["pep440"],
    "RubyGems": ["gem"],
    "crates.io": ["cargo", "semver", "npm", "hex"],
    "npm": ["npm", "semver"],
}

JUDGES = {  # a table's first column -> schemes
    "alpine": ["apk", "portage"], "debian": ["dpkg", "opkg"], "rpm": ["rpm"],
    "rpm-evr": ["rpm", "pacman"], "maven": ["maven"], "nuget": ["nuget"],
    "packagist": ["composer"], "pub": ["pub"], "pypi": ["pep440"], "rubygems": ["gem"],
    "semver": ["semver", "npm", "go", "cargo", "hex"], "cran": ["cran"], "hackage": ["cran"],
}

PACK_PATTERNS = [  # pack, file name pattern, what holds a version, scheme
    ("native/ruby-advisory-db.tar.zst", r"\.ya?ml$", r"[<>=~]\s*([0-9][0-9A-Za-z.-]*)", "gem"),
    ("native/php-security-advisories.tar.zst", r"\.yaml$", r"['<>=]\s*v?([0-9][\w.-]*)", "composer"),
    ("native/victims-cve-db.tar.zst", r"java/.*\.yaml$", r"[<>=]+\s*([0-9][\w.-]*)", "maven"),
    ("native/nodejs-security-wg.tar.zst", r"\.json$", r"[<>=^~ \"]([0-9]+\.[0-9]+\.[\w.-]+)", "npm"),
    ("native/retirejs.tar.zst", r"\.json$", r'"(?:below|atOrAbove)"\s*:\s*"([^"]+)"', "npm"),
    ("fixtures/lang-samples.tar.zst", r"(package|lock)[^/]*\.(json|yaml)$|yarn\.lock$",
     r'"?version"?:?\s+"([0-9][^"\s]*)"', "npm"),
    ("fixtures/lang-samples.tar.zst", r"pom.*\.xml$|\.properties$",
     r"(?:<version>|version=)([0-9][^<\s]*)", "maven"),
    ("fixtures/lang-samples.tar.zst", r"Gemfile[^/]*lock$", r"\(([0-9][0-9A-Za-z.-]*)\)", "gem"),
    ("fixtures/lang-samples.tar.zst", r"composer\.lock$|installed\.json$",
     r'"version(?:_normalized)?"\s*:\s*"([^"]+)"', "composer"),
    ("fixtures/lang-samples.tar.zst", r"(deps\.json|packages\.lock\.json|packages\.config)$",
     r'[/"]([0-9]+\.[0-9]+\.[\w.+-]+)"', "nuget"),
    ("fixtures/lang-samples.tar.zst", r"pubspec\.lock$", r'version:\s*"([^"]+)"', "pub"),
    ("fixtures/lang-samples.tar.zst", r"mix\.lock$", r'"([0-9]+\.[0-9]+\.[\w.+-]+)"', "hex"),
    ("fixtures/lang-samples.tar.zst", r"conan[^/]*\.(lock|txt)$", r"/([0-9][\w.+-]*)[@#\"]", "conan"),
    ("fixtures/apkindex.tar.zst", r"APKINDEX", r"(?m)^V:(.+)$", "apk"),
    ("fixtures/debian-skeletons.tar.zst", r"status", r"(?m)^Version: (.+)$", "dpkg"),
    ("alpine/alpine-secdb-2020.tar.zst", r"\.yaml$", r"(?m)^\s+([0-9][\w.~-]*-r[0-9]+):", "apk"),
]


def _add(pools, schemes, text):
    if isinstance(text, str) and text and not re.search(r"[\t\r\n\0]", text):
        if all(ord(c) < 256 for c in text):
            for scheme in schemes:
                pools.setdefault(scheme, set()).add(text)


def _osv(pools, path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            for affected in json.loads(archive.read(name)).get("affected", []):
                ecosystem = affected.get("package", {}).get("ecosystem", "").split(":")[0]
                schemes = ECOSYSTEMS.get(ecosystem, [])
                for version in affected.get("versions", []):
                    _add(pools, schemes, version)
                for span in affected.get("ranges", []):
                    if span.get("type") != "GIT":
                        for event in span.get("events", []):
                            for version in event.values():
                                _add(pools, schemes, version)


def _pack(pools, path, wanted):
    data = subprocess.run(["zstd", "-dc", path], stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            matching = [w for w in wanted if re.search(w[1], member.name)]
            if not matching or not member.isfile():
                continue
            text = archive.extractfile(member).read().decode("latin-1")
            for _, _, pattern, scheme in matching:
                for version in re.findall(pattern, text):
                    _add(pools, [scheme], version)


def _judges(pools, folder):
    for path in sorted(glob.glob(os.path.join(folder, "*.tsv"))):
        for line in open(path, encoding="latin-1"):
            fields = line.rstrip("\n").split("\t")
            if len(fields) == 4 and not line.startswith("#") and fields[0] in JUDGES:
                _add(pools, JUDGES[fields[0]], fields[1])
                _add(pools, JUDGES[fields[0]], fields[3])


def _debian(pools):
    for path in ["/var/lib/dpkg/status"] + sorted(glob.glob("/var/lib/apt/lists/*_Packages*")):
        if path.endswith(".lz4"):
            run = subprocess.run(["lz4", "-dc", path], stdout=subprocess.PIPE, check=False)
            text = run.stdout.decode("latin-1")
        elif os.path.exists(path):
            text = open(path, encoding="latin-1").read()
        else:
            continue
        for version in set(re.findall(r"(?m)^Version: (.+)$", text)):
            _add(pools, ["dpkg", "opkg"], version)


def load(shared):
    """scheme -> sorted list of strings."""
    pools = {}
    _debian(pools)
    if shared and os.path.isdir(shared):
        _judges(pools, os.path.join(shared, "judges", "version"))
        packs = os.path.join(shared, "packs")
        for path in sorted(glob.glob(os.path.join(packs, "osv", "*", "all.zip"))):
            _osv(pools, path)
        for pack in sorted({p[0] for p in PACK_PATTERNS}):
            path = os.path.join(packs, pack)
            if os.path.exists(path):
                _pack(pools, path, [p for p in PACK_PATTERNS if p[0] == pack])
    pools.setdefault("pub", set()).update(pools.get("hex", ()))
    pools.setdefault("pacman", set()).update(v for v in list(pools.get("dpkg", ()))[:5000])
    for scheme in ("generic", "conan", "rhctag"):
        pools.setdefault(scheme, set()).update(pools.get("semver", ()))
    return {scheme: sorted(pool) for scheme, pool in pools.items()}


def built_in(scheme):
    """So that a run without any data still has something to mutate."""
    common = ["0", "1", "1.0", "1.0.0", "1.2.3", "1.10.0", "2.0.0-rc.1", "2.0.0-beta.2", "10.20.30",
              "1.0.0-alpha.1+build.5", "20240131", "0.0.1", "1.2.3-4"]
    own = {
        "dpkg": ["1:2.3~rc1-4+deb12u1", "0.9.6b20-10.1", "1.2.3+dfsg-1~bpo12+1"],
        "rpm": ["1:2.3~rc1-4.el9_2", "1.0^20240101git1234567-1.fc40", "4.18.0-80.el8"],
        "pacman": ["1:2.3.rc1-4", "r123.1234567-1", "1.0b-1"],
        "apk": ["1.2.3_rc1-r4", "1.2a_p1-r0", "0_git20240101-r1"],
        "pep440": ["1!2.0rc1.post2.dev3+local.7", "1.0a1", "2.0.post1", "1.0.dev4"],
        "gem": ["1.0.0.pre.1", "2.0.0.rc1", "1.0.a.2"],
        "maven": ["1.0-SNAPSHOT", "31.1-jre", "2.0.0.Final", "1.0-beta-2", "1.2.3.RELEASE"],
        "go": ["v0.0.0-20200101000000-abcdefabcdef", "v2.0.0+incompatible", "v1.2.3-rc.1"],
        "composer": ["1.0.x-dev", "v1.0.0-RC2", "1.0.0-p3", "2010.01.02", "dev-master"],
        "nuget": ["1.0.0.1-Beta", "01.02", "1.0.0-BETA.5+meta"],
        "cran": ["1.2-3", "0.9.1.9000", "1.0.0-1"],
    }
    return common + own.get(scheme, [])
