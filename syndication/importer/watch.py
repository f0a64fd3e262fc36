"""Watch a folder into which a mailbox rule drops newsletters: import each file once, when it is whole."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Event

from syndication.importer.read import MAX_FILE_BYTES
from syndication.importer.sources import ERROR_SUFFIX, Source, find_sources
from syndication.model.errors import Problem
from syndication.system.files import read_file, replace_file

_STATE = ".syndication-imported"  # the hash and the name of every file that was imported, a line each
_STEP_SECONDS = 1.0
STABLE_STEPS = 3  # without a change: a file under way is not read

Import = Callable[[Source], list[Problem]]  # returns the errors


class Watch:
    """A folder, and what is known of the files in it."""

    def __init__(self, folder: Path, import_source: Import) -> None:
        self._folder, self._import = folder, import_source
        self._state = folder / _STATE
        self._stable: dict[Path, tuple[tuple[int, ...], int]] = {}  # stamp, and steps since it changed
        lines = self._state.read_text("utf-8").splitlines() if self._state.exists() else []
        self._done = {line.partition(" ")[0] for line in lines}

    def run(self, stop: Event) -> None:
        """Import every file that comes, until `stop` is set."""
        while not stop.wait(_STEP_SECONDS):
            self.step(stop)

    def step(self, stop: Event) -> None:
        """Look at each file once, and import those that have been the same for some steps."""
        sources = {source.file: source for source in find_sources([self._folder])}
        self._stable = {file: state for file, state in self._stable.items() if file in sources}
        for file, source in sources.items():
            if stop.is_set():
                return
            stamp = _stamp(file)
            before, steps = self._stable.get(file, (stamp, -1))
            self._stable[file] = stamp, steps + 1 if stamp == before else 0
            if self._stable[file] == (stamp, STABLE_STEPS):
                self._import_once(source)

    def _import_once(self, source: Source) -> None:
        """Import a file, unless one with the same content was; note its errors beside it."""
        try:
            source = replace(source, raw=read_file(source.file, MAX_FILE_BYTES, source.root))
        except FileNotFoundError:
            return
        except OSError as error:  # which the import reports
            content = sha256(str(error).encode()).hexdigest()
        else:
            content = sha256(source.raw or b"").hexdigest()
        note = self._folder / f"{source.file.name}{ERROR_SUFFIX}"
        if content in self._done or (note.is_file() and content in note.read_text("utf-8", "replace")):
            return
        errors = self._import(source)
        with suppress(OSError):  # a full disk: the same file is imported again at worst, and is the same then
            if errors:
                lines = [*map(str, errors), f"Remove this note to try again. SHA-256 {content}", ""]
                replace_file(note, "\n".join(lines))
                return
            self._done.add(content)
            with self._state.open("a", encoding="utf-8") as state:
                state.write(f"{content} {source.file.name!r}\n")
            note.unlink(missing_ok=True)


def _stamp(file: Path) -> tuple[int, ...]:
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino
