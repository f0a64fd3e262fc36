"""What a frame is served with: headers, freshness, and what is said where there is none."""

from pathlib import Path

import pytest

from tests.support.archives import NEWSLETTER, issue_text, write_archive
from tests.support.commands import run
from tests.support.pages import page
from tests.support.serving import Reply, Serve, Server

THEMES = ["", "light/", "dark/"]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors {}"
)
FRAMES = [f"/zh-Hant/quotes/{key}/embed/{theme}" for key in ("latest", "2024-01-12") for theme in THEMES]


@pytest.mark.parametrize("path", FRAMES)
def test_a_frame_may_be_framed_and_loads_nothing_from_elsewhere(server: Server, path: str) -> None:
    reply = server.get(path)

    assert (reply.status, reply.headers["Content-Security-Policy"]) == (200, POLICY.format("*"))
    assert [reply.headers[name] for name in ("Referrer-Policy", "X-Frame-Options", "Set-Cookie")] == [
        "no-referrer",
        None,
        None,
    ]


@pytest.mark.parametrize("path", FRAMES)
def test_nothing_in_a_frame_stands_inline(server: Server, path: str) -> None:
    found = page(server.get(path).body)

    assert found.xpath("//style | //script[not(@src)] | //@style | //@*[starts-with(name(), 'on')]") == []


@pytest.mark.parametrize(("theme", "scheme"), [("", "light dark"), ("light/", "light"), ("dark/", "dark")])
def test_a_frame_says_its_scheme_before_its_style_is_there(server: Server, theme: str, scheme: str) -> None:
    found = page(server.get(f"/en/quotes/latest/embed/{theme}").body)

    assert found.xpath("string(//meta[@name='color-scheme']/@content)") == scheme


@pytest.mark.parametrize("key", ["latest", "2024-12-20"])
def test_a_frame_leads_search_engines_to_the_entry(server: Server, key: str) -> None:
    found = page(server.get(f"/en/quotes/{key}/embed/").body)

    assert found.xpath("string(//link[@rel='canonical']/@href)") == f"{server.url}/en/quotes/2024-12-20/"


def test_what_is_latest_stays_fresh_until_the_next_issue_and_the_rest_for_a_day(server: Server) -> None:
    latest, pinned = (server.get(f"/en/quotes/{key}/embed/") for key in ("latest", "2024-12-20"))

    page = server.get("/en/quotes/2024-12-20/")
    assert latest.headers["Cache-Control"] == page.headers["Cache-Control"]
    assert pinned.headers["Cache-Control"] == "max-age=86400, stale-if-error=604800"
    tag = pinned.headers["ETag"]
    assert server.get("/en/quotes/2024-12-20/embed/", if_none_match=tag).status == 304


def test_the_partners_that_are_named_may_frame_and_nobody_else(serve: Serve, tmp_path: Path) -> None:
    named = 'embed_partners = ["https://www.example.org", "https://*.example.org:8443"]\n\n[publisher]'
    files: dict[str, str | bytes] = {"en/2024-01-12.txt": issue_text()}
    server = serve(write_archive(tmp_path / "issues", files, NEWSLETTER.replace("[publisher]", named, 1)))

    policy = server.get("/en/quotes/latest/embed/").headers["Content-Security-Policy"]
    assert policy == POLICY.format("'self' https://www.example.org https://*.example.org:8443")


@pytest.mark.parametrize("theme", THEMES)
def test_a_frame_of_what_was_withdrawn_says_so_in_its_language(
    serve: Serve, tmp_path: Path, theme: str
) -> None:
    chinese = "2024年1月12日\n\n本週引言\n「橋有兩頭。」\n某某\n"
    files: dict[str, str | bytes] = {"zh-Hant/2024-01-12.txt": chinese, "en/2024-01-12.txt": issue_text()}
    archive = write_archive(tmp_path / "issues", files)
    run("publish", "--archive", archive)
    (archive / "zh-Hant" / "2024-01-12.txt").unlink()
    run("publish", "--archive", archive, "--withdraw", "zh-Hant/2024-01-12")
    server = serve(archive)

    reply = server.get(f"/zh-Hant/quotes/2024-01-12/embed/{theme}")
    assert_frame_says(reply, 410, "zh-Hant", "已撤回")


@pytest.mark.parametrize(
    ("path", "language", "message"),
    [
        ("/zh-Hans/quotes/1999-01-01/embed/", "zh-Hans", "找不到页面"),
        ("/en/quotes/nothing/embed/dark/", "en", "Page not found"),
        ("/fr/quotes/latest/embed/light/", "en", "Page not found"),
    ],
)
def test_a_frame_of_nothing_says_so_in_its_language(
    server: Server, path: str, language: str, message: str
) -> None:
    assert_frame_says(server.get(path), 404, language, message)


def assert_frame_says(reply: Reply, status: int, language: str, message: str) -> None:
    found = page(reply.body)
    assert (reply.status, found.get("lang"), found.findtext(".//h1")) == (status, language, message)
    assert reply.headers["Content-Security-Policy"] == POLICY.format("*")
    assert found.xpath("count(//link[@rel='canonical'])") == 0


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/en/quotes/latest/embed", "/en/quotes/latest/embed/"),
        ("/EN/Quotes/2024-12-20/embed/Dark", "/en/quotes/2024-12-20/embed/dark/"),
        ("/zh-hant/embed", "/zh-Hant/embed/"),
    ],
)
def test_another_spelling_leads_to_the_frame(server: Server, path: str, right: str) -> None:
    reply = server.get(path)

    assert (reply.status, server.get(right).status) == (308, 200)


@pytest.mark.parametrize("path", ["/en/quotes/latest/embed/blue/", "/en/quotes/embed/", "/fr/embed/"])
def test_there_is_no_other_frame(server: Server, path: str) -> None:
    assert server.get(path).status == 404
