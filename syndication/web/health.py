"""/healthz: the health of the service, for operators and balancers.

Counts only, unless the settings ask for details: drafts and file names are nobody's business, and the
requests of a proxy come from this machine too.
"""

from typing import Any

from flask import Flask

from syndication.archive.ledger import NO_LEDGER
from syndication.model.media_types import JSON
from syndication.web.reloader import Reloader


def register_health(app: Flask, live: Reloader, *, details: bool) -> None:
    """Register the view."""

    @app.get("/healthz")
    def health() -> tuple[dict[str, object], dict[str, str]]:
        """Answer with what is served, broken, stale or missing, and whether the last build failed."""
        library, served = live.current.archive.folder, live.current.reconciled
        failed = live.last_error is not None
        state: dict[str, Any] = {
            "status": "degraded" if library.broken or served.stale or served.missing or failed else "ok",
            "issues": len(library.issues),
            "broken": len(library.broken),
            "errors": len(library.errors),
            "kept": len(served.stale),
            "missing": len(served.missing),
            "unpublished": len(served.unpublished),
            "ledger": "read" if live.current.archive.ledger else NO_LEDGER,
            "build_failed": failed,
        }
        if details:
            state["details"] = {
                "errors": [problem.as_json() for problem in library.errors],
                "kept": [record.id for record in served.stale],
                "missing": [record.id for record in served.missing],
                "unpublished": [record.id for record in served.unpublished],
                "build_error": live.last_error,
            }
        return state, {"Content-Type": JSON}
