"""Log files -> lines: plain or gzip, whatever their names, in bounded memory."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader
from typing import Any, BinaryIO

_GZIP = b"\x1f\x8b"
MAX_LINE_BYTES = 16 * 1024  # nginx logs at most four headers of 8 kB, and escapes them
_PROGRESS_LINES = 20_000  # between two reports


def read_lines(log: BinaryIO, progress: Callable[[int], object] = lambda _: None) -> Iterator[bytes]:
    """Yield every line of a log, an empty one in place of each that is too long.

    `progress` gets the number of bytes read since it was last called. Raises OSError, which is what a damaged
    gzip file raises, too; the lines before the damage have been yielded by then.
    """
    raw: Any = log
    stream = BufferedReader(raw)  # a pipe cannot be looked into otherwise
    lines: Any = gzip.GzipFile(fileobj=stream) if stream.peek(2)[:2] == _GZIP else stream
    position = 0
    try:
        for number, line in enumerate(_bounded_lines(lines)):
            if number % _PROGRESS_LINES == 0 and log.seekable():
                progress(log.tell() - position)
                position = log.tell()
            yield line
    except (EOFError, zlib.error) as error:
        raise OSError(0, "a damaged gzip file") from error
    finally:
        stream.detach()  # or it would close a log that is not ours
    if log.seekable():
        progress(log.tell() - position)


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(MAX_LINE_BYTES):
        if len(line) < MAX_LINE_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield b""
