"""The health of the service, for operators and balancers."""

from flask import Flask

from syndication.media_types import JSON
from syndication.web.live import Live


def add_health(app: Flask, live: Live) -> None:
    """Register the view."""

    @app.get("/healthz")
    def health() -> tuple[dict[str, object], dict[str, str]]:
        """Answer with how many issues are served, which are broken, and whether the last build failed."""
        build = live.taken
        library = build.archive.library
        kept = [record.id for record in build.served.kept]
        missing = [record.id for record in build.served.missing]
        state: dict[str, object] = {
            "status": "degraded" if library.broken or kept or missing or live.trouble else "ok",
            "issues": len(library.issues),
            "broken": len(library.broken),
            "errors": [problem.as_json() for problem in library.errors],
            "kept": kept,
            "missing": missing,
            "build_error": live.trouble,
        }
        return state, {"Content-Type": JSON}
