"""The application for any WSGI server, as in `granian --interface wsgi wsgi:app`."""

from syndication.cli import application

app = application()
