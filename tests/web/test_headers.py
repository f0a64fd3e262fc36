"""What a browser may do with an answer: run nothing that is no page, and frame no page elsewhere."""

from pathlib import Path

import pytest

from tests.support.addresses import PATHS
from tests.support.archives import NEWSLETTER, issue_text, write_archive
from tests.support.serving import Serve, Server

SANDBOX = "default-src 'none'; sandbox"
NO_DOCUMENTS = ["/healthz", "/oembed", "/feed.atom?limit=x", "/en", "/en/quotes", "/feed.atom?q=B"]


def test_whatever_is_no_page_is_in_a_sandbox(server: Server) -> None:
    replies = {path: server.get(path) for path in [*PATHS, *NO_DOCUMENTS]}

    policies = {
        reply.headers["Content-Security-Policy"]
        for reply in replies.values()
        if reply.headers.get_content_type() != "text/html" or reply.status == 308
    }
    assert policies == {SANDBOX}


def test_an_icon_that_is_a_drawing_runs_no_script(serve: Serve, tmp_path: Path) -> None:
    icon = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    files: dict[str, str | bytes] = {"en/2024-01-12.txt": issue_text(), "icon.svg": icon}
    newsletter = NEWSLETTER.replace("[publisher]", '[publisher]\nicon = "icon.svg"')
    server = serve(write_archive(tmp_path / "issues", files, newsletter))

    policies = [server.get(path).headers["Content-Security-Policy"] for path in ("/icon.svg", "/favicon.ico")]

    assert policies == [SANDBOX, SANDBOX]


@pytest.mark.parametrize("path", ["/", "/en/", "/en/quotes/2024-01-12/", "/nothing", "/en/search/?q=a"])
def test_no_other_site_frames_a_page_or_shares_its_window(server: Server, path: str) -> None:
    headers = server.get(path).headers

    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    names = ("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy")
    assert [headers[name] for name in names] == [
        "same-origin",
        "same-origin",
        "strict-origin-when-cross-origin",
    ]


@pytest.mark.parametrize(
    "path", ["/en/quotes.atom", "/icon.png", "/embed.js", "/en/quotes/2024-01-12/embed/"]
)
def test_other_sites_may_use_what_is_for_them(server: Server, path: str) -> None:
    assert server.get(path).headers["Cross-Origin-Resource-Policy"] == "cross-origin"
