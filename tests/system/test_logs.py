"""The messages of a server as objects for programs."""

import json
import logging
import sys

from syndication.system.logs import JsonFormatter


def record(message: str, **more: object) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": message, "levelname": "WARNING", **more})


def test_a_message_is_one_line_whatever_is_in_it() -> None:
    line = JsonFormatter().format(record('two\nlines "and" \u202e more'))

    assert ("\n" in line, json.loads(line)["message"]) == (False, 'two\nlines "and" \u202e more')


def test_a_bug_has_its_traceback() -> None:
    try:
        int("a bug")
    except ValueError:
        line = JsonFormatter().format(record("the old snapshot stays", exc_info=sys.exc_info()))

    assert json.loads(line)["traceback"].startswith("Traceback")
