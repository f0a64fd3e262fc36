"""wsgi.py, for those who bring a server of their own."""

import subprocess
import sys

from tests.serving import environment
from tests.tools import ROOT

ASK = """
from wsgi import app

reply = app.test_client().get("/en/quotes.atom")
print(reply.status_code, reply.headers["Link"])
"""


def ask(**env: str) -> str:
    """Import the application in a process of its own, and ask it for a feed."""
    command = [sys.executable, "-c", ASK]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**env), check=True, capture_output=True, text=True
    ).stdout


def test_the_application_answers() -> None:
    assert ask() == '200 <http://127.0.0.1:8000/en/quotes.atom>; rel="self"\n'


def test_the_application_is_told_its_public_address_by_the_environment() -> None:
    said = ask(SYNDICATION_BASE_URL="https://feeds.example.org/letters/")

    assert said == '200 <https://feeds.example.org/letters/en/quotes.atom>; rel="self"\n'
