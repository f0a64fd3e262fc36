"""`syndication verify` against a server that means harm: it ends, and says what it saw."""

import json
import subprocess
import threading
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.client.verify import verify
from syndication.client.verify.feeds import read_feed
from syndication.client.verify.manifest import read_manifest
from syndication.client.verify.reading import MalformedError
from syndication.model import Format
from syndication.model.errors import SettingsError
from tests.support.examples import examples
from tests.support.file_servers import Attacker, answering
from tests.support.serving import COMMAND, environment

SECONDS = 0.3
LISTING: dict[str, Any] = {
    "base_url": "https://feeds.example.org",
    "feeds": [{"id": "tag:x", "atom": "/x.atom", "rss": "/x.rss", "json": "/x.json"}],
    "entries": [
        {
            "id": f"tag:x/{number}",
            "path": f"/x/{number}/",
            "fingerprint": "1:0",
            "published": "2024-01-12T12:00:00+08:00",
            "updated": "2024-01-12T12:00:00+08:00",
            "withdrawn": None,
        }
        for number in range(1000)
    ],
}
FEEDS = {
    Format.ATOM: b"""\
<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>x</title><updated>2024-01-12T12:00:00Z</updated>
<link rel="self" href="x"/>
<entry><id>x</id><title>x</title><content>x</content>
<published>2024-01-12T12:00:00Z</published><updated>2024-01-12T12:00:00Z</updated></entry></feed>""",
    Format.RSS: b"""\
<rss xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:a="http://www.w3.org/2005/Atom"><channel>
<title>x</title><link>x</link><lastBuildDate>Fri, 12 Jan 2024 12:00:00 +0800</lastBuildDate>
<item><guid>x</guid><title>x</title><link>x</link><c:encoded>x</c:encoded>
<pubDate>Fri, 12 Jan 2024 12:00:00 +0800</pubDate><a:updated>2024-01-12T12:00:00Z</a:updated></item>
</channel></rss>""",
    Format.JSON: b"""\
{"feed_url": "x", "title": "x", "home_page_url": "x",
"_syndication": {"id": "x", "updated": "2024-01-12T12:00:00Z"}, "items": [{
"id": "x", "title": "x", "url": "x", "language": "en", "content_html": "x",
"date_published": "2024-01-12T12:00:00Z", "date_modified": "2024-01-12T12:00:00Z",
"_syndication": {"fingerprint": "x", "text": ["x"]}}]}""",
}
ODD = [b"<", b'"', b"null", b"[]", b"{}", b"-1", b"1e999", rb"\ud800", b"&x;", b"<!--", b"NaN"]
NAMES = st.sampled_from(["base_url", "feeds", "entries", "id", "path", "atom", "published", "withdrawn"])
EXAMPLES = examples(60)
VALUES = st.none() | st.integers() | st.text() | st.sampled_from(["/x", "2024-01-12T12:00:00Z"])


class Silent(Attacker):
    def answer(self) -> None:
        self.connection.settimeout(None)
        self.rfile.read()  # until the client goes


class Dripping(Attacker):
    def answer(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        tick = threading.Event()
        while True:
            self.wfile.write(b"x")
            tick.wait(SECONDS / 10)


class Endless(Attacker):
    def answer(self) -> None:
        self.send(200)
        while True:
            self.wfile.write(b" " * 1_000_000)


class Circling(Attacker):
    def answer(self) -> None:
        self.send(302, Location=self.path + "x")


class Astray(Attacker):
    def answer(self) -> None:
        self.send(302, Location="http://[")


class Compressed(Attacker):
    def answer(self) -> None:
        self.send(200, json.dumps(LISTING).encode(), Content_Encoding="br")


class Empty(Attacker):
    def answer(self) -> None:
        self.send(200)


class Hanging(Attacker):
    def answer(self) -> None:
        self.wfile.write(b"")
        self.close_connection = True


class Nested(Attacker):
    def answer(self) -> None:
        self.send(200, b"[" * 1_000_000)


@pytest.mark.parametrize(
    "server", [Silent, Dripping, Endless, Circling, Astray, Compressed, Empty, Hanging, Nested]
)
def test_a_server_that_gives_no_list_is_no_site(server: type[Attacker]) -> None:
    with answering(server) as url, pytest.raises(SettingsError, match="expected the address of a site"):
        verify(url, timeout=SECONDS)


def listing_then(rest: type[Attacker]) -> type[Attacker]:
    """Make a server that gives a good list, and then answers otherwise."""

    class Then(rest):  # type: ignore[misc,valid-type]  # what is handed over is a class
        def answer(self) -> None:
            if self.path == "/archive.json":
                self.send(200, json.dumps(LISTING).encode())
            else:
                super().answer()

    return Then


@pytest.mark.parametrize("rest", [Silent, Hanging])
def test_a_server_that_stops_answering_is_asked_no_more(rest: type[Attacker]) -> None:
    with answering(listing_then(rest)) as url:
        report = verify(url, timeout=SECONDS)

    assert "10 requests got no usable answer" in "".join(map(str, report.faults))
    assert len(report.faults) < 20


@pytest.mark.parametrize("rest", [Endless, Circling, Empty, Nested, Compressed])
def test_a_server_that_gives_nonsense_is_walked_to_the_end(rest: type[Attacker]) -> None:
    class Lying(rest):  # type: ignore[misc,valid-type]  # as above
        def answer(self) -> None:
            if self.path == "/archive.json":
                self.send(200, json.dumps(LISTING | {"entries": LISTING["entries"][:3]}).encode())
            elif self.command == "HEAD":
                self.send(404)
            else:
                super().answer()

    with answering(Lying) as url:
        report = verify(url)

    assert {fault.path for fault in report.faults} >= {
        "/x.atom",
        "/x.rss",
        "/x.json",
        "/x/0/",
        "/x/1/",
        "/x/2/",
    }


class Generous(Attacker):
    """Never at a loss for an older document, each with entries that nobody knows."""

    asked = 0

    def answer(self) -> None:
        type(self).asked += 1
        entry = FEEDS[Format.ATOM].decode().partition("<entry><id>x")[2].removesuffix("</feed>")
        entries = "".join(f"<entry><id>x{number}{entry}" for number in range(50))
        older = f'<link rel="prev-archive" href="https://feeds.example.org/{self.asked}.atom"/>'
        self.send(
            200,
            f'<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>x</title>{older}'
            f"<updated>2024-01-12T12:00:00Z</updated>{entries}</feed>".encode(),
        )


def test_a_run_ends_when_its_time_is_over() -> None:
    with answering(listing_then(Silent)) as url:
        report = verify(url, max_time=SECONDS)

    assert [fault.message for fault in report.faults if fault.path == "/archive.json"][-1:] == [
        f"not finished after {SECONDS:g} seconds; expected a faster site"
    ]


def test_a_run_ends_when_there_are_too_many_problems() -> None:
    server = listing_then(Generous)
    with answering(server) as url:
        report = verify(url)

    assert "1000 problems; the rest was not requested" in "".join(map(str, report.faults))
    assert len(report.faults) < 1100


@pytest.mark.parametrize("follow_redirects", [False, True])
def test_a_redirect_to_another_host_is_followed_only_if_the_caller_says_so(*, follow_redirects: bool) -> None:
    asked = []

    class Elsewhere(Attacker):
        def answer(self) -> None:
            asked.append(self.path)
            self.send(200, json.dumps(LISTING | {"feeds": [], "entries": []}).encode())

    with answering(Elsewhere) as other:

        class Leading(Attacker):
            def answer(self) -> None:
                self.send(302, Location=other + self.path)

        with answering(Leading) as url:
            if follow_redirects:
                assert verify(url, follow_redirects=True).url == other
            else:
                with pytest.raises(SettingsError, match="another host: --follow-redirects"):
                    verify(url)

    assert bool(asked) == follow_redirects


LARGE = [
    b"[" + b"{}," * 10_000_000 + b"{}]",
    b'{"feeds":[' + b'{"a":0},' * 3_900_000 + b"{}]}",
]


@pytest.mark.parametrize("body", LARGE, ids=["objects", "members"])
def test_no_answer_takes_more_memory_than_there_is(body: bytes) -> None:
    """Under a limit of 1 GB, most of which the libraries reserve and never use."""

    class Large(Attacker):
        def answer(self) -> None:
            self.send(200, body)

    with answering(Large) as url:
        limited = ["sh", "-c", 'ulimit -v 1000000; exec "$0" "$@"', str(COMMAND), "verify", url]
        done = subprocess.run(limited, env=environment(), capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.count("\n"), "Error" in done.stderr) == (2, 1, False)


@pytest.mark.parametrize("form", Format)
def test_a_document_of_too_many_parts_is_not_parsed(form: Format) -> None:
    """Each part takes a hundred times its bytes of memory."""
    part = b"{}," if form is Format.JSON else b"<a/>"

    with pytest.raises(MalformedError, match="more than 1000000 parts"):
        read_feed(form, part * 1_500_000)


def test_an_entity_is_not_expanded() -> None:
    entity = b'<!DOCTYPE feed [<!ENTITY b "%s">]>' % (b"b" * 100_000)

    with pytest.raises(MalformedError, match="document type"):
        read_feed(Format.ATOM, entity + FEEDS[Format.ATOM].replace(b"<title>x", b"<title>&b;&b;"))


def test_what_a_server_says_cannot_reach_the_terminal() -> None:
    class Shouting(Attacker):
        def answer(self) -> None:
            messages = {
                "feeds": [LISTING["feeds"][0] | {"id": "\x1b[31m\u202e\ud800"}],
                "base_url": "\x1b]0;x\x07",
            }
            self.send(200, json.dumps(LISTING | messages | {"entries": LISTING["entries"][:3]}).encode())

    with answering(Shouting) as url:
        report = verify(url)

    assert all(str(fault).isprintable() for fault in report.faults)


@pytest.mark.parametrize("form", Format)
@EXAMPLES
@given(body=st.binary())
def test_no_bytes_are_a_surprise(form: Format, body: bytes) -> None:
    _read(form, body)


@pytest.mark.parametrize("form", Format)
@EXAMPLES
@given(data=st.data())
def test_no_part_of_a_document_can_be_a_surprise(form: Format, data: st.DataObject) -> None:
    body = FEEDS[form]
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 20)))
    odd = data.draw(st.sampled_from(ODD) | st.binary(max_size=20))

    _read(form, body[:start] + odd + body[end:])


@EXAMPLES
@given(st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)))
def test_no_list_is_a_surprise(value: object) -> None:
    with suppress(MalformedError):
        read_manifest(json.dumps(value).encode())


@pytest.mark.parametrize("form", Format)
def test_the_documents_that_are_spoilt_here_are_sound(form: Format) -> None:
    assert [entry.facts["title"] for entry in read_feed(form, FEEDS[form]).entries] == ["x"]


def _read(form: Format, body: bytes) -> None:
    """Read a document, or be told what is wrong with it."""
    with suppress(MalformedError):
        read_feed(form, body)
