"""Many clients at once that do what no reader does, from one thread or from a process of their own."""

import asyncio
import multiprocessing
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count

_DRIP = 0.5  # seconds between two bytes
_HOLD = 30  # seconds that a client who reads nothing stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """What each client does, again and again: send a request, and read its answer or not."""

    clients: int
    request: Callable[[int], bytes]  # of a running number
    reads: bool = False
    drips: bool = False  # byte by byte, and the last never


@contextmanager
def crowd(url: str, attack: Attack, *, apart: bool = False) -> Iterator[None]:
    """Attack a server until the block ends; `apart` in another process, so that nothing here waits for it."""
    host, _, port = url.removeprefix("http://").partition(":")
    place = host, int(port)
    if apart:
        process = multiprocessing.get_context("fork").Process(
            target=lambda: asyncio.run(_attack(place, attack)), daemon=True
        )
        process.start()
        try:
            yield
        finally:
            process.kill()
            process.join()
        return
    loop = asyncio.new_event_loop()
    task = loop.create_task(_attack(place, attack))
    thread = threading.Thread(target=lambda: _run(loop, task), daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


def get(path: str) -> bytes:
    """Write a request that keeps its connection."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def _run(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()


async def _attack(place: tuple[str, int], attack: Attack) -> None:
    numbers = count()
    async with asyncio.TaskGroup() as group:
        for _ in range(attack.clients):
            group.create_task(_client(place, attack, numbers))


async def _client(place: tuple[str, int], attack: Attack, numbers: Iterator[int]) -> None:
    while True:
        with socket.socket() as mine:
            mine.setblocking(False)
            try:
                await _once(mine, place, attack, numbers)
            except OSError:
                await asyncio.sleep(0.1)  # the server has had enough of this client, who comes again


async def _once(mine: socket.socket, place: tuple[str, int], attack: Attack, numbers: Iterator[int]) -> None:
    loop = asyncio.get_running_loop()
    await loop.sock_connect(mine, place)
    while True:
        request = attack.request(next(numbers))
        if attack.drips:
            for byte in request[:-1]:
                await loop.sock_sendall(mine, bytes([byte]))
                await asyncio.sleep(_DRIP)
        else:
            await loop.sock_sendall(mine, request)
        if not attack.reads:
            await asyncio.sleep(_HOLD)
            return
        await _read_answer(mine)


async def _read_answer(mine: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    held = b""
    while b"\r\n\r\n" not in held:
        piece = await loop.sock_recv(mine, 65536)
        if not piece:
            raise ConnectionResetError
        held += piece
    head, _, body = held.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    left = int(lengths[0].partition(b":")[2]) - len(body)
    while left > 0:
        left -= len(await loop.sock_recv(mine, min(left, 65536)))
