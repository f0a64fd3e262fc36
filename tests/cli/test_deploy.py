"""`deploy`: the configurations of other programs, filled in for the settings in force."""

import re
from pathlib import Path

import pytest

from syndication.web.deploy import FILES
from tests.support.archives import BASE_URL, NEWSLETTER, write_archive
from tests.support.commands import run
from tests.support.programs import deployed
from tests.support.serving import free_port

SETTINGS = ("--bind", "127.0.0.1:8123", "--base-url", "https://letters.example.org")


def text_of(program: str, folder: Path, *options: str, archive: Path | None = None) -> str:
    """Return all files of a program as one text."""
    archive = archive or write_archive(folder / "issues", {})
    deployed(program, folder / "out", *options, archive=archive)
    return "\n".join((folder / "out" / name).read_text("utf-8") for name in FILES[program].values())


@pytest.mark.parametrize("program", FILES)
def test_no_gap_is_left_in_a_file(program: str, tmp_path: Path) -> None:
    text = text_of(program, tmp_path, *SETTINGS)

    assert re.findall(r"\{\{|\{%|@[A-Z_]+@", text) == []


@pytest.mark.parametrize("program", sorted(set(FILES) - {"nginx-static"}))
def test_a_file_names_where_the_server_listens(program: str, tmp_path: Path) -> None:
    assert "8123" in text_of(program, tmp_path, *SETTINGS)


@pytest.mark.parametrize("program", ["nginx", "nginx-static", "caddy", "systemd", "docker"])
def test_a_file_names_the_public_host(program: str, tmp_path: Path) -> None:
    assert "letters.example.org" in text_of(program, tmp_path, *SETTINGS)


def test_the_partners_of_the_newsletter_may_frame_the_files_of_nginx(tmp_path: Path) -> None:
    partners = f'embed_partners = ["https://*.partner.example.org"]\n{NEWSLETTER}'
    archive = write_archive(tmp_path / "issues", {}, partners)

    text = text_of("nginx-static", tmp_path, archive=archive)

    assert "frame-ancestors 'self' https://*.partner.example.org" in text
    assert "frame-ancestors *" not in text


def test_pages_of_an_export_may_show_the_images_that_the_server_s_pages_show(tmp_path: Path) -> None:
    hosts = f'image_hosts = ["images.example.org"]\n{NEWSLETTER}'
    archive = write_archive(tmp_path / "issues", {}, hosts)

    assert "img-src 'self' images.example.org" in text_of("nginx-static", tmp_path, archive=archive)


def test_forms_of_an_export_may_lead_to_the_server_that_answers_them(tmp_path: Path) -> None:
    text = text_of("nginx-static", tmp_path, "--dynamic-url", "https://live.example.org")

    assert "form-action 'self' https://live.example.org" in text


@pytest.mark.parametrize("program", ["systemd", "docker"])
def test_settings_that_differ_from_their_defaults_are_handed_on(program: str, tmp_path: Path) -> None:
    text = text_of(program, tmp_path, "--metrics", "--no-watch", "--log-format", "json")

    variables = dict(re.findall(r"(SYNDICATION_(?:METRICS|WATCH|LOG_FORMAT|PREVIEW))=(\S+)", text))
    assert variables == {
        "SYNDICATION_METRICS": "1",
        "SYNDICATION_WATCH": "0",
        "SYNDICATION_LOG_FORMAT": "json",
    }


@pytest.mark.parametrize(
    "options",
    [
        ("--root", 'a"; evil'),
        ("--listen", "80; evil on"),
        ("--cache", "a b"),
        ("--fresh", "{{ 1 }}"),
        ("--bind", "%n:80"),
        ("--listen", "80\nevil"),
    ],
)
@pytest.mark.parametrize("program", FILES)
def test_nothing_that_could_mean_more_stands_in_a_file(
    program: str, options: tuple[str, str], tmp_path: Path
) -> None:
    archive = write_archive(tmp_path / "issues", {})

    done = run(
        "deploy", program, "--archive", archive, "--out", tmp_path / "out", "--base-url", BASE_URL, *options
    )

    assert (done.returncode, done.stderr.count("\n"), list((tmp_path / "out").glob("*"))) == (2, 1, [])


def test_a_path_of_the_base_url_is_left_to_the_server_in_front(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "issues", {})

    done = run(
        "deploy", "nginx", "--archive", archive, "--out", tmp_path, "--base-url", f"{BASE_URL}/letters"
    )

    assert (done.returncode, "/letters" in done.stderr) == (0, True)


def test_without_a_base_url_nothing_is_written(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "issues", {})

    assert run("deploy", "nginx", "--archive", archive, "--out", tmp_path / "out").returncode == 2


def test_a_folder_that_cannot_be_made_is_the_command_line_s_fault(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "issues", {})
    (tmp_path / "file").write_text("")

    done = run(
        "deploy", "nginx", "--archive", archive, "--out", tmp_path / "file/out", "--base-url", BASE_URL
    )

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_files_are_replaced_by_the_next_run(tmp_path: Path) -> None:
    port = str(free_port())
    text_of("caddy", tmp_path)

    assert port in text_of("caddy", tmp_path, "--bind", f"127.0.0.1:{port}", archive=tmp_path / "issues")


@pytest.mark.parametrize("program", sorted(set(FILES) - {"nginx-static", "varnish"}))
def test_an_address_of_ipv6_keeps_its_brackets(program: str, tmp_path: Path) -> None:
    assert "[::1]:8123" in text_of(program, tmp_path, "--bind", "[::1]:8123", "--base-url", BASE_URL)


def test_varnish_names_an_address_of_ipv6_without_brackets(tmp_path: Path) -> None:
    text = text_of("varnish", tmp_path, "--bind", "[::1]:8123", "--base-url", BASE_URL)

    assert '.host = "::1";' in text


def test_files_that_were_edited_are_kept_beside_the_new_one(tmp_path: Path) -> None:
    text = text_of("nginx", tmp_path, *SETTINGS)
    out = tmp_path / "out"
    for edit in ("first", "second"):
        (out / "syndication.conf").write_text(edit, "utf-8")
        text_of("nginx", tmp_path, *SETTINGS)

    names = ("syndication.conf.old", "syndication.conf.old2", "syndication.conf")
    assert [(out / name).read_text("utf-8") for name in names] == ["first", "second", text]
