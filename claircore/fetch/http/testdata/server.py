"""An HTTP server on loopback that misbehaves on request. Prints its port; ends with its stdin."""

import gzip
import http.server
import sys
import threading
import time
import urllib.parse

STATE = {"flaky": 0, "sent": 0}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/hello":
            if self.headers.get("If-None-Match") == '"v1"':
                return self.answer(304, headers=[("ETag", '"v1"')])
            return self.answer(200, b"hello", [("ETag", '"v1"'), ("X-Two", "a"), ("X-Two", "b")])
        if path == "/headers":
            return self.answer(200, str(self.headers).lower().encode())
        if path == "/method":
            return self.answer(200, self.command.encode())
        if path == "/to":
            return self.answer(302, b"moved", [("Location", urllib.parse.unquote(query))])
        if path.startswith("/redirect/"):
            left = int(path.rsplit("/", 1)[1])
            target = "/redirect/%d" % (left - 1) if left else "/hello"
            return self.answer(302, b"", [("Location", target)])
        if path == "/gzip":
            return self.answer(200, gzip.compress(b"x" * 100000), [("Content-Encoding", "gzip")])
        if path == "/broken-gzip":
            body = gzip.compress(bytes(range(256)) * 50)
            body = body[:40] + b"????????" + body[48:]
            return self.answer(200, body, [("Content-Encoding", "gzip")])
        if path == "/chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in (b"one", b"two"):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            return self.wfile.write(b"0\r\n\r\n")
        if path == "/truncated":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"0123456789")
            self.close_connection = True
            return None
        if path == "/flaky":
            STATE["flaky"] += 1
            if STATE["flaky"] % 3:
                return self.answer(503, b"later", [("Retry-After", "0")])
            return self.answer(200, b"now")
        if path == "/busy":
            return self.answer(429, b"no", [("Retry-After", "3600")])
        if path == "/always-503":
            return self.answer(503, b"down")
        if path == "/silent":
            time.sleep(30)
            return None
        if path == "/stalls":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"begun")
            time.sleep(30)
            return None
        if path in ("/drips", "/drips-headers"):
            self.send_response(200)
            drop = b"X-Drop: 1\r\n"
            if path == "/drips":
                self.send_header("Content-Length", "100000")
                self.end_headers()
                drop = b"."
            else:
                self.flush_headers()
            try:
                for _ in range(3000):
                    self.wfile.write(drop)
                    time.sleep(0.01)
            except OSError:
                pass
            return None
        if path == "/count":
            STATE["count"] = STATE.get("count", 0) + 1
            return self.answer(int(query), b"%d" % STATE["count"])
        if path == "/counted":
            return self.answer(200, b"%d" % STATE.pop("count", 0))
        if path == "/big":
            size = int(query)
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            self.end_headers()
            STATE["sent"] = 0
            chunk = b"z" * 65536
            try:
                while STATE["sent"] < size:
                    part = chunk[: size - STATE["sent"]]
                    self.wfile.write(part)
                    STATE["sent"] += len(part)
            except OSError:
                pass
            return None
        if path == "/sent":
            return self.answer(200, b"%d" % STATE["sent"])
        return self.answer(404, b"nothing here")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # clients hang up on purpose


def main():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


main()
