"""Figures for operators: what this worker counts, and the sums of all workers, which share a folder."""

import json
import os
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from math import fsum
from pathlib import Path
from typing import Any, NamedTuple

from syndication.model import Format
from syndication.site.snapshot import Snapshot
from syndication.system.processes import call_after_fork
from syndication.web.conditional import Headers

BOUNDS = (0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)  # seconds, of the latency histogram
LANES = ("ready", "render", "compute", "other")
_SAVE_SECONDS = 1  # for so long the figures of another worker may be out of date
_FORMATS = frozenset(map(str, Format))
_FEED_DEPTH = 2  # slashes: /en/questions.atom
_CUSTOM_STEM = "/feed"
_ENCODINGS = ("gzip", "br")


class Labels(NamedTuple):
    """The labels of a request; each has few values, whatever clients ask for."""

    feed: str  # en/questions, custom, or empty: no feed
    form: str
    status: str
    encoding: str


class Totals(NamedTuple):
    """The number of requests by label, and for each lane the requests below each bound and their seconds."""

    requests: dict[Labels, float]
    seconds: dict[str, list[float]]


class Metrics:
    """Counts in cells, lists that the fast path adds to; no request waits for a lock or a file.

    Each worker saves its sums to a file of its own once a second, and one that answers adds up all files, so
    the sums of a worker that died stay. Without a folder they are those of one process. No sum ever falls: a
    worker saves its own before it answers, and floats are added so that their order does not matter.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._saved, self._saving = "", threading.Lock()
        self._requests: dict[Labels, list[float]] = {}
        self.seconds: dict[str, list[float]] = {lane: [0.0] * (len(BOUNDS) + 2) for lane in LANES}
        if folder:
            self._start()
            call_after_fork(self._start)

    def _start(self) -> None:
        for cell in [*self._requests.values(), *self.seconds.values()]:
            cell[:] = [0] * len(cell)  # the parent counts its own
        self._saved, self._saving = "", threading.Lock()
        threading.Thread(target=self._run, daemon=True, name="metrics").start()

    def cell(self, labels: Labels) -> list[float]:
        """Return the cell in which requests with these labels are counted."""
        return self._requests.setdefault(labels, [0])

    def record(self, labels: Labels, lane: str, seconds: float) -> None:
        """Count a request and its latency; the fast path does the same in place."""
        self.cell(labels)[0] += 1
        cell = self.seconds[lane]
        cell[bisect_left(BOUNDS, seconds)] += 1
        cell[-1] += seconds

    def totals(self) -> Totals:
        """Return the sums of all workers."""
        everyone = [self._save(), *self._others()]
        requests: dict[Labels, float] = {}
        for *labels, count in chain.from_iterable(one["requests"] for one in everyone):
            key = Labels(*labels)
            requests[key] = requests.get(key, 0) + count
        seconds = {
            lane: [fsum(cells) for cells in zip(*(one["seconds"][lane] for one in everyone), strict=True)]
            for lane in LANES
        }
        return Totals(requests, seconds)

    def _others(self) -> Iterator[Any]:
        for file in self._folder.glob("*.json") if self._folder else ():
            if file.stem != str(os.getpid()):
                yield json.loads(file.read_bytes())

    def _run(self) -> None:
        while True:
            time.sleep(_SAVE_SECONDS)
            self._save()

    def _save(self) -> dict[str, Any]:
        """Save the sums of this worker, and return them."""
        with self._saving:
            requests = [[*labels, cell[0]] for labels, cell in [*self._requests.items()]]
            seconds = {lane: [*cell] for lane, cell in self.seconds.items()}
            own = {"requests": requests, "seconds": seconds}
            if self._folder and (text := json.dumps(own)) != self._saved:
                new = self._folder / f"{os.getpid()}.new"
                with suppress(OSError):  # a full disk; the next second tries again
                    new.write_text(text)
                    new.replace(new.with_suffix(".json"))
                    self._saved = text
        return own


def labels_of(snapshot: Snapshot, path: str, status: int, headers: Headers) -> Labels:
    """Return the labels of a response: a feed is one of the site's, and the encoding stands in the ETag."""
    stem, dot, suffix = path.rpartition(".")
    form = suffix if dot and suffix in _FORMATS else "html" if path.endswith("/") else "other"
    feed = ""
    if form in _FORMATS:
        is_feed = path in snapshot.prerendered and path.count("/") == _FEED_DEPTH
        feed = stem[1:] if is_feed else "custom" if stem == _CUSTOM_STEM else ""
    tag = next((value for name, value in headers if name == "ETag"), "")
    encoding = next((one for one in _ENCODINGS if tag.endswith(f'-{one}"')), "identity")
    return Labels(feed, form, str(int(status)), encoding)
