"""A report -> a page with a plot, and bars for a terminal: no script, no other host, no library."""

from syndication.logs.report import METHOD, FeedSubscribers, Report
from syndication.render.templating import template

_PLOT_WIDTH, _BAR_HEIGHT, _GAP = 600, 18, 8


def render_report(report: Report) -> str:
    """Return the page: a plot of all feeds, with its figures as tables."""
    most = _most(report)
    bars = [
        {
            "feed": feed,
            "y": number * (_BAR_HEIGHT + _GAP),
            "aggregated": round(_PLOT_WIDTH * feed.aggregated / most, 1),
            "single": round(_PLOT_WIDTH * feed.single / most, 1),
        }
        for number, feed in enumerate(report.feeds)
    ]
    height = len(bars) * (_BAR_HEIGHT + _GAP)
    page = template("subscribers.html")
    return page.render(
        report=report, bars=bars, method=METHOD, width=_PLOT_WIDTH, bar=_BAR_HEIGHT, height=height
    )


def bar(feed: FeedSubscribers, report: Report, width: int, *, full: str, light: str) -> str:
    """Return the bar of a feed: what aggregators state, then single readers; at least a mark if any."""
    columns = max(1, round(width * feed.total / _most(report))) if feed.total else 0
    stated = round(columns * feed.aggregated / feed.total) if feed.total else 0
    return full * stated + light * (columns - stated)


def _most(report: Report) -> int:
    return max((feed.total for feed in report.feeds), default=0) or 1
