"""Several servers beside one Redis: they share the queue of jobs and count one person's attempts together."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from huey.api import Huey

from app.core.jobs import enqueue, init_jobs, jobs
from tests.journeys.site import ROOT, Server
from tests.servers import redis_server

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
REFUSED, TOO_MANY = 422, 429


@pytest.fixture
def redis() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a Redis of the test's own."""
    with redis_server() as started:
        yield started


def test_what_one_server_asks_for_the_worker_of_another_does(
    redis: tuple[str, subprocess.Popen[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def greet(whom: str) -> None:
        done.append(whom)

    monkeypatch.setitem(jobs._things, "greet", (100, greet))
    first, second = (_machine(redis[0], tmp_path / folder) for folder in ("first", "second"))

    enqueue(first, "greet", whom="Амина")
    queue: Huey = second.extensions["sabaq_queue"]
    task = queue.dequeue()
    assert task is not None
    queue.execute(task)

    assert done == ["Амина"]
    assert queue.dequeue() is None


def _machine(url: str, folder: Path) -> Flask:
    app = Flask(__name__)
    init_jobs(app, data_folder=folder, redis_url=url, immediate=False)
    return app


@pytest.mark.slow
def test_guesses_at_two_servers_are_counted_together_and_alone_while_redis_is_away(
    redis: tuple[str, subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    url, process = redis
    settings = {"SABAQ_REDIS_URL": url, "SABAQ_WEB_WORKERS": "1"}
    with ExitStack() as until_the_end:
        servers = [Server(tmp_path, settings), Server(tmp_path, settings)]
        subprocess.run([sys.executable, "-m", "app.cli", "migrate"], cwd=ROOT, env=servers[0].environment, check=True)
        for each in servers:
            until_the_end.callback(each.stop)
            each.start("serve")
        guesses = [Guess(each) for each in servers]

        shared = [guesses[number % 2].make("amina@example.org") for number in range(9)]
        other = guesses[0].make("tolib@example.org")
        process.terminate()
        process.wait(timeout=10)
        alone = [guesses[0].make("gulnora@example.org") for _number in range(9)]

    assert shared == [REFUSED] * 8 + [TOO_MANY]
    assert other == REFUSED
    assert alone == [REFUSED] * 8 + [TOO_MANY]


class Guess:
    """Somebody who tries passwords at one server."""

    def __init__(self, server: Server) -> None:
        self.address = f"{server.url}/sign-in"
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with self.browser.open(self.address, timeout=30) as page:
            found = TOKEN.search(page.read().decode())
        assert found is not None
        self.token = found[1]

    def make(self, email: str) -> int:
        """Guess once; return the answer's status."""
        form = {"csrf_token": self.token, "email": email, "password": "guess"}
        try:
            with self.browser.open(self.address, urlencode(form).encode(), timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code
