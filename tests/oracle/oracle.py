"""oracle.py SCHEME PAIRS --ours compare_lines [--seed N]: our order against the ecosystem's program.

Half of the pairs are real version strings (real_versions.py), half are mutations of them. The
reference runs as one process for all pairs. Exit 0: no disagreement but those of known classes
(docs/versions.md); 77: the program is not installed; 1: disagreements, the first of which are shown.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources may be read-only, or somebody's tree
import real_versions  # noqa: E402

HERE = os.path.join(os.path.dirname(os.path.realpath(__file__)), "reference")
JARS = "/usr/share/java/maven-artifact-3.x.jar:/usr/share/java/commons-lang3.jar"
CRATE = "/usr/share/cargo/registry/semver-1.0.14/src/lib.rs"


def script(name):
    return os.path.join(HERE, name)


def _dpkg(tmp):
    binary = os.path.join(tmp, "reference")
    subprocess.run(["cc", "-O1", "-o", binary, script("dpkg.c"), "-ldpkg", "-lmd"], check=True)
    return [binary]


def _go(tmp):
    binary = os.path.join(tmp, "reference")
    env = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="", GOCACHE=tmp)
    subprocess.run(["go", "build", "-o", binary, script("go.go")], check=True, env=env)
    return [binary]


def _cargo(tmp):
    library = os.path.join(tmp, "libsemver.rlib")
    binary = os.path.join(tmp, "reference")
    rustc = ["rustc", "--edition", "2018", "-O", "--cap-lints", "allow"]
    subprocess.run(rustc + ["--crate-name", "semver", "--crate-type", "rlib", "-o", library, CRATE],
                   check=True)
    subprocess.run(rustc + ["-o", binary, "--extern", "semver=" + library, script("cargo.rs")],
                   check=True)
    return [binary]


# scheme: (what must exist, Debian packages, command)
REFERENCES = {
    "dpkg": (["/usr/include/dpkg/version.h", "cc"], "libdpkg-dev gcc", _dpkg),
    "rpm": (["rpm"], "rpm", lambda tmp: [
        "rpm", "--define", "pairs " + os.path.join(tmp, "pairs"), "--eval",
        "%{lua:dofile('" + script("rpm.lua") + "')}"]),
    "gem": (["ruby"], "ruby", lambda tmp: ["ruby", script("gem.rb")]),
    "pep440": (["/usr/lib/python3/dist-packages/packaging"], "python3-packaging",
               lambda tmp: ["/usr/bin/python3", script("pep440.py")]),
    "npm": (["node", "/usr/share/nodejs/semver"], "node-semver",
            lambda tmp: ["node", script("npm.js")]),
    "semver": (["node", "/usr/share/nodejs/semver"], "node-semver",
               lambda tmp: ["node", script("semver.js")]),
    "maven": (["java", "/usr/share/java/maven-artifact-3.x.jar"],
              "libmaven3-core-java default-jdk-headless",
              lambda tmp: ["java", "-cp", JARS, script("Maven.java")]),
    "pacman": (["pacman-conf"], "pacman-package-manager",
               lambda tmp: ["/usr/bin/python3", script("pacman.py")]),
    "composer": (["php", "/usr/share/php/Composer/Semver"], "php-composer-semver php-cli",
                 lambda tmp: ["php", script("composer.php")]),
    "hex": (["elixir"], "elixir", lambda tmp: ["elixir", script("hex.exs")]),
    "go": (["go", "/usr/share/gocode/src/golang.org/x/mod/semver"],
           "golang-go golang-golang-x-mod-dev", _go),
    "cargo": (["rustc", CRATE], "rustc librust-semver-dev", _cargo),
    "cran": (["Rscript"], "r-base-core", lambda tmp: ["Rscript", "--vanilla", script("cran.R")]),
}

# What a mutation may insert, besides digits.
TOKENS = {
    "dpkg": list(".-+~:abzAZ_ ") + ["~rc", "+dfsg", "-1", "1:", "00", "\xe9", "99999999999"],
    "rpm": list(".-+~^:abzAZ_") + ["~rc", "^git", "-1", "1:", "00", ".el8", "99999999999999999999"],
    "pacman": list(".-+~:abzAZ_") + ["rc", "alpha", "-1", "1:", "00", "..", "99999999999999999999"],
    "gem": list(".-abzAZ") + [".pre", ".rc1", ".0", ".a", "-", "0", " ", "99999999999999999999"],
    "pep440": list(".-_+!vabc ") + ["a", "b", "rc", ".post", ".dev", "-1", "+local", "1!", ".0", "00",
                                  "preview", "ALPHA", "rev", "99999999999999999999"],
    "npm": list(".-+v= abzAZ") + ["-rc.1", "-0", "+b", "beta", "00", ".0", "9007199254740991"],
    "semver": list(".-+abzAZ") + ["-rc.1", "-0", "+b", "beta", "00", ".0", "9007199254740991"],
    "maven": list(".-abmxAZ_+") + ["-SNAPSHOT", ".Final", "-ga", "alpha", "beta", "-rc", "sp", "cr",
                                  ".0", "-0", "0", "-1", "--", "..", "milestone", "release",
                                  "99999999999999999999"],
    "composer": list(".-+v_@abpxX*") + ["-dev", "RC", "-beta", "alpha2", "pl", ".x-dev", "stable",
                                       "-patch1", ".0", "@dev", "dev-", " as 1.0", "2010"],
    "hex": list(".-+abzAZ") + ["-rc.1", "-0", "+b", "beta", "00", ".0", "99999999999999999999"],
    "go": list(".-+vabzAZ") + ["-rc.1", "-0", "+incompatible", "beta", "00", ".0", "-0.2020010100"],
    "cargo": list(".-+abzAZ") + ["-rc.1", "-0", "+b", "beta", "00", ".0", "18446744073709551615"],
    "cran": list(".-ab") + ["-1", ".0", "00", ".9000", "2147483647"],
}


def known(scheme, a, b, ours, theirs):
    """The classes of disagreement that docs/versions.md explains."""
    if scheme in ("npm", "semver"):  # doubles: numbers of a pre-release from 2^53
        return any(len(n.lstrip("0")) >= 16 for n in re.findall(r"[0-9]+", a + "\t" + b))
    if scheme == "gem":  # RubyGems 3.5 drops the first zeros before a letter, 3.3 those before a word
        return any(re.search(r"[A-Za-z-][^-]*?[.-][0.]*0[0.]*-?[A-Za-z-]", v) for v in (a, b))
    if scheme == "composer":  # 3.4.0 reads two more numbers behind a date
        return theirs == "!" and any(re.match(r"\s*v?\d{4}([.:-]?\d\d){1,6}([.:-]?\d{1,3}){2}", v) for v in (a, b))
    if scheme == "cran":  # 32-bit integers: NA
        return any(int(n) > 2147483647 for n in re.findall(r"[0-9]+", a + "\t" + b))
    return False


def mutate(rng, text, tokens):
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(text))
        kind = rng.random()
        if kind < 0.4:
            text = text[:at] + rng.choice(tokens) + text[at:]
        elif kind < 0.6:
            text = text[:at] + str(rng.choice((0, 1, 2, 9, 10, 100))) + text[at:]
        elif kind < 0.8:
            text = text[:at] + text[at + rng.randint(1, 2):]
        else:
            text = text[:at] + rng.choice(tokens) + text[at + 1:]
    return text


def make_pairs(scheme, count, seed):
    rng = random.Random(seed)
    shared = os.environ.get("CLAIRCORE_SHARED_DATA", "")
    pool = real_versions.load(shared).get(scheme, []) + real_versions.built_in(scheme)
    tokens = TOKENS[scheme]
    pairs = []
    while len(pairs) < count // 2:
        at = rng.randrange(len(pool))
        near = min(len(pool) - 1, max(0, at + rng.randint(-3, 3)))
        other = near if rng.random() < 0.5 else rng.randrange(len(pool))
        pairs.append((pool[at], pool[other]))
    while len(pairs) < count:
        a = rng.choice(pool)
        b = mutate(rng, a, tokens) if rng.random() < 0.7 else mutate(rng, rng.choice(pool), tokens)
        if rng.random() < 0.3:
            a = mutate(rng, a, tokens)
        pairs.append((a, b) if rng.random() < 0.5 else (b, a))
    return len(pool), [(a, b) for a, b in pairs if a and b]


def missing(needs):
    from shutil import which
    return [n for n in needs if not (os.path.exists(n) if n.startswith("/") else which(n))]


def run(command, pairs, environment=None):
    with open(pairs, "rb") as stdin:
        return subprocess.run(command, stdin=stdin, stdout=subprocess.PIPE, check=True,
                              env=environment).stdout.decode("latin-1").splitlines()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scheme")
    parser.add_argument("pairs", type=int, nargs="?", default=20000)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    needs, packages, command = REFERENCES[options.scheme]
    if missing(needs):
        print(f"SKIPPED {options.scheme}: needs {' '.join(missing(needs))}, in Debian's {packages}")
        return 77
    with tempfile.TemporaryDirectory() as tmp:
        size, pairs = make_pairs(options.scheme, options.pairs, options.seed)
        path = os.path.join(tmp, "pairs")
        with open(path, "wb") as out:
            out.writelines(f"{a}\t{b}\n".encode("latin-1") for a, b in pairs)
        environment = dict(os.environ, NODE_PATH="/usr/share/nodejs", LC_ALL="C.UTF-8")
        theirs = run(command(tmp), path, environment)
        ours = run([options.ours, options.scheme], path)
    theirs = [t for t in theirs if t]  # rpm ends its output with an empty line
    if not len(pairs) == len(theirs) == len(ours):
        print(f"{len(pairs)} pairs, {len(theirs)} answers of the reference, {len(ours)} of ours")
        return 1
    wrong = [(a, b, o, t) for (a, b), o, t in zip(pairs, ours, theirs) if o != t]
    explained = [w for w in wrong if w[2] != "K" and known(options.scheme, *w)]
    wrong = [w for w in wrong if w not in explained] if explained else wrong
    invalid = sum(t == "!" for t in theirs)
    print(f"{options.scheme}: {len(pairs)} pairs of {size} real strings, {invalid} invalid, "
          f"{len(wrong)} disagreements, {len(explained)} of known classes")
    for a, b, o, t in wrong[:25]:
        print(f"  {a!r} {b!r}: ours {o}, reference {t}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
