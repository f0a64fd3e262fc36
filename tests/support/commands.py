"""The commands, run in this process; `serving.run_process` is for facts about a process."""

import os
from pathlib import Path
from subprocess import CompletedProcess

from click.testing import CliRunner

from syndication.cli import main


def run(*words: str | Path, **env: str) -> CompletedProcess[str]:
    """Run a command to its end, in an environment without any settings of ours but those in `env`."""
    arguments = list(map(str, words))
    cleared: dict[str, str | None] = dict.fromkeys(
        name for name in os.environ if name.startswith("SYNDICATION_")
    )
    result = CliRunner(env=cleared | env).invoke(main, arguments, catch_exceptions=False)
    return CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)
