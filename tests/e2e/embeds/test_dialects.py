"""How a frame tells its height to those who do not share our language: WordPress, AMP, Medium."""

import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser

from tests.support.partner import Site, Visit, visit
from tests.support.serving import Server

SECRET = "Ab3dE6gH9j"
HEIGHT = "() => document.querySelector('main').getBoundingClientRect().height"
# What WordPress lets through of a provider that it does not know
ALLOWED = {
    "a": {"href"},
    "blockquote": set(),
    "iframe": {"src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"},
}
# What WordPress's own script does with messages: the same rules, written anew
HANDLER = """<script>
addEventListener("message", ({ data, source }) => {
  if (!data || !(data.secret || data.message || data.value) || /[^a-zA-Z0-9]/.test(data.secret)) return;
  const ours = `[data-secret="${data.secret}"]`;
  for (const quote of document.querySelectorAll(`blockquote${ours}`)) quote.hidden = true;
  for (const frame of document.querySelectorAll(`iframe${ours}`)) {
    if (source !== frame.contentWindow) continue;
    frame.removeAttribute("style");
    if (data.message === "height") frame.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)));
    if (data.message === "link" && new URL(data.value).host === new URL(frame.src).host)
      if (document.activeElement === frame) window.top.location.href = data.value;
  }
});
</script>"""
RECORDER = "<script>said = []; addEventListener('message', ({ data }) => said.push(data))</script>"


class _Filter(HTMLParser):
    """Leaves out every element and attribute that is not allowed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ALLOWED:
            allowed = [
                Markup(' {}="{}"').format(name, value) for name, value in attrs if name in ALLOWED[tag]
            ]
            self.kept.append(f"<{tag}{''.join(allowed)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ALLOWED:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.kept.append(str(Markup.escape(data)))


def as_wordpress(html: str) -> str:
    """Do with a provider's HTML what WordPress does: filter, choose, put into a sandbox, give a secret."""
    kses = _Filter()
    kses.feed(html)
    found = re.search(
        r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", "".join(kses.kept), re.DOTALL
    )
    assert found
    framed = re.sub(r' src="([^"]*)"', rf' src="\1#?secret={SECRET}" data-secret="{SECRET}"', found[2])
    sandbox = 'sandbox="allow-scripts" security="restricted" style="position: absolute; visibility: hidden"'
    framed = framed.replace("<iframe", f"<iframe {sandbox}")
    return found[1].replace("<blockquote", f'<blockquote data-secret="{SECRET}"') + framed


def pasted(server: Server, path: str) -> str:
    html: str = server.get(f"/oembed?url={quote(server.url + path)}&maxwidth=500&maxheight=1000").json()[
        "html"
    ]
    return html


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_wordpress_sizes_the_frame_by_our_message(
    server: Server, partner: Site, browser: Browser, language: str
) -> None:
    html = HANDLER + as_wordpress(pasted(server, f"/{language}/quotes/2024-03-01/"))

    with visit(browser, partner.put(html, "/wordpress")) as seen:
        seen.until("!document.querySelector('iframe').style.visibility")
        height = seen.frames[0].evaluate(HEIGHT)
        seen.until("document.querySelector('iframe').height == Math.ceil(argument)", height)
        assert (seen.page.is_visible("blockquote"), seen.page.is_visible("iframe"), seen.said) == (
            False,
            True,
            [],
        )


def test_wordpress_leaves_the_quotation_where_there_is_no_frame(server: Server) -> None:
    html = as_wordpress(pasted(server, "/en/quotes/2024-12-20/"))

    text = Markup(html).striptags()
    assert text == (
        "When I walk along with two others, they may serve me as my teachers. I will select their good "
        "qualities and follow them, their bad qualities and avoid them. — Confucius, The Analects, Book 7, "
        "translated by James Legge Focus This Week"
    )


def test_a_link_in_wordpress_s_sandbox_leads_on(server: Server, partner: Site, browser: Browser) -> None:
    """No window may be opened there, so the page is asked to go to where the link leads."""
    html = HANDLER + as_wordpress(pasted(server, "/en/quotes/2024-12-20/"))

    with visit(browser, partner.put(html, "/wordpress")) as seen:
        seen.until("!document.querySelector('iframe').style.visibility")
        seen.frames[0].click("a")
        seen.page.wait_for_url(f"{server.url}/en/quotes/2024-12-20/")


def test_every_dialect_says_the_same_height(server: Server, partner: Site, browser: Browser) -> None:
    address = f"{server.url}/en/quotes/2024-12-20/embed/#?secret={SECRET}"

    with visit(
        browser, partner.put(f'{RECORDER}<iframe src="{address}" width="400"></iframe>', "/all")
    ) as seen:
        messages, height = _messages(seen)

    assert {json.dumps(one) if isinstance(one, dict) else one for one in messages} == {
        json.dumps({"type": "focus-entry", "height": height, "src": address}),
        json.dumps({"sentinel": "amp", "type": "embed-size", "height": height}),
        json.dumps({"src": address, "context": "iframe.resize", "height": height}, separators=(",", ":")),
        json.dumps({"message": "height", "value": height, "secret": SECRET}),
    }


def test_nobody_is_told_a_secret_that_there_is_not(server: Server, partner: Site, browser: Browser) -> None:
    address = f"{server.url}/en/quotes/2024-12-20/embed/"

    with visit(browser, partner.put(f'{RECORDER}<iframe src="{address}"></iframe>', "/none")) as seen:
        messages, _ = _messages(seen)

    assert [one for one in messages if isinstance(one, dict) and "secret" in one] == []


def test_a_frame_listens_to_nothing_but_itself(server: Server, partner: Site, browser: Browser) -> None:
    before = """
      const add = EventTarget.prototype.addEventListener;
      heard = [];
      EventTarget.prototype.addEventListener = function (type, ...more) {
        heard.push(type);
        return add.call(this, type, ...more);
      };
    """
    html = f'<iframe src="{server.url}/en/quotes/2024-12-20/embed/#?secret={SECRET}"></iframe>'

    with visit(browser, partner.put(html, "/told"), before=before) as seen:
        assert seen.frames[0].evaluate("heard") == ["load", "resize", "loadingdone", "click"]


def _messages(seen: Visit) -> tuple[list[Any], int]:
    """Wait for what a frame says when it is there, and give it with the height that it has."""
    seen.until("said.length >= 6")
    return seen.page.evaluate("said"), -int(-seen.frames[0].evaluate(HEIGHT) // 1)
