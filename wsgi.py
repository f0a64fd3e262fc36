"""The application for any WSGI server, as in `gunicorn wsgi:app`; settings come from the environment."""

from syndication import create_app

app = create_app()
