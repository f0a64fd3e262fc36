"""Turn a folder of newsletter issues into feeds to rely on for years.

issues/*/*.{txt,md}
  | archive   parse each file, split it into entries, give each its lasting dates   -> Reconciled
  | feeds     collect entries into feeds, split long feeds into documents           -> Catalog, Feed
  | render    write a feed or an entry in one format                                -> bytes
  | site      every address and its document at one moment; export them as files    -> Snapshot
  | web       serve the snapshot, and replace it when the archive changes
  | client    announce changes to hubs; verify a site from outside

importer fills the folder: it reads the pages, mails and Word documents that editors have.

model has the nouns, settings what is configured, text and system what all packages use; cli has the commands.
A package imports those above it in the flow, never those below it.
"""

from typing import Any


def create_app(*args: Any, **options: Any) -> Any:
    """Return the WSGI application; see `syndication.web.create_app`.

    It is imported on demand: no command and no other module needs Flask because of this one.
    """
    from syndication import web  # noqa: PLC0415 (see above)

    return web.create_app(*args, **options)
