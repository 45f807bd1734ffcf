"""A light load client: one thread, kept-alive sockets, each with one request under way.

It shares the machine with the server and so takes a little from every figure: the same from floor and figure for each
request, which is why figures are given as ratios. `Load.client_share` says how much of one processor it took.
"""

from __future__ import annotations

import http.client
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

RECEIVE = 1 << 18


@dataclass(slots=True)
class Load:
    """What came back in a stretch of time."""

    seconds: float = 0.0
    processor: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    received: int = 0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    @property
    def client_share(self) -> float:
        """The part of one processor that the client itself took."""
        return self.processor / self.seconds

    def quantile(self, part: float) -> float:
        """The latency in milliseconds below which a part of the requests stayed."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


class _Connection:
    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.port = port
        self.requests = requests
        self.socket = self._connect()
        self.buffer = b""
        self.size = -1
        self.begun = 0.0

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self) -> bool:
        request = next(self.requests, None)
        if request is None:
            return False
        self.buffer, self.size = b"", -1
        self.begun = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self) -> bytes | None:
        """Return the whole answer, or None while it is not all there."""
        piece = self.socket.recv(RECEIVE)
        if not piece:
            raise ConnectionError("the server closed the connection in the middle")
        self.buffer = self.buffer + piece if self.buffer else piece
        if self.size < 0:
            head_end = self.buffer.find(b"\r\n\r\n")
            if head_end < 0:
                return None
            self.size = head_end + 4 + _content_length(self.buffer[:head_end])
        return self.buffer if len(self.buffer) >= self.size else None

    def renew_if_closing(self, answer: bytes) -> bool:
        if b"\r\nconnection: close" not in answer[:800].lower():
            return False
        self.socket.close()
        self.socket = self._connect()
        return True


def _content_length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    if at < 0:
        return 0
    return int(head[at + 15 :].split(b"\r\n", 1)[0])


def press(
    port: int, streams: Sequence[Iterator[bytes]], *, seconds: float, expect: int = 200, warm: float = 0.0
) -> Load:
    """Keep one request of each stream under way until the time is over or the streams are.

    Raises:
        AssertionError: an answer had another status than expected; a fast error is not a fast page.

    """
    if warm:
        press(port, streams, seconds=warm, expect=expect)
    load = Load()
    ready = selectors.DefaultSelector()
    begun, processor = time.perf_counter(), time.process_time()
    for stream in streams:
        connection = _Connection(port, stream)
        if connection.send():
            ready.register(connection.socket, selectors.EVENT_READ, connection)
    end = begun + seconds
    while ready.get_map():
        for key, _event in ready.select():
            connection = key.data
            answer = connection.receive()
            if answer is None:
                continue
            now = time.perf_counter()
            load.latencies.append(now - connection.begun)
            load.statuses[int(answer[9:12])] += 1
            load.received += len(answer)
            ready.unregister(connection.socket)
            connection.renew_if_closing(answer)
            if now < end and connection.send():
                ready.register(connection.socket, selectors.EVENT_READ, connection)
            else:
                connection.socket.close()
    load.seconds = time.perf_counter() - begun
    load.processor = time.process_time() - processor
    assert set(load.statuses) == {expect}, f"expected {expect}, got {dict(load.statuses)}"
    return load


def request(
    path: str, *, cookie: str = "", encoding: str = "", method: str = "GET", body: bytes = b"", **headers: str
) -> bytes:
    """Write a request as a browser sends it; header names are written with _ for -."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: benchmark", "Accept: text/html,*/*;q=0.8"]
    if cookie:
        lines.append(f"Cookie: sabaq={cookie}")
    if encoding:
        lines.append(f"Accept-Encoding: {encoding}")
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def fetch(port: int, path: str, *, cookie: str = "", encoding: str = "") -> http.client.HTTPResponse:
    """Fetch one page on a connection of its own; read the answer before the next."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Cookie": f"sabaq={cookie}"} if cookie else {}
    connection.putrequest("GET", path, skip_accept_encoding=True)
    for name, value in {**headers, **({"Accept-Encoding": encoding} if encoding else {})}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def wait_until(answered: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for a server to answer.

    Raises:
        TimeoutError: it did not.

    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            answered()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError
