"""The archive as it is on disk, with its ledger: load, check and publish."""

from datetime import datetime

from syndication.archive.load import Archive, load_archive, split_archive
from syndication.archive.plan import Plan
from syndication.archive.publish import plan_publication, publish, start_run
from syndication.archive.reconcile import check_consistency, misdated
from syndication.model.errors import LedgerError, Problem
from syndication.settings import Settings

__all__ = ["Archive", "check_archive", "load_archive", "publish"]


def check_archive(settings: Settings, now: datetime) -> tuple[Archive, tuple[Problem, ...], Plan | None]:
    """Return the archive, everything that is wrong with it and its ledger, and what `publish` would do.

    If the ledger is invalid, the archive is read without it, and there is no plan.
    """
    invalid: tuple[Problem, ...] = ()
    try:
        archive = load_archive(settings)
    except LedgerError as error:
        archive, invalid = split_archive(settings, None), error.problems
    problems = (*invalid, *settings.newsletter.warnings, *archive.folder.problems)
    if invalid:
        return archive, problems, None
    zone = settings.newsletter.timezone
    problems += (*misdated(archive.folder.issues, now), *check_consistency(archive, zone, now))
    return archive, problems, plan_publication(archive, start_run(settings, now, archive.ledger))
