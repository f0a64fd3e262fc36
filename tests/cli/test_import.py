"""`import`, as somebody at a terminal or a program sees it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndication.cli import main
from tests.support.archives import write_archive
from tests.support.commands import run
from tests.support.foreign import mail
from tests.support.tools import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"
PAGE = (
    "<p>{date}</p><p>Dear Focus Reader,</p><p>{letter}</p>"
    "<h2>Quote of the Week</h2><p>“A bridge.”</p><p>Ada</p>"
    '<p><a href="https://www.example.org/a">Read More</a></p>'
)


def page(date: str = "January 12, 2024", letter: str = "The pandas are back.") -> str:
    return PAGE.format(date=date, letter=letter)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "issues", {})


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "letter.html"
    file.write_text(page(), "utf-8")
    return file


class TestOneFile:
    def test_what_was_found_is_shown_part_by_part(self, archive: Path, letter: Path) -> None:
        done = run("import", "--archive", archive, letter)

        assert (done.returncode, done.stdout.splitlines()) == (
            0,
            [
                f"{letter}: en/2024-01-12.txt (new)",
                "  letter    2 paragraphs",
                "  quotes    Ada: A bridge.  https://www.example.org/a",
                "  left out  1 line above the date, 0 below an end heading",
                "1 new",
            ],
        )

    def test_what_was_written_is_an_issue(self, archive: Path, letter: Path) -> None:
        run("import", "--archive", archive, letter)

        done = run("check", "--archive", archive)

        assert done.stdout.splitlines()[-1] == "1 issue, 0 errors, 0 warnings"

    def test_a_dry_run_writes_nothing(self, archive: Path, letter: Path) -> None:
        before = sorted(archive.rglob("*"))

        done = run("import", "--archive", archive, "--dry-run", letter)

        assert (done.stdout.splitlines()[-1], sorted(archive.rglob("*"))) == ("to import: 1 new", before)

    def test_a_program_reads_the_same(self, archive: Path, letter: Path) -> None:
        done = run("import", "--archive", archive, "--format", "json", letter)

        (issue,) = json.loads(done.stdout)["issues"]
        assert (issue["path"], issue["outcome"], issue["letter"]) == (
            "en/2024-01-12.txt",
            "new",
            ["Dear Focus Reader,", "The pandas are back."],
        )

    def test_the_standard_input_is_a_file_too(self, archive: Path) -> None:
        done = CliRunner().invoke(
            main, ["import", "--archive", str(archive), "-"], input=mail(page(), "utf-8")
        )

        assert (done.exit_code, (archive / "en/2024-01-12.txt").is_file()) == (0, True)

    def test_the_same_again_changes_nothing(self, archive: Path, letter: Path) -> None:
        run("import", "--archive", archive, letter)
        before = (archive / "en/2024-01-12.txt").stat()

        done = run("import", "--archive", archive, letter)

        after = (archive / "en/2024-01-12.txt").stat()
        assert done.stdout.splitlines()[-1] == "1 unchanged"
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    @pytest.mark.parametrize("key", ["../../escape", "a/b", "..", "A", "x.txt", "", "a\n", "-rf"])
    def test_a_key_that_is_none_is_refused(self, archive: Path, letter: Path, key: str) -> None:
        done = run("import", "--archive", archive, f"--key={key}", letter)

        if key:
            assert (done.returncode, list(archive.rglob("*.txt"))) == (2, [])
        else:
            assert [file.name for file in archive.rglob("*.txt")] == ["2024-01-12.txt"]

    @pytest.mark.parametrize("key", ["latest", "2024", "2024-q1"])
    def test_a_reserved_key_is_refused(self, archive: Path, letter: Path, key: str) -> None:
        done = run("import", "--archive", archive, "--key", key, letter)

        assert (done.returncode, list(archive.rglob("*.txt"))) == (1, [])

    def test_an_unknown_edition_is_refused(self, archive: Path, letter: Path) -> None:
        done = run("import", "--archive", archive, "--edition", "../en", letter)

        assert (done.returncode, "newsletter.toml has no edition" in done.stderr) == (2, True)


class TestReplace:
    def test_an_existing_issue_stays(self, archive: Path, letter: Path) -> None:
        run("import", "--archive", archive, letter)
        letter.write_text(page(letter="The pandas are gone."), "utf-8")

        done = run("import", "--archive", archive, letter)

        assert (done.returncode, "expected --replace" in done.stdout) == (1, True)
        assert "The pandas are back." in (archive / "en/2024-01-12.txt").read_text("utf-8")

    def test_it_is_replaced_on_request_and_the_difference_is_shown(self, archive: Path, letter: Path) -> None:
        run("import", "--archive", archive, letter)
        letter.write_text(page(letter="The pandas are gone."), "utf-8")

        done = run("import", "--archive", archive, "--replace", letter)

        assert (done.returncode, "-The pandas are back.\n+The pandas are gone.\n" in done.stdout) == (0, True)
        assert "The pandas are gone." in (archive / "en/2024-01-12.txt").read_text("utf-8")

    def test_a_dry_run_only_shows_the_difference(self, archive: Path, letter: Path) -> None:
        run("import", "--archive", archive, letter)
        letter.write_text(page(letter="The pandas are gone."), "utf-8")

        run("import", "--archive", archive, "--replace", "--dry-run", letter)

        assert "The pandas are back." in (archive / "en/2024-01-12.txt").read_text("utf-8")

    def test_a_markdown_file_of_the_same_issue_stays_too(self, archive: Path, letter: Path) -> None:
        (archive / "en").mkdir()
        (archive / "en/2024-01-12.md").write_text("January 12, 2024\n\nHello.\n", "utf-8")

        done = run("import", "--archive", archive, letter)

        assert (done.returncode, [file.name for file in (archive / "en").iterdir()]) == (1, ["2024-01-12.md"])

    def test_a_replaced_issue_has_one_file(self, archive: Path, letter: Path) -> None:
        (archive / "en").mkdir()
        (archive / "en/2024-01-12.md").write_text("January 12, 2024\n\nHello.\n", "utf-8")

        run("import", "--archive", archive, "--replace", letter)

        assert [file.name for file in (archive / "en").iterdir()] == ["2024-01-12.txt"]

    def test_two_files_of_one_run_never_replace_each_other(self, archive: Path, letter: Path) -> None:
        other = letter.with_name("other.html")
        other.write_text(page(letter="The pandas are gone."), "utf-8")

        done = run("import", "--archive", archive, "--replace", letter, other)

        assert (done.returncode, f"was imported from {letter}" in done.stdout) == (1, True)
        assert "The pandas are back." in (archive / "en/2024-01-12.txt").read_text("utf-8")


class TestManyFiles:
    def test_one_that_is_broken_affects_no_other(self, archive: Path, letter: Path) -> None:
        broken = letter.with_name("broken.pdf")
        broken.write_bytes(b"%PDF-1.7")

        done = run("import", "--archive", archive, broken, letter, letter.with_name("missing.html"))

        assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "2 failed, 1 new")

    def test_every_failure_is_one_line(self, archive: Path, tmp_path: Path) -> None:
        done = run("import", "--archive", archive, tmp_path / "missing.html", "/dev/zero", tmp_path)

        assert [line.partition(": ")[2].partition(" (")[0] for line in done.stdout.splitlines()[:-1]] == [
            "cannot be read",
            "cannot be read",
        ]

    def test_a_folder_is_searched(self, archive: Path, tmp_path: Path) -> None:
        for day in (5, 12, 19, 26):
            file = tmp_path / f"mails/2024/{day}.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(page(f"January {day}, 2024"), "utf-8")

        run("import", "--archive", archive, tmp_path / "mails")

        assert sorted(file.name for file in (archive / "en").iterdir()) == [
            f"2024-01-{day:02}.txt" for day in (5, 12, 19, 26)
        ]

    def test_many_files_are_printed_in_the_order_of_their_names(self, archive: Path, tmp_path: Path) -> None:
        (tmp_path / "mails").mkdir()
        for number in range(40):
            (tmp_path / f"mails/{number:02}.html").write_text(
                page(f"{1 + number % 28} March {2020 + number // 28}"), "utf-8"
            )

        done = run("import", "--archive", archive, "--format", "json", tmp_path / "mails")

        names = [Path(issue["source"]).name for issue in json.loads(done.stdout)["issues"]]
        assert names == [f"{number:02}.html" for number in range(40)]

    def test_a_maildir_is_read(self, archive: Path, tmp_path: Path) -> None:
        for folder in ("cur", "new", "tmp"):
            (tmp_path / "Maildir" / folder).mkdir(parents=True)
        (tmp_path / "Maildir/new/1705.M1P1.host").write_bytes(mail(page(), "utf-8"))
        (tmp_path / "Maildir/cur/1706.M2P2.host:2,S").write_bytes(mail(page("January 19, 2024"), "utf-8"))
        (tmp_path / "Maildir/tmp/1707.M3P3.host").write_bytes(mail(page("January 26, 2024"), "utf-8"))

        run("import", "--archive", archive, tmp_path / "Maildir")

        names = sorted(file.name for file in (archive / "en").iterdir())
        assert names == ["2024-01-12.txt", "2024-01-19.txt"]

    def test_a_mailbox_is_read(self, archive: Path, tmp_path: Path) -> None:
        mails = [mail(page(f"January {day}, 2024"), "utf-8") for day in (12, 19)]
        box = b"".join(b"From a@example.org Fri Jan 12 09:00:00 2024\n" + one + b"\n\n" for one in mails)
        (tmp_path / "archive.mbox").write_bytes(box)

        done = run("import", "--archive", archive, tmp_path / "archive.mbox")

        assert done.stdout.splitlines()[-1] == "2 new"

    @pytest.mark.parametrize("named", ["export", "export/posts.csv"])
    def test_an_export_of_substack_is_read(self, archive: Path, tmp_path: Path, named: str) -> None:
        posts = tmp_path / "export/posts"
        posts.mkdir(parents=True)
        table = (
            "post_id,post_date,is_published,title\n"
            "1.first,2024-01-12T01:00:00.000Z,true,First\n"
            "2.second,2024-01-18T20:00:00.000Z,true,Second\n"
            "3.draft,2024-01-26T01:00:00.000Z,false,Draft\n"
        )
        (tmp_path / "export/posts.csv").write_text(table, "utf-8")
        for name in ("1.first", "2.second", "3.draft"):
            (posts / f"{name}.html").write_text(page("Hello."), "utf-8")

        run("import", "--archive", archive, tmp_path / named)

        names = sorted(file.name for file in (archive / "en").iterdir())
        assert names == ["2024-01-12.txt", "2024-01-19.txt"]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real issues are not beside the project")
@pytest.mark.parametrize("key", ["2023-11-22", "2024-01-12"])
def test_a_real_issue_is_imported_as_the_one_placed_by_hand(archive: Path, tmp_path: Path, key: str) -> None:
    tagline = (SEEDS / f"{key}.txt").read_text("utf-8-sig").splitlines()[3].strip()
    toml = (archive / "newsletter.toml").read_text("utf-8")
    newsletter = toml.replace("Where two countries meet every week.", tagline)
    raw = (SEEDS / f"{key}.txt").read_bytes()
    placed = write_archive(tmp_path / "placed", {f"en/{key}.txt": raw}, newsletter)
    imported = write_archive(tmp_path / "imported", {}, newsletter)
    run("import", "--archive", imported, SEEDS / f"{key}.txt")
    for one in (placed, imported):
        run("publish", "--archive", one)

    fingerprints = [
        [
            json.loads(line).get("fingerprint")
            for line in (one / "ledger.jsonl").read_text("utf-8").splitlines()
        ]
        for one in (placed, imported)
    ]

    assert fingerprints[0] == fingerprints[1]
