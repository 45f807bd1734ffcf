"""Prepared installations in folders of their own, servers started on them, and people signed in."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Row, create_engine, event, make_url, select, text

from app import create_app
from app.accounts import services
from app.accounts.models import User
from app.core.db import db, transaction
from app.courses.models import Enrolment
from app.courses.queries import current_course_edition
from app.settings import Settings

from .client import fetch, wait_until

ROOT = Path(__file__).parent.parent
COURSE = "police-investigators"
TOKEN_SEED = "0" * 40  # what the program puts into the cookie with the first form that it shows
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


@dataclass(slots=True)
class Server:
    """A running server: its port, its processes, and what to stop at the end."""

    port: int
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """Return the ids of the web workers: children that answer, not the job worker."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(each) for each in children if "app.cli" not in _command(int(each)).replace("app.cli serve", "")]

    def processor(self) -> dict[int, float]:
        """Return the processor time that each web worker took so far, in seconds."""
        return {worker: _processor_seconds(worker) for worker in self.workers()}

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def _processor_seconds(process_id: int) -> float:
    after_name = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _command(process_id: int) -> str:
    return Path(f"/proc/{process_id}/cmdline").read_text().replace("\0", " ")


@dataclass(slots=True)
class Installation:
    """A data folder with its database; `app` is the program in this process, for what needs no server."""

    folder: Path
    database_url: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    _app: Flask | None = None

    def environ(self, port: int | None = None, **settings: object) -> dict[str, str]:
        """Return the environment that the program is started with."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SABAQ_") and name != "PORT"}
        given = {"data_folder": str(self.folder), "log_level": "WARNING", **self.settings, **settings}
        if self.database_url:
            given["database_url"] = self.database_url
        if port:
            given["port"] = str(port)
        return kept | {f"SABAQ_{name.upper()}": str(value) for name, value in given.items()}

    def load(self, *, people: int, sessions: int) -> None:
        """Bring the database to its size."""
        command = [sys.executable, "-m", "app.cli", "demo", "load", f"--people={people}", f"--sessions={sessions}"]
        subprocess.run(command, cwd=ROOT, env=self.environ(), check=True, stdout=subprocess.DEVNULL)

    @property
    def app(self) -> Flask:
        """Return the program, built in this process."""
        if self._app is None:
            environ = {name: value for name, value in self.environ().items() if name.startswith("SABAQ_")}
            self._app = create_app(Settings.from_environ(environ))
        return self._app

    def close(self) -> None:
        """Let go of the database."""
        if self._app is not None:
            with self._app.app_context():
                db.session.remove()
                db.engine.dispose()

    def learners(self, count: int) -> list[Row[tuple[UUID, UUID, UUID]]]:
        """Return some people who learn on the one course that most are on: own, enrolment's and course edition's id."""
        enrolled = select(Enrolment.user_id, Enrolment.id, Enrolment.course_edition_id)
        with self.app.app_context():
            course = current_course_edition(db.session(), COURSE)
            assert course is not None
            on_course = enrolled.where(Enrolment.course_edition_id == course.id, Enrolment.withdrawn_at.is_(None))
            learning = on_course.order_by(Enrolment.id.desc())
            return list(db.session.execute(learning.limit(count)).all())

    def person(self, email: str) -> UUID:
        """Return the id of the person with an address."""
        with self.app.app_context():
            return db.session.scalars(select(User.id).where(User.email == email)).one()

    def sign_in(self, user_id: UUID) -> str:
        """Begin a session for a person and return the cookie's value, as the sign-in page would set it."""
        with self.app.app_context(), transaction() as session:
            user = session.get_one(User, user_id)
            key = services.begin_sign_in(session, user=user, address="", browser="benchmark", at=datetime.now(UTC)).id
            serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            return str(serializer.dumps({"_user_id": str(key), "_fresh": True, "csrf_token": TOKEN_SEED}))

    @contextmanager
    def serving(self, *, floor: str = "", workers: int = 2, threads: int = 4) -> Iterator[Server]:
        """Run the program's server, or a floor behind the same server, with the same settings."""
        port = free_port()
        module = ["benchmarks.floor_server", floor] if floor else ["app.cli", "serve"]
        environ = self.environ(port, web_workers=workers, web_threads=threads)
        process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
        server = Server(port, process)
        try:
            wait_until(lambda: fetch(port, "/").read())
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def form_token(port: int, path: str, cookie: str) -> tuple[str, str]:
    """Read a page as its reader does; return its form token and the cookie that goes with it."""
    answer = fetch(port, path, cookie=cookie)
    page = answer.read()
    found = TOKEN.search(page)
    assert found, f"{path} answered {answer.status} without a form"
    new = answer.headers.get("Set-Cookie", "")
    return found[1].decode(), new.split(";")[0].removeprefix("sabaq=") if new.startswith("sabaq=") else cookie


def memory(process_id: int) -> dict[str, float]:
    """Return resident, proportional and peak memory of a process in megabytes."""
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    status = Path(f"/proc/{process_id}/status").read_text()
    return {
        "resident": _kilobytes(rollup, "Rss") / 1024,
        "proportional": _kilobytes(rollup, "Pss") / 1024,
        "peak": _kilobytes(status, "VmHWM") / 1024,
    }


def forget_peak(process_id: int) -> None:
    """Begin counting the peak anew."""
    Path(f"/proc/{process_id}/clear_refs").write_text("5")


def _kilobytes(text: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    assert found
    return int(found[1])


@dataclass(slots=True)
class Counted:
    """What one request asked of the database."""

    statements: int = 0
    commits: int = 0


def count(installation: Installation, cookie: str, path: str, **request: Any) -> Counted:
    """Make one request of the program in this process, after a first that warms it, and count."""
    app, counted = installation.app, Counted()
    client = app.test_client()
    client.set_cookie("sabaq", cookie)
    with app.app_context():
        engine = db.engine

    def note(*_facts: object) -> None:
        counted.statements += 1

    def note_commit(*_facts: object) -> None:
        counted.commits += 1

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", note_commit)
    try:
        answer = client.open(path, **request)
    finally:
        event.remove(engine, "before_cursor_execute", note)
        event.remove(engine, "commit", note_commit)
    assert answer.status_code < 400, f"{path} answered {answer.status_code}"
    return counted


@dataclass(slots=True)
class Run:
    """How long and how often to measure, and the installations that measures share."""

    folder: Path
    quick: bool = False
    full: bool = False
    rounds: int = 5
    seconds: float = 3.0
    rows: tuple[int, int] = (100_000, 1_000_000)
    database_url: str = ""

    def installation(self, name: str, *, people: int, sessions: int) -> Installation:
        """Make an installation of a size."""
        made = Installation(self.folder / name, self._database(name))
        made.load(people=people, sessions=sessions)
        return made

    def _database(self, name: str) -> str:
        """Make a database of the name on the PostgreSQL server, where there is one."""
        if not self.database_url:
            return ""
        with create_engine(self.database_url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return make_url(self.database_url).set(database=name).render_as_string(hide_password=False)
