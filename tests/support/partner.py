"""Partners' sites: pages on another port of loopback, and how Chromium shows them."""

import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, Request

_NOTHING: Mapping[str, str] = MappingProxyType({})
TALL = 3500  # pixels: so that nothing waits to be scrolled to


@dataclass(slots=True)
class Site:
    """A site that has the pages a test gives it, and remembers what it was asked for."""

    url: str
    pages: dict[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, body: str, path: str = "/", headers: Mapping[str, str] = _NOTHING) -> str:
        """Store a page and return its URL."""
        self.pages[path] = body, headers
        return self.url + path


@contextmanager
def site() -> Iterator[Site]:
    """Run a partner's site until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            partner.asked.append(self.path)
            body, headers = partner.pages.get(self.path, ("", {}))
            self.send_response(200 if self.path in partner.pages else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        partner = Site(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield partner
        finally:
            server.shutdown()
            thread.join()


@dataclass(slots=True)
class Visit:
    """A page that somebody looks at, what its console says, and which hosts it asks."""

    page: Page
    said: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    @property
    def frames(self) -> list[Frame]:
        """The frames in the page, in its order."""
        return self.page.main_frame.child_frames

    def boxes(self) -> list[dict[str, float]]:
        """Return the boxes of the iframes."""
        script = "all => all.map((one) => one.getBoundingClientRect().toJSON())"
        found: list[dict[str, float]] = self.page.eval_on_selector_all("iframe", script)
        return found

    def colours(self, points: list[tuple[float, float]]) -> list[str]:
        """Return the colours on the screen at some points."""
        drawn = b64encode(self.page.screenshot()).decode()
        looking = self.page.context.new_page()
        found: list[str] = looking.evaluate(_COLOURS, [drawn, points])
        looking.close()
        return found

    def lines(self, beginning: str) -> list[str]:
        """Wait for a console line with this beginning, and return all such lines."""
        if not any(line.startswith(beginning) for line in self.said):
            self.page.wait_for_event("console", lambda message: message.text.startswith(beginning))
        return [line for line in self.said if line.startswith(beginning)]

    def until(self, condition: str, argument: Any = None) -> None:
        """Wait until the page is as it is to be; an expression alone would need `unsafe-eval` of it."""
        self.page.wait_for_function(f"(argument) => {condition}", arg=argument, timeout=10_000)


_COLOURS = """async ([drawn, points]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${drawn}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  return points.map(([x, y]) => `rgb(${[...canvas.getImageData(x, y, 1, 1).data].slice(0, 3).join(", ")})`);
}"""


@contextmanager
def visit(
    browser: Browser,
    url: str,
    *,
    width: int = 1000,
    height: int = TALL,
    scheme: Any = "light",
    before: str = "",
) -> Iterator[Visit]:
    """Look at a page with an empty browser until the block ends; a script of ours may run first."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.add_init_script(before)
    seen = Visit(context.new_page())

    def hear(message: ConsoleMessage) -> None:
        seen.said.append(message.text)

    def note(request: Request) -> None:
        seen.hosts.add(urlsplit(request.url).netloc)

    seen.page.on("console", hear)
    seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
    seen.page.on("request", note)
    try:
        seen.page.goto(url, wait_until="load")
        yield seen
    finally:
        context.close()
