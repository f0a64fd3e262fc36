"""Flask-WebSub's subscriber, run as `python -m tests.e2e.hubs.subscriber PORT FOLDER`."""

import sys
from http import HTTPStatus

import flask_websub.subscriber
from flask import Flask, request
from flask_websub.subscriber import (
    SQLite3SubscriberStorage,
    SQLite3TempSubscriberStorage,
    Subscriber,
    discover,
)

# It gives a secret to a hub only where nobody can listen in; on loopback nobody can.
flask_websub.subscriber.is_secure = lambda _: True


def main(port: str, folder: str) -> None:
    """Take addresses to subscribe to, and give what was received since, if its signature was good."""
    app = Flask(__name__)
    database = f"{folder}/subscriber.db"
    subscriber = Subscriber(SQLite3SubscriberStorage(database), SQLite3TempSubscriberStorage(database))
    app.register_blueprint(subscriber.build_blueprint("/callbacks"))
    received: list[dict[str, str]] = []
    subscriber.add_listener(
        lambda topic, _, body: received.append(
            {"topic": topic, "body": body.decode(), "signature": request.headers["X-Hub-Signature"]}
        )
    )

    @app.post("/subscribe")
    def subscribe() -> tuple[str, int]:
        subscriber.subscribe(**discover(request.form["address"]), secret=request.form["secret"])
        return "", HTTPStatus.NO_CONTENT

    @app.get("/received")
    def tell() -> list[dict[str, str]]:
        return received

    app.run("127.0.0.1", int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
