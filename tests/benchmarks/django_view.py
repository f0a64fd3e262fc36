"""A feed as Django's manual has it, from a database, with every request: what the server is compared with."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, models
from django.urls import path
from django.utils.feedgenerator import Atom1Feed

_FEED: dict[str, Any] = json.loads(Path(os.environ["FEED"]).read_text("utf-8"))  # a JSON Feed of ours
_DATABASE = Path(os.environ["DATABASE"])

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": _DATABASE, "CONN_MAX_AGE": None}},
    MIDDLEWARE=[
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.http.ConditionalGetMiddleware",
        "django.middleware.common.CommonMiddleware",  # as in every new project: it tells the length
    ],
)
django.setup()


class Entry(models.Model):  # type: ignore[misc]  # Django ships no types, here and below
    """A row for each entry of the feed."""

    guid = models.TextField()
    title = models.TextField()
    address = models.TextField()
    content = models.TextField()
    published = models.DateTimeField(db_index=True)
    updated = models.DateTimeField()

    class Meta:
        """Where Django is to look for it: nowhere."""

        app_label = "benchmark"

    def __str__(self) -> str:
        return str(self.title)


class Entries(Feed):  # type: ignore[misc]
    """The newest entries, as an Atom feed."""

    feed_type = Atom1Feed
    title = _FEED["title"]
    link = _FEED["home_page_url"]
    subtitle = _FEED["description"]
    item_author_name = "China-US Focus"
    item_author_email = "editors@example.org"
    item_author_link = "https://www.example.org"
    item_categories = ("discoveries",)
    item_copyright = "© China-US Focus. Partners may republish any part with credit and a link."

    def items(self) -> Any:
        return Entry.objects.order_by("-published")[:20]

    def item_title(self, item: Entry) -> str:
        return str(item.title)

    def item_description(self, item: Entry) -> str:
        return str(item.content)

    def item_link(self, item: Entry) -> str:
        return str(item.address)

    def item_guid(self, item: Entry) -> str:
        return str(item.guid)

    def item_pubdate(self, item: Entry) -> Any:
        return item.published

    def item_updateddate(self, item: Entry) -> Any:
        return item.updated


if not _DATABASE.exists():
    with connection.schema_editor() as editor:
        editor.create_model(Entry)
    Entry.objects.bulk_create(
        Entry(
            guid=item["id"],
            title=item["title"],
            address=item["url"],
            content=item["content_html"],
            published=datetime.fromisoformat(item["date_published"]),
            updated=datetime.fromisoformat(item.get("date_modified", item["date_published"])),
        )
        for item in _FEED["items"]
    )
urlpatterns = [path(os.environ["FEED_PATH"].removeprefix("/"), Entries())]
application = WSGIHandler()
