"""What clairscan shows on a terminal and in a pipe, and what it ends with.

Usage: terminal_test.py CLAIRSCAN CHANGELOG
"""

import fcntl
import http.server
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import unittest
import zipfile
from pathlib import Path

CLAIRSCAN, CHANGELOG = (os.path.abspath(path) for path in sys.argv[1:3])
PATIENCE = 30  # seconds, of a machine that is busy


def advisory(number, name="left-pad", **more):
    return {"id": f"GHSA-test-{number:04}", "modified": "2026-01-01T00:00:00Z",
            "aliases": [f"CVE-2099-{number:04}"],
            "affected": [{"package": {"ecosystem": "npm", "name": name},
                          "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}]}],
            **more}


def padded(pack):
    """A zip of the same members with 40,000 bytes before them, as a zip may have."""
    with tempfile.TemporaryFile() as out:
        out.write(os.urandom(40000))
        with zipfile.ZipFile(pack) as old, zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
        out.seek(0)
        return out.read()


class Screen:
    """What a terminal of endless width shows after these bytes: enough of one for carriage returns,
    erased lines and colours. `lines` keeps every state of each line that was overwritten."""

    def __init__(self, data):
        self.lines, self.overwritten, line, at = [], [], "", 0
        for token in re.finditer(r"\x1b\[([0-9;]*)([A-Za-z])|\r|\n|[^\x1b\r\n]+", data.decode("utf-8", "replace")):
            text = token[0]
            if text == "\n":
                self.lines.append(line)
                line, at = "", 0
            elif text == "\r":
                at = 0
            elif token[2] == "K":
                if line[at:]:
                    self.overwritten.append(line[at:])
                line = line[:at]
            elif token[2] is None:
                line = line[:at] + text + line[at + len(text):]
                at += len(text)
        self.last = line  # without its end
        self.text = "\n".join(self.lines)


class OnTerminal:
    """A program with a terminal for standard output and error."""

    def __init__(self, args, columns=200, env=None, stdin=subprocess.DEVNULL):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        self.process = subprocess.Popen([CLAIRSCAN, *map(str, args)], stdin=stdin, stdout=slave, stderr=slave,
                                        env={**os.environ, "TERM": "xterm", **(env or {})})
        os.close(slave)
        self.data = b""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        while True:
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # the other side is closed
                return
            if not piece:
                return
            self.data += piece

    def wait_for(self, text):
        end = time.monotonic() + PATIENCE
        while text.encode() not in self.data:
            if time.monotonic() > end or self.process.poll() is not None and not self.reader.is_alive():
                self.process.kill()
                raise AssertionError(f"no {text!r} in {self.data!r}")
            time.sleep(0.02)

    def end(self):
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        os.close(self.master)
        return code, Screen(self.data)


def in_pipe(*args, **options):
    return subprocess.run([CLAIRSCAN, *map(str, args)], capture_output=True, text=True, timeout=PATIENCE,
                          **options)


class DrippingServer(http.server.ThreadingHTTPServer):
    """Serves one file: half of it, and the rest when told to."""
    daemon_threads = True

    def __init__(self, path, body):
        self.go_on = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/osv/ecosystems.txt":
                    self.send_response(200)
                    self.send_header("Content-Length", "3")
                    self.end_headers()
                    self.wfile.write(b"npm")
                    return
                if self.path != path:
                    return self.send_error(404)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body[:len(body) // 2])
                    self.wfile.flush()
                    outer.go_on.wait(PATIENCE)
                    self.wfile.write(body[len(body) // 2:])
                except OSError:
                    pass

            def log_message(self, *args):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_port}"


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="claircore-cli-", dir=os.environ.get("TEST_TMPDIR"))
        cls.work = Path(cls.folder.name)
        cls.db = cls.work / "v.db"
        cls.feeds = cls.work / "feeds"
        pack = cls.feeds / "osv/npm/all.zip"
        pack.parent.mkdir(parents=True)
        with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("a.json", json.dumps(advisory(1, database_specific={"severity": "HIGH"})))
            out.writestr("b.json", json.dumps(advisory(2, name="evil\u202egnp.exe")))
        cls.root = cls.work / "root"
        for name, version in (("left-pad", "1.0.0-" + "9" * 200), ("evil\u202egnp.exe", "1.0.0")):
            package = cls.root / "srv/node_modules" / name.replace("\u202e", "") / "package.json"
            package.parent.mkdir(parents=True)
            package.write_text(json.dumps({"name": name, "version": version}))
        done = in_pipe("update", "--from", cls.feeds, "--db", cls.db)
        assert done.returncode == 0, done
        os.environ["XDG_CACHE_HOME"] = str(cls.work / "cache")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def scan(self, *args):
        return ["scan", f"rootfs:{self.root}", "--db", self.db, *args]


class CommandLine(Case):
    def test_the_version_is_the_changelogs(self):
        heading = re.search(r"^## (\S+)", Path(CHANGELOG).read_text(), re.M)[1]
        done = in_pipe("--version")
        self.assertEqual((done.returncode, done.stdout), (0, f"clairscan {heading}\n"))

    def test_help_needs_nothing(self):
        for words in (["-h"], ["--help"], ["help"], ["scan", "-h"], ["help", "scan"]):
            done = in_pipe(*words, env={})
            self.assertEqual((done.returncode, done.stderr), (0, ""), words)
            self.assertIn("--fail-on", done.stdout)

    def test_nonsense_is_exit_2_and_says_what_was_meant(self):
        for words, hint in ((["scan", "x", "--formt", "json"], "--format"), (["sacn"], "scan"),
                            (["versions", "compare", "dpgk"], "dpkg"), ([], "--help"), (["scan"], "SPEC")):
            done = in_pipe(*words)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertIn(hint, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_errors_come_before_the_work_and_name_the_file(self):
        bad = self.work / "bad.txt"
        bad.write_text("CVE-1 a b c\n")
        damaged = self.work / "damaged.db"
        damaged.write_bytes(self.db.read_bytes()[:1000])
        (self.work / "file").write_text("")
        for words, path in (
                (["scan", "no-such-image", "--ignore", bad], bad),
                (["scan", "no-such-image", "--ignore", self.work / "none"], self.work / "none"),
                (["scan", "no-such-image", "--db", damaged], damaged),
                (["update", "--from", self.work / "no-such-feeds", "--db", self.work / "file/v.db"],
                 self.work / "file/v.db"),
                (["update", "--from", self.work / "no-such-feeds", "--db", damaged], damaged),
                (["scan", "no-such-image"], "no-such-image"),
                (["match", self.work / "none.json", "--db", self.db], self.work / "none.json"),
                (["update", "--from", self.work / "no-such-feeds", "--db", self.db], self.work / "no-such-feeds")):
            done = in_pipe(*words)
            self.assertEqual((done.returncode, done.stdout), (3, ""), words)
            self.assertIn(str(path), done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertLessEqual(done.stderr.count("No such file"), 1, done.stderr)

    def test_a_place_that_others_write_is_refused(self):
        shared = self.work / "shared"
        shared.mkdir()
        shared.chmod(0o777)
        for words in (["scan", f"rootfs:{self.root}"], ["update", "--from", self.feeds]):
            done = in_pipe(*words, "--db", shared / "v.db")
            self.assertEqual(done.returncode, 3)
            self.assertIn(f"others can write to the folder {shared}", done.stderr)
        env = {k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_CACHE_HOME")}
        done = in_pipe("scan", f"rootfs:{self.root}", env=env)
        self.assertEqual(done.returncode, 3)
        self.assertIn("--db", done.stderr)
        self.assertFalse(os.path.exists("/tmp/.cache/clairscan"))


class Output(Case):
    def test_a_pipe_gets_no_line_no_colour_and_every_letter(self):
        done = in_pipe(*self.scan())
        self.assertEqual(done.returncode, 0, done.stderr)
        for text in (done.stdout, done.stderr):
            self.assertNotRegex(text, r"[\r\x1b\u202e]")
        self.assertIn("9" * 200, done.stdout)
        self.assertIn("GHSA-test-0001  CVE-2099-0001", done.stdout)
        for form in ("tsv", "json"):
            done = in_pipe(*self.scan("--format", form))
            self.assertNotRegex(done.stderr, r"[\r\x1b\u202e]")

    def test_a_terminal_gets_a_table_that_fits_it(self):
        for columns in (45, 60, 90):
            code, screen = OnTerminal(self.scan(), columns=columns).end()
            self.assertEqual(code, 0)
            rows = [line for line in screen.lines if re.match("SEVERITY|High|Unknown", line)]
            self.assertEqual(len(rows), 3, screen.lines)
            for row in rows:
                self.assertLessEqual(len(row), columns, row)
            self.assertIn("…", screen.text)

    def test_colours_are_for_terminals_that_want_them(self):
        for env, wanted in (({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)):
            terminal = OnTerminal(self.scan(), env=env)
            terminal.end()
            self.assertEqual(b"\x1b[31mHigh" in terminal.data, wanted, env)

    def test_names_cannot_turn_a_terminal_round(self):
        for form in ("table", "tsv", "json"):
            terminal = OnTerminal(self.scan("--format", form))
            code, screen = terminal.end()
            self.assertEqual(code, 0)
            self.assertNotIn("\u202e".encode(), terminal.data)
            self.assertIn({"json": "evil\\u202egnp.exe"}.get(form, "evil?gnp.exe"), screen.text)

    def test_rules_that_do_nothing_are_told(self):
        rules = self.work / "rules.txt"
        rules.write_bytes(b"\xef\xbb\xbfcve-2099-0001 LEFT-PAD # accepted\r\nCVE-2099-9999\r\n")
        done = in_pipe(*self.scan("--ignore", rules))
        self.assertIn("(1 ignored)", done.stdout)
        self.assertIn(f"{rules}: line 2: CVE-2099-9999 covers nothing here", done.stderr)
        self.assertNotIn("0001", done.stderr)


class Progress(Case):
    def setUp(self):
        self.server = DrippingServer("/osv/npm/all.zip", padded(self.feeds / "osv/npm/all.zip"))
        self.addCleanup(self.server.shutdown)
        self.addCleanup(self.server.go_on.set)
        self.slow = self.work / self.id()
        self.slow.mkdir()

    def update(self):
        return ["update", "--from", self.server.url, "--db", self.slow / "v.db"]

    def test_an_update_says_what_it_reads_and_takes_the_line_away(self):
        terminal = OnTerminal(self.update())
        terminal.wait_for("npm/all.zip")
        terminal.wait_for("KiB read")
        self.server.go_on.set()
        code, screen = terminal.end()
        self.assertTrue(any(re.search(r"updating: .*npm/all.zip \d+% of \d+ KiB", line)
                            for line in screen.overwritten), screen.overwritten)
        # No line of the output has a piece of it, first of all not the first one.
        for line in [*screen.lines, screen.last]:
            self.assertNotIn("updating:", line)
        self.assertEqual(screen.last, "")
        self.assertRegex(screen.text, r"(?m)^osv/npm: ")

    def test_one_slow_layer_is_seen_as_well(self):
        read, write = os.pipe()
        terminal = OnTerminal(["scan", "-", "--db", self.db], stdin=read)
        os.close(read)
        terminal.wait_for("reading")
        os.write(write, b"no archive")
        os.close(write)
        code, screen = terminal.end()
        self.assertEqual(code, 3)
        self.assertTrue(screen.lines[-1].startswith("clairscan: "), screen.lines)

    def test_quiet_and_pipes_have_none(self):
        terminal = OnTerminal([*self.update(), "--quiet"])
        time.sleep(0.6)
        self.server.go_on.set()
        terminal.end()
        self.assertNotIn(b"\x1b", terminal.data)
        done = in_pipe(*self.update())
        self.assertNotRegex(done.stdout + done.stderr, r"[\r\x1b]")

    def test_signals_end_it_with_their_code_and_a_clean_line(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            terminal = OnTerminal(self.update())
            terminal.wait_for("npm/all.zip")
            began = time.monotonic()
            terminal.process.send_signal(number)
            got, screen = terminal.end()
            self.assertEqual(got, code)
            self.assertLess(time.monotonic() - began, PATIENCE)
            self.assertEqual((screen.lines[-1:], screen.last), (["clairscan: interrupted"], ""))
            self.assertFalse((self.slow / "v.db").exists())

    def test_what_waits_for_input_ends_too(self):
        read, write = os.pipe()
        terminal = OnTerminal(["match", "-", "--db", self.db], stdin=read)
        time.sleep(0.5)
        terminal.process.send_signal(signal.SIGINT)
        self.assertEqual(terminal.end()[0], 130)
        text = OnTerminal(["purl"], stdin=read)
        time.sleep(0.5)
        text.process.send_signal(signal.SIGINT)
        self.assertEqual(text.end()[0], -signal.SIGINT)  # as any filter
        os.close(write)

    def test_a_second_update_waits_and_works_from_the_first(self):
        first = OnTerminal(self.update())
        first.wait_for("npm/all.zip")
        begin = subprocess.Popen([CLAIRSCAN, *map(str, self.update())], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        third = OnTerminal(self.update())
        third.wait_for("waiting for another update")
        third.process.send_signal(signal.SIGINT)
        self.assertEqual(third.end()[0], 130)
        self.assertIsNone(begin.poll())
        self.server.go_on.set()
        code, screen = first.end()
        out, err = begin.communicate(timeout=PATIENCE)
        self.assertEqual(begin.returncode, code, err)
        self.assertIn("waiting for another update of", err)
        self.assertRegex(screen.text, r"(?m)^osv/npm: 2 advisories")
        self.assertRegex(out, r"(?m)^osv/npm: unchanged")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
