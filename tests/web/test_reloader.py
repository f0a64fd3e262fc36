"""A running server follows its archive, and never shows less than was published."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from syndication.model import ISSUES, Format
from syndication.model.errors import RefusalError
from syndication.site.build import build
from syndication.system.clock import Clock
from syndication.web.reloader import Reloader
from tests.support.archives import NEWSLETTER, SECTIONS, settings_of
from tests.support.editor import KEY, Editor, instant
from tests.support.following import Server, serving, until
from tests.support.pages import page
from tests.support.serving import run_process

ATOM = "{http://www.w3.org/2005/Atom}"
GRAVE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
MINUTE = 60.0 if os.environ.get("CI") == "true" else 10.0


def publish(editor: Editor, *withdrawn: str) -> None:
    """Publish at the time it is: servers have real clocks."""
    editor.now = datetime.now(UTC)
    editor.publish(*withdrawn)


def live_of(editor: Editor, **changes: Any) -> Reloader:
    """Return what a server holds, without its threads."""
    settings = replace(settings_of(editor.archive), **changes)
    return Reloader(settings, lambda: editor.now)


def titles(live: Reloader) -> list[str]:
    """Return the titles of the quotes that are served."""
    return [
        entry.title.removeprefix("Ada Example: ")
        for entry in live.snapshot.catalog.feed("en", "quotes").entries
    ]


# While everything happens at once


class Reader:
    """Polls every feed, and holds the server to its word."""

    def __init__(self, server: Server, always: dict[str, set[str]]) -> None:
        self.server = server
        self.always = always  # what must stand in a feed
        self.tags: dict[str, str] = {}
        self.seen: dict[str, set[str]] = {}
        self.statuses: set[int] = set()

    def poll(self) -> None:
        """Ask for every feed, with what is known of it."""
        for edition in ("en", "zh-Hans", "zh-Hant"):
            for section in SECTIONS:
                for form in Format:
                    self.ask(f"/{edition}/{section}.{form}", form)

    def ask(self, path: str, form: Format) -> None:
        validators = {"if_none_match": self.tags[path]} if path in self.tags else {}
        reply = self.server.get(path, **validators)
        self.statuses.add(reply.status)
        assert reply.status in {200, 304}, (path, reply.status)
        self.tags[path] = reply.headers["ETag"]
        if reply.status == 200:
            standing, graves = (_json if form is Format.JSON else _xml)(reply.body)
            assert self.always.get(path.rpartition(".")[0], set()) <= standing
            if form is Format.ATOM:
                assert self.seen.get(path, set()) <= standing | graves
                self.seen[path] = standing | graves


def _xml(body: bytes) -> tuple[set[str], set[str]]:
    """Read Atom or RSS strictly; give the ids of what stands and of what was withdrawn."""
    root = etree.fromstring(body)
    entries = [*root.iter(f"{ATOM}entry"), *root.iter("item")]
    graves = {grave.get("ref", ""): instant(grave.get("when", "")) for grave in root.iter(GRAVE)}
    if root.tag == f"{ATOM}feed":
        updated = instant(root.findtext(f"{ATOM}updated") or "")
        dates = [instant(entry.findtext(f"{ATOM}updated") or "") for entry in entries]
        assert updated >= max([*dates, *graves.values()], default=updated)
    return {entry.findtext(f"{ATOM}id") or entry.findtext("guid") or "" for entry in entries}, set(graves)


def _json(body: bytes) -> tuple[set[str], set[str]]:
    feed = json.loads(body)
    updated = instant(feed["_syndication"]["updated"])
    assert all(instant(item["date_modified"]) <= updated for item in feed["items"])
    return {item["id"] for item in feed["items"]}, set()


def write_in_two(file: Path, content: bytes) -> None:
    """Write a file the way that careless programs do: gone, half, whole."""
    file.unlink()
    with file.open("wb") as stream:
        stream.write(content[: len(content) // 2])
        stream.flush()
        stream.write(content[len(content) // 2 :])


@pytest.mark.e2e
def test_readers_see_nothing_of_the_work_on_an_archive(editor: Editor) -> None:
    """Edited, broken, mended, published, withdrawn and moved: only 200 and 304, and nothing vanishes."""
    editor.write(key="2024-01-19", day=date(2024, 1, 19))
    editor.write(edition="zh-Hans", letter="熊猫回来了。", quotes=("桥有两端。",))
    publish(editor)
    file, toml, away = (
        editor.archive / f"en/{KEY}.txt",
        editor.archive / "newsletter.toml",
        editor.archive / ".away",
    )
    always = {
        f"/{edition}/{section}": {editor.record(f"{edition}/{section}/{KEY}").id}
        for edition in ("en", "zh-Hans")
        for section in ("issues", "quotes")
    }
    turn = 0

    def refused() -> None:
        with pytest.raises(RefusalError):
            publish(editor)

    steps: list[Callable[[], object]] = [
        lambda: editor.write(quotes=(f"Version {turn}.",)),
        lambda: publish(editor),
        lambda: write_in_two(file, file.read_bytes()),
        lambda: file.write_bytes(b"\xff"),
        refused,
        lambda: editor.write(quotes=(f"Version {turn} mended.",)),
        lambda: publish(editor),
        lambda: file.rename(away),
        refused,
        lambda: away.rename(file),
        lambda: editor.remove("2024-01-19"),
        lambda: publish(editor, "en/2024-01-19"),
        lambda: editor.write(key="2024-01-19", day=date(2024, 1, 19)),
        lambda: publish(editor),
        lambda: (editor.archive / "en").rename(away),
        refused,
        lambda: away.rename(editor.archive / "en"),
        lambda: toml.write_text("nonsense", "utf-8"),
        lambda: toml.write_text(NEWSLETTER, "utf-8"),
        lambda: toml.write_text(NEWSLETTER.partition("[editions.zh-Hans]")[0], "utf-8"),
        lambda: toml.write_text(NEWSLETTER, "utf-8"),
        lambda: write_in_two(editor.ledger, editor.ledger.read_bytes()),
        lambda: editor.ledger.rename(away),
        lambda: away.rename(editor.ledger),
        lambda: editor.archive.rename(editor.archive.with_name("moved")),
        lambda: editor.archive.with_name("moved").rename(editor.archive),
    ]

    with serving(editor.archive) as server:
        reader = Reader(server, always)
        deadline = time.monotonic() + MINUTE
        while time.monotonic() < deadline:
            turn += 1
            for step in steps:
                step()
                reader.poll()
        last = f"Version {turn} mended."
        caught_up = until(lambda: last in server.titles())

    assert reader.statuses == {200, 304}
    assert caught_up


# A server process, one thing at a time


@pytest.mark.e2e
def test_what_is_published_is_served_without_a_restart(editor: Editor) -> None:
    with serving(editor.archive) as server:
        editor.write(key="2024-01-19", day=date(2024, 1, 19), quotes=("New.",))
        publish(editor)

        assert until(lambda: "New." in server.titles())


@pytest.mark.e2e
def test_an_archive_in_a_hidden_folder_is_followed(tmp_path: Path) -> None:
    editor = Editor(tmp_path / ".venv" / "node_modules" / "issues")
    editor.write()
    publish(editor)
    with serving(editor.archive) as server:
        editor.write(quotes=("New.",))
        publish(editor)

        assert until(lambda: server.titles() == ["New."])


@pytest.mark.e2e
def test_without_watching_the_archive_is_read_on_sighup(editor: Editor) -> None:
    with serving(editor.archive, "--no-watch") as server:
        editor.write(quotes=("New.",))
        publish(editor)
        before = server.titles()
        server.hang_up()

        assert until(lambda: server.titles() == ["New."])
        assert before == ["A bridge has two ends."]


@pytest.mark.e2e
def test_every_worker_hears_a_sighup(editor: Editor) -> None:
    with serving(editor.archive, "--no-watch", "--workers", "2") as server:
        editor.write(quotes=("New.",))
        publish(editor)
        server.hang_up()

        assert until(lambda: {tuple(server.titles()) for _ in range(20)} == {("New.",)})


@pytest.mark.e2e
def test_a_damaged_ledger_keeps_the_old_snapshot_and_is_told(editor: Editor) -> None:
    with serving(editor.archive) as server:
        editor.ledger.write_bytes(b"<<<<<<< HEAD\n")

        assert until(lambda: server.health()["status"] == "degraded")
        assert server.health()["details"]["build_error"].startswith("ledger.jsonl:1: a merge left its mark")
        assert server.titles() == ["A bridge has two ends."]


@pytest.mark.e2e
def test_broken_settings_keep_the_old_snapshot_until_they_are_mended(editor: Editor) -> None:
    toml = editor.archive / "newsletter.toml"
    with serving(editor.archive) as server:
        toml.write_text("nonsense", "utf-8")
        reported = until(lambda: "newsletter.toml" in (server.health()["details"]["build_error"] or ""))
        served = server.titles()
        toml.write_text(NEWSLETTER.replace("Focus This Week", "Focus"), "utf-8")

        assert (reported, served) == (True, ["A bridge has two ends."])
        assert until(lambda: server.health()["details"]["build_error"] is None)


@pytest.mark.e2e
def test_an_archive_that_is_moved_away_and_back_is_served_all_the_time(editor: Editor) -> None:
    away = editor.archive.with_name("away")
    with serving(editor.archive) as server:
        editor.archive.rename(away)
        reported = until(lambda: server.health()["details"]["build_error"] is not None)
        served = server.titles()
        away.rename(editor.archive)
        back = until(lambda: server.health()["details"]["build_error"] is None)
        editor.write(quotes=("New.",))
        publish(editor)

        assert (reported, served, back) == (True, ["A bridge has two ends."], True)
        assert until(lambda: server.titles() == ["New."])


def copied(editor: Editor, name: str, *quotes: str) -> Editor:
    """Return a copy of the published archive, published with other quotes."""
    other = Editor(editor.archive.with_name(name))
    other.write(quotes=quotes)
    other.ledger.write_bytes(editor.ledger.read_bytes())
    publish(other)
    return other


@pytest.mark.e2e
def test_another_folder_in_the_archives_place_is_noticed_and_followed(editor: Editor) -> None:
    other = copied(editor, "other", "Another.")
    with serving(editor.archive) as server:
        editor.archive.rename(editor.archive.with_name("old"))
        other.archive.rename(editor.archive)
        noticed = until(lambda: server.titles() == ["Another."])
        editor.write(quotes=("New.",))
        publish(editor)

        assert noticed
        assert until(lambda: server.titles() == ["New."])


@pytest.mark.e2e
def test_another_target_of_a_linked_archive_is_noticed_and_followed(editor: Editor) -> None:
    """A deployment puts a new folder beside the old one and moves a link over."""
    other, link = copied(editor, "other", "Another."), editor.archive.with_name("link")
    link.symlink_to(editor.archive)
    with serving(link) as server:
        fresh = editor.archive.with_name("fresh-link")
        fresh.symlink_to(other.archive)
        fresh.rename(link)
        noticed = until(lambda: server.titles() == ["Another."])
        other.write(quotes=("New.",))
        publish(other)

        assert noticed
        assert until(lambda: server.titles() == ["New."])


@pytest.mark.e2e
def test_a_scheduled_issue_appears_when_its_time_comes(editor: Editor) -> None:
    due = (datetime.now(UTC) + timedelta(seconds=5)).replace(microsecond=0)
    editor.write(key="soon", front=f"published = {due.isoformat()}", quotes=("Soon.",))
    publish(editor)
    with serving(editor.archive) as server:
        early = "Soon." in server.titles() and datetime.now(UTC) < due

        assert until(lambda: "Soon." in server.titles())
        assert datetime.now(UTC) >= due
        assert not early


@pytest.mark.e2e
def test_a_scheduled_issue_appears_though_the_archive_is_in_pieces(editor: Editor) -> None:
    due = (datetime.now(UTC) + timedelta(seconds=5)).replace(microsecond=0)
    editor.write(key="soon", front=f"published = {due.isoformat()}", quotes=("Soon.",))
    publish(editor)
    with serving(editor.archive) as server:
        editor.archive.rename(editor.archive.with_name("away"))

        assert until(lambda: "Soon." in server.titles())


def broken_at_the_start(editor: Editor) -> None:
    """Publish a second issue, and break the first."""
    editor.write(key="2024-01-19", day=date(2024, 1, 19), quotes=("Second.",))
    publish(editor)
    (editor.archive / f"en/{KEY}.txt").write_bytes(b"\xff")


@pytest.mark.e2e
def test_a_server_that_starts_with_a_broken_file_serves_the_rest(editor: Editor) -> None:
    broken_at_the_start(editor)
    with serving(editor.archive) as server:
        assert server.titles() == ["Second."]
        assert {path: server.get(path).status for path in ("/", "/en/", "/en/quotes/latest/")} == {
            "/": 200,
            "/en/": 200,
            "/en/quotes/latest/": 200,
        }


@pytest.mark.e2e
def test_a_server_that_starts_with_a_broken_file_answers_503_for_its_entries(editor: Editor) -> None:
    broken_at_the_start(editor)
    with serving(editor.archive) as server:
        for path in (f"/en/quotes/{KEY}/", f"/en/quotes/{KEY}.json", f"/en/issues/{KEY}/"):
            reply = server.get(path)
            assert (reply.status, "Retry-After" in reply.headers) == (503, True)


@pytest.mark.e2e
def test_a_server_that_starts_with_a_broken_file_says_so(editor: Editor) -> None:
    broken_at_the_start(editor)
    with serving(editor.archive) as server:
        health = server.health()

    assert health["status"] == "degraded"
    assert health["details"]["missing"] == [
        editor.record(f"en/{section}/{KEY}").id for section in ("issues", "quotes")
    ]
    assert [error["path"] for error in health["details"]["errors"]] == [f"en/{KEY}.txt"]


def test_an_export_with_a_broken_file_leaves_the_old_site(editor: Editor, tmp_path: Path) -> None:
    site = tmp_path / "site"
    command: list[str | Path] = ["export", site, "--archive", editor.archive]
    command += ["--base-url", "https://x.example"]
    run_process(*command).check_returncode()
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    broken_at_the_start(editor)

    export = run_process(*command)

    assert (export.returncode, {file: file.read_bytes() for file in before}) == (1, before)
    assert f"en/{KEY}.txt:1:" in export.stderr


@pytest.mark.e2e
def test_a_preview_shows_everything_with_a_mark(editor: Editor) -> None:
    editor.write(key="draft", front="draft = true", quotes=("Draft.",))
    editor.write(key="2199-01-04", day=date(2199, 1, 4), quotes=("Far away.",))
    with serving(editor.archive, "--preview") as server:
        assert sorted(server.titles()) == ["A bridge has two ends.", "Draft.", "Far away."]
        home = server.get("/en/")
        assert 'class="preview"' in home.text
        assert home.headers["X-Robots-Tag"] == "noindex"


# What a server holds, with a clock that is set by hand


def test_a_draft_never_appears(editor: Editor) -> None:
    editor.write(key="draft", front="draft = true", quotes=("Draft.",))
    editor.publish()
    editor.wait(days=36500)

    assert titles(live_of(editor)) == ["A bridge has two ends."]


def test_what_cannot_be_read_any_more_stays_as_it_was(editor: Editor) -> None:
    live = live_of(editor)
    (editor.archive / f"en/{KEY}.txt").write_bytes(b"\xff")
    live.reload()

    assert titles(live) == ["A bridge has two ends."]


def test_a_file_that_is_gone_stays_until_it_is_withdrawn(editor: Editor) -> None:
    live = live_of(editor)
    editor.remove()
    live.reload()
    before = titles(live)
    editor.publish(f"en/{KEY}")
    live.reload()

    assert (before, titles(live)) == (["A bridge has two ends."], [])


def test_a_part_that_is_gone_stays_until_it_is_withdrawn(editor: Editor) -> None:
    live = live_of(editor)
    editor.write(quotes=())
    live.reload()

    assert titles(live) == ["A bridge has two ends."]


def test_what_is_to_come_back_stays_withdrawn_until_it_can_be_shown(editor: Editor) -> None:
    editor.remove()
    editor.publish(f"en/{KEY}")
    live = live_of(editor)
    editor.write()
    editor.publish()
    editor.remove()
    live.reload()

    assert [str(tombstone.ref) for tombstone in live.current.reconciled.tombstones] == [
        f"en/issues/{KEY}",
        f"en/quotes/{KEY}",
    ]


def test_a_kept_entry_is_told(editor: Editor) -> None:
    live = live_of(editor)
    editor.write(quotes=())
    live.reload()

    assert [str(record.ref) for record in live.current.reconciled.stale] == [f"en/quotes/{KEY}"]


def test_an_edit_is_shown_when_it_is_published(editor: Editor) -> None:
    live = live_of(editor)
    editor.write(quotes=("New.",))
    live.reload()
    before = titles(live)
    editor.publish()
    live.reload()

    assert (before, titles(live)) == (["A bridge has two ends."], ["New."])


def test_a_part_that_is_added_is_shown_with_its_issue_when_both_are_published(editor: Editor) -> None:
    live = live_of(editor)
    editor.write(quotes=("A bridge has two ends.", "New."))
    live.reload()
    (whole,) = live.snapshot.catalog.feed("en", ISSUES).entries
    before = [part.title for part in whole.parts]
    editor.publish()
    live.reload()

    assert before == ["Ada Example: A bridge has two ends."]
    assert titles(live) == ["A bridge has two ends.", "New."]


def test_a_server_that_starts_with_an_edit_shows_it_and_says_so(editor: Editor) -> None:
    editor.write(quotes=("New.",))

    live = live_of(editor)

    assert titles(live) == ["New."]
    assert [str(one.ref) for one in live.current.reconciled.unpublished] == [
        f"en/issues/{KEY}",
        f"en/quotes/{KEY}",
    ]


def test_a_server_that_started_with_an_edit_shows_no_other_before_it_is_published(editor: Editor) -> None:
    editor.write(quotes=("New.",))
    live = live_of(editor)
    editor.write(quotes=("Half a",))
    live.reload()

    assert titles(live) == ["New."]


def test_what_was_published_is_shown_again_when_an_edit_is_taken_back(editor: Editor) -> None:
    before = (editor.archive / f"en/{KEY}.txt").read_bytes()
    editor.write(quotes=("New.",))
    live = live_of(editor)
    (editor.archive / f"en/{KEY}.txt").write_bytes(before)
    live.reload()

    assert (titles(live), live.current.reconciled.unpublished) == (["A bridge has two ends."], ())


def test_a_ledger_that_arrives_before_its_file_changes_nothing_yet(editor: Editor) -> None:
    file, old = editor.archive / f"en/{KEY}.txt", (editor.archive / f"en/{KEY}.txt").read_bytes()
    live = live_of(editor)
    before = live.snapshot.render("/en/quotes.atom")
    editor.write(quotes=("New.",))
    editor.publish()
    new = file.read_bytes()
    file.write_bytes(old)
    live.reload()
    between = live.snapshot.render("/en/quotes.atom")
    file.write_bytes(new)
    live.reload()

    assert (between.etag, between.last_modified) == (before.etag, before.last_modified)
    assert titles(live) == ["New."]


@pytest.mark.e2e
def test_the_health_of_a_server_counts_what_is_not_published(editor: Editor) -> None:
    with serving(editor.archive) as server:
        before = server.health()
        editor.write(quotes=("New.",))

        assert (before["unpublished"], before["ledger"]) == (0, "read")
        assert until(lambda: server.health()["unpublished"] == 2)
        assert server.health()["status"] == "ok"
        assert server.titles() == ["A bridge has two ends."]


@pytest.mark.e2e
def test_the_health_of_a_server_without_a_ledger_says_so(editor: Editor) -> None:
    editor.ledger.unlink()
    with serving(editor.archive) as server:
        assert server.health()["ledger"] == "no ledger: everything due is served"


def test_a_server_that_requires_a_ledger_does_not_start_without(editor: Editor) -> None:
    editor.ledger.unlink()

    done = editor.run("serve", "--require-ledger")

    assert done.exit_code == 1
    assert done.output.startswith("ledger.jsonl:1: there is no ledger, but --require-ledger; expected it")


def test_a_ledger_that_is_gone_does_not_bring_out_what_is_not_published(editor: Editor) -> None:
    """A checkout removes a file before it writes the new one."""
    live = live_of(editor)
    editor.write(key="2024-01-19", day=date(2024, 1, 19))
    editor.ledger.unlink()
    live.reload()

    assert titles(live) == ["A bridge has two ends."]
    assert live.last_error is not None
    assert live.last_error.startswith("ledger.jsonl:1: 2 entries are no longer on record")


def test_a_ledger_that_has_lost_lines_withdraws_nothing(editor: Editor) -> None:
    live = live_of(editor)
    editor.ledger.write_bytes(editor.ledger.read_bytes().partition(b"\n")[0] + b"\n")
    live.reload()

    assert titles(live) == ["A bridge has two ends."]


def test_an_edition_that_is_taken_out_of_the_settings_stays(editor: Editor) -> None:
    editor.write(edition="zh-Hans", letter="熊猫回来了。")
    editor.publish()
    live = live_of(editor)
    (editor.archive / "newsletter.toml").write_text(NEWSLETTER.partition("[editions.zh-Hans]")[0], "utf-8")
    live.reload()

    assert live.snapshot.get("/zh-Hans/issues.atom") is not None
    assert live.last_error is not None


def test_what_was_not_due_may_be_forgotten(editor: Editor) -> None:
    before = editor.ledger.read_bytes()
    editor.write(key="2024-12-20", day=date(2024, 12, 20))
    editor.publish()
    live = live_of(editor)
    editor.ledger.write_bytes(before)
    live.reload()

    assert live.last_error is None


def test_a_preview_does_without_the_ledger(editor: Editor) -> None:
    live = live_of(editor, preview=True)
    editor.ledger.unlink()
    live.reload()

    assert live.last_error is None


def test_a_preview_marks_what_readers_cannot_see_until_it_is_due(editor: Editor) -> None:
    editor.write(key="draft", front="draft = true", quotes=("Draft.",))
    editor.write(key="2199-01-04", day=date(2199, 1, 4), quotes=("Far away.",))
    live = live_of(editor, preview=True)

    marks = {ref: _marks(live, f"/en/quotes/{ref}/") for ref in ("draft", "2199-01-04", KEY)}
    assert marks == {"draft": ["Draft"], "2199-01-04": ["Scheduled for January 4, 2199 12:00"], KEY: []}


def _marks(live: Reloader, path: str) -> list[str]:
    found = page(live.snapshot.render(path).body)
    return [str(one) for one in found.xpath("//main//*[@class='mark']/text()")]


def test_a_first_publication_is_taken_up(empty: Editor) -> None:
    empty.write()
    live = live_of(empty)
    empty.publish()
    live.reload()

    assert (titles(live), live.last_error) == (["A bridge has two ends."], None)


def test_what_is_due_is_shown_out_of_what_was_read(editor: Editor) -> None:
    editor.write(key="2024-12-20", day=date(2024, 12, 20), quotes=("Due.",))
    editor.publish()
    live = live_of(editor)
    editor.archive.rename(editor.archive.with_name("away"))
    editor.wait(days=365)
    live.publish_due()

    assert titles(live) == ["Due.", "A bridge has two ends."]


def test_what_is_due_waits_where_the_icon_is_gone(editor: Editor) -> None:
    (editor.archive / "newsletter.toml").write_text(
        NEWSLETTER.replace("[publisher]\n", '[publisher]\nicon = "icon.png"\n'), "utf-8"
    )
    (editor.archive / "icon.png").write_bytes(b"\x89PNG")
    editor.write(key="2024-12-20", day=date(2024, 12, 20), quotes=("Due.",))
    editor.publish()
    live = live_of(editor)
    (editor.archive / "icon.png").unlink()
    editor.wait(days=365)
    live.publish_due()

    assert (titles(live), "icon.png" in (live.last_error or "")) == (["A bridge has two ends."], True)


def test_a_bug_does_not_end_the_reloading(editor: Editor) -> None:
    clock: list[Clock] = [lambda: editor.now]
    live = Reloader(settings_of(editor.archive), lambda: clock[-1]())  # noqa: PLW0108 (another clock each time)

    def fail() -> datetime:
        raise RuntimeError("a bug")

    clock.append(fail)
    live.reload()
    error = live.last_error
    clock.pop()
    live.reload()

    assert (error, live.last_error) == ("RuntimeError('a bug')", None)


def test_a_stale_entry_is_shown_in_its_edition_as_that_is_named_now(editor: Editor) -> None:
    reloader = live_of(editor)
    editor.remove()
    settings = editor.archive / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").replace("Focus This Week", "Another Name"), "utf-8")
    reloader.reload()

    (entry,) = reloader.snapshot.catalog.feed("en", ISSUES).entries
    assert {entry.edition.title, *(part.edition.title for part in entry.parts)} == {"Another Name"}


def test_a_build_is_taken_over_as_long_as_nothing_has_changed(editor: Editor) -> None:
    settings = settings_of(editor.archive)
    first = build(settings, editor.now)

    assert Reloader(settings, lambda: editor.now, first=first).current is first


def test_a_build_of_an_older_archive_is_not_taken_over(editor: Editor) -> None:
    settings = settings_of(editor.archive)
    first = build(settings, editor.now)
    editor.write(key="2024-01-19", day=date(2024, 1, 19), quotes=("New.",))
    editor.publish()
    editor.wait()

    live = Reloader(settings, lambda: editor.now, first=first)

    assert titles(live) == ["New.", "A bridge has two ends."]


def test_a_build_is_not_taken_over_when_an_issue_fell_due_since(editor: Editor) -> None:
    editor.write(key="2024-12-20", day=date(2024, 12, 20), quotes=("Due.",))
    editor.publish()
    settings = settings_of(editor.archive)
    first = build(settings, editor.now)
    editor.wait(days=365)

    live = Reloader(settings, lambda: editor.now, first=first)

    assert titles(live) == ["Due.", "A bridge has two ends."]
