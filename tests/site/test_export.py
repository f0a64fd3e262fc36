"""The site as files: the same bytes as the server's, at paths that any server of files can hand out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndication.site.build import build
from syndication.site.export import MARKER, export
from syndication.site.snapshot import Snapshot
from tests.support.archives import issue_text, settings_of, write_archive
from tests.support.commands import run
from tests.support.tools import SAMPLES

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BASE = "https://feeds.example.org/letters"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return build(settings_of(SAMPLES, BASE), NOW).snapshot


@pytest.fixture(scope="module")
def site(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "not" / "yet" / "there"
    export(snapshot, target)
    return target


def test_every_document_is_a_file_with_its_bytes(snapshot: Snapshot, site: Path) -> None:
    written = [file for file in site.rglob("*") if file.is_file() and file.name != MARKER]
    files = {_path_of(file, site): file.read_bytes() for file in written if file.suffix not in {".gz", ".br"}}

    assert {path: document.body for path in snapshot if (document := snapshot.get(path))} == files


@pytest.mark.parametrize(
    "file",
    [
        "index.html",
        "en/index.html",
        "zh-Hans/quotes.atom",
        "zh-Hans/quotes/index.html",
        "zh-Hans/quotes/2024-01-12/index.html",
        "zh-Hans/quotes/2024-01-12.json",
        "zh-Hans/quotes/latest/index.html",
        "zh-Hans/quotes/latest.json",
        "zh-Hans/quotes/2024-01-12/embed/index.html",
        "zh-Hans/quotes/latest/embed/dark/index.html",
        "zh-Hans/embed/index.html",
        "embed.js",
        "style.css",
        "favicon.ico",
    ],
)
def test_a_document_s_file_is_where_its_path_says(site: Path, file: str) -> None:
    assert (site / file).is_file()


def test_the_path_of_the_base_url_is_the_proxy_s_and_no_folder(site: Path) -> None:
    assert not (site / "letters").exists()


def test_the_latest_is_a_copy_of_the_newest(site: Path) -> None:
    latest, newest = (site / "en/quotes" / name / "index.html" for name in ("latest", "2024-12-20"))

    assert latest.read_text() == newest.read_text()


def test_the_command_says_how_many_documents_it_wrote(tmp_path: Path, snapshot: Snapshot) -> None:
    done = run("export", tmp_path / "site", "--archive", SAMPLES, "--base-url", BASE)

    count = len(list(snapshot))
    assert (done.returncode, done.stdout) == (
        0,
        f"{count} documents in {tmp_path / 'site'}: {count} new, 0 changed, 0 removed\n",
    )


def test_an_export_does_not_guess_where_it_will_be_reached(tmp_path: Path) -> None:
    done = run("export", tmp_path / "site", "--archive", SAMPLES)

    assert (done.returncode, done.stderr.count("\n"), (tmp_path / "site").exists()) == (2, 1, False)


def test_the_base_url_may_come_from_the_environment(tmp_path: Path) -> None:
    done = run("export", tmp_path / "site", "--archive", SAMPLES, SYNDICATION_BASE_URL=BASE)

    assert done.returncode == 0


def test_a_lost_file_is_said_and_the_rest_is_exported(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"en/2024-01-12.txt": issue_text(), "en/2024-01-19.txt": b"\xff"}
    archive = write_archive(tmp_path / "issues", files)

    done = run("export", tmp_path / "site", "--archive", archive, "--base-url", BASE)

    exported = (tmp_path / "site/en/issues/2024-01-12/index.html").is_file()
    assert (done.returncode, exported, "en/2024-01-19.txt:1:" in done.stderr) == (0, True, True)


def test_a_target_that_is_a_file_is_the_command_line_s_fault(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("")

    done = run("export", tmp_path / "site", "--archive", SAMPLES, "--base-url", BASE)

    assert done.returncode == 2


def test_a_target_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder must be")

    done = run("export", tmp_path / "file" / "site", "--archive", SAMPLES, "--base-url", BASE)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def _path_of(file: Path, site: Path) -> str:
    path = f"/{file.relative_to(site).as_posix()}"
    return path.removesuffix("index.html") if file.name == "index.html" else path
