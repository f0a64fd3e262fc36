"""Flask-WebSub's hub, run as `python -m tests.e2e.hubs.hub PORT FOLDER`."""

import sys

from celery import Celery
from flask import Flask
from flask_websub.hub import Hub, SQLite3HubStorage


def main(port: str, folder: str) -> None:
    """Serve the hub at `/hub`; it has delivered to everybody before it answers whoever told it."""
    app = Flask(__name__)
    app.config["PUBLISH_SUPPORTED"] = True
    celery = Celery()
    celery.conf.task_always_eager = True
    hub = Hub(SQLite3HubStorage(f"{folder}/hub.db"), celery, **app.config)
    app.register_blueprint(hub.build_blueprint("/hub"))
    app.run("127.0.0.1", int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
