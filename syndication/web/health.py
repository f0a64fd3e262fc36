"""/healthz and /readyz: the health of the service, for operators and balancers.

/healthz has counts only, unless the settings ask for details: drafts and file names are private, and requests
that a proxy forwards come from this machine too.
"""

from http import HTTPStatus
from typing import Any

from flask import Flask

from syndication.archive.ledger import NO_LEDGER
from syndication.model.media_types import JSON
from syndication.web.reloader import Reloader


def register_health(app: Flask, reloader: Reloader, *, details: bool) -> None:
    """Register the views."""

    @app.get("/healthz")
    def health() -> tuple[dict[str, object], dict[str, str]]:
        """Return how much is served, broken, stale or missing, and whether the last build failed."""
        folder, reconciled = reloader.current.archive.folder, reloader.current.reconciled
        state: dict[str, Any] = {
            "status": _status(reloader),
            "issues": len(folder.issues),
            "broken": len(folder.broken),
            "errors": len(folder.errors),
            "stale": len(reconciled.stale),
            "missing": len(reconciled.missing),
            "unpublished": len(reconciled.unpublished),
            "ledger": "read" if reloader.current.archive.ledger else NO_LEDGER,
            "build_failed": reloader.last_error is not None,
        }
        if details:
            state["details"] = {
                "errors": [problem.as_json() for problem in folder.errors],
                "stale": [record.id for record in reconciled.stale],
                "missing": [record.id for record in reconciled.missing],
                "unpublished": [record.id for record in reconciled.unpublished],
                "build_error": reloader.last_error,
            }
        return state, {"Content-Type": JSON}

    @app.get("/readyz")
    def readiness() -> tuple[dict[str, str], HTTPStatus, dict[str, str]]:
        """Return 200 if everything is served as it was published, and 503 if not."""
        status = HTTPStatus.SERVICE_UNAVAILABLE if reloader.is_degraded else HTTPStatus.OK
        return {"status": _status(reloader)}, status, {"Content-Type": JSON}


def _status(reloader: Reloader) -> str:
    return "degraded" if reloader.is_degraded else "ok"
