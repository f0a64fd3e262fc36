"""Who is told of what, and when: `ping` against a live server and hubs that write down what they are told."""

import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import brotli
import feedparser
import httpx
import pytest

from syndication.settings import STATE
from tests.support.hubs import ISSUES, QUOTES, Hub, Newsroom, Open, listening, until
from tests.support.programs import deployed, loopback, nginx
from tests.support.serving import free_port

TOPICS = sorted(ISSUES + QUOTES)


def write_new_quote(newsroom: Newsroom) -> None:
    newsroom.editor.write(key="2024-01-19", day=date(2024, 1, 19), quotes=("A new one.",))


def publish_new_quote(newsroom: Newsroom) -> None:
    write_new_quote(newsroom)
    newsroom.editor.publish()


def endless() -> Iterator[bytes]:
    while True:
        yield bytes(1_000_000)


def brotli_bomb() -> Iterator[bytes]:
    """Compress 256 MB of nothing into less than a kilobyte."""
    compressor = brotli.Compressor(lgwin=24)
    yield from (compressor.process(bytes(2**20)) for _ in range(256))
    yield compressor.finish()


class TestTopics:
    def test_a_hub_that_was_told_nothing_yet_is_told_of_every_feed_that_has_entries(
        self, newsroom: Newsroom, hub: Hub
    ) -> None:
        done = newsroom.run("ping")

        summary = "6 announced, 0 left for the next ping\n"
        assert (done.exit_code, done.stdout, hub.topics) == (0, summary, TOPICS)

    def test_a_hub_is_told_in_both_ways_that_are_usual(self, newsroom: Newsroom, hub: Hub) -> None:
        newsroom.run("ping")

        topic = newsroom.server.url + ISSUES[0]
        assert {"hub.mode": "publish", "hub.topic": topic, "hub.url": topic} in hub.told

    def test_a_second_ping_announces_nothing(self, newsroom: Newsroom, hub: Hub) -> None:
        newsroom.run("ping")

        again = newsroom.run("ping")

        assert (again.exit_code, again.stdout, len(hub.told)) == (0, "nothing to announce\n", 6)

    def test_what_changed_is_announced_and_nothing_else(self, newsroom: Newsroom, hub: Hub) -> None:
        newsroom.editor.write(key="2024-01-05", day=date(2024, 1, 5), quotes=(), number="It is cold.")
        newsroom.editor.publish()
        newsroom.run("ping")
        before = newsroom.feeds()
        hub.told.clear()

        write_new_quote(newsroom)
        newsroom.run("publish", "--ping")

        after = newsroom.feeds()
        assert hub.topics == sorted(path for path in after if after[path] != before[path])

    def test_a_feed_that_lost_its_only_entry_is_announced(self, newsroom: Newsroom, hub: Hub) -> None:
        newsroom.run("ping")
        hub.told.clear()
        newsroom.editor.write(quotes=())

        newsroom.run("publish", "--ping", "--withdraw", "en/quotes/2024-01-12")

        assert set(QUOTES) <= set(hub.topics)

    def test_every_hub_is_told(self, open_newsroom: Open, start_hub: Callable[[], Hub]) -> None:
        hubs = [start_hub() for _ in range(3)]
        newsroom = open_newsroom(*(hub.url for hub in hubs))

        newsroom.run("ping")

        assert [hub.topics for hub in hubs] == [TOPICS] * 3

    def test_every_document_names_itself_once_and_its_hubs(self, newsroom: Newsroom, hub: Hub) -> None:
        found = {}
        for path in TOPICS:
            reply = httpx.get(newsroom.server.url + path)
            headers = [link.split(">; ") for link in reply.headers.get_list("link")]
            sent = [(rel.split(";")[0], url.removeprefix("<")) for url, rel in headers]
            if path.endswith(".json"):
                body = reply.json()
                links = [("self", body["feed_url"]), *(("hub", one["url"]) for one in body["hubs"])]
            else:
                feed = feedparser.parse(reply.content).feed
                links = [(link.rel, link.href) for link in feed.links]
            inside = [link for link in links if link[0] in ("self", "hub")]
            found[path] = (
                sorted(inside),
                sorted(link for link in sent if link[0] != 'rel="alternate"'),
            )

        assert found == {
            path: (
                [("hub", hub.url), ("self", newsroom.server.url + path)],
                [('rel="hub"', hub.url), ('rel="self"', newsroom.server.url + path)],
            )
            for path in TOPICS
        }


class TestWaiting:
    def test_a_hub_never_finds_what_was_there_before(self, open_newsroom: Open, hub: Hub) -> None:
        newsroom = open_newsroom(hub.url, options=("--no-watch", "--access-log"))
        publish_new_quote(newsroom)
        old = [newsroom.server.get(path, accept_encoding="gzip").body for path in TOPICS]

        process = newsroom.start("ping")
        until(lambda: newsroom.server.log.read_text().count(TOPICS[-1]) > 1)
        newsroom.server.process.send_signal(signal.SIGHUP)
        process.communicate()

        assert (process.returncode, hub.topics) == (0, TOPICS)
        assert set(hub.seen) & set(old) == set()

    @pytest.mark.e2e
    def test_a_cache_is_waited_for_in_every_encoding(
        self, open_newsroom: Open, hub: Hub, tmp_path: Path
    ) -> None:
        """Caches keep encodings apart, and a hub asks for the one that it likes."""
        listen = loopback()
        newsroom = replace(
            open_newsroom(hub.url, options=("--base-url", f"http://{listen}")), public=f"http://{listen}"
        )
        origin = newsroom.server.url.removeprefix("http://")
        options = ("--listen", listen, "--bind", origin, "--cache", tmp_path / "cache", "--fresh", "1s")
        out = deployed("nginx", tmp_path / "out", "--base-url", f"http://{listen}", *options)
        site = (out / "syndication.conf").read_text("utf-8")
        with nginx(tmp_path / "nginx", site, listen) as cache:
            for path in TOPICS:
                cache.get(path)
            old = [cache.get(path, accept_encoding="gzip").body for path in TOPICS]

            write_new_quote(newsroom)
            done = newsroom.run("publish", "--ping")

        assert (done.exit_code, hub.topics) == (0, TOPICS)
        assert set(hub.seen) & set(old) == set()

    def test_what_does_not_show_in_time_is_reported_and_announced_the_next_time(
        self, open_newsroom: Open, hub: Hub
    ) -> None:
        newsroom = open_newsroom(hub.url, options=("--no-watch",))
        publish_new_quote(newsroom)

        late = newsroom.run("ping", "--wait", "0")
        pings = list(hub.told)
        newsroom.server.process.send_signal(signal.SIGHUP)
        newsroom.run("ping")

        reason = "shows something else; expected the document that this archive gives"
        line = f"{newsroom.public}{QUOTES[0]}: {reason}"
        assert (late.exit_code, line in late.stderr.splitlines(), pings) == (1, True, [])
        assert hub.topics == TOPICS

    def test_what_others_publish_meanwhile_is_waited_for_too(self, open_newsroom: Open, hub: Hub) -> None:
        newsroom = open_newsroom(hub.url, options=("--no-watch", "--access-log"))
        publish_new_quote(newsroom)

        process = newsroom.start("ping")
        until(lambda: TOPICS[-1] in newsroom.server.log.read_text())
        newsroom.editor.write(key="2024-01-26", day=date(2024, 1, 26), quotes=("A newer one.",))
        newsroom.editor.publish()
        newsroom.server.process.send_signal(signal.SIGHUP)
        process.communicate()

        assert (process.returncode, hub.topics) == (0, TOPICS)

    def test_a_public_address_at_which_nobody_answers_is_reported(self, newsroom: Newsroom, hub: Hub) -> None:
        gone = replace(newsroom, public=f"http://{loopback()}")

        done = gone.run("ping", "--wait", "0")

        assert (done.exit_code, done.stderr.count("no answer ("), hub.told) == (1, 6, [])

    def test_a_public_address_that_answers_otherwise_is_reported(self, newsroom: Newsroom, hub: Hub) -> None:
        elsewhere = replace(newsroom, public=f"{newsroom.public}/elsewhere")

        done = elsewhere.run("ping", "--wait", "0")

        assert (done.exit_code, done.stderr.count("answers 404 Not Found"), hub.told) == (1, 6, [])


class TestHubs:
    def test_a_hub_that_is_down_is_told_the_next_time_and_the_others_are_not(
        self, open_newsroom: Open, hub: Hub
    ) -> None:
        port = free_port()
        newsroom = open_newsroom(f"http://127.0.0.1:{port}/hub", hub.url)

        first = newsroom.run("ping")
        topics = hub.topics
        with listening(Hub(), port) as back:
            second = newsroom.run("ping")

        assert (first.exit_code, topics, second.exit_code) == (1, TOPICS, 0)
        assert (back.topics, hub.topics) == (TOPICS, TOPICS)

    def test_a_hub_that_never_answers_holds_up_no_other(
        self, open_newsroom: Open, hub: Hub, start_hub: Callable[[], Hub]
    ) -> None:
        silent = start_hub()
        silent.answers.clear()
        newsroom = open_newsroom(silent.url, hub.url)

        process = newsroom.start("ping")
        until(lambda: hub.topics == TOPICS)
        until(lambda: len(newsroom.state()[hub.url]) == len(TOPICS))
        held = process.poll()
        silent.answers.set()
        process.communicate()

        assert (held, process.returncode, silent.topics) == (None, 0, TOPICS)

    def test_each_hub_that_was_not_told_is_reported_with_its_topic(
        self, newsroom: Newsroom, hub: Hub
    ) -> None:
        hub.status = 400

        done = newsroom.run("ping")

        lines = [
            f"{hub.url}: answers 400 Bad Request; expected it to accept {newsroom.public}{path}"
            for path in TOPICS
        ]
        assert (done.exit_code, done.stderr.splitlines()) == (1, lines)
        assert done.stdout == "0 announced, 6 left for the next ping\n"

    def test_a_hub_that_says_no_is_not_asked_again_at_once(self, newsroom: Newsroom, hub: Hub) -> None:
        hub.status = 403

        newsroom.run("ping")

        assert hub.topics == TOPICS

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_hub_that_is_busy_is_asked_again(self, newsroom: Newsroom, hub: Hub, status: int) -> None:
        hub.status = status

        process = newsroom.start("ping")
        until(lambda: len(hub.told) >= len(TOPICS))
        hub.status = 202
        process.communicate()

        assert (process.returncode, set(hub.topics)) == (0, set(TOPICS))

    @pytest.mark.parametrize("body", [endless, brotli_bomb])
    def test_a_hub_cannot_exhaust_memory(
        self, newsroom: Newsroom, hub: Hub, body: Callable[[], Iterator[bytes]]
    ) -> None:
        hub.body, hub.headers = body, {"Content-Encoding": "br"} if body is brotli_bomb else {}

        done = newsroom.run("ping")

        assert (done.exit_code, hub.topics) == (0, TOPICS)

    def test_what_a_hub_says_cannot_act_on_a_terminal(self, newsroom: Newsroom, hub: Hub) -> None:
        hub.status, hub.reason = 400, "\x9b31mNo\x85"

        done = newsroom.run("ping")

        assert "answers 400" in done.stderr
        assert all(line.isprintable() for line in done.stderr.splitlines())

    def test_a_redirect_is_not_taken_for_being_told(self, newsroom: Newsroom, hub: Hub) -> None:
        hub.status = 301

        assert newsroom.run("ping").exit_code == 1

    def test_a_program_reads_what_was_announced_and_what_failed(
        self, open_newsroom: Open, hub: Hub, start_hub: Callable[[], Hub]
    ) -> None:
        refusing = start_hub()
        refusing.status = 400
        newsroom = open_newsroom(hub.url, refusing.url)

        result = json.loads(newsroom.run("ping", "--format", "json").stdout)

        topic, error = newsroom.public + TOPICS[0], "answers 400 Bad Request"
        assert result["announced"][0] == {"topic": topic, "hub": hub.url}
        assert result["failed"][0] == {"topic": topic, "hub": refusing.url, "error": error}

    def test_without_a_hub_there_is_nothing_to_announce(self, open_newsroom: Open) -> None:
        done = open_newsroom().run("ping")

        assert (done.exit_code, done.stdout, done.stderr) == (
            0,
            "newsletter.toml names no hubs, so nothing is announced\n",
            "",
        )


class TestPublish:
    def test_nothing_to_publish_still_announces_what_was_not(self, newsroom: Newsroom, hub: Hub) -> None:
        done = newsroom.run("publish", "--ping")

        lines = ["nothing to publish", "6 announced, 0 left for the next ping"]
        assert (done.exit_code, done.stdout.splitlines(), hub.topics) == (0, lines, TOPICS)

    def test_what_is_published_stays_so_when_it_cannot_be_announced(
        self, newsroom: Newsroom, hub: Hub
    ) -> None:
        hub.status = 400
        write_new_quote(newsroom)

        done = newsroom.run("publish", "--ping")

        stands = "the changes are published; only the announcement failed"
        assert (done.exit_code, done.stderr.splitlines()[-1]) == (1, stands)
        assert "en/quotes/2024-01-19" in newsroom.editor.records()

    def test_what_is_published_stays_so_when_the_state_cannot_be_read(self, newsroom: Newsroom) -> None:
        (newsroom.editor.archive.parent / STATE).write_text("[]")
        write_new_quote(newsroom)

        done = newsroom.run("publish", "--ping")

        stands = "the changes are published; only the announcement failed"
        assert (done.exit_code, done.stderr.splitlines()[0]) == (2, stands)
        assert "en/quotes/2024-01-19" in newsroom.editor.records()

    def test_what_is_refused_is_not_announced(self, newsroom: Newsroom, hub: Hub) -> None:
        newsroom.editor.remove()

        done = newsroom.run("publish", "--ping")

        assert (done.exit_code, hub.told) == (1, [])

    def test_a_dry_run_tells_nobody(self, newsroom: Newsroom, hub: Hub) -> None:
        write_new_quote(newsroom)

        done = newsroom.run("publish", "--ping", "--dry-run")

        assert (done.exit_code, hub.told) == (0, [])

    def test_a_program_reads_what_was_published_and_announced(self, newsroom: Newsroom) -> None:
        write_new_quote(newsroom)

        result = json.loads(newsroom.run("publish", "--ping", "--format", "json").stdout)

        assert (result["written"], len(result["changes"])) == (True, 2)
        assert (len(result["announced"]), result["failed"]) == (6, [])


def test_a_feed_with_an_edit_that_is_not_published_waits_for_it(newsroom: Newsroom, hub: Hub) -> None:
    """Servers show what is recorded, so there is nothing new to fetch before `publish`."""
    newsroom.run("ping")
    hub.told.clear()
    newsroom.editor.write(quotes=("Edited, and not published.",))

    before, told_before = newsroom.run("ping"), list(hub.told)
    after = newsroom.run("publish", "--ping")

    assert (before.exit_code, told_before) == (0, [])
    assert before.stderr.startswith("6 feeds not announced: an edit is not published; expected `syndication")
    assert after.stdout.splitlines()[-1] == "6 announced, 0 left for the next ping"
