"""Turn a folder of plain-text newsletter issues into feeds to rely on for years.

issues/*/*.txt
  | library    find the files, parse each one             -> Issue
  | entries    cut issues into what a reader sees          -> Entry
  | ledger     give each entry its lasting dates           -> Record
  | archive    issues and ledger, held against each other  -> Served
  | catalog    gather entries into the feeds we run        -> Feed
  | paging     split long feeds into documents             -> Feed
  | render     write one feed in one format                -> bytes
  | site       every address, and the document there       -> Document, Snapshot
  | web, client   serve it; announce and verify it

A module may import those before it in the flow, never those after it.
"""

from typing import Any


def create_app(*args: Any, **options: Any) -> Any:
    """Return the WSGI application; see `syndication.web.create_app`.

    It is imported on demand: no command and no other module needs Flask because of this one.
    """
    from syndication import web  # noqa: PLC0415 (see above)

    return web.create_app(*args, **options)
