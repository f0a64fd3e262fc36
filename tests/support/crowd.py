"""Many clients at once that do what no reader does, from one thread or from a process of their own."""

import asyncio
import multiprocessing
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

_DRIP = 0.5  # seconds between two bytes
_NICE = 10
_PATIENCE = 30  # seconds
_HOLD = 30  # seconds that a client who reads nothing stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A request that each client repeats, reading the answers or not."""

    clients: int
    request: Callable[[int], bytes]  # of a running number
    reads: bool = False
    drips: bool = False  # byte by byte, and the last never


@dataclass(frozen=True, slots=True)
class Crowd:
    """The result of an attack so far."""

    numbers: Iterator[int] = field(default_factory=count)
    begun: set[int] = field(default_factory=set)  # the clients that have sent a request, or its first byte
    statuses: Counter[int] = field(default_factory=Counter)  # of the answers that were read


@contextmanager
def crowd(url: str, attack: Attack) -> Iterator[Crowd]:
    """Attack a server until the block ends; every client has begun before the block does."""
    seen = Crowd()
    loop = asyncio.new_event_loop()
    task = loop.create_task(_attack(_place(url), attack, seen))
    thread = threading.Thread(target=_run, args=(loop, task), daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + _PATIENCE
        while len(seen.begun) < attack.clients and time.monotonic() < deadline:
            time.sleep(0.02)  # a poll, not a guess
        assert len(seen.begun) == attack.clients
        yield seen
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


@contextmanager
def crowd_apart(url: str, attack: Attack) -> Iterator[None]:
    """Attack a server from another process until the block ends, so that nothing here waits for it."""
    process = multiprocessing.get_context("fork").Process(target=_run_apart, args=(url, attack), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def get(path: str) -> bytes:
    """Write a request that keeps its connection."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def _run_apart(url: str, attack: Attack) -> None:
    os.nice(_NICE)  # who measures beside it must not wait for it
    asyncio.run(_attack(_place(url), attack, Crowd()))


def _place(url: str) -> tuple[str, int]:
    host, _, port = url.removeprefix("http://").partition(":")
    return host, int(port)


def _run(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()


async def _attack(place: tuple[str, int], attack: Attack, seen: Crowd) -> None:
    async with asyncio.TaskGroup() as group:
        for name in range(attack.clients):
            group.create_task(_client(name, place, attack, seen))


async def _client(name: int, place: tuple[str, int], attack: Attack, seen: Crowd) -> None:
    while True:
        with socket.socket() as mine:
            mine.setblocking(False)
            try:
                await asyncio.get_running_loop().sock_connect(mine, place)
                await _ask(name, mine, attack, seen)
            except OSError:
                await asyncio.sleep(_DRIP)  # the server has had enough of this client, who comes again


async def _ask(name: int, mine: socket.socket, attack: Attack, seen: Crowd) -> None:
    loop = asyncio.get_running_loop()
    while True:
        request = attack.request(next(seen.numbers))
        for byte in request[:-1] if attack.drips else ():
            await loop.sock_sendall(mine, bytes([byte]))
            seen.begun.add(name)
            await asyncio.sleep(_DRIP)
        if not attack.drips:
            sending = loop.create_task(loop.sock_sendall(mine, request))
            seen.begun.add(name)
            await sending
        if not attack.reads:
            await asyncio.sleep(_HOLD)
            return
        seen.statuses[await _read_answer(mine)] += 1


async def _read_answer(mine: socket.socket) -> int:
    loop = asyncio.get_running_loop()
    held = b""
    while b"\r\n\r\n" not in held:
        held += await _read_some(mine, loop)
    head, _, body = held.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(line.partition(b":")[2] for line in lines if line.startswith(b"content-length:"))
    left = int(length) - len(body)
    while left > 0:
        left -= len(await _read_some(mine, loop))
    return int(lines[0].split()[1])


async def _read_some(mine: socket.socket, loop: asyncio.AbstractEventLoop) -> bytes:
    piece = await loop.sock_recv(mine, 65536)
    if not piece:
        raise ConnectionResetError
    return piece
