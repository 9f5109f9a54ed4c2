"""unlucky_host_test.py CLAIRSCAN WORK: WORK has the demo's image and feeds."""
import os
import resource
import shutil
import subprocess
import sys
import tempfile

SCAN, WORK = sys.argv[1:]
DB, BENT, REPORT = f"{WORK}/db", f"{WORK}/bent.db", f"{WORK}/report.json"
failures = []


def run(*args, limit=None):
    """Exit code, standard output, standard error."""
    def few():
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    done = subprocess.run([SCAN, *args], capture_output=True, text=True, preexec_fn=few)
    return done.returncode, done.stdout, done.stderr


def expect(what, good, *seen):
    if not good:
        failures.append(what)
        print("FAILED:", what, *seen, sep="\n  ")


def match(db, *more):
    return run("match", REPORT, "--db", db, "--format", "json", "--quiet", *more)


code, out, err = run("update", "--db", DB, "--from", f"{WORK}/feeds")
expect("update", code == 0, err)
code, out, err = run("index", f"oci:{WORK}/image")
expect("index", code == 0, err)
with open(REPORT, "w") as f:
    f.write(out)
whole = match(DB)
expect("match", whole[0] == 0 and "fixed_in_version" in whole[1], whole[2])

# One bit of the database wrong, wherever: the same report, or an error that names the file and says what to do.
good = open(DB, "rb").read()
refused = 0
step = max(1, len(good) // 250)
for at in range(0, len(good), step):
    bent = bytearray(good)
    bent[at] ^= 1 << (at // step % 8)
    with open(BENT, "wb") as f:
        f.write(bent)
    code, out, err = match(BENT)
    if code == 0:
        expect(f"bit of byte {at}: a thinner report", out == whole[1], err)
        continue
    refused += 1
    expect(f"bit of byte {at}: exit {code}", code == 3 and not out, err)
    expect(f"bit of byte {at}: no way out", BENT in err and "delete the file and update again" in err, err)
    expect(f"bit of byte {at}: two ways out", err.count("delete") == 1 and "remove" not in err, err)
expect("hardly any damage was found", refused >= 10, str(refused))
for size in (0, 1, 63, len(good) // 2, len(good) - 1):
    with open(BENT, "wb") as f:
        f.write(good[:size])
    code, out, err = match(BENT, "--fail-on", "low")
    expect(f"cut to {size} bytes: exit {code}", code == 3, err)

# A database of an earlier version.
with open(BENT, "wb") as f:
    f.write(good[:8] + b"\x01" + good[9:])
code, out, err = match(BENT)
expect("an old database", code == 3 and err.count("\n") == 1 and "delete the file and update again" in err, err)

# A folder in place of a file.
for args in (["match", WORK, "--db", DB], ["match", REPORT, "--db", DB, "--ignore", WORK]):
    code, out, err = run(*args)
    expect(f"{args}: exit {code}", code == 3 and f"{WORK} is a directory" in err, err)

# No more than a few processes: fewer threads. As another user, as root has no such limit, and where he may read.
if os.geteuid() == 0:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        os.chmod(place, 0o755)
        shutil.copy(SCAN, f"{place}/clairscan")
        shutil.copytree(f"{WORK}/image", f"{place}/image")
        for folder, _, files in os.walk(f"{place}/image"):
            os.chmod(folder, 0o755)
            for name in files:
                os.chmod(f"{folder}/{name}", 0o644)

        def few():
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            resource.setrlimit(resource.RLIMIT_NPROC, (4, 4))
        for threads in ("64", "1"):
            done = subprocess.run([f"{place}/clairscan", "index", f"oci:{place}/image", "--threads", threads],
                                  capture_output=True, text=True, preexec_fn=few)
            expect(f"{threads} threads of 4: exit {done.returncode}", done.returncode == 0, done.stderr)
else:
    print("skipped: a limit of processes, as this is not root")

# Little memory: an error. A sanitizer maps the whole address space.
mib = 1 << 20
if run("--help", limit=2048 * mib)[0] == 0:
    for limit in range(60 * mib, 200 * mib, 7 * mib):
        code, out, err = run("index", f"oci:{WORK}/image", "--threads", "1", limit=limit)
        expect(f"{limit} bytes: exit {code}", code in (0, 3, 127), err)  # 127: not even its libraries

sys.exit(1 if failures else 0)
