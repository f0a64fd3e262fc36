"""/metrics: figures in the text format of Prometheus, of all workers together."""

import json
import time
from collections.abc import Iterator

from flask import Flask, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from syndication.model import Format
from syndication.model.paths import feed_path
from syndication.web.metrics import BOUNDS, LANES, Metrics
from syndication.web.reloader import Reloader


def register_metrics(app: Flask, reloader: Reloader, metrics: Metrics) -> None:
    """Register the view."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(reloader, metrics))

    @app.get("/metrics")
    def figures() -> Response:
        """Return all figures; requests are those of all workers, the rest is of the one that answers."""
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Figures(Collector):
    """Reads the figures at the moment of a scrape."""

    def __init__(self, reloader: Reloader, metrics: Metrics) -> None:
        self._reloader = reloader
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        """Yield every figure."""
        totals = self._metrics.totals()
        requests = CounterMetricFamily(
            "syndication_requests",
            "Requests that were answered; a 304 has the encoding that a 200 would have had.",
            labels=("feed", "format", "status", "encoding"),
        )
        for labels, count in sorted(totals.requests.items()):
            requests.add_metric(labels, count)
        yield requests
        seconds = HistogramMetricFamily(
            "syndication_request_seconds",
            "Seconds from a request to its response: of documents that were ready, were rendered, were "
            "computed from a query, and of all others.",
            labels=("lane",),
        )
        for lane in LANES:
            *counts, total = totals.seconds[lane]
            seconds.add_metric((lane,), list(_buckets(counts)), total)
        yield seconds
        yield from self._gauges()
        yield self._hub_topics()

    def _gauges(self) -> Iterator[Metric]:
        current = self._reloader.current
        reconciled, folder = current.reconciled, current.archive.folder
        age = time.monotonic() - current.built_at
        for name, value, text in (
            ("snapshot_age_seconds", age, "Seconds since what is served was built."),
            ("snapshot_build_seconds", current.seconds, "Seconds that it took to build it."),
            ("build_failed", self._reloader.last_error is not None, "1 if the last build failed."),
            ("issues", len(folder.issues), "Issues that are served."),
            ("issues_broken", len(folder.broken), "Files that cannot be read as issues."),
            ("entries_stale", len(reconciled.stale), "Entries that are served as they were."),
            ("entries_missing", len(reconciled.missing), "Published entries that cannot be shown."),
            ("entries_unpublished", len(reconciled.unpublished), "Entries with an edit to be published."),
        ):
            yield GaugeMetricFamily(f"syndication_{name}", text, value=float(value))

    def _hub_topics(self) -> Metric:
        """Return how many feeds each hub was notified of as they are now, by the file that `ping` writes."""
        text = "Feeds whose present document each hub was notified of, or was not yet."
        metric = GaugeMetricFamily("syndication_hub_topics", text, labels=("hub", "state"))
        snapshot = self._reloader.snapshot
        etags = {
            snapshot.site.urls(path): snapshot.prerendered[path].etag
            for key, feed in snapshot.catalog.feeds.items()
            if feed.entries or feed.tombstones  # no other is a topic
            for path in (feed_path(*key, form) for form in Format)
        }
        for hub in snapshot.settings.newsletter.hubs:
            announced = self._announced(hub)
            current = sum(announced.get(topic) == etag for topic, etag in etags.items())
            metric.add_metric((hub, "announced"), current)
            metric.add_metric((hub, "outdated"), len(etags) - current)
        return metric

    def _announced(self, hub: str) -> dict[str, str]:
        try:
            state = json.loads(self._reloader.snapshot.settings.ping_state.read_bytes())
            topics = state.get(hub, {})
        except (OSError, ValueError, AttributeError):  # `ping` did not run yet, or reports what is wrong
            topics = {}
        return topics if isinstance(topics, dict) else {}


def _buckets(counts: list[float]) -> Iterator[tuple[str, float]]:
    """Yield each bound with the number of requests up to it, as the format wants it."""
    total = 0.0
    for bound, count in zip([*map(str, BOUNDS), "+Inf"], counts, strict=True):
        total += count
        yield bound, total
