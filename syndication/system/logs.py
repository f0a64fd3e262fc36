"""The messages of a server: lines for people, or JSON objects for programs, one a line."""

import json
import logging
from datetime import UTC, datetime

from syndication.system.terminal import echo

_logger = logging.getLogger("syndication")


class JsonFormatter(logging.Formatter):
    """Formats a message as a JSON object, with its traceback if it has one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a message."""
        message = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "process": record.process,
        }
        if record.exc_info:
            message["traceback"] = self.formatException(record.exc_info)
        return json.dumps(message, ensure_ascii=False)


def configure_logging(log_format: str) -> None:
    """Set how the messages of this process and its children look; text is as Python has it."""
    if log_format == "json":
        handler = logging.StreamHandler()
        handler.setFormatter(JsonFormatter())
        _logger.handlers[:] = [handler]
        _logger.propagate = False
        _logger.setLevel(logging.INFO)


def notice(message: str, *, err: bool = False) -> None:
    """Print a message of a server, or log it if the log is for programs; `err` is a warning."""
    if _logger.handlers:
        _logger.log(logging.WARNING if err else logging.INFO, "%s", message)
    else:
        echo(message, err=err)
