"""Servers of files and of mischief on loopback."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TYPES = {
    ".opml": "text/x-opml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}


class Attacker(BaseHTTPRequestHandler):
    """Answers whatever it is asked, as a test says; a client that has gone is nothing to speak of."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        with suppress(OSError):
            self.answer()
        self.close_connection = True

    def answer(self) -> None:
        raise NotImplementedError

    def send(self, status: int = 200, body: bytes = b"", reason: str = "", **headers: str) -> None:
        self.send_response(status, reason)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


class Files(SimpleHTTPRequestHandler):
    """Serves the files of an export with the headers that a good server of files sends."""

    etag = ""

    def send_head(self) -> Any:
        self.etag = ""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if self.path.endswith("/") else file
        etag = f'"{hashlib.md5(file.read_bytes()).hexdigest()}"' if file.is_file() else None
        if etag and self.headers.get("If-None-Match") == etag:
            self.send_response(304)
            self.end_headers()
            return None
        self.etag = etag or ""
        return super().send_head()

    def end_headers(self) -> None:
        for name, value in self.more_headers().items():
            self.send_header(name, value)
        super().end_headers()

    def more_headers(self) -> dict[str, str]:
        """Return the headers besides the type, the length and the date."""
        found = {"ETag": self.etag} if self.etag else {}
        return found | {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "ETag, Link, Last-Modified",
        }

    def guess_type(self, path: object) -> str:
        if str(path).endswith("/archive.json"):
            return "application/json; charset=utf-8"
        return TYPES.get(Path(str(path)).suffix, "text/plain")

    def list_directory(self, _: object) -> None:
        self.send_error(404)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def answering(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """Answer on loopback until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
