"""The site as files: the same bytes as the server's, at paths that any server of files can hand out."""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndication.site.build import build
from syndication.site.export import MARKER, Folder, export
from syndication.site.export.hosts import host_files
from syndication.site.snapshot import Snapshot
from tests.support.archives import issue_text, settings_of, write_archive
from tests.support.commands import run
from tests.support.tools import SAMPLES

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BASE = "https://feeds.example.org/letters"


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return build(settings_of(SAMPLES, BASE), NOW).snapshot


@pytest.fixture(scope="module")
def site(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "not" / "yet" / "there"
    export(snapshot.site, Folder(target))
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


def test_the_folder_stays_the_same_folder(snapshot: Snapshot, tmp_path: Path) -> None:
    """A mount or a volume shows the folder that it was given, and no other."""
    site = tmp_path / "site"
    site.mkdir(mode=0o750)
    before = site.stat()

    with umask(0o077):
        export(snapshot.site, Folder(site))

    after, feed = site.stat(), (site / "en/quotes.atom").stat()
    assert (after.st_ino, after.st_mode, after.st_gid) == (before.st_ino, before.st_mode, before.st_gid)
    assert [stat.S_IMODE(mode) for mode in (feed.st_mode, (site / "en").stat().st_mode)] == [0o640, 0o750]


def test_nothing_that_no_export_wrote_is_touched(snapshot: Snapshot, tmp_path: Path) -> None:
    foreign = [".git/HEAD", ".well-known/security.txt", "CNAME", "_headers"]
    for name in foreign:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)

    export(snapshot.site, Folder(tmp_path))
    (tmp_path / "en/mine.txt").write_text("en/mine.txt")
    export(snapshot.site, Folder(tmp_path))

    assert [(tmp_path / name).read_text() for name in (*foreign, "en/mine.txt")] == [*foreign, "en/mine.txt"]


def test_a_folder_that_would_be_read_as_an_edition_is_refused(tmp_path: Path) -> None:
    archive = write_archive(tmp_path, {"en/2024-01-12.txt": issue_text()})

    inside, passed_over = (
        run("export", archive / name, "--archive", archive, "--base-url", BASE) for name in ("site", "_site")
    )

    assert (inside.returncode, "is inside the archive" in inside.stderr) == (2, True)
    assert (passed_over.returncode, (archive / "site").exists()) == (0, False)


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").touch()

    done = run("export", tmp_path, "--archive", SAMPLES, "--base-url", BASE)

    assert (done.returncode, done.stderr) == (2, f"{tmp_path} is neither empty nor an earlier export\n")
    assert [file.name for file in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_file_of_mine_at_an_address_of_the_site_is_not_replaced(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"en/2024-01-12.txt": issue_text()}
    archive = write_archive(tmp_path / "issues", files)
    arguments = ("export", tmp_path / "site", "--archive", archive, "--base-url", BASE)
    run(*arguments)
    mine = tmp_path / "site/en/issues/2024-01-19/index.html"
    mine.parent.mkdir()
    mine.write_text("mine")
    write_archive(archive, {"en/2024-01-19.txt": issue_text("January 19, 2024")})

    done = run(*arguments)

    assert (done.returncode, done.stderr.count("\n"), mine.read_text()) == (2, 1, "mine")


def test_check_lists_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"en/2024-01-{day}.txt": issue_text(f"January {day}, 2024") for day in (12, 19)
    }
    archive = write_archive(tmp_path / "issues", files)
    arguments = ("export", tmp_path / "site", "--archive", archive, "--base-url", BASE)
    run(*arguments)
    current = run(*arguments, "--check")
    write_archive(archive, {"en/2024-01-12.txt": issue_text(quote="Corrected.")})
    (archive / "en/2024-01-19.txt").unlink()
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "site").rglob("*")}

    done = run(*arguments, "--check")

    assert current.returncode == 0
    assert done.returncode == 1
    assert {"changed  /en/quotes/2024-01-12/", "removed  /en/quotes/2024-01-19/"} <= set(
        done.stdout.splitlines()
    )
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "site").rglob("*")} == before


def test_an_export_of_an_earlier_version_is_taken_over(snapshot: Snapshot, tmp_path: Path) -> None:
    """Its marker is empty; what is no document any more has to go all the same."""
    withdrawn, mine = tmp_path / "en/quotes/1999-01-01/index.html", tmp_path / "mine.txt"
    for file in (tmp_path / MARKER, withdrawn, withdrawn.with_name("index.html.gz"), mine):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    result = export(snapshot.site, Folder(tmp_path))

    assert result.removed == ("/en/quotes/1999-01-01/",)
    assert (withdrawn.parent.exists(), mine.exists()) == (False, True)


def test_an_emphasis_that_changes_is_written(tmp_path: Path) -> None:
    """The plain text is the same."""
    archive = write_archive(
        tmp_path / "issues", {"en/2024-01-12.md": "January 12, 2024\n\nThe *pandas* are back.\n"}
    )
    arguments = ("export", tmp_path / "site", "--archive", archive, "--base-url", BASE)
    run(*arguments)
    write_archive(archive, {"en/2024-01-12.md": "January 12, 2024\n\nThe **pandas** are back.\n"})

    run(*arguments)

    assert b"<strong>pandas</strong>" in (tmp_path / "site/en/issues/2024-01-12/index.html").read_bytes()


def test_a_copy_with_other_times_is_not_written_again(snapshot: Snapshot, site: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(site, tmp_path / "copy", copy_function=shutil.copyfile)
    before = {file: file.stat().st_mtime_ns for file in copy.rglob("*.atom")}

    result = export(snapshot.site, Folder(copy))

    assert result.is_current
    assert {file: file.stat().st_mtime_ns for file in copy.rglob("*.atom")} == before


@pytest.mark.parametrize(
    ("host", "files"),
    [
        ("cloudflare-pages", ["_headers", "_redirects"]),
        ("netlify", ["_headers", "_redirects"]),
        ("github-pages", [".nojekyll"]),
    ],
)
def test_a_host_gets_its_files_and_nothing_compressed(tmp_path: Path, host: str, files: list[str]) -> None:
    archive = write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text()})

    done = run("export", tmp_path / "site", "--archive", archive, "--base-url", BASE, "--for", host)

    assert done.returncode == 0
    assert [name for name in files if not (tmp_path / "site" / name).is_file()] == []
    assert [*(tmp_path / "site").rglob("*.gz"), *(tmp_path / "site").rglob("*.br")] == []


def test_every_feed_has_its_media_type_at_a_host_that_takes_endings(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    """Its wildcards stand for any part of a path, and an exclamation mark takes a header off."""
    rules = host_files("cloudflare-pages", snapshot.site)["/_headers"].body.decode()
    blocks = re.findall(r"^(/\S*)\n((?:  .*\n)+)", rules, re.MULTILINE)

    def media_type(path: str) -> str | None:
        found = None
        for pattern, lines in blocks:
            if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), path) and (
                value := re.search("  Content-Type: (.*)", lines)
            ):
                assert found is None or "! Content-Type" in lines
                found = value[1]
        return found

    documents = {
        path: snapshot.render(path).media_type for path in snapshot if path[-5:] in {".atom", ".json"}
    }
    assert {path: media_type(path) for path in documents} == documents


def _path_of(file: Path, site: Path) -> str:
    path = f"/{file.relative_to(site).as_posix()}"
    return path.removesuffix("index.html") if file.name == "index.html" else path
