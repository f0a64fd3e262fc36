"""Write a site as files to where they are served: only what changed, and in an order that breaks no link.

New documents come first, since nothing names them yet, then changed ones, feeds after the pages that they
name, and in the end what is no more is removed. So no link leads nowhere, even if an export is killed. Before
an export changes anything, it lists what it is about to change, without its inputs: the next one then knows
which files to doubt.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from math import ceil
from operator import attrgetter
from typing import NamedTuple

from syndication.model.paths import ROOT
from syndication.site.context import Site
from syndication.site.document import Document
from syndication.site.export.folder import Folder
from syndication.site.export.listing import MARKER, Line, Listing
from syndication.site.export.objects import Objects
from syndication.site.export.target import Target
from syndication.site.inputs import Inputs
from syndication.site.routes import addresses
from syndication.site.routing import Group
from syndication.site.views import feeds
from syndication.system.processes import cores, fork_map, keep_from_collection, without_garbage_collection

__all__ = ["MARKER", "ExportResult", "Folder", "Objects", "Target", "export"]

_MAX_PER_PROCESS = 4096  # documents: their memory is free again once it ends
_MIN_PER_PROCESS = 64  # documents that are worth a process
_CHUNK = 64  # documents of a few entries
_RANKS: Mapping[object, int] = {feeds.entry: 1, feeds.archive: 1, feeds.feed: 2}
_SLICES_PER_CORE = 2  # documents take unequal times


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """The number of documents in the site, and the paths of those that an export wrote or removed."""

    documents: int
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether nothing was to be written or removed."""
        return not (self.new or self.changed or self.removed)


class _Task(NamedTuple):
    """A document that may have changed."""

    path: str
    inputs: str
    render: Callable[[], Document]
    rank: int = 0  # those of a higher rank name those of a lower one
    feed: tuple[str, str] | None = None  # whose rendered entries it shares with others


def export(
    site: Site,
    target: Target,
    *,
    more: Mapping[str, Document] | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda *_: None,
    waiting: Callable[[str], None] = lambda _: None,
) -> ExportResult:
    """Write every document that is not yet in the target as it should be, and `more` files at their paths.

    All cores are used. `progress` is called with the number of documents just done and that of all to do,
    `waiting` if another export holds the target, with what may be done about it. Raises SettingsError if
    something is in the target that no export wrote, OSError if it cannot be written: what was written until
    then stays, and the next export completes it.
    """
    with nullcontext() if dry_run else target.locked(waiting):
        with without_garbage_collection():
            one = _Export(site, target, more or {}, dry_run=dry_run)
            keep_from_collection()
        return one.run(progress)


class _Export:
    """One export of a site to a target."""

    def __init__(self, site: Site, target: Target, more: Mapping[str, Document], *, dry_run: bool) -> None:
        self._site = site
        self._target = target
        self._more = more
        self._dry_run = dry_run
        self._inputs = Inputs(site)
        listing = target.load()
        self._inputs_before = listing.inputs
        self._lines_before = listing.lines
        self._lines = target.confirm(listing.lines)
        self._everything = " ".join([self._inputs.everything, *map(target.etag, self._more.values())])

    def run(self, progress: Callable[[int, int], None]) -> ExportResult:
        """Compare, write, remove."""
        doubtful = any(not line.inputs for line in self._lines.values())
        if self._everything == self._inputs_before and not doubtful:
            if self._lines != self._lines_before:
                self._save(self._everything, self._lines)
            return ExportResult(documents=len(self._lines))
        paths: set[str] = set()
        todo = list(self._tasks(paths))
        removed = tuple(path for path in self._lines if path not in paths)
        if self._lines_before:
            self._target.expect_free(one.path for one in todo if one.path not in self._lines)
        else:
            self._target.expect_free(self._more)
        if not self._dry_run:
            self._target.clean(path for path, line in self._lines.items() if not line.inputs)
        touched = [*(one.path for one in todo), *removed]
        self._save("", self._lines | dict.fromkeys(touched, Line()))
        lines = dict(self._lines)
        changes: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
        for stage in self._stages(todo):
            for path, line, kind in self._write_all(stage):
                lines[path] = line
                changes[kind].append(path)
                progress(1, len(todo))
        if not self._dry_run:
            self._target.remove(removed)
        self._save(self._everything, {path: line for path, line in lines.items() if path in paths})
        return ExportResult(
            documents=len(paths),
            new=tuple(changes["new"]),
            changed=tuple(changes["changed"]),
            removed=removed,
        )

    def _tasks(self, paths: set[str]) -> Iterator[_Task]:
        """Yield every document whose inputs differ, and add every path to `paths`."""
        for group in (Group.SINGLETON, Group.PRERENDERED, Group.ENTRY):
            for one in addresses(self._site, group):
                paths.add(one.path)
                inputs = self._inputs.of(one)
                if self._line(one.path).inputs != inputs:
                    rank = _RANKS.get(one.route.view, 0)
                    feed = (one.values["edition"], one.values["section"]) if rank else None
                    yield _Task(one.path, inputs, partial(one.document, self._site), rank, feed)
        for path, document in self._more.items():
            paths.add(path)
            if self._line(path).inputs != document.etag:
                yield _Task(path, document.etag, partial(_same, document))

    def _stages(self, tasks: list[_Task]) -> Iterator[list[_Task]]:
        """Yield the documents in the order in which they may be written; the front page leads to all.

        Those that share what they render follow each other: all of an entry, and all of a feed, which comes
        after its archive documents.
        """

        def stage(task: _Task) -> tuple[bool, bool, bool]:
            exists = bool(self._line(task.path).stamp)
            return task.path == ROOT, exists, task.feed is not None

        def order(task: _Task) -> tuple[object, ...]:
            return stage(task), task.feed, task.rank, task.path

        for _, some in groupby(sorted(tasks, key=order), key=stage):
            yield list(some)

    def _write_all(self, tasks: list[_Task]) -> Iterator[tuple[str, Line, str]]:
        """Write some documents in processes that inherit the site; yield the path, line and kind of each."""
        if len(tasks) < _MIN_PER_PROCESS:
            yield from self._write(tasks)
            return
        slices = max(cores() * _SLICES_PER_CORE, ceil(len(tasks) / _MAX_PER_PROCESS))
        chunks = list(_chunks(tasks, min(_CHUNK, ceil(len(tasks) / slices))))
        # Issues take longer than parts, so every slice gets some of each.
        shares = [list(chain.from_iterable(chunks[number::slices])) for number in range(slices)]
        for done in fork_map(lambda number: self._write(shares[number]), slices):
            yield from done

    def _write(self, tasks: list[_Task]) -> list[tuple[str, Line, str]]:
        """Write some documents, unless they are there already."""
        done: list[tuple[str, Line, str]] = []
        written: list[tuple[str, Line, str]] = []

        def differing() -> Iterator[tuple[str, Document]]:
            for path, inputs, render, *_ in tasks:
                document, line = render(), self._line(path)
                etag = self._target.etag(document)
                doubtful = line.stamp and not line.inputs
                stamp = self._target.holds(path, document) if doubtful else line.stamp
                if stamp is not None and (doubtful or etag == line.etag):
                    done.append((path, Line(inputs, etag, stamp), "unchanged"))
                else:
                    written.append((path, Line(inputs, etag), "changed" if line.stamp else "new"))
                    yield path, document

        stamps = ("" for _ in differing()) if self._dry_run else self._target.write(differing())
        for number, stamp in enumerate(stamps):
            path, line, kind = written[number]
            done.append((path, line._replace(stamp=stamp), kind))
        return done

    def _line(self, path: str) -> Line:
        return self._lines.get(path, _NO_LINE)

    def _save(self, inputs: str, lines: Mapping[str, Line]) -> None:
        if not self._dry_run:
            self._target.save(Listing(inputs, lines))


_NO_LINE = Line()


def _chunks(tasks: list[_Task], size: int) -> Iterator[list[_Task]]:
    """Yield all documents of a feed at once, and of what belongs to no feed some."""
    for feed, some in groupby(tasks, key=attrgetter("feed")):
        same = list(some)
        step = len(same) if feed else size
        yield from (same[begin : begin + step] for begin in range(0, len(same), step))


def _same(document: Document) -> Document:
    return document
