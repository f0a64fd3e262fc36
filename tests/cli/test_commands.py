"""The commands, as somebody at a terminal or a program sees them."""

import json
import re
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
from click.testing import CliRunner

from syndication.cli import main
from syndication.settings import Settings
from tests.support.archives import NEWSLETTER, issue_text, write_archive
from tests.support.commands import run
from tests.support.serving import COMMAND, Serve, environment, fetch, free_port, run_process, running
from tests.support.tools import SAMPLES

# seconds; a worker can miss a signal that comes just as it begins to wait, and is then killed after 3
PATIENCE = 60
LINE = re.compile(
    r"[^\n:]+:\d+: (warning: )?[^\n]+; [^\n]+"
)  # en/2024-01-12.txt:27: what is wrong; what to do
SOUND = "24 issues, 0 errors, 0 warnings"


OPTIONS = [one for command in main.commands.values() for one in command.params if one.envvar]
VARIABLES = list({one.name: one for one in OPTIONS if isinstance(one, click.Option)}.values())


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Write an archive of one good file, one with a warning, and one that is lost."""
    files: dict[str, str | bytes] = {
        "en/2024-01-12.txt": issue_text(),
        "en/2024-01-19.txt": issue_text("January 19, 2024").replace("Discover", "Discovr"),
        "en/2024-01-26.txt": b"January 26, 2024\n\n\xff",
    }
    return write_archive(tmp_path / "issues", files)


@pytest.fixture
def unsettled(tmp_path: Path) -> Path:
    """Write an archive whose newsletter.toml has a fault."""
    return write_archive(
        tmp_path / "issues", {}, NEWSLETTER.replace("frequency_days = 7", "frequency_days = 0")
    )


class TestCheck:
    def test_a_sound_archive_is_good(self) -> None:
        done = run("check", "--archive", SAMPLES)

        assert done.returncode == 0
        assert done.stdout.splitlines()[-2:] == ["to publish: 120 new", SOUND]

    def test_a_lost_file_is_the_archive_s_fault(self, broken: Path) -> None:
        done = run("check", "--archive", broken)

        assert done.returncode == 1

    def test_a_warning_alone_is_no_fault(self, broken: Path) -> None:
        (broken / "en/2024-01-26.txt").unlink()

        done = run("check", "--archive", broken)

        assert done.returncode == 0

    def test_every_problem_has_its_place_and_what_was_expected(self, broken: Path) -> None:
        done = run("check", "--archive", broken)

        assert [bool(LINE.fullmatch(line)) for line in done.stdout.splitlines()[:3]] == [True, True, False]

    def test_the_last_line_counts(self, broken: Path) -> None:
        done = run("check", "--archive", broken)

        assert done.stdout.splitlines()[-1] == "2 issues, 1 error, 1 warning"

    def test_a_program_reads_the_same_problems(self, broken: Path) -> None:
        text, program = (
            run("check", "--archive", broken, "--format", form).stdout for form in ("text", "json")
        )

        problems = json.loads(program)["problems"]
        shown = [line.replace(" warning:", "") for line in text.splitlines() if LINE.fullmatch(line)]
        assert [f"{problem['path']}:{problem['line']}: {problem['message']}" for problem in problems] == shown

    def test_a_program_is_told_how_many_issues_there_are(self, broken: Path) -> None:
        done = run("check", "--archive", broken, "--format", "json")

        result = json.loads(done.stdout)
        assert (result["issues"], result["broken"]) == (2, 1)

    @pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
    def test_a_terminal_that_is_not_utf_8_gets_escapes(self, tmp_path: Path, encoding: str) -> None:
        archive = write_archive(
            tmp_path,
            {"zh-Hans/2024-01-12.txt": '+++\ntitle = "X"\n+++\n2024年1月12日\n本周聚焦\n您好。\n本周引⽤'},
        )

        done = run_process("check", "--archive", archive, PYTHONIOENCODING=encoding)

        assert (done.returncode, r"\u672c\u5468\u5f15" in done.stdout) == (0, True)
        assert "Traceback" not in done.stderr

    def test_the_archive_may_be_named_by_the_environment(self) -> None:
        done = run("check", SYNDICATION_ARCHIVE=str(SAMPLES))

        assert done.stdout.splitlines()[-1] == SOUND


class TestFeeds:
    def test_every_feed_is_listed_with_its_address(self) -> None:
        done = run("feeds", "--archive", SAMPLES, "--base-url", "https://feeds.example.org/letters/")

        lines = done.stdout.splitlines()
        assert (len(lines), lines[0].split()) == (
            45,
            ["https://feeds.example.org/letters/en/issues.atom", "8", "Focus", "This", "Week"],
        )

    def test_a_program_reads_the_same_addresses(self) -> None:
        text, program = (
            run("feeds", "--archive", SAMPLES, "--format", form).stdout for form in ("text", "json")
        )

        shown = [line.split()[0] for line in text.splitlines()]
        assert [feed["address"] for feed in json.loads(program)] == shown


class TestSettings:
    def test_an_option_wins_over_its_variable(self) -> None:
        done = run("check", "--archive", SAMPLES, SYNDICATION_ARCHIVE="/nowhere")

        assert done.returncode == 0

    @pytest.mark.parametrize("option", VARIABLES, ids=lambda option: str(option.name))
    def test_other_servers_read_the_variable_of_every_option(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: click.Option
    ) -> None:
        archive = str(write_archive(tmp_path, {}))
        monkeypatch.setenv("SYNDICATION_ARCHIVE", archive)
        text = {"archive": archive, "ping_state": "state.json", "log_format": "json"}.get(
            option.name or "", "https://example.org"
        )
        value: Any = option.default is not True if option.is_flag else text
        monkeypatch.setenv(str(option.envvar), str(value))

        settings = Settings.from_environment()

        assert settings == Settings.load(**{"archive": archive, str(option.name): value})

    @pytest.mark.parametrize("option", VARIABLES, ids=lambda option: str(option.name))
    def test_the_help_of_an_option_names_its_variable(self, option: click.Option) -> None:
        command = next(one for one in main.commands.values() if option in one.params)

        shown = CliRunner().invoke(command, ["--help"], terminal_width=200).output

        assert f"[env var: {option.envvar}" in shown

    @pytest.mark.parametrize("command", [["check"], ["feeds"], ["serve"], ["export", "public"]])
    def test_a_fault_of_newsletter_toml_is_the_settings(self, unsettled: Path, command: list[str]) -> None:
        done = run(*command, "--archive", unsettled, SYNDICATION_BASE_URL="https://feeds.example.org")

        assert (done.returncode, bool(LINE.fullmatch(done.stderr.strip()))) == (2, True)

    @pytest.mark.parametrize("command", [["check"], ["feeds"], ["serve"]])
    def test_an_archive_that_is_not_there_is_the_command_line_s_fault(
        self, tmp_path: Path, command: list[str]
    ) -> None:
        done = run(*command, "--archive", tmp_path / "nowhere")

        assert (done.returncode, done.stderr.count("\n")) == (2, 1)

    @pytest.mark.parametrize("url", ["feeds.example.org", "ftp://example.org", "https://example.org/?a=b"])
    def test_a_base_url_that_is_none_is_the_command_line_s_fault(self, url: str) -> None:
        done = run("feeds", "--archive", SAMPLES, "--base-url", url)

        assert (done.returncode, done.stderr.count("\n")) == (2, 1)

    @pytest.mark.parametrize("command", ["check", "publish", "ping", "feeds", "serve", "export"])
    def test_the_help_of_a_command_has_an_example(self, command: str) -> None:
        done = run(command, "--help")

        assert f"Example: syndication {command}" in done.stdout


class TestServe:
    def test_the_address_is_said(self, serve: Serve) -> None:
        server = serve(SAMPLES)

        address, ledger = server.log.read_text().splitlines()
        assert address == f"Serving {SAMPLES} at {server.url}/ (Ctrl+C stops it)"
        assert ledger == "no ledger: everything due is served"

    def test_the_public_address_is_said_where_it_is_another(self, serve: Serve) -> None:
        server = serve(SAMPLES, "--base-url", "https://feeds.example.org")

        assert "at https://feeds.example.org/ " in server.log.read_text()

    @pytest.mark.e2e
    def test_a_port_of_the_system_s_choice_is_said(self) -> None:
        output, _ = _start_and_stop(signal.SIGTERM)

        assert re.search(r"http://127\.0\.0\.1:[1-9]\d*/", output)

    @pytest.mark.e2e
    @pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
    def test_a_server_that_still_reads_the_archive_stops_when_it_is_told(self, sign: signal.Signals) -> None:
        _, status = _start_and_stop(sign)

        assert status == 0

    @pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
    def test_a_server_that_is_told_to_stop_has_done_well(self, serve: Serve, sign: signal.Signals) -> None:
        server = serve(SAMPLES)

        server.process.send_signal(sign)

        assert server.process.wait(PATIENCE) == 0

    @pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
    def test_a_server_that_is_told_to_stop_has_no_error_to_tell(
        self, serve: Serve, sign: signal.Signals
    ) -> None:
        server = serve(SAMPLES)

        server.process.send_signal(sign)
        server.process.wait(PATIENCE)

        log = server.log.read_text()
        assert ("[ERROR]" in log, "Traceback" in log) == (False, False)

    @pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
    def test_a_request_under_way_is_answered_before_the_server_stops(
        self, serve: Serve, tmp_path: Path, sign: signal.Signals
    ) -> None:
        server = serve(write_archive(tmp_path / "issues", _large_files()))
        whole = fetch(f"{server.url}/en/issues.json").body
        with _slow_reader(server.url, "/en/issues.json") as slow:
            received = slow.recv(1024)
            server.process.send_signal(sign)
            while chunk := slow.recv(1 << 16):
                received += chunk

        assert received.partition(b"\r\n\r\n")[2] == whole

    @pytest.mark.e2e
    @pytest.mark.parametrize("bind", ["::1", "[::1]"])
    def test_an_address_of_ipv6_is_written_in_brackets(self, tmp_path: Path, bind: str) -> None:
        port = free_port()
        command: list[str | Path] = [COMMAND, "serve", "--archive", SAMPLES, "--bind", f"{bind}:{port}"]

        with running(command, f"http://[::1]:{port}/healthz", tmp_path / "log"):
            log = (tmp_path / "log").read_text()

        assert f"at http://[::1]:{port}/ " in log

    @pytest.mark.parametrize("bind", ["0.0.0.0", "[::]", "::", "0"])
    def test_all_addresses_of_a_machine_need_a_base_url(self, bind: str) -> None:
        done = run("serve", "--archive", SAMPLES, "--bind", f"{bind}:{free_port()}")

        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "expected --base-url too" in done.stderr

    @pytest.mark.e2e
    def test_of_two_servers_that_start_at_one_address_at_once_one_is_refused(self) -> None:
        bind = f"127.0.0.1:{free_port()}"
        command: list[str | Path] = [COMMAND, "serve", "--archive", SAMPLES, "--bind", bind]

        both = [subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE) for _ in range(2)]
        while all(one.poll() is None for one in both):
            time.sleep(0.02)  # a poll: one of them ends
        refused, served = sorted(both, key=lambda one: one.poll() is None)
        message = refused.communicate()[1].decode()
        served.terminate()
        served.communicate()

        assert (refused.returncode, message) == (
            2,
            f"cannot listen at {bind} (Address already in use); expected a free port of this machine\n",
        )

    def test_a_busy_port_is_one_line(self, serve: Serve) -> None:
        bind = urlsplit(serve(SAMPLES).url).netloc

        done = run_process("serve", "--archive", SAMPLES, "--bind", bind)

        assert (done.returncode, done.stdout, done.stderr) == (
            2,
            "",
            f"cannot listen at {bind} (Address already in use); expected a free port of this machine\n",
        )

    @pytest.mark.parametrize("bind", ["256.1.1.1:8000", "192.0.2.1:8000", "nobody.invalid:8000"])
    def test_a_place_that_is_none_is_one_line(self, bind: str) -> None:
        done = run("serve", "--archive", SAMPLES, "--bind", bind)

        assert (done.returncode, done.stderr.count("\n")) == (2, 1)

    @pytest.mark.parametrize("bind", ["8000", "127.0.0.1", ":8000", "127.0.0.1:http", "127.0.0.1:99999", ""])
    def test_a_bind_that_is_none_is_explained(self, bind: str) -> None:
        done = run("serve", "--archive", SAMPLES, "--bind", bind)

        assert (done.returncode, "expected HOST:PORT" in done.stderr) == (2, True)


def _start_and_stop(sign: signal.Signals) -> tuple[str, int]:
    """Stop a server as soon as it prints anything; return what it printed, and its exit status."""
    command: list[str | Path] = [COMMAND, "serve", "--archive", SAMPLES, "--bind", "127.0.0.1:0"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(sign)
        return line, process.wait(PATIENCE)


def _large_files() -> dict[str, str | bytes]:
    """Write issues whose feed is larger than the buffers between a server and a client."""
    return {
        f"en/2024-01-{day:02}.txt": issue_text(f"January {day}, 2024", "A long sentence indeed. " * 30_000)
        for day in range(1, 11)
    }


def _slow_reader(url: str, path: str) -> socket.socket:
    """Ask for a document and take next to nothing of it, until it is read on."""
    place = urlsplit(url)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    client.settimeout(30)
    client.connect((place.hostname, place.port))
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode())
    return client
