"""Nothing on a page moves once it is there: a reader must not lose the line."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.serving import Server

KINDS = ["/", "/feeds/", "/en/", "/en/feeds/", "/en/issues/", "/en/quotes/", "/en/quotes/2024-01-12/"]
MORE = ["/en/issues/2024-01-12/", "/en/issues/2024-q1/", "/en/speakers/", "/en/embed/", "/en/search/?q=panda"]
SUM = """() => new Promise(resolve => {
  new PerformanceObserver(list => resolve(list.getEntries().reduce((sum, one) => sum + one.value, 0)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(0), 1000);
})"""


@pytest.fixture(scope="module", params=[360, 1280])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", KINDS + MORE)
def test_nothing_moves_while_a_page_loads(page: Page, server: Server, path: str) -> None:
    page.goto(server.url + path, wait_until="networkidle")

    assert page.evaluate(SUM) < 0.05
