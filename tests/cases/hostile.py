"""Inputs that cost far more than they should, or ended the process; and what is right.

Each run has at most 5 s of CPU and 256 MB at two threads (more CPU where the program is not optimised).
"""

import http.server
import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import bombs
from driver import Short, right

CPU_SECONDS = 5
MEBIBYTES = 256
NOBODY = 65534


def bounded(c, *args, code=None, cpu=CPU_SECONDS, before=None, user=None, binary=None, **options):
    """Runs it at two threads; what it took, against the limits. Returns stdout, stderr and exit code."""
    limit = cpu * c.slow

    def limits():
        resource.setrlimit(resource.RLIMIT_CPU, (limit + 1, limit + 2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if before:
            before()

    with tempfile.TemporaryFile("w+b") as out, tempfile.TemporaryFile("w+b") as err:
        process = subprocess.Popen([binary or c.binary, *map(str, args), *(() if "--threads" in args else ("--threads", "2"))],
                                   cwd=c.folder, env=c.env, stdout=out, stderr=err, stdin=options.get("stdin", subprocess.DEVNULL),
                                   preexec_fn=limits, user=user, group=user and user)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        text = []
        for stream in (out, err):
            stream.seek(0)
            text.append(stream.read().decode("utf-8", "replace"))
    used = usage.ru_utime + usage.ru_stime
    told = f"({used:.1f} s of CPU, {usage.ru_maxrss >> 10} MiB; {text[1][-300:].strip()})"
    right(process.returncode >= 0, "ended by signal", -process.returncode, told)
    right(process.returncode in (0, 1, 2, 3), "exits with", process.returncode, told)
    right(used <= limit, "takes more than", limit, "s", told)
    right(usage.ru_maxrss >> 10 <= MEBIBYTES, "takes more than", MEBIBYTES, "MiB", told)
    right(code is None or process.returncode == code, "exits with", process.returncode, "right is", code, told)
    return *text, process.returncode


def small_database(c, findings=20):
    bombs.npm_feed(c.folder / "feeds/osv/npm", [(f"GHSA-many-{i:05}", "many") for i in range(findings)])
    out, err, code = c.run("update", "--from", "feeds", "--db", "v.db")
    right(code == 0, out, err)


def for_nobody(c):
    """The program where a user without rights may run it."""
    if os.geteuid() != 0:
        return c.binary, None
    place = Path(tempfile.mkdtemp(prefix="claircore-nobody-", dir="/tmp"))
    place.chmod(0o755)
    shutil.copy(c.binary, place / "clairscan")
    (place / "clairscan").chmod(0o755)
    return place / "clairscan", NOBODY


def gzip_recursive(c):
    for spec in ("{}", "docker-archive:{}", "oci:{}"):
        bounded(c, "index", spec.format("test_read_filter_gzip_recursive.gz"), code=3)
    with open(c.folder / "test_read_filter_gzip_recursive.gz", "rb") as piped:
        bounded(c, "scan", "-", code=3, stdin=piped)


def rpm_header_quadratic(c):
    bombs.rpm_database(c.folder / "root/var/lib/rpm/rpmdb.sqlite", 60)
    bounded(c, "index", "rootfs:root")


def zstd_windows_held(c):
    bombs.layout(c.folder / "image", bombs.zstd_with_large_windows(4))
    # The stream is 520 MiB of honest bytes: time is not what this is about.
    bounded(c, "index", "oci:image", cpu=20)


def hardlink_amplification(c):
    bombs.layout(c.folder / "image", [bombs.jar_of_many_names(1000)])
    bounded(c, "index", "oci:image")


def keeponly_quadratic(c):
    count = 20000
    small_database(c, count)
    (c.folder / "report.json").write_text(bombs.report_of([("many", "1.0.0")]))
    (c.folder / "ignore.txt").write_text("GHSA-many-00001\n")
    out, _, _ = bounded(c, "match", "report.json", "--db", "v.db", "--ignore", "ignore.txt", "--format", "json", code=0)
    right(sum(map(len, json.loads(out)["package_vulnerabilities"].values())) == count - 1, "wrong findings")


def match_dir_abort(c):
    small_database(c)
    (c.folder / "report.json").write_text(bombs.report_of([("many", "1.0.0")]))
    for args in (["match", "/tmp"], ["match", "report.json", "--ignore", "/tmp"]):
        _, err, code = bounded(c, *args, "--db", "v.db")
        right(code in (2, 3) and "/tmp" in err, "the message:", err)


def threads_abort(c):
    binary, nobody = for_nobody(c)
    (c.folder / "root/etc").mkdir(parents=True)
    (c.folder / "root/etc/os-release").write_text("ID=debian\nVERSION_ID=12\n")
    for path in (c.work, c.folder):
        path.chmod(0o755)

    def few():
        resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))

    try:
        bounded(c, "index", "rootfs:root", "--threads", "64", code=0, before=few, user=nobody, binary=binary)
    finally:
        if nobody:
            shutil.rmtree(binary.parent)


def unsearchable_dir_silent(c):
    binary, nobody = for_nobody(c)
    dpkg = c.folder / "root/var/lib/dpkg"
    dpkg.mkdir(parents=True)
    (dpkg / "status").write_text("Package: hidden\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n")
    for path in (c.work, c.folder):
        path.chmod(0o755)
    try:
        for mode in (0o744, 0o700):
            dpkg.chmod(mode)
            if not nobody:
                dpkg.chmod(mode & 0o677)
            out, err, code = bounded(c, "index", "rootfs:root", user=nobody, binary=binary)
            right("var/lib/dpkg" in out + err, f"mode {mode:o}: nothing is said")
    finally:
        dpkg.chmod(0o755)
        if nobody:
            shutil.rmtree(binary.parent)


def db_truncated(c):
    small_database(c, 5000)
    # Long enough at work that the later ones fall into reading, not before.
    (c.folder / "report.json").write_text(bombs.report_of([("many", "1.0.0")] * (50 if c.soak else 4)))
    whole = (c.folder / "v.db").read_bytes()
    for delay in [n / 50 for n in range(40)] if c.soak else (0, 0.01, 0.02, 0.05, 0.1, 0.2):
        (c.folder / "v.db").write_bytes(whole)
        process = c.start("match", "report.json", "--db", "v.db")
        time.sleep(delay)
        os.truncate(c.folder / "v.db", 0)
        _, err = process.communicate(timeout=300)
        right(process.returncode in (0, 3), "ended with", process.returncode, err)


def damaged_db(c):
    """A database with a flipped bit gives the answer of the whole one, or none."""
    small_database(c)
    (c.folder / "report.json").write_text(bombs.report_of([("many", "1.0.0")]))
    args = ("match", "report.json", "--db", "v.db", "--format", "tsv")
    want, _, _ = c.run(*args)
    whole = bytearray((c.folder / "v.db").read_bytes())
    steps = 1000 if c.soak else 30
    for step in range(steps):
        at = (len(whole) * step // steps + 7 * step) % len(whole)
        damaged = bytearray(whole)
        damaged[at] ^= 1 << (step % 8)
        (c.folder / "v.db").write_bytes(damaged)
        out, err, code = c.run(*args)
        right(code == 3 or out == want, f"a bit of byte {at}: exit {code}, and another answer:", err)


def zstd_ratio_honest(c):
    bombs.layout(c.folder / "image", [bombs.zeros_beside_packages(1024)])
    bounded(c, "index", "oci:image", code=0)
    right(("honest", "1.0-1") in c.packages("oci:image"), "the package is not found")


class Server:
    """An HTTP server that answers `status` to all and keeps what it was asked for."""

    def __init__(self, status):
        outer = self
        self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_port}"


def url_credentials_leak(c):
    server = Server(500)
    try:
        out, err, _ = bounded(c, "update", "--from", f"http://harry:tops3cret@{server.host}/feeds", "--db", "v.db")
    finally:
        server.server.shutdown()
    stored = b"".join(p.read_bytes() for p in c.folder.rglob("v.db*"))
    (c.folder / "report.json").write_text(bombs.report_of([("many", "1.0.0")]))
    for form in ("table", "json", "tsv"):
        told = "".join(c.run("match", "report.json", "--db", "v.db", "--format", form)[:2])
        right("tops3cret" not in told, form, "says it")
    right("tops3cret" not in out + err and "harry" not in out + err, "the messages say it:", out, err)
    right(b"tops3cret" not in stored, "the database has it")
    right(server.asked, "nobody was asked")


def only_still_asks_all(c):
    server = Server(404)
    try:
        out, err, code = c.run("update", "--from", f"http://{server.host}", "--db", "v.db", "--only", "debian")
    finally:
        server.server.shutdown()
    right(server.asked and all("debian" in path for path in server.asked), "asked:", server.asked[:5])
    right("alpine" not in out + err and "osv" not in out + err, out, err)


CASES = {
    "gzip-recursive-293-bytes": gzip_recursive,
    "rpm-header-quadratic": rpm_header_quadratic,
    "zstd-windows-held": zstd_windows_held,
    "hardlink-amplification": hardlink_amplification,
    "keeponly-quadratic": keeponly_quadratic,
    "match-dir-abort": match_dir_abort,
    "threads-abort": threads_abort,
    "unsearchable-dir-silent": unsearchable_dir_silent,
    "db-truncated-sigbus": db_truncated,
    "damaged-db-exit0": damaged_db,
    "zstd-ratio-honest": zstd_ratio_honest,
    "url-credentials-leak": url_credentials_leak,
    "only-still-asks-all": only_still_asks_all,
}
