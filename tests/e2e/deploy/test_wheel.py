"""The wheel: what `pip install` brings to a machine without a checkout."""

import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from syndication.web.deploy import FILES
from tests.support.serving import environment
from tests.support.tools import ROOT, SAMPLES, unavailable

_SETUPTOOLS = 77  # the oldest that reads our pyproject.toml


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of a copy of the tree, and unpack it."""
    if int(version("setuptools").partition(".")[0]) < _SETUPTOOLS:
        unavailable(f"setuptools is older than {_SETUPTOOLS}")
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("syndication", "issues"):
        shutil.copytree(ROOT / name, folder / "tree" / name, symlinks=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "tree")
    build = "wheel --quiet --no-deps --no-index --no-build-isolation --wheel-dir . ./tree"
    subprocess.run([sys.executable, "-m", "pip", *build.split()], check=True, cwd=folder)
    shutil.rmtree(folder / "tree")
    [wheel] = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder / "installed"


def syndication(installed: Path, folder: Path, *words: str) -> str:
    """Run a command of the installed package in a folder; return what it prints."""
    command = [sys.executable, "-P", "-m", "syndication", *words]
    env = environment(PYTHONPATH=str(installed))
    return subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("option", ["--yes", "--sample"])
def test_a_newsletter_begins_without_a_checkout(installed: Path, tmp_path: Path, option: str) -> None:
    syndication(installed, tmp_path, "init", "new", option)

    counts = syndication(installed, tmp_path, "check", "--archive", "new").splitlines()[-1]
    assert counts.endswith(", 0 errors, 0 warnings")


def test_the_wheel_has_the_whole_sample(installed: Path) -> None:
    names = {file.relative_to(SAMPLES) for file in SAMPLES.rglob("*") if file.is_file()}

    sample = installed / "syndication" / "sample"
    assert {file.relative_to(sample) for file in sample.rglob("*") if file.is_file()} == names


def test_the_wheel_has_what_deploy_fills_in(installed: Path, tmp_path: Path) -> None:
    syndication(installed, tmp_path, "init", "new", "--yes")
    for program in FILES:
        options = ("--archive", "new", "--base-url", "https://feeds.example.org", "--out", program)
        syndication(installed, tmp_path, "deploy", program, *options)

    written = {
        file.relative_to(tmp_path).as_posix() for program in FILES for file in (tmp_path / program).iterdir()
    }
    assert written == {f"{program}/{name}" for program, files in FILES.items() for name in files.values()}
