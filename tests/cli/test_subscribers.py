"""`subscribers`, as somebody at a terminal or a program sees it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from syndication.cli import main
from tests.support.commands import run
from tests.support.logs import FEEDLY, INOREADER, line

LINES = [
    line(agent=FEEDLY.format(1234)),
    line(path="/en/issues.rss", agent=INOREADER.format(56)),
    line(address="192.0.2.7"),
    line(address="192.0.2.8"),
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "access.log"
    file.write_bytes(b"".join(LINES))
    return file


def counts(*logs: Path) -> dict[str, tuple[int, int]]:
    feeds = json.loads(run("subscribers", *logs, "--format", "json").stdout)["feeds"]
    return {feed["feed"]: (feed["aggregated"], feed["single"]) for feed in feeds}


def test_every_feed_has_a_line_with_a_bar(log: Path) -> None:
    done = run("subscribers", log)

    rows = [row.split()[:4] for row in done.stdout.splitlines()[1:3]]
    assert (done.returncode, rows) == (
        0,
        [["/en/quotes", "1,234", "2", "1,236"], ["/en/issues", "56", "0", "56"]],
    )
    assert done.stdout.count("█") > 10


def test_the_output_has_the_method(log: Path) -> None:
    assert "Method: Aggregators state" in run("subscribers", log).stdout


def test_several_logs_are_counted_together_plain_or_compressed(log: Path, tmp_path: Path) -> None:
    parts = []
    for number, text in enumerate(LINES):
        parts.append(tmp_path / f"access.log.{number}")
        parts[-1].write_bytes(gzip.compress(text) if number % 2 else text)

    assert counts(*parts) == counts(log)


def test_the_standard_input_is_a_log() -> None:
    result = CliRunner().invoke(main, ["subscribers", "--format", "json", "-"], input=b"".join(LINES))

    assert json.loads(result.stdout)["requests"] == 4


def test_a_log_that_is_not_there_is_the_command_line_s_fault(tmp_path: Path) -> None:
    assert run("subscribers", tmp_path / "none").returncode == 2


def truncate(data: bytes) -> bytes:
    return data[:-9]


def overwrite(data: bytes) -> bytes:
    return data[:40] + bytes(40) + data[80:]


@pytest.mark.parametrize("damage", [truncate, overwrite])
def test_a_damaged_log_counts_as_far_as_it_goes(
    log: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(damage(gzip.compress(b"".join(LINES) * 50)))

    done = run("subscribers", broken, log, "--format", "json")

    assert (done.returncode, json.loads(done.stdout)["requests"] >= 4) == (0, True)
    assert done.stderr.startswith(f"{broken}: the rest cannot be read (")


def test_the_page_has_a_plot_and_asks_nobody(log: Path, tmp_path: Path) -> None:
    page = tmp_path / "subscribers.html"

    run("subscribers", log, "--html", page)

    html = page.read_text("utf-8")
    plot = ET.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])
    bars = [float(bar.attrib["width"]) for bar in plot.iter("rect")][:4]
    assert [bars[0] > 500, bars[1] > 0, 20 < bars[2] < 40, bars[3]] == [True, True, True, 0]
    assert ("http" in html, "<script" in html) == (False, False)


def test_what_a_client_sent_is_text_on_the_page(tmp_path: Path) -> None:
    log, page = tmp_path / "log", tmp_path / "page.html"
    log.write_bytes(
        line(path="/en/quotes.atom", agent="<b>&amp;<script>/1 (3 subscribers)")
        + line(agent="A'<i>b/1 (2 readers)")
    )

    run("subscribers", log, "--html", page)

    assert ("<i>" in page.read_text(), "<script" in page.read_text()) == (False, False)


def test_a_page_that_cannot_be_written_is_the_command_line_s_fault(log: Path, tmp_path: Path) -> None:
    done = run("subscribers", log, "--html", tmp_path / "none" / "page.html")

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_terminal_that_is_not_utf_8_gets_bars_of_ascii(log: Path) -> None:
    result = CliRunner(charset="latin-1").invoke(main, ["subscribers", str(log)])

    assert ("####" in result.output, "\\u" in result.output) == (True, False)
