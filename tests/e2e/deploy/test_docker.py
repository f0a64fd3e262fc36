"""The steps of the Dockerfile, done in a fresh folder: no daemon builds it here."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.archives import BASE_URL, issue_text, write_archive
from tests.support.commands import run
from tests.support.programs import deployed
from tests.support.serving import environment, fetch, free_port, running
from tests.support.tools import ROOT

Step = tuple[str, str]


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory, port: int) -> list[Step]:
    out = deployed("docker", tmp_path_factory.mktemp("docker"), "--bind", f"127.0.0.1:{port}", "--metrics")
    lines = (out / "Dockerfile").read_text("utf-8").splitlines()
    return [(name, words) for name, _, words in (line.partition(" ") for line in lines) if name.isupper()]


@pytest.fixture(scope="module")
def image(steps: list[Step], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Do what copies and installs, with the folder in the place of the root of a container."""
    root = tmp_path_factory.mktemp("image")
    (root / "bin").mkdir()
    (root / "bin" / "python").symlink_to(sys.executable)
    place = root
    for name, words in steps:
        if name == "WORKDIR":
            place = root / words.lstrip("/")
            place.mkdir(parents=True, exist_ok=True)
        elif name == "COPY":
            *sources, target = words.split()
            for source in sources:
                destination = place / target
                if (ROOT / source).is_dir():
                    ignore = shutil.ignore_patterns("__pycache__")
                    shutil.copytree(ROOT / source, destination, symlinks=True, ignore=ignore)
                else:
                    shutil.copy(ROOT / source, destination)
        elif name == "RUN" and not words.startswith("useradd"):
            command = re.sub(r"(?<=[ /])/?(opt|src)/", rf"{root}/\1/", words).replace(f"/{root}", f"{root}")
            path = f"{root / 'bin'}:/usr/bin:/bin"
            subprocess.run(["sh", "-ec", command], cwd=place, env=environment(PATH=path), check=True)
    return root


def test_the_image_runs_as_nobody_who_owns_anything(steps: list[Step]) -> None:
    names = [name for name, _ in steps]
    last = max(index for index, name in enumerate(names) if name == "USER")

    assert steps[last][1] == "10001"
    assert {"RUN", "COPY"} & set(names[last:]) == set()


def test_the_base_is_slim_and_has_a_python_that_we_support(steps: list[Step]) -> None:
    version = re.fullmatch(r"python:3\.(\d+)-slim", dict(steps)["FROM"])

    assert version
    assert f"Programming Language :: Python :: 3.{version[1]}" in (ROOT / "pyproject.toml").read_text("utf-8")


def test_what_the_image_starts_serves_and_is_healthy(
    image: Path, steps: list[Step], port: int, tmp_path: Path
) -> None:
    archive = write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text()})
    assert run("publish", "--archive", archive).returncode == 0
    env = dict(words.partition("=")[::2] for name, words in steps if name == "ENV")
    env["PATH"] = env["PATH"].replace("/opt", f"{image}/opt").replace("$PATH", "/usr/bin:/bin")
    env["SYNDICATION_ARCHIVE"] = str(archive)  # where a container has its volume
    program, *words = json.loads(dict(steps)["CMD"])
    command = [str(image / "opt/syndication/bin" / program), *words]
    check = json.loads(dict(steps)["HEALTHCHECK"].partition("CMD ")[2])
    url = f"http://127.0.0.1:{port}"

    with running(command, f"{url}/healthz", tmp_path / "log", **env):
        links = fetch(f"{url}/en/quotes.atom").headers.get_all("Link", [])
        figures = fetch(f"{url}/metrics").status
        healthy = subprocess.run(["env", *check], env=environment(**env), check=False).returncode
    sick = subprocess.run(
        ["env", *check], env=environment(**env), check=False, capture_output=True
    ).returncode

    assert (links[0].startswith(f"<{BASE_URL}/en/quotes.atom>"), figures) == (True, 200)
    assert (healthy, sick) == (0, 1)


def test_a_file_that_is_copied_is_part_of_the_project(steps: list[Step]) -> None:
    sources = [source for name, words in steps if name == "COPY" for source in shlex.split(words)[:-1]]

    assert [source for source in sources if not (ROOT / source).exists()] == []
