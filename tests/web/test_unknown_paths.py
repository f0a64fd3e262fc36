"""Unknown paths cost little: one page for all of them, whatever they are."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from syndication.web import create_app
from tests.support.archives import NOW, settings_of
from tests.support.pages import page
from tests.support.tools import SAMPLES

SEGMENTS = st.text("abcxyz09-._", min_size=1).filter(lambda segment: set(segment) - {"."})


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    settings = settings_of(SAMPLES, "https://feeds.example.org/letters")
    return create_app(settings, lambda: NOW).test_client()


@given(path=st.lists(SEGMENTS, max_size=40).map("/".join))
def test_there_is_one_page_for_all_unknown_paths_of_an_edition(client: FlaskClient, path: str) -> None:
    reply = client.get(f"/en/no/{path}")

    assert (reply.status_code, reply.data) == (404, client.get("/en/nothing").data)


@pytest.mark.parametrize(
    "path", ["/x" * 9, "/" + "x" * 1001, "/zh-Hans" + "/x" * 400, "/en/" + "%E6%9C%AC" * 400]
)
def test_a_path_longer_or_deeper_than_any_of_ours_is_not_looked_for(client: FlaskClient, path: str) -> None:
    reply = client.get(path)

    assert (reply.status_code, reply.data) == (404, client.get("/nothing").data)


def test_its_links_are_right_under_a_path_prefix(client: FlaskClient) -> None:
    links = page(client.get("/en/quotes/no/such/thing/").data).xpath("//@href | //@src | //@action")

    ours = [link for link in links if link.startswith("/")]
    paths = [link.removeprefix("/letters") for link in ours]
    assert all(link.startswith("/letters/") for link in ours)
    assert {client.get(path).status_code for path in paths} == {200}
