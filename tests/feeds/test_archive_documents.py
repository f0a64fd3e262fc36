"""What an archive document says of itself, in each format, and what the server says of it."""

import json
from datetime import date

import pytest

from syndication.model import Format
from syndication.site.document import Document
from tests.support.documents import NAMESPACES, documents, keys, links, publish
from tests.support.editor import Editor
from tests.support.pages import tree
from tests.support.serving import Serve

BASE = "https://feeds.example.org"
HUB = "https://hub.example.org/"
EVERY_FORMAT = pytest.mark.parametrize("form", Format)
XML = pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])


@pytest.fixture
def editor(editor: Editor) -> Editor:
    """Return an editor with three quarters, two of them closed, two editions and a hub."""
    settings = editor.archive / "newsletter.toml"
    settings.write_text(
        settings.read_text("utf-8").replace("[publisher]", f'hubs = ["{HUB}"]\n[publisher]'), "utf-8"
    )
    publish(editor, date(2022, 5, 6), date(2023, 12, 22), date(2023, 12, 29), date(2024, 4, 5))
    publish(editor, date(2024, 4, 5), edition="zh-Hans")
    return editor


def served(editor: Editor, path: str) -> Document:
    found = editor.snapshot().get(path)
    assert found is not None
    return found


@EVERY_FORMAT
def test_the_walk_leads_back_in_time_and_ends(editor: Editor, form: Format) -> None:
    found = documents(editor)

    steps = {path: links(body, "prev-archive") for path, body in found.items() if path.endswith(form)}
    assert steps == {
        f"/en/quotes.{form}": [f"{BASE}/en/quotes/2023-q4.{form}"],
        f"/en/quotes/2023-q4.{form}": [f"{BASE}/en/quotes/2022-q2.{form}"],
        f"/en/quotes/2022-q2.{form}": [],
    }


@EVERY_FORMAT
def test_an_archive_document_names_itself_its_page_and_the_subscription_document(
    editor: Editor, form: Format
) -> None:
    path = f"/en/quotes/2022-q2.{form}"
    body = served(editor, path).body

    relations = ("self", "current", "hub", "next-archive", "related")
    assert [links(body, relation) for relation in relations] == [
        [BASE + path],
        [f"{BASE}/en/quotes.{form}"],
        [],
        [],
        [],
    ]


@XML
def test_an_archive_document_says_that_it_is_one(editor: Editor, form: Format) -> None:
    marked = {
        path: len(tree(body).xpath("(/atom:feed | /rss/channel)/fh:archive", namespaces=NAMESPACES))
        for path, body in documents(editor).items()
        if path.endswith(form)
    }

    assert marked == {path: int("-q" in path) for path in marked}


@EVERY_FORMAT
def test_the_subscription_document_names_no_other_for_its_subscribers(editor: Editor, form: Format) -> None:
    body = served(editor, f"/en/quotes.{form}").body

    assert links(body, "current") == []


def test_an_archive_document_has_the_feeds_id(editor: Editor) -> None:
    found = documents(editor)

    atom = {
        tree(body).findtext("atom:id", namespaces=NAMESPACES)
        for path, body in found.items()
        if path.endswith("atom")
    }
    ids = {json.loads(body)["_syndication"]["id"] for path, body in found.items() if path.endswith("json")}
    assert (atom, ids) == ({"tag:example.org,2023:focus-this-week/en/quotes"},) * 2


@EVERY_FORMAT
def test_entries_stand_newest_first_in_an_archive_document(editor: Editor, form: Format) -> None:
    body = served(editor, f"/en/quotes/2023-q4.{form}").body

    assert keys(body) == ["2023-12-29", "2023-12-22"]


@XML
def test_an_entry_has_the_same_bytes_wherever_it_stands(editor: Editor, form: Format) -> None:
    ours, theirs = (served(editor, f"/en/quotes{which}.{form}").body for which in ("", "/2022-q2"))

    begin, end = (b"<entry", b"</feed>") if form is Format.ATOM else (b"<item", b"</channel>")
    entry = theirs[theirs.index(begin) : theirs.index(end)].strip()
    assert entry in ours


def test_an_archive_document_is_as_new_as_what_publish_last_recorded_of_it(editor: Editor) -> None:
    recorded = editor.record("en/quotes/2023-12-29").recorded
    editor.wait()
    editor.write(key="2024-06-02", day=date(2024, 6, 2))
    editor.publish()

    old = served(editor, "/en/quotes/2023-q4.atom")

    assert recorded
    assert (
        old.last_modified,
        tree(old.body).findtext("atom:updated", namespaces=NAMESPACES),
    ) == (recorded, recorded.isoformat())


def test_a_withdrawal_moves_the_date_of_its_archive_document(editor: Editor) -> None:
    editor.wait()
    editor.remove("2023-12-22")
    editor.publish("en/2023-12-22")

    assert served(editor, "/en/quotes/2023-q4.atom").last_modified == editor.now


def test_the_server_says_of_an_archive_document_what_it_is_and_that_it_lasts(
    editor: Editor, serve: Serve
) -> None:
    server = serve(editor.archive, "--base-url", BASE)
    path = "/en/quotes/2023-q4.atom"

    reply = server.get(path)

    assert reply.headers["Cache-Control"] == "max-age=86400, stale-if-error=604800"
    assert reply.headers.get_all("Link") == [
        f'<{BASE}{path}>; rel="self"',
        f'<{BASE}/en/quotes/>; rel="alternate"; type="text/html"',
        f'<{BASE}/en/quotes.atom>; rel="current"',
        f'<{BASE}/en/quotes/2022-q2.atom>; rel="prev-archive"',
    ]
    assert server.get(path, if_none_match=reply.headers["ETag"]).status == 304
    assert server.get("/EN/quotes/2023-Q4.atom").headers["Location"].endswith("quotes/2023-q4.atom")


@pytest.mark.parametrize(
    "path",
    [
        "/en/quotes/2024-q2.atom",
        "/en/quotes/2023-q1.atom",
        "/en/quotes/2023-q5.atom",
        "/en/quotes/2023-q4.xml",
        "/fr/quotes/2023-q4.atom",
        "/en/quotes/٢٠٢٣-q4.atom",
    ],
    ids=["open", "empty", "none", "format", "edition", "digits"],
)
def test_there_is_no_other_archive_document(editor: Editor, path: str) -> None:
    assert path not in editor.snapshot()
