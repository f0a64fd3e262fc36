"""A newsletter that is served to the public, and hubs that record the pings they get."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from click.testing import CliRunner, Result

from syndication.cli import main
from syndication.settings import STATE
from tests.support.archives import NEWSLETTER
from tests.support.editor import Editor
from tests.support.serving import COMMAND, Serve, Server, environment, fetch

LONGEST = 60  # seconds

ISSUES = tuple(f"/en/issues.{form}" for form in ("atom", "json", "rss"))
QUOTES = tuple(f"/en/quotes.{form}" for form in ("atom", "json", "rss"))


@dataclass
class Hub:
    """A hub that accepts every ping unless set to do otherwise."""

    url: str = ""
    status: int = 202
    answers: threading.Event = field(default_factory=threading.Event)
    body: Callable[[], Iterator[bytes]] = lambda: iter(())
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Length": "0"})
    reason: str = ""
    told: list[dict[str, str]] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)  # what it found at the topic, asked for as gzip

    def __post_init__(self) -> None:
        self.answers.set()

    @property
    def topics(self) -> list[str]:
        """The paths that were pinged, sorted."""
        return sorted("/" + form["hub.topic"].split("/", 3)[3] for form in self.told)


@contextmanager
def listening(hub: Hub, port: int = 0) -> Iterator[Hub]:
    """Run a hub until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = dict(parse_qsl(self.rfile.read(length).decode(), strict_parsing=True))
            hub.told.append(form)
            hub.seen.append(fetch(form["hub.topic"], headers={"Accept-Encoding": "gzip"}).body)
            hub.answers.wait(LONGEST)
            self.send_response(hub.status, hub.reason or None)
            for name, value in hub.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # whoever asked may have gone
                for part in hub.body():
                    self.wfile.write(part)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        hub.url = f"http://127.0.0.1:{server.server_port}/hub"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield hub
        finally:
            hub.answers.set()
            server.shutdown()
            thread.join()


@pytest.fixture
def start_hub() -> Iterator[Callable[[], Hub]]:
    """Start hubs that run until the test ends."""
    with ExitStack() as stack:

        def start() -> Hub:
            return stack.enter_context(listening(Hub()))

        yield start


@pytest.fixture
def hub(start_hub: Callable[[], Hub]) -> Hub:
    return start_hub()


@dataclass(frozen=True)
class Newsroom:
    """An archive with one quote, published and served, whose newsletter.toml names the hubs."""

    editor: Editor
    server: Server
    public: str

    def run(self, *words: str | Path, **env: str) -> Result:
        """Run a command about it to its end."""
        cleared = dict.fromkeys(name for name in os.environ if name.startswith("SYNDICATION_"))
        return CliRunner(env=cleared | env).invoke(main, list(map(str, self._command(*words))))

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Start a command about it in a process of its own."""
        pipe = subprocess.PIPE
        command = [COMMAND, *self._command(*words)]
        return subprocess.Popen(command, env=environment(), stdout=pipe, stderr=pipe, text=True)

    def _command(self, *words: str | Path) -> list[str | Path]:
        return [*words, "--archive", self.editor.archive, "--base-url", self.public]

    def feeds(self) -> dict[str, bytes]:
        """Return the body of every feed by its path."""
        return {
            f"/{edition}/{section}.{form}": self.server.get(f"/{edition}/{section}.{form}").body
            for edition in ("en", "zh-Hans", "zh-Hant")
            for section in ("issues", "quotes", "numbers", "questions", "discoveries")
            for form in ("atom", "rss", "json")
        }

    def state(self) -> Any:
        """Return the stored ping state."""
        return json.loads((self.editor.archive.parent / STATE).read_text("utf-8"))


Open = Callable[..., Newsroom]


@pytest.fixture
def open_newsroom(tmp_path: Path, serve: Serve) -> Open:
    """Publish and serve an archive of one English issue with a quote, with these hubs."""

    def start(*hubs: str, options: tuple[str, ...] = ()) -> Newsroom:
        editor = Editor(tmp_path / "editor" / "issues")
        named = NEWSLETTER.replace("[publisher]", f"hubs = {json.dumps(hubs)}\n\n[publisher]", 1)
        (editor.archive / "newsletter.toml").write_text(named, "utf-8")
        editor.write()
        editor.publish()
        server = serve(editor.archive, *options)
        return Newsroom(editor, server, server.url)

    return start


@pytest.fixture
def newsroom(open_newsroom: Open, hub: Hub) -> Newsroom:
    return open_newsroom(hub.url)


def until(condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)  # a poll, not a guess
