"""Chromium, which says on its console what it had to refuse."""

import pytest
from playwright.sync_api import Browser

from tests.support.serving import Server

FORBIDDEN = """data:text/html,<!doctype html><title>A style that the policy forbids</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><style>p { color: red }</style>"""


@pytest.mark.parametrize("path", ["/", "/en/", "/zh-Hant/quotes/", "/zh-Hans/issues/2024-01-12/", "/nothing"])
def test_a_browser_refuses_nothing_of_a_page(server: Server, browser: Browser, path: str) -> None:
    # The page that is not there is said to be not there: that is all.
    assert [
        message for message in _console(browser, server.url + path) if "404 (Not Found)" not in message
    ] == []


def test_a_browser_would_have_said_so(browser: Browser) -> None:
    assert len(_console(browser, FORBIDDEN)) == 1


def _console(browser: Browser, address: str) -> list[str]:
    page = browser.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(address)
    page.close()
    return messages
