"""Fixtures that every test may use: an application, its database, people, and a clock that stands still."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from app import create_app
from app.accounts import services
from app.accounts.models import User
from app.core.clock import FixedClock
from app.core.db import Base, db, intending_to_write, transaction
from app.core.mail import MemoryMailer
from app.core.ports import Ports
from app.core.search_index import INDEX
from app.core.storage import FolderStorage
from app.settings import Environment, Settings
from tests.people import Cast, RememberedCast, make_cast
from tests.servers import postgresql_server

# How long an example takes says how busy the machine is, not whether the program is right. CI takes the same examples
# each time, so that a change is judged by what it changed; everybody else searches on.
hypothesis.settings.register_profile("sabaq", deadline=None, print_blob=True, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("sabaq")

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
_remembered: list[RememberedCast] = []
SECRET = "only for tests, only for tests, only for tests"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the runner choose the database."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="where the tables live")


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where this run's tables live: an SQLite file, or a PostgreSQL server started for this run."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
        return
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def app_and_parts(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, FixedClock, MemoryMailer]]:
    """Build one application for the run; each test starts with empty tables."""
    folder = tmp_path_factory.mktemp("data")
    settings = Settings(
        environment=Environment.TEST,
        secret_key=SECRET,
        database_url=database_url,
        data_folder=folder,
        content_folder=ROOT / "content",
        public_url="http://localhost",
    )
    clock, mailer = FixedClock(NOW), MemoryMailer()
    app = create_app(settings, Ports(clock=clock, mailer=mailer, storage=FolderStorage(folder / "files")))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        Base.metadata.create_all(db.engine)
    yield app, clock, mailer
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(app_and_parts: tuple[Flask, FixedClock, MemoryMailer]) -> Iterator[Flask]:
    """Return the application with empty tables, the clock at NOW and no mail sent."""
    app, clock, mailer = app_and_parts
    clock.instant = NOW
    mailer.sent.clear()
    with app.app_context():
        empty_tables()
    yield app
    with app.app_context():
        db.session.remove()


def empty_tables() -> None:
    """Leave no row behind, append-only tables included."""
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with intending_to_write(), db.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {INDEX}"))
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '60s'"))  # who left a transaction open fails, not hangs
            connection.execute(text(f"TRUNCATE {', '.join(names)}"))
            return
        filled = filled_tables(connection)
        triggers = [
            (name, sql)
            for name, sql, table in connection.execute(
                text("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
            )
            if table in filled
        ]
        for name, _sql in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for name in filled:
            connection.execute(text(f"DELETE FROM {name}"))
        for _name, sql in triggers:
            connection.execute(text(sql))


def filled_tables(connection: Connection) -> list[str]:
    """Name the tables that hold something, those that refer to others before these."""
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    return list(connection.scalars(text(asked)))


@pytest.fixture
def clock(app_and_parts: tuple[Flask, FixedClock, MemoryMailer]) -> FixedClock:
    """Return the clock, which moves only when a test moves it."""
    return app_and_parts[1]


@pytest.fixture
def mailer(app_and_parts: tuple[Flask, FixedClock, MemoryMailer]) -> MemoryMailer:
    """Return the mailer, whose `sent` is a list."""
    return app_and_parts[2]


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """Return a database session of the test's own, outside of any application context (each request has its own).

    Commit before a page is asked for, since the page has a connection of its own; after pages wrote, `rollback` or
    `commit` before writing again, so that SQLite sees the new state.
    """
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as found:
        yield found
        found.rollback()


@pytest.fixture
def cast(session: Session) -> Cast:
    """Return the people of the tests, committed: recorded by the services once a run, then put back as they were."""
    if _remembered:
        people = _remembered[0].put_back(session)
    else:
        was_empty = not filled_tables(session.connection())
        people = make_cast(session)
        if was_empty:
            _remembered.append(RememberedCast.of(people))
    session.commit()
    return people


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without JavaScript in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, clock: FixedClock) -> Callable[..., FlaskClient]:
    """Return a function that gives a browser in which a person of the cast is signed in."""

    def enter(person: User) -> FlaskClient:
        with app.app_context(), transaction() as session:
            user = session.get_one(User, person.id)
            key = str(
                services.begin_sign_in(session, user=user, address="", browser="test", at=max(NOW, clock.now())).id
            )
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = key
            cookie["_fresh"] = True
        return browser

    return enter


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a real browser; without one the journeys fail, they are never left out."""
    from tests.browser import ARGUMENTS, find_browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def statements(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Return a context manager that collects the SQL statements sent while it is open."""

    @contextmanager
    def watch() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return watch
