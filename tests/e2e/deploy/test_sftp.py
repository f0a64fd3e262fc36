"""An export by SFTP to a real OpenSSH server, which knows one key and is known by one."""

import getpass
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.archives import BASE_URL, issue_text, write_archive
from tests.support.following import until
from tests.support.serving import free_port, run_process
from tests.support.tools import needs

_CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/home/.ssh/id_ed25519.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """An SFTP server, and the home of a user whom it lets in."""

    url: str
    home: Path

    def export(self, folder: Path, archive: Path) -> subprocess.CompletedProcess[str]:
        target = f"{self.url}{folder}"
        words = ("--archive", archive, "--base-url", BASE_URL)
        return run_process("export", target, *words, HOME=str(self.home))


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """Run sshd with keys that were made for it."""
    program, keygen = needs("sshd"), needs("ssh-keygen")
    folder, home, port = tmp_path / "sshd", tmp_path / "sshd" / "home", free_port()
    (home / ".ssh").mkdir(parents=True)
    for key in (folder / "host", home / ".ssh/id_ed25519"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    public = (folder / "host.pub").read_text("ascii")
    (home / ".ssh/known_hosts").write_text(f"[127.0.0.1]:{port} {public}")
    config, log = folder / "config", folder / "log"
    config.write_text(_CONFIG.format(port=port, folder=folder))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # as its unit does: sshd gives up its rights there
    with log.open("wb") as output:
        process = subprocess.Popen([program, "-D", "-e", "-f", config], stderr=output)
    try:
        assert until(lambda: "Server listening" in log.read_text()), log.read_text()
        yield Host(url=f"sftp://{getpass.getuser()}@127.0.0.1:{port}", home=home)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text()})


def test_an_export_by_sftp_has_the_bytes_of_one_to_a_folder(
    host: Host, archive: Path, tmp_path: Path
) -> None:
    run_process("export", tmp_path / "here", "--archive", archive, "--base-url", BASE_URL)

    done = host.export(tmp_path / "there", archive)

    assert done.returncode == 0, done.stderr
    assert _files(tmp_path / "there") == _files(tmp_path / "here")


def test_a_second_export_by_sftp_sends_what_changed(host: Host, archive: Path, tmp_path: Path) -> None:
    host.export(tmp_path / "there", archive)
    unchanged = host.export(tmp_path / "there", archive)
    (archive / "en/2024-01-12.txt").write_text(issue_text(quote="Corrected."), "utf-8")
    run_process("export", tmp_path / "here", "--archive", archive, "--base-url", BASE_URL)

    changed = host.export(tmp_path / "there", archive)

    assert " 0 new, 0 changed, 0 removed" in unchanged.stdout
    assert (changed.returncode, " 0 changed" in changed.stdout) == (0, False)
    assert _files(tmp_path / "there") == _files(tmp_path / "here")


def test_a_host_that_is_not_the_one_known_is_refused(host: Host, archive: Path, tmp_path: Path) -> None:
    known_hosts = host.home / ".ssh/known_hosts"
    port, kind, _ = known_hosts.read_text("ascii").split(maxsplit=2)
    other = (host.home / ".ssh/id_ed25519.pub").read_text("ascii").split()[1]

    for content in ("", f"{port} {kind} {other}\n"):
        known_hosts.write_text(content)
        done = host.export(tmp_path / "there", archive)

        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert f"is not in {known_hosts})" in done.stderr
    assert not (tmp_path / "there").exists()


def _files(site: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(site)): file.read_bytes()
        for file in site.rglob("*")
        if file.is_file() and file.suffix not in {".gz", ".br"} and not file.name.startswith(".")
    }
