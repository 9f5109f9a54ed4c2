"""Runs `clairscan update` against servers on loopback that misbehave."""

import collections
import contextlib
import http.server
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile

CLAIRSCAN = os.path.abspath(sys.argv.pop(1))
PASSWORD = "open-sesame"


def secdb(count):
    packages = [
        {"pkg": {"name": "pkg%d" % i, "secfixes": {"1.0-r%d" % i: ["CVE-2099-%04d" % (1000 + i)]}}}
        for i in range(count)
    ]
    return json.dumps({"packages": packages}).encode()


def tracker(count):
    release = {"status": "resolved", "fixed_version": "1.0-1", "urgency": "low"}
    return json.dumps(
        {"pkg%d" % i: {"CVE-2099-%04d" % (2000 + i): {"releases": {"bookworm": release}}}
         for i in range(count)}).encode()


def osv_zip(count):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i in range(count):
            record = {
                "id": "GO-2099-%04d" % i,
                "modified": "2026-01-01T00:00:00Z",
                "affected": [{
                    "package": {"ecosystem": "Go", "name": "example.org/m%d" % i},
                    "ranges": [{"type": "SEMVER",
                                "events": [{"introduced": "0"}, {"fixed": "1.2.3"}]}],
                }],
            }
            archive.writestr(record["id"] + ".json", json.dumps(record))
    return out.getvalue()


def good_pages():
    return {
        "/alpine/v3.11/main.json": secdb(30),
        "/alpine/v3.12/main.json": secdb(30),
        "/alpine/v3.13/main.json": secdb(30),
        "/debian/data.json": tracker(30),
        "/osv/ecosystems.txt": b"Go\n",
        "/osv/Go/all.zip": osv_zip(30),
        "/wolfi/security.json": secdb(30),
        "/chainguard/security.json": secdb(30),
        "/rhel/repository-to-cpe.json": json.dumps(
            {"data": {"repo-%d" % i: {"cpes": ["cpe:/o:redhat:enterprise_linux:9::baseos"]}
                      for i in range(30)}}).encode(),
    }


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.server.asked[self.path] += 1
        answer = self.server.pages.get(self.path, self.server.otherwise)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(OSError):
                self.wfile.write(body)


class BadServers(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.pages = good_pages()
        self.server.otherwise = (404, b"")
        self.server.asked = collections.Counter()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.folder = tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR"))
        self.db = os.path.join(self.folder, "clairscan.db")

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        shutil.rmtree(self.folder)

    def run_clairscan(self, *args):
        return subprocess.run([CLAIRSCAN, *args, "--db", self.db], capture_output=True, text=True,
                              timeout=50, env={k: v for k, v in os.environ.items()
                                               if not k.lower().endswith("_proxy")})

    def update(self, *args, credentials=""):
        url = "http://%s127.0.0.1:%d" % (credentials, self.server.server_port)
        return self.run_clairscan("update", "--from", url, *args)

    def status(self):
        """What the stored status of each updater says, through a report."""
        root = os.path.join(self.folder, "root")
        os.makedirs(os.path.join(root, "etc"), exist_ok=True)
        with open(os.path.join(root, "etc/os-release"), "w") as f:
            f.write("ID=alpine\nVERSION_ID=3.12.1\n")
        done = self.run_clairscan("scan", "rootfs:" + root, "--format", "json")
        report = json.loads(done.stdout)
        return {f["updater"]: f.get("last_error", "") for f in report["freshness"]}

    def test_all_is_well(self):
        done = self.update()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("alpine/v3.13/main: 30 advisories", done.stdout)
        self.assertIn("8 sources, 0 failed", done.stdout)

    def test_one_release_that_fails_keeps_all(self):
        self.assertEqual(self.update().returncode, 0)
        self.server.pages["/alpine/v3.12/main.json"] = (503, b"later")
        done = self.update()
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("alpine: failed", done.stdout)
        self.assertIn("debian: unchanged", done.stdout)
        for updater in ("alpine/v3.11/main", "alpine/v3.12/main", "alpine/v3.13/main"):
            self.assertIn("503", self.status()[updater])
        self.server.pages["/alpine/v3.12/main.json"] = secdb(30)
        self.assertEqual(self.update().returncode, 0)
        self.assertEqual({u: e for u, e in self.status().items() if e}, {})

    def test_a_server_that_fails_is_asked_once_a_source(self):
        self.server.pages, self.server.otherwise = {}, (500, b"")
        done = self.update()
        self.assertEqual(done.returncode, 3)
        self.assertEqual(sum(self.server.asked.values()), 7, self.server.asked)

    def test_only_asks_no_other(self):
        self.server.otherwise = (500, b"")
        for path in list(self.server.pages):
            if not path.startswith("/debian/"):
                del self.server.pages[path]
        done = self.update("--only", "debian")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(set(self.server.asked), {"/debian/data.json"})
        self.assertIn("1 source, 0 failed", done.stdout)

    def test_feeds_do_not_shrink_to_nothing(self):
        self.assertEqual(self.update().returncode, 0)
        whole = dict(self.server.pages)
        bad = {
            "nothing": {"/alpine/v3.12/main.json": secdb(0), "/debian/data.json": tracker(0),
                        "/osv/Go/all.zip": osv_zip(0), "/wolfi/security.json": secdb(0),
                        "/rhel/repository-to-cpe.json": b'{"data":{}}'},
            "a few": {"/alpine/v3.12/main.json": secdb(3), "/debian/data.json": tracker(3),
                      "/osv/Go/all.zip": osv_zip(3), "/wolfi/security.json": secdb(3)},
            "a page": {path: b"<html><body>Sign in</body></html>" for path in whole},
            "half a file": {path: body[:len(body) // 2] for path, body in whole.items()
                            if path != "/osv/ecosystems.txt"},
            "another object": {path: b'{"message":"moved"}' for path in whole},
        }
        for what, pages in bad.items():
            with self.subTest(what):
                self.server.pages = {**whole, **pages}
                done = self.update()
                self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
                self.assertNotIn(" advisories", done.stdout.replace("unchanged", ""))
                errors = self.status()
                for path in pages:
                    name = {"/alpine/v3.12/main.json": "alpine/v3.12/main",
                            "/debian/data.json": "debian", "/osv/Go/all.zip": "osv/Go",
                            "/wolfi/security.json": "wolfi"}.get(path)
                    if name is not None:
                        self.assertNotEqual(errors[name], "", name)
        self.server.pages = whole
        done = self.update()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual({u: e for u, e in self.status().items() if e}, {})
        self.server.pages = {**whole, "/wolfi/security.json": secdb(3)}
        done = self.update("--only", "wolfi", "--allow-shrink")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("wolfi: 3 advisories", done.stdout)

    def test_passwords_stay_where_they_were_given(self):
        secret = "ann:%s@" % PASSWORD
        outputs = []
        self.assertEqual(self.update(credentials=secret).returncode, 0)
        self.server.pages["/osv/ecosystems.txt"] = (503, b"")
        self.server.pages["/debian/data.json"] = b"<html>"
        self.server.pages["/wolfi/security.json"] = (403, b"")
        self.server.pages["/alpine/v3.12/main.json"] = (500, b"")
        for args in ((), ("--only", "wolfi"), ("--only", "osv")):
            done = self.update(*args, credentials=secret)
            self.assertEqual(done.returncode, 3, done.stdout)
            outputs += [done.stdout, done.stderr]
        outputs.append(json.dumps(self.status()))
        self.server.shutdown()
        self.server.server_close()
        for url in ("http://%s127.0.0.1:%d" % (secret, self.server.server_port),
                    "ftp://%s127.0.0.1" % secret, "http://%s[::1" % secret,
                    "http://%s127.0.0.1:1/x?key=%s" % (secret, PASSWORD)):
            # One source: where nobody listens, each takes its retries' time.
            done = self.run_clairscan("update", "--from", url, "--only", "debian")
            self.assertEqual(done.returncode, 3, url)
            outputs += [done.stdout, done.stderr]
        root = os.path.join(self.folder, "root")
        for form in ("table", "json", "tsv"):
            done = self.run_clairscan("scan", "rootfs:" + root, "--format", form)
            outputs += [done.stdout, done.stderr]
        for output in outputs:
            self.assertNotIn(PASSWORD, output)
            self.assertNotIn("ann:", output)
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            if os.path.isfile(path):
                with open(path, "rb") as f:
                    self.assertNotIn(PASSWORD.encode(), f.read(), name)

    def test_a_folder_whose_feeds_lead_out(self):
        feeds, outside = (os.path.join(self.folder, n) for n in ("feeds", "outside"))
        os.makedirs(os.path.join(outside, "Go"))
        with open(os.path.join(outside, "Go/all.zip"), "wb") as f:
            f.write(osv_zip(3))
        os.makedirs(os.path.join(feeds, "debian"))
        with open(os.path.join(feeds, "debian/data.json"), "wb") as f:
            f.write(tracker(3))
        os.symlink(outside, os.path.join(feeds, "osv"))
        os.symlink("nowhere", os.path.join(feeds, "wolfi"))
        done = self.run_clairscan("update", "--from", feeds)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn("3 sources, 2 failed", done.stdout)
        self.assertIn("osv: failed", done.stdout)
        self.assertIn("wolfi: failed", done.stdout)
        self.assertIn("debian: 3 advisories", done.stdout)


if __name__ == "__main__":
    unittest.main()
