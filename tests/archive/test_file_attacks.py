"""Attacks on the files of an archive: links that lead elsewhere, pipes, devices, endless files."""

import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from syndication.archive import check_archive, load_archive
from syndication.model.errors import LedgerError, SettingsError, SyndicationError
from syndication.settings.newsletter_toml import load_newsletter
from syndication.site.build import build
from syndication.site.export import Folder, export
from syndication.system.files import RefusedFileError, locked, read_file, replace_file
from tests.support.archives import NEWSLETTER, NOW, issue_text, settings_of, write_archive
from tests.support.editor import KEY, Editor
from tests.support.serving import COMMAND, environment

GOOD: dict[str, str | bytes] = {"en/2024-01-12.txt": issue_text()}
PRECIOUS = "precious\n"


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    editor = Editor(tmp_path / "home" / "issues")
    editor.write()
    editor.publish()
    editor.wait()
    return editor


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    """Return a file that is none of ours, outside of the archive and of the folder around it."""
    file = tmp_path / "precious"
    file.write_text(PRECIOUS)
    return file


@contextmanager
def umask(mask: int) -> Iterator[None]:
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)


def told_by(archive: Path) -> list[str]:
    return [str(problem) for problem in check_archive(settings_of(archive), NOW)[1]]


# What is read


@pytest.mark.parametrize("target", ["/proc/self/environ", "/etc/passwd", "/dev/zero", "../../../precious"])
def test_an_issue_that_leads_out_of_the_archive_is_refused_with_its_name(
    tmp_path: Path, precious: Path, target: str
) -> None:
    archive = write_archive(tmp_path / "home" / "issues", GOOD)
    (archive / "en" / "2024-05-05.txt").symlink_to(target)

    assert told_by(archive) == [
        "en/2024-05-05.txt:1: cannot be read (a link that leads elsewhere); expected the text of an issue"
    ]
    assert len(load_archive(settings_of(archive)).folder.issues) == 1


def test_a_folder_that_leads_out_of_the_archive_is_refused_with_its_name(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "home" / "issues", GOOD)
    write_archive(tmp_path / "secret", GOOD)
    (archive / "zh-Hans").symlink_to("../../secret/en")

    assert told_by(archive) == [
        "zh-Hans:1: cannot be read (a link that leads elsewhere); expected a folder of issues"
    ]


@pytest.mark.parametrize("target", [".releases/7", "../en-7"])
def test_an_editions_folder_may_lead_into_the_archive_or_beside_it(tmp_path: Path, target: str) -> None:
    archive = write_archive(tmp_path / "home" / "issues", GOOD)
    (archive / target).parent.mkdir(exist_ok=True)
    (archive / "en").rename(archive / target)
    (archive / "en").symlink_to(target)

    assert (told_by(archive), len(load_archive(settings_of(archive)).folder.issues)) == ([], 1)


@pytest.mark.parametrize("name", ["ledger.jsonl", "newsletter.toml", "icon.png"])
@pytest.mark.parametrize("kind", ["pipe", "device", "link", "dangling link", "folder", "endless"])
def test_what_is_no_file_of_the_archive_is_refused_and_hangs_nothing(
    tmp_path: Path, precious: Path, name: str, kind: str
) -> None:
    newsletter = NEWSLETTER.replace("[publisher]\n", '[publisher]\nicon = "icon.png"\n')
    archive = write_archive(tmp_path / "home" / "issues", GOOD | {"icon.png": b"\x89PNG"}, newsletter)
    file = archive / name
    file.unlink(missing_ok=True)
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "device":
            file.symlink_to("/dev/zero")
        case "link":
            file.symlink_to(precious)
        case "dangling link":
            file.symlink_to(tmp_path / "nowhere")
        case "folder":
            file.mkdir()
        case "endless":
            with file.open("wb") as stream:
                stream.truncate(1 << 40)  # a terabyte that takes no room

    with pytest.raises(SyndicationError, match=name):
        load_archive(settings_of(archive))


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"123456")

    with pytest.raises(RefusedFileError, match="larger than 5 bytes"):
        read_file(tmp_path / "a", 5, tmp_path)


@pytest.mark.parametrize(
    "key",
    ["a" + ".a" * 120_000 + " = 1", "[a" + ".a" * 120_000 + "]", 'x = {"a"' + '."a"' * 30_000 + " = 1}"],
)
def test_a_key_of_endless_dots_is_a_fault_with_its_line(tmp_path: Path, key: str) -> None:
    archive = write_archive(tmp_path, GOOD, 'id = """\n"""\n' + key + "\n")

    with pytest.raises(SettingsError, match=r"newsletter\.toml:(3: a key of more than 16 dots|1: .*larger)"):
        load_newsletter(archive / "newsletter.toml")


def test_a_key_of_endless_dots_in_front_matter_is_a_fault_with_its_line(tmp_path: Path) -> None:
    text = "+++\ndraft = false\na" + ".a" * 5_000 + " = 1\n+++\nHello."
    archive = write_archive(tmp_path, {"en/2024-01-12.txt": text})

    assert told_by(archive) == [
        "en/2024-01-12.txt:3: a key of more than 16 dots; expected names such as editions.en.title"
    ]


def test_dots_in_a_text_are_no_key(tmp_path: Path) -> None:
    newsletter = NEWSLETTER.replace('tagline = "Where', f'tagline = "{"." * 50} \\" {"." * 50} Where', 1)

    assert told_by(write_archive(tmp_path, GOOD, newsletter)) == []


def test_an_issue_of_endless_sections_is_a_fault(tmp_path: Path) -> None:
    text = "January 12, 2024\nHello.\n" + "Notable Number\n28 countries.\n" * 30_000

    (message,) = told_by(write_archive(tmp_path, {"en/2024-01-12.txt": text}))

    assert "more than 1000 sections and quotations" in message


# What is written


def test_publishing_writes_through_no_link(editor: Editor, precious: Path) -> None:
    for name in (".ledger.jsonl.new", ".ledger.jsonl.x.new"):
        (editor.archive / name).symlink_to(precious)
    editor.write(quotes=("Corrected.",))

    editor.publish()

    assert precious.read_text() == PRECIOUS
    assert not editor.ledger.is_symlink()


def test_a_lock_that_is_a_link_is_not_followed(editor: Editor, tmp_path: Path) -> None:
    (editor.archive / ".ledger.jsonl.lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic link"):
        editor.publish()

    assert not (tmp_path / "elsewhere").exists()


def test_a_dangling_ledger_creates_nothing_elsewhere(editor: Editor, tmp_path: Path) -> None:
    editor.ledger.unlink()
    editor.ledger.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(LedgerError, match="a link that leads elsewhere"):
        editor.publish()

    assert not (tmp_path / "elsewhere").exists()


def test_an_export_writes_through_no_link(tmp_path: Path, precious: Path) -> None:
    archive = write_archive(tmp_path / "home" / "issues", GOOD)
    site, target = build(settings_of(archive), NOW).snapshot.site, Folder(tmp_path / "site")
    export(site, target)
    (tmp_path / "site/en/quotes.atom").unlink()
    (tmp_path / "site/en/quotes.atom").symlink_to(precious)
    (tmp_path / "site/en/.quotes.rss.new").symlink_to(precious)
    (tmp_path / "site/en/quotes.rss").unlink()

    export(site, target)

    assert precious.read_text() == PRECIOUS
    assert not (tmp_path / "site/en/quotes.atom").is_symlink()
    assert not (tmp_path / "site/en/.quotes.rss.new").is_symlink()


def test_an_export_neither_writes_nor_removes_in_a_folder_behind_a_link(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "home" / "issues", GOOD)
    site, target = build(settings_of(archive), NOW).snapshot.site, Folder(tmp_path / "site")
    export(site, target)
    (tmp_path / "site/en").rename(tmp_path / "away")
    (tmp_path / "site/en").symlink_to(tmp_path / "away")
    (tmp_path / "away/quotes.atom").write_text(PRECIOUS)

    with pytest.raises(RefusedFileError):
        export(site, target)

    assert (tmp_path / "away/quotes.atom").read_text() == PRECIOUS


@pytest.mark.parametrize("mode", [0o644, 0o664, 0o640])
def test_publishing_keeps_the_mode_and_the_group_of_the_ledger(editor: Editor, mode: int) -> None:
    group = next(iter(os.getgroups()), os.getgid())
    os.chown(editor.ledger, -1, group)
    editor.ledger.chmod(mode)
    editor.write(quotes=("Corrected.",))

    with umask(0o077):
        editor.publish()

    found = editor.ledger.stat()
    assert (stat.S_IMODE(found.st_mode), found.st_gid) == (mode, group)


@pytest.mark.parametrize(("folder", "mode"), [(0o755, 0o644), (0o775, 0o664), (0o750, 0o640), (0o700, 0o600)])
def test_those_who_read_the_archive_may_read_a_new_ledger(tmp_path: Path, folder: int, mode: int) -> None:
    editor = Editor(tmp_path / "issues")
    editor.write()
    editor.archive.chmod(folder)

    with umask(0o077):
        editor.publish()

    assert stat.S_IMODE(editor.ledger.stat().st_mode) == mode


def test_a_state_file_that_leads_elsewhere_is_left_alone(tmp_path: Path, precious: Path) -> None:
    (tmp_path / "home").mkdir()
    state = tmp_path / "home" / "state"
    state.symlink_to(precious)

    with pytest.raises(RefusedFileError, match="a link that leads elsewhere"):
        replace_file(state, "{}")

    assert precious.read_text() == PRECIOUS


# Who waits for whom


def test_a_publish_that_waits_says_so(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))
    with locked(editor.archive / ".ledger.jsonl.lock"):
        waiting = subprocess.Popen(
            [COMMAND, "publish", "--archive", editor.archive],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert waiting.stderr
        message = waiting.stderr.readline()
    done, _ = waiting.communicate(timeout=60)

    assert message == "waiting for another `publish` of this archive to end\n"
    assert done.splitlines()[-1] == "2 changed"


def test_only_those_who_may_write_the_archive_can_hold_its_lock(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with umask(0), locked(tmp_path / ".lock"):
        mode = stat.S_IMODE((tmp_path / ".lock").stat().st_mode)

    assert (mode, list(tmp_path.iterdir())) == (0o600, [])


def test_many_take_turns_at_a_lock(tmp_path: Path) -> None:
    """Each opens the lock that the one before removes."""
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(50):
            with locked(tmp_path / ".lock"):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(most), max(most)) == (400, 1)


def test_who_reads_the_archive_cannot_hold_up_a_publish(editor: Editor) -> None:
    """A lock on the folder itself, as any reader can take it."""
    hold = (
        "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], 0), 2); print(flush=True); sys.stdin.read()"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", hold, editor.archive], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert reader.stdout
    reader.stdout.readline()
    editor.write(quotes=("Corrected.",))

    editor.publish()
    reader.communicate()

    assert editor.record(f"en/quotes/{KEY}").updated == editor.now


# What other programs leave


def test_folders_and_files_of_systems_and_editors_are_passed_over(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "lost+found/x": "x",
        "@eaDir/x": "x",
        "en/@eaDir/x": "x",
        "en/~$24-01-12.txt": "x",
        "en/.#a.txt": "x",
    }

    assert told_by(write_archive(tmp_path, GOOD | files)) == []


@pytest.mark.parametrize(
    "name",
    [
        "2024-01-12-laptop",
        "2024-01-12 (1)",
        "2024-01-12-LAPTOP",
        "2024-01-12 (Ada's conflicted copy 2024-01-14)",
        "2024-01-12.sync-conflict-20240114-101112-ABCDEFG",
        "Copy of 2024-01-12",
    ],
)
def test_a_copy_is_reported_before_it_gets_an_id(tmp_path: Path, name: str) -> None:
    text = issue_text().replace("The pandas are back", "The pandas came back")
    archive = write_archive(tmp_path, GOOD | {f"en/{name}.txt": text})

    expected = "expected one file for an issue: merge them, and remove one"
    assert told_by(archive) == [f"en/{name}.txt:1: this seems to be a copy of en/2024-01-12.txt; {expected}"]
    assert len(load_archive(settings_of(archive)).folder.issues) == 1


def test_another_issue_with_a_longer_name_is_no_copy(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en/2024-01-12-special.txt": "January 12, 2024\n\nAnother letter altogether.\n"
    }

    assert told_by(write_archive(tmp_path, GOOD | files)) == []


def test_what_has_an_id_is_no_copy(editor: Editor) -> None:
    editor.write(key=f"{KEY}-extra", letter="Quite another.", quotes=("Quite other words.",))
    editor.publish()
    shutil.copy(editor.archive / f"en/{KEY}.txt", editor.archive / f"en/{KEY}-extra.txt")

    assert editor.errors() == []
