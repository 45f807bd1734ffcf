"""Many people at once, from a process of its own: each sends its requests when they are due, over loopback alone.

`python -m benchmarks.crowd JOBS ANSWERS` reads a pickled list of lists of `Due` and writes a list of lists of what
`Heard` holds.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
import time
from dataclasses import astuple, dataclass
from pathlib import Path

HOST = "127.0.0.1"
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Due:
    """A request and when it is to be sent, in seconds from the beginning."""

    at: float
    request: bytes
    expect: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: after how long, with which status (0: nothing), to where, and whether it was as expected."""

    seconds: float
    status: int
    location: str
    right: bool


async def person(port: int, jobs: list[Due], begun: float) -> list[Heard]:
    """Send one person's requests, each when it is due or as soon as the one before is answered."""
    heard = []
    for due in jobs:
        await asyncio.sleep(max(0.0, begun + due.at - time.perf_counter()))
        sent = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status, location = await ask(port, due.request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status, location = 0, ""
        heard.append(Heard(time.perf_counter() - sent, status, location, status == due.expect))
    return heard


async def ask(port: int, request: bytes) -> tuple[int, str]:
    """Send a request on a connection of its own, as a browser does after ten seconds of silence."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        await reader.readexactly(int(headers.get("content-length", 0)))
        return int(head[9:12]), headers.get("location", "")
    finally:
        writer.close()


async def crowd(port: int, everybody: list[list[Due]]) -> list[list[Heard]]:
    """Let everybody send."""
    begun = time.perf_counter() + 0.5
    return list(await asyncio.gather(*(person(port, jobs, begun) for jobs in everybody)))


def main() -> None:
    """Read the jobs, send them, write what was heard."""
    port, everybody = pickle.loads(Path(sys.argv[1]).read_bytes())
    heard = [[astuple(one) for one in each] for each in asyncio.run(crowd(port, everybody))]
    Path(sys.argv[2]).write_bytes(pickle.dumps(heard))


if __name__ == "__main__":
    main()
