"""`syndication verify`: what is whole passes wherever it is served, and nothing that is wrong does."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from syndication.client.verify import Report, verify
from tests.support.archives import NEWSLETTER
from tests.support.commands import run
from tests.support.documents import publish
from tests.support.editor import Editor
from tests.support.file_servers import Files, answering
from tests.support.programs import nginx_over
from tests.support.serving import COMMAND, Serve, environment, fetch, free_port
from tests.support.tools import SAMPLES

BASE = "https://feeds.example.org/letters"
OLD, NEW = date(2022, 5, 6), date(2024, 4, 5)
WITHDRAWN = date(2022, 6, 3)
ISSUES, QUOTES = (f"tag:example.org,2023:focus-this-week/en/{section}" for section in ("issues", "quotes"))

HUB = "https://hub.example.org/"

Change = Callable[[Path], object]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export an archive of three quarters, in two languages, of which one issue was withdrawn."""
    folder = tmp_path_factory.mktemp("export")
    editor = Editor(folder / "issues")
    hubs = f"hubs = [{HUB!r}]\n\n[publisher]"
    (editor.archive / "newsletter.toml").write_text(NEWSLETTER.replace("[publisher]", hubs, 1), "utf-8")
    publish(editor, OLD, date(2022, 5, 13), WITHDRAWN, date(2023, 12, 29), NEW)
    publish(editor, OLD, NEW, edition="zh-Hans")
    editor.wait()
    editor.remove(str(WITHDRAWN))
    editor.publish(f"en/{WITHDRAWN}")
    command: list[str | Path] = [COMMAND, "export", folder / "site", "--archive", editor.archive]
    command += ["--base-url", BASE, "--no-brotli"]
    subprocess.run(command, env=environment(), check=True, capture_output=True)
    return folder / "site"


@pytest.fixture
def site(export: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may spoil."""
    return Path(shutil.copytree(export, tmp_path / "site", ignore=shutil.ignore_patterns("*.gz")))


def verified(site: Path) -> Report:
    """Verify a folder that a server of files hands out."""
    with answering(partial(Files, directory=str(site))) as url:
        return verify(url)


def test_an_export_that_nobody_touched_passes(site: Path) -> None:
    report = verified(site)

    assert (report.faults, report.base_url, report.entries) == ((), BASE, 14)


def test_a_server_passes_from_outside(serve: Serve) -> None:
    url = serve(SAMPLES, "--base-url", "https://feeds.example.org").url

    done = run("verify", url)

    summary = f"{url} (at home at https://feeds.example.org): 315 documents, 120 entries, 0 faults\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, summary, "")


@pytest.mark.e2e
def test_an_export_passes_under_nginx(export: Path, tmp_path: Path) -> None:
    with nginx_over(export, tmp_path / "nginx") as server:
        report = verify(server.url)

    assert report.faults == ()


def test_odd_texts_pass(serve: Serve, tmp_path: Path) -> None:
    """What is written and read back in three formats must come out alike."""
    editor = Editor(tmp_path / "issues")
    odd = "a\u0085b\u2028c\ud7ff\U0001f9ff]]>&amp;<b>\u200b\ufeff\u202e\u0301\x01\x1b\ufffe \t\xa0 “é”"
    editor.write(quotes=(odd,), number=odd, question=odd, letter=odd)
    editor.publish()

    report = verify(serve(editor.archive).url)

    assert (report.faults, report.entries) == ((), 4)


def test_a_site_passes_below_a_path(export: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").symlink_to(export)
    with answering(partial(Files, directory=str(tmp_path))) as url:
        report = verify(f"{url}/letters")

    assert report.faults == ()


def test_a_site_passes_at_the_end_of_a_redirect(export: Path) -> None:
    class Elsewhere(Files):
        def send_head(self) -> Any:
            if not self.path.startswith("/old/"):
                return super().send_head()
            self.send_response(301)
            self.send_header("Location", self.path.removeprefix("/old"))
            self.end_headers()
            return None

    with answering(partial(Elsewhere, directory=str(export))) as url:
        report = verify(f"{url}/old")

    assert (report.faults, report.url) == ((), url)


def lost(path: str) -> Change:
    return lambda site: (site / path).unlink()


def altered(path: str, old: str, new: str) -> Change:
    """Put something else in the place of the first of its kind."""

    def change(site: Path) -> None:
        text = (site / path).read_text("utf-8")
        assert old in text
        (site / path).write_text(text.replace(old, new, 1), "utf-8")

    return change


def without(files: str, pattern: str) -> Change:
    """Take parts out of some documents of the quotes."""

    def change(site: Path) -> None:
        for file in [site / "en/quotes.atom", *(site / "en/quotes").glob(files)]:
            if file.match(files):
                file.write_text(re.sub(pattern, "", file.read_text("utf-8"), flags=re.DOTALL), "utf-8")

    return change


def doubled(path: str, old: str, new: str) -> Change:
    """Write an entry again, and something else in it."""

    def change(site: Path) -> None:
        text = (site / path).read_text("utf-8")
        entry = re.search(ENTRY, text, re.DOTALL)
        assert entry
        again = entry[0] + entry[0].replace(old, new)
        (site / path).write_text(text.replace(entry[0], again, 1), "utf-8")

    return change


def without_tombstone(path: str) -> Change:
    """Take the tombstone out of one document."""
    return lambda site: (site / path).write_text(re.sub(TOMBSTONE, "", (site / path).read_text("utf-8")))


def stale(path: str, old: str) -> Change:
    """Leave an older document where a newer one should be."""
    return lambda site: shutil.copy(site / old, site / path)


def shown_again(site: Path) -> None:
    shutil.copytree(site / f"en/quotes/{OLD}", site / f"en/quotes/{WITHDRAWN}")


ATOM, RSS, JSON = (f"en/quotes/2022-q2.{form}" for form in ("atom", "rss", "json"))
NEXT = f"{QUOTES}/2022-05-13"  # the newest in those
NEWEST = f"{QUOTES}/{NEW}"
ALONE, PAGE, PAGE_PATH = (f"en/quotes/2022-05-13{ending}" for ending in (".json", "/index.html", "/"))
ENTRY, ITEM = r"  <entry.*?</entry>\n", r"    <item.*?</item>\n"
PREVIOUS, TOMBSTONE = r"<[a-z:]+ rel=\"prev-archive\"[^>]*>", r"<at:[^>]*>"


MISSING = [
    (lost(ATOM), ATOM, "answers 404; expected 200"),
    (lost(RSS), RSS, "answers 404; expected 200"),
    (lost(JSON), JSON, "answers 404; expected 200"),
    (lost("zh-Hans/numbers.json"), "zh-Hans/numbers.json", "answers 404"),
    (lost(f"en/quotes/{OLD}/index.html"), f"en/quotes/{OLD}/", "answers 404"),
    (without("*.atom", ENTRY), "en/quotes.atom", f"{QUOTES}/2023-12-29 is missing"),
    (without("*.atom", TOMBSTONE), "en/quotes.atom", f"{QUOTES}/{WITHDRAWN} has no tombstone"),
    (
        without("2023-q4.rss", PREVIOUS),
        "en/quotes/2023-q4.rss",
        f"documents of {QUOTES} is /en/quotes /en/",
    ),
    (
        without("2023-q4.rss", ITEM),
        "en/quotes/2023-q4.rss",
        "entries of /en/quotes/2023-q4 is missing",
    ),
]
ALTERED = [
    (altered(JSON, '"text": "S', '"text": "s'), JSON, f"fingerprint of {NEXT} is"),
    (altered(JSON, '"fingerprint": "2:', '"fingerprint": "1:'), JSON, f"fingerprint of {NEXT} is"),
    (altered(ATOM, "blockquote", "blockquoth"), ATOM, f"content of {NEXT} is"),
    (altered("en/quotes.atom", "<title>Ada", "<title>Eve"), "en/quotes.atom", f"title of {NEWEST} is Eve"),
    (altered(RSS, "<title>Ada", "<title>Eve"), RSS, f"title of {NEXT} is Eve Example: Said on"),
    (altered(ATOM, ' xml:lang="en">', ' xml:lang="de">'), ATOM, f"language of {QUOTES} is de"),
    (altered(ATOM, '<entry xml:lang="en"', '<entry xml:lang="de"'), ATOM, f"language of {NEXT} is de"),
    (altered(RSS, "<dc:language>en", "<dc:language>de"), RSS, f"language of {NEXT} is de en"),
    (altered(ATOM, "<rights>©", "<rights>No"), ATOM, f"rights of {QUOTES} is No China-US Focus"),
    (altered(RSS, "<copyright>© China-US Focus</copyright>", ""), RSS, f"rights of {QUOTES} is missing"),
    (altered(JSON, '"rights": "©', '"rights": "No'), JSON, f"rights of {QUOTES} is No China-US Focus / ©"),
    (altered(ATOM, "<name>China-US Focus", "<name>Eve"), ATOM, f"author of {QUOTES} is Eve"),
    (altered(RSS, "creator>China-US Focus", "creator>Eve"), RSS, f"author of {NEXT} is Eve"),
    (altered(ATOM, "<name>Ada", "<name>Eve"), ATOM, f"contributor of {NEXT} is Eve Example; expected Ada"),
    (altered(RSS, "contributor>Ada", "contributor>Eve"), RSS, f"contributor of {NEXT} is Eve Example"),
    (altered(RSS, "<description>Said", "<description>Sung"), RSS, f"summary of {NEXT} is Sung on"),
    (altered(ATOM, 'rel="related"', 'rel="via"'), ATOM, f"translations of {QUOTES}/{OLD} is missing"),
    (
        altered(JSON, '"language": "zh-Hans"', '"language": "zh"'),
        JSON,
        f"translations of {QUOTES}/{OLD} is",
    ),
    (altered("en/quotes.rss", 'rel="hub"', 'rel="via"'), "en/quotes.rss", "hubs of /en/quotes is missing"),
    (
        altered("en/quotes.atom", "<updated>2", "<updated>1"),
        "en/quotes.atom",
        "updated of /en/quotes is",
    ),
    (altered(ALONE, '"text": "S', '"text": "s'), ALONE, f"fingerprint of {NEXT} is"),
    (altered(ALONE, '"summary": "S', '"summary": "s'), ALONE, f"summary of {NEXT} is said"),
    (altered(PAGE, "<p>Said", "<p>Sung"), PAGE_PATH, "does not show 'Said on 2022-05-13.'"),
    (
        altered(PAGE, 'datePublished":"2022', 'datePublished":"2021'),
        PAGE_PATH,
        f"published of {NEXT} is 2021",
    ),
    (altered(PAGE, 'lang="en"', 'lang="de"'), PAGE_PATH, f"language of {NEXT} is de, in"),
    (altered(PAGE, f'@id":"{NEXT}', f'@id":"{QUOTES}'), PAGE_PATH, f"shows {QUOTES}; expected {NEXT}"),
    (without_tombstone("en/quotes.atom"), "en/quotes.atom", f"{QUOTES}/{WITHDRAWN} has no tombstone"),
    (without_tombstone(ATOM), ATOM, f"{QUOTES}/{WITHDRAWN} has no tombstone"),
    (stale("en/quotes/latest.json", f"en/quotes/{OLD}.json"), "en/quotes/latest.json", f"has {QUOTES}/{OLD}"),
    (
        stale("en/quotes/latest/index.html", f"en/quotes/{OLD}/index.html"),
        "en/quotes/latest/",
        f"shows {QUOTES}/{OLD}; expected {NEWEST}",
    ),
    (altered("feeds.opml", "/en/quotes.atom", "/en/q.atom"), "feeds.opml", f"lacks {BASE}/en/quotes.atom"),
    (altered("feeds.opml", "/en/quotes.atom", "/en/q.atom"), "feeds.opml", f"has {BASE}/en/q.atom"),
    (altered("en/feeds.opml", "/en/quotes/", "/"), "en/feeds.opml", f"page of {BASE}/en/quotes.atom is"),
    (
        altered("sitemap.xml", f"<loc>{BASE}/en/quotes/{OLD}/", f"<loc>{BASE}/en/"),
        "sitemap.xml",
        f"lacks {BASE}/en/quotes/{OLD}/",
    ),
    (altered("sitemap.xml", f"<loc>{BASE}", "<loc>http://x"), "sitemap.xml", "has http://x/en/"),
    (altered("sitemap.xml", 'hreflang="zh-Hans"', 'hreflang="zh"'), "sitemap.xml", "translations of"),
    (altered(RSS, "2022 12:", "2022 13:"), RSS, f"published of {NEXT} is"),
    (altered(JSON, "/2022-05-13/", "/2022-05-06/"), JSON, f"url of {NEXT} is"),
    (altered("archive.json", '"withdrawn": "2024', '"withdrawn": "2023'), "en/issues.atom", f"{ISSUES}/"),
]
NOT_OURS = [
    (doubled(ATOM, "</id>", ".2</id>"), ATOM, f"has {NEXT}.2; expected no entry that /archive.json does not"),
    (doubled(ATOM, "", ""), ATOM, "has an entry twice"),
    (altered("archive.json", NEXT, f"{NEXT}.2"), "en/quotes.json", f"has {NEXT}; expected no"),
    (altered("archive.json", NEXT, "tag:other"), "archive.json", "tag:other belongs to no feed"),
    (shown_again, f"en/quotes/{WITHDRAWN}/", "answers 200; expected 410"),
]
ASTRAY = [
    (altered(RSS, 'rel="self"', 'rel="other"'), RSS, "self is missing"),
    (altered("en/quotes.rss", f"{BASE}/en/quotes.rss", BASE), "en/quotes.rss", f"self is {BASE}; expected"),
    (altered("en/quotes.json", "/en/quotes.json", "/en/q.json"), "en/quotes.json", "self is"),
    (altered(JSON, "/en/quotes.json", "/en/q.json"), JSON, "current is"),
    (altered(ATOM, "fh:archive", "fh:other"), ATOM, "is no archive document"),
    (altered(ATOM, QUOTES, "tag:other"), ATOM, "id is tag:other; expected"),
    (altered("en/quotes.json", "2023-q4.json", "2022-q2.json"), JSON, f"documents of {QUOTES} is"),
    (altered("en/quotes.rss", "2023-q4.rss", "../quotes.rss"), "en/quotes/../quotes.rss", "self is"),
    (
        altered(RSS, '"current"', '"prev-archive"'),
        RSS,
        f"prev-archive is {BASE}/en/quotes.rss; expected an older",
    ),
    (
        altered("en/quotes.atom", f"{BASE}/en/quotes/2", "http://x/2"),
        "en/quotes.atom",
        "prev-archive is http://x/2",
    ),
]
MALFORMED = [
    (altered("en/quotes.atom", "</feed>", ""), "en/quotes.atom", "is not well-formed"),
    (altered("en/quotes.rss", "<title>", "<title>&"), "en/quotes.rss", "is not well-formed"),
    (altered("en/quotes.rss", "<channel", "<x:channel"), "en/quotes.rss", "is not well-formed"),
    (altered("en/quotes.json", "]", ""), "en/quotes.json", "is not JSON"),
    (altered("en/quotes.atom", "<feed", "<!DOCTYPE feed><feed"), "en/quotes.atom", "has a document type"),
    (altered(ATOM, "2022-05-13T12", "2022-05-32T12"), ATOM, "has the time '2022-05-32T12:00:00+08:00'"),
]


@pytest.mark.e2e
@pytest.mark.parametrize(("change", "path", "message"), MISSING + ALTERED + NOT_OURS + ASTRAY + MALFORMED)
def test_nothing_that_is_wrong_passes(site: Path, change: Change, path: str, message: str) -> None:
    change(site)

    faults = verified(site).faults
    assert [fault for fault in faults if fault.path == f"/{path}" and fault.message.startswith(message)], (
        faults
    )


def test_what_a_plain_server_of_files_lacks_is_one_line_each(site: Path) -> None:
    class Plain(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    with answering(partial(Plain, directory=str(site))) as url:
        faults = list(map(str, verify(url).faults))

    assert len([fault for fault in faults if "no charset" in fault]) == 1
    assert len([fault for fault in faults if "ETag is missing" in fault]) == 1
    assert len([fault for fault in faults if "Access-Control-Allow-Origin is missing" in fault]) == 1
    assert all("so for all" in fault or fault.startswith("/sitemap.xml: Content-Type") for fault in faults)


def test_a_header_that_one_document_lacks_is_reported_there(site: Path) -> None:
    class Uneven(Files):
        def more_headers(self) -> dict[str, str]:
            return {} if self.path == "/en/quotes.rss" else super().more_headers()

    with answering(partial(Uneven, directory=str(site))) as url:
        faults = list(map(str, verify(url).faults))

    assert faults == [
        "/en/quotes.rss: Access-Control-Allow-Origin is missing; expected *",
        "/en/quotes.rss: ETag is missing; expected one",
    ]


Headers = list[tuple[str, str]]


def no(name: str) -> Callable[[Headers], Headers]:
    return lambda headers: [header for header in headers if header[0].lower() != name.lower()]


def with_value(old: str, new: str) -> Callable[[Headers], Headers]:
    return lambda headers: [(name, value.replace(old, new)) for name, value in headers]


@pytest.mark.parametrize(
    ("tamper", "message"),
    [
        (no("Link"), "/en/discoveries.atom: Link headers are missing; expected those"),
        (
            with_value("hub.example.org", "evil.example.org"),
            "/en/issues.atom: Link header hub is https://evil",
        ),
        (with_value('rel="hub"', 'rel="via"'), "/en/issues.json: Link header hub is missing; expected https"),
        (
            with_value('rel="prev-archive"', 'rel="via"'),
            "/en/issues.rss: Link header prev-archive is",
        ),
        (no("Access-Control-Allow-Origin"), "/en/discoveries.atom: Access-Control-Allow-Origin is missing"),
        (with_value("ETag, Link", "Link"), "/en/discoveries.atom: Access-Control-Expose-Headers lacks ETag"),
        (no("ETag"), "/en/discoveries.atom: ETag is missing; expected one (so for all"),
        (no("If-None-Match"), "/en/issues.atom: answers 200 to its own ETag; expected 304"),
        (
            lambda headers: [*no("ETag")(headers), ("ETag", '"stale"')],
            "/en/issues.atom: ETag is stale;",
        ),
    ],
)
def test_no_header_that_a_proxy_spoils_passes(
    serve: Serve, tmp_path: Path, tamper: Callable[[Headers], Headers], message: str
) -> None:
    editor = Editor(tmp_path / "issues")
    hubs = f"hubs = [{HUB!r}]\n\n[publisher]"
    (editor.archive / "newsletter.toml").write_text(NEWSLETTER.replace("[publisher]", hubs, 1), "utf-8")
    publish(editor, OLD, NEW)
    server = serve(editor.archive)

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = dict(tamper(list(self.headers.items())))
            reply = fetch(server.url + self.path, headers=asked)
            spoilt = tamper(reply.headers.items()) if self.path != "/archive.json" else reply.headers.items()
            self.send_response(reply.status)
            for name, value in spoilt:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *args: object) -> None:
            pass

    with answering(Proxy) as url:
        faults = list(map(str, verify(url).faults))

    assert [fault for fault in faults if fault.startswith(message)], faults


def test_each_fault_is_a_line_and_the_exit_status_says_that_there_are_some(site: Path) -> None:
    lost(ATOM)(site)
    with answering(partial(Files, directory=str(site))) as url:
        done = run("verify", url)

    fault, counts = done.stdout.splitlines()
    assert (done.returncode, fault) == (1, f"/{ATOM}: answers 404; expected 200")
    assert counts.endswith("14 entries, 1 fault")


def test_a_program_can_read_what_was_found(site: Path) -> None:
    lost(ATOM)(site)
    with answering(partial(Files, directory=str(site))) as url:
        found = json.loads(run("verify", url, "--format", "json").stdout)

    assert found["faults"] == [{"path": f"/{ATOM}", "message": "answers 404; expected 200"}]


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1", "nonsense", "http://127.0.0.1:{port}", "http://127.0.0.1:{port}/?q"]
)
def test_an_address_at_which_there_is_nothing_is_the_command_line_s_fault(url: str) -> None:
    done = run("verify", url.format(port=free_port()))

    assert (done.returncode, done.stdout) == (2, "")
