"""range_oracle.py SCHEME PAIRS --ours contains_lines: our ranges against the ecosystem's program.

Ranges are made from real version strings by the syntax's own grammar. Only answers are compared, not
which malformed ranges are refused: advisories are read more leniently than manifests.
"""

import argparse
import os
import random
import re
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources may be read-only, or somebody's tree
import oracle  # noqa: E402
import real_versions  # noqa: E402

SCRIPTS = {
    "pep440": lambda: ["/usr/bin/python3", oracle.script("ranges.py")],
    "npm": lambda: ["node", oracle.script("ranges.js")],
    "gem": lambda: ["ruby", oracle.script("ranges.rb")],
    "composer": lambda: ["php", oracle.script("ranges.php")],
    "maven": lambda: ["java", "-cp", oracle.JARS, oracle.script("Ranges.java")],
}


def shorten(rng, version):
    numbers = version.lstrip("v").split("-")[0].split("+")[0].split(".")
    return ".".join(numbers[: rng.randint(1, len(numbers))])


def pep440(rng, pick):
    def one():
        op = rng.choice(["==", "!=", "<=", ">=", "<", ">", "~=", "===", "==*", "!=*"])
        if op.endswith("*"):
            return op[:-1] + shorten(rng, pick()) + ".*"
        return op + rng.choice(["", " "]) + pick()
    return ",".join(one() for _ in range(rng.choice((1, 1, 2, 3))))


def npm(rng, pick):
    def one():
        version = rng.choice((pick(), shorten(rng, pick()), shorten(rng, pick()) + ".x"))
        return rng.choice(["", "^", "~", ">=", "<", ">", "<=", "=", "~>", "^ ", ">= "]) + version
    if rng.random() < 0.1:
        return shorten(rng, pick()) + " - " + rng.choice((pick(), shorten(rng, pick())))
    clauses = [" ".join(one() for _ in range(rng.choice((1, 1, 2)))) for _ in range(rng.choice((1, 1, 2)))]
    return " || ".join(clauses)


def gem(rng, pick):
    def one():
        op = rng.choice(["", "= ", "!= ", ">= ", "<= ", "> ", "< ", "~> ", "~> ", "~>"])
        return op + rng.choice((pick(), shorten(rng, pick())))
    return ", ".join(one() for _ in range(rng.choice((1, 1, 2, 3))))


def composer(rng, pick):
    def one():
        version = rng.choice((pick(), shorten(rng, pick())))
        if rng.random() < 0.15:
            return shorten(rng, pick()) + ".*"
        return rng.choice(["", "^", "~", ">=", "<", ">", "<=", "=", "!=", "^", "~"]) + version
    if rng.random() < 0.1:
        return shorten(rng, pick()) + " - " + shorten(rng, pick())
    clauses = [rng.choice((",", " ")).join(one() for _ in range(rng.choice((1, 1, 2))))
               for _ in range(rng.choice((1, 1, 2)))]
    return rng.choice((" || ", "|", "||")).join(clauses)


def maven(rng, pick):
    def one():
        low, high = pick(), pick()
        form = rng.random()
        if form < 0.15:
            return f"[{low}]"
        if form < 0.3:
            return rng.choice("[(") + low + ",)"
        if form < 0.45:
            return "(," + high + rng.choice("])")
        return rng.choice("[(") + low + "," + high + rng.choice("])")
    return ",".join(one() for _ in range(rng.choice((1, 1, 2))))


def known(scheme, text, version):
    """The classes of disagreement that docs/versions.md explains."""
    if scheme == "pep440":
        # packaging takes a prefix of the text as it is written, ...
        # (from 26.4 on "<2.post1" takes 2.0.dev0)
        if re.search(r"<(?!=)[^,]*(post|rev|r\d|-\d)", text, re.I) and re.search(r"a|b|c|dev|pre", version, re.I):
            return True
        written = re.search(r"~=[^,]*[^0-9.!, v]", text.replace("~= ", "~=")) is not None
        # ... and before 24.0 it fills up a prefix in front of the epoch.
        return written or ("!" in version or re.search(r"\d!", text)) and re.search(r"\.\*|~=", text)
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scheme", choices=sorted(SCRIPTS))
    parser.add_argument("pairs", type=int, nargs="?", default=20000)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    scheme = options.scheme
    needs, packages, _ = oracle.REFERENCES[scheme]
    if oracle.missing(needs):
        print(f"SKIPPED {scheme}: needs {' '.join(oracle.missing(needs))}, in Debian's {packages}")
        return 77
    rng = random.Random(options.seed)
    shared = os.environ.get("CLAIRCORE_SHARED_DATA", "")
    pool = real_versions.load(shared).get(scheme, []) + real_versions.built_in(scheme)
    pool = [v for v in pool if not set(v) & set(" ,|#@()[]") and len(v) < 60]
    # Most versions near each other, so that ranges are neither empty nor everything.
    anchor = [0]

    def pick():
        if rng.random() < 0.2:
            return rng.choice(pool)
        return pool[min(len(pool) - 1, max(0, anchor[0] + rng.randint(-6, 6)))]

    lines = []
    while len(lines) < options.pairs:
        anchor[0] = rng.randrange(len(pool))
        lines.append((globals()[scheme](rng, pick), pick()))
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "lines")
        with open(path, "wb") as out:
            out.writelines(f"{r}\t{v}\n".encode("latin-1") for r, v in lines)
        environment = dict(os.environ, NODE_PATH="/usr/share/nodejs", LC_ALL="C.UTF-8")
        theirs = oracle.run(SCRIPTS[scheme](), path, environment)
        ours = oracle.run([options.ours, scheme], path)
    if not len(lines) == len(theirs) == len(ours):
        print(f"{len(lines)} lines, {len(theirs)} answers of the reference, {len(ours)} of ours")
        return 1
    both = [x for x in zip(lines, ours, theirs) if x[2] != "!" and x[1] != "!"]
    refused = sum(t != "!" and o == "!" for o, t in zip(ours, theirs))
    wrong = [x for x in both if x[1] != x[2]]
    explained = [x for x in wrong if known(scheme, *x[0])]
    wrong = [x for x in wrong if x not in explained]
    print(f"{scheme}: {len(lines)} ranges, both answer {len(both)} ({sum(x[2] == '1' for x in both)} "
          f"inside), {len(wrong)} disagreements, {len(explained)} of known classes, {refused} that only the reference reads")
    for (r, v), o, t in wrong[:20]:
        print(f"  {r!r} {v!r}: ours {o}, reference {t}")
    for (r, v), o, t in [x for x in zip(lines, ours, theirs) if x[1] == "!" and x[2] != "!"][:6]:
        print(f"  only the reference reads: {r!r} {v!r}")
    return 1 if wrong or refused > len(lines) // 50 else 0


if __name__ == "__main__":
    sys.exit(main())
