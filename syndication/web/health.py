"""/healthz: the health of the service, for operators and balancers.

Counts only, unless the settings ask for details: drafts and file names are nobody's business, and the
requests of a proxy come from this machine too.
"""

from typing import Any

from flask import Flask

from syndication.media_types import JSON
from syndication.web.live import Live


def add_health(app: Flask, live: Live, *, details: bool) -> None:
    """Register the view."""

    @app.get("/healthz")
    def health() -> tuple[dict[str, object], dict[str, str]]:
        """Answer with what is served, broken, stale or missing, and whether the last build failed."""
        library, served = live.taken.archive.library, live.taken.served
        failed = live.trouble is not None
        state: dict[str, Any] = {
            "status": "degraded" if library.broken or served.kept or served.missing or failed else "ok",
            "issues": len(library.issues),
            "broken": len(library.broken),
            "errors": len(library.errors),
            "kept": len(served.kept),
            "missing": len(served.missing),
            "build_failed": failed,
        }
        if details:
            state["details"] = {
                "errors": [problem.as_json() for problem in library.errors],
                "kept": [record.id for record in served.kept],
                "missing": [record.id for record in served.missing],
                "build_error": live.trouble,
            }
        return state, {"Content-Type": JSON}
