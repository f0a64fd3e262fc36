"""What was withdrawn says so: in Atom, at its address, in the manifest; and stands nowhere else."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from syndication.model import Format
from syndication.web import create_app
from tests.support.archives import settings_of
from tests.support.editor import KEY, PREFIX, Editor, instant

TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"


@pytest.fixture
def withdrawn(editor: Editor) -> Editor:
    """Return an editor with an issue that stands, and one that was withdrawn."""
    editor.write(key="2024-01-19", day=date(2024, 1, 19))
    editor.publish()
    editor.wait()
    editor.remove()
    editor.publish(f"en/{KEY}")
    return editor


def client_of(editor: Editor) -> FlaskClient:
    """Return a client of a server that starts now."""
    settings = replace(settings_of(editor.archive), watch=False)
    return create_app(settings, lambda: editor.now).test_client()


def graves(editor: Editor, feed: str = "en/quotes") -> list[Any]:
    """Return the tombstones of an Atom feed."""
    return list(etree.fromstring(editor.body(f"/{feed}.atom")).iter(f"{TOMBSTONES}deleted-entry"))


def test_a_withdrawn_entry_has_a_tombstone_in_atom(withdrawn: Editor) -> None:
    (grave,) = graves(withdrawn)

    assert dict(grave.attrib) == {"ref": f"{PREFIX}en/quotes/{KEY}", "when": "2024-06-03T08:00:00+08:00"}


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("feed", ["en/issues", "en/quotes"])
def test_a_withdrawn_entry_leaves_every_feed(withdrawn: Editor, feed: str, form: Format) -> None:
    body = withdrawn.body(f"/{feed}.{form}").decode()

    assert f">{PREFIX}{feed}/{KEY}<" not in body
    assert f'"id": "{PREFIX}{feed}/{KEY}"' not in body


def test_other_sections_have_no_tombstone_of_it(withdrawn: Editor) -> None:
    assert graves(withdrawn, "en/numbers") == []


def test_the_latest_withdrawal_stands_first(withdrawn: Editor) -> None:
    withdrawn.wait()
    withdrawn.remove("2024-01-19")
    withdrawn.publish("en/2024-01-19")

    assert [grave.get("ref").rpartition("/")[2] for grave in graves(withdrawn)] == ["2024-01-19", KEY]


def test_the_latest_twenty_withdrawals_stand_in_a_feed(empty: Editor) -> None:
    days = [date(2023, 1, 6) + timedelta(weeks=week) for week in range(25)]
    for day in days:
        empty.write(key=str(day), day=day)
    empty.publish()
    for day in days:
        empty.wait()
        empty.remove(str(day))
        empty.publish(f"en/{day}")

    assert [grave.get("ref").rpartition("/")[2] for grave in graves(empty)] == [
        str(day) for day in reversed(days[5:])
    ]


def test_a_withdrawal_moves_the_feeds_updated(withdrawn: Editor) -> None:
    assert instant(withdrawn.feed().feed.updated) == withdrawn.now


def test_a_feed_of_nothing_but_withdrawals_keeps_their_date(withdrawn: Editor) -> None:
    withdrawn.wait()
    withdrawn.remove("2024-01-19")
    withdrawn.publish("en/2024-01-19")

    assert instant(withdrawn.feed().feed.updated) == withdrawn.now


def test_a_feeds_updated_does_not_go_back_with_the_clock(withdrawn: Editor) -> None:
    before = instant(withdrawn.feed().feed.updated)
    withdrawn.write(key="2024-01-19", day=date(2024, 1, 19), quotes=("Corrected.",))
    withdrawn.publish()
    withdrawn.wait(days=-10)
    withdrawn.remove("2024-01-19")
    withdrawn.publish("en/2024-01-19")

    assert instant(withdrawn.feed().feed.updated) > before


def test_a_feeds_updated_does_not_go_back_when_an_entry_returns(withdrawn: Editor) -> None:
    before = instant(withdrawn.feed().feed.updated)
    withdrawn.write()
    withdrawn.publish()

    assert instant(withdrawn.feed().feed.updated) > before


def test_the_tombstone_of_an_entry_that_returns_goes(withdrawn: Editor) -> None:
    withdrawn.write()
    withdrawn.publish()

    assert graves(withdrawn) == []


@pytest.mark.parametrize("address", [f"/en/quotes/{KEY}/", f"/en/quotes/{KEY}.json", f"/en/issues/{KEY}/"])
def test_what_was_withdrawn_is_gone_from_its_address(withdrawn: Editor, address: str) -> None:
    assert client_of(withdrawn).get(address).status_code == 410


def test_what_never_was_is_not_found(withdrawn: Editor) -> None:
    assert client_of(withdrawn).get("/en/quotes/2022-01-01/").status_code == 404


@pytest.mark.parametrize("edition", ["en", "zh-Hans", "zh-Hant"])
def test_the_page_of_what_is_gone_is_in_the_language_of_its_edition(editor: Editor, edition: str) -> None:
    editor.write(key="2024-01-19", day=date(2024, 1, 19), edition=edition)
    editor.publish()
    editor.remove("2024-01-19", edition)
    editor.publish(f"{edition}/2024-01-19")

    response = client_of(editor).get(f"/{edition}/quotes/2024-01-19/")

    assert (response.status_code, response.content_type) == (410, "text/html; charset=utf-8")
    assert f'<html lang="{edition}"' in response.text


def test_the_pages_of_what_is_gone_differ_between_languages(editor: Editor) -> None:
    pages = set()
    for edition in ("en", "zh-Hans", "zh-Hant"):
        editor.write(key="gone", edition=edition)
        editor.publish()
        editor.remove("gone", edition)
        editor.publish(f"{edition}/gone")
        page = client_of(editor).get(f"/{edition}/issues/gone/").text
        pages.add(page.partition("</h1>")[2].partition("</p>")[0])

    assert len(pages) == 3


def test_an_entry_that_returns_is_at_its_address_again(withdrawn: Editor) -> None:
    withdrawn.write()
    withdrawn.publish()

    assert client_of(withdrawn).get(f"/en/quotes/{KEY}/").status_code == 200


def test_the_manifest_lists_what_was_withdrawn(withdrawn: Editor) -> None:
    record = withdrawn.record()

    listed = [entry for entry in withdrawn.json("/archive.json")["entries"] if entry["id"] == record.id]

    assert listed == [
        {
            "id": record.id,
            "path": f"/en/quotes/{KEY}/",
            "fingerprint": record.fingerprint,
            "published": "2024-01-12T12:00:00+08:00",
            "updated": "2024-01-12T12:00:00+08:00",
            "withdrawn": "2024-06-03T08:00:00+08:00",
        }
    ]


def test_the_manifest_lists_every_entry_ever_once(withdrawn: Editor) -> None:
    listed = [entry["id"] for entry in withdrawn.json("/archive.json")["entries"]]

    assert sorted(listed) == sorted(record.id for record in withdrawn.records().values())


def test_the_manifest_gives_the_newsletters_rights(withdrawn: Editor) -> None:
    assert withdrawn.json("/archive.json")["rights"] == "© China-US Focus"


def test_an_issue_withdrawn_before_it_was_due_leaves_no_trace(editor: Editor) -> None:
    editor.write(key="2024-12-20", day=date(2024, 12, 20))
    editor.publish()
    editor.remove("2024-12-20")
    editor.publish("en/2024-12-20")
    editor.wait(days=365)

    assert graves(editor) == []
    assert client_of(editor).get("/en/quotes/2024-12-20/").status_code == 404


def test_an_issue_withdrawn_before_it_was_due_does_not_appear(editor: Editor) -> None:
    editor.write(key="2024-12-20", day=date(2024, 12, 20))
    editor.publish()
    editor.remove("2024-12-20")
    editor.publish("en/2024-12-20")
    editor.wait(days=365)

    assert editor.seen() == [KEY]


def test_an_edit_that_is_served_before_it_is_published_keeps_updated(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))

    (entry,) = editor.feed().entries

    assert (entry.title, entry.updated) == ("Ada Example: Corrected.", "2024-01-12T12:00:00+08:00")


@pytest.mark.parametrize("form", Format)
def test_feeds_give_the_dates_of_the_ledger(editor: Editor, form: Format) -> None:
    editor.write(day=date(2024, 1, 11), quotes=("Corrected.",))
    editor.publish()
    body = editor.body(f"/en/quotes.{form}").decode()

    assert ("2024-01-12T12:00:00+08:00" in body) or ("Fri, 12 Jan 2024 12:00:00 +0800" in body)
    assert "2024-06-02T08:00:00+08:00" in body


def test_a_withdrawn_translation_is_linked_no_more(editor: Editor) -> None:
    editor.write(edition="zh-Hans", letter="熊猫回来了。", quotes=("桥有两端。",))
    editor.publish()
    editor.remove(edition="zh-Hans")
    editor.publish(f"zh-Hans/{KEY}")

    (entry,) = editor.feed().entries

    assert [link.rel for link in entry.links] == ["alternate"]
