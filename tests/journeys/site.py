"""The real server in a folder of its own, and what journeys need to be there before they begin."""

from __future__ import annotations

import os
import random
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.orm import Session

from app.accounts import services as accounts
from app.accounts.models import Agency, Profession, User
from app.accounts.queries import get_actor
from app.assessments.models import AssessmentKind
from app.certificates.models import Certificate
from app.certificates.rules import make_serial
from app.core.ids import new_id
from app.core.policy import Actor
from app.courses.models import CourseEdition, Enrolment
from app.courses.queries import current_course_edition
from app.demo.learning import Learner, read_lessons, sit
from app.training.models import (
    AttendanceStatus,
    Cohort,
    CohortPlace,
    Room,
    SessionKind,
    TrainingCentre,
    TrainingSession,
)
from app.training.queries import get_cohort
from app.training.rules.attendance import Entry
from app.training.services.attendance import mark_attendance
from app.training.services.cohorts import CohortDetails, create_cohort
from app.training.services.people import place_person
from app.training.services.sessions import SessionDetails, plan_session
from tests.servers import free_port

ROOT = Path(__file__).parent.parent.parent
COURSE = "police-investigators"
DUSHANBE = ZoneInfo("Asia/Dushanbe")
STARTS_WITHIN = 180
STOPS_WITHIN = 30
_numbers = count(1)


@dataclass
class Server:
    """`sabaq run` as a process of its own, with everything that it starts in one process group."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What it is told."""
        mine = {"SABAQ_DATA_FOLDER": str(self.folder), "SABAQ_PORT": str(self.port), "SABAQ_LOG_LEVEL": "WARNING"}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SABAQ_")}
        return {**inherited, **mine, **self.settings}

    def start(self, command: str = "run") -> None:
        """Start it and wait until it answers; one that ends before that is told with its last words."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server did not start:\n{self.said()[-3000:]}")
            time.sleep(0.1)

    def said(self) -> str:
        """What it wrote."""
        return (self.folder / "server.log").read_text(errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """End it and all its children at once, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=STOPS_WITHIN)

    def stop(self) -> None:
        """Ask it to end, and make it end."""
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass
class Group:
    """A cohort at the Dushanbe centre with one session, and its people in the order in which they were given."""

    cohort_id: UUID
    session_id: UUID
    title: str
    day: date
    people: list[UUID] = field(default_factory=list)
    enrolments: list[UUID] = field(default_factory=list)


def spelled(number: int | str) -> str:
    """Write a number with letters, since names of people have no digits."""
    return "".join("абвгдежзик"[int(digit)] for digit in str(number)).capitalize()


class Site:
    """A running server and its database, which journeys read and prepare through the program's own services."""

    def __init__(self, server: Server, database_url: str | None = None) -> None:
        self.server = server
        self.url = server.url
        self.engine: Engine = create_engine(database_url or f"sqlite:///{server.folder / 'sabaq.db'}")
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def remember(self) -> None:
        """Keep a copy of the database as it is now."""
        _copy(self.server.folder / "sabaq.db", self._kept)

    def forget_journeys(self) -> None:
        """Write the kept copy back, as one transaction that the running server sees as any other."""
        _copy(self._kept, self.server.folder / "sabaq.db")

    @property
    def _kept(self) -> Path:
        return self.server.folder / "as-the-story-begins.db"

    @contextmanager
    def changes(self) -> Iterator[Session]:
        """Write as one transaction."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read what is committed now."""
        with Session(self.engine, expire_on_commit=False) as session:
            if self.engine.dialect.name == "sqlite":
                session.connection(execution_options={"reading": True})
            yield session

    def user(self, email: str) -> User:
        """Return a person by the address."""
        with self.reading() as session:
            return session.scalars(select(User).where(User.email == email)).one()

    def make_group(self, *senders: str, course_edition_id: UUID | None = None, language: str = "en") -> Group:
        """Open a cohort on a past day that no other journey uses, with one session and a person from each sender."""
        with self.changes() as session:
            actor = _actor(session, "dilnoza@demo.sabaq.example")
            centre = _centre(session)
            # Journeys mark what lies weeks back; which sheets are locked is for the one journey that is about it.
            centre.attendance_lock_days = 365
            number = next(_numbers)
            day = datetime.now(DUSHANBE).date() - timedelta(days=60 + number)
            group = Group(new_id(), new_id(), f"Journey {number:02}", day)
            starts_at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=DUSHANBE)
            before = starts_at - timedelta(days=5)
            create_cohort(
                session,
                actor=actor,
                cohort_id=group.cohort_id,
                centre_id=centre.agency_id,
                course_edition_id=course_edition_id or _course(session).id,
                details=CohortDetails(
                    title=group.title,
                    starts_on=day,
                    ends_on=day + timedelta(days=1),
                    place="Hall",
                    capacity=12,
                    language="en",
                    trainer_ids=[_person(session, "rustam@demo.sabaq.example").id],
                ),
                at=before,
            )
            session.flush()
            plan_session(
                session,
                actor=actor,
                session_id=group.session_id,
                cohort_id=group.cohort_id,
                details=SessionDetails(
                    title=f"Opening of {group.title}",
                    kind=SessionKind.CLASSROOM,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=90),
                    place="Hall",
                ),
                at=before,
            )
            session.flush()
            for code in senders:
                _join(session, group, _invent(session, code, before), actor, before, language)
            return group

    def let_in(self, user_id: UUID) -> str:
        """Return the path of a new invitation of a person."""
        with self.changes() as session:
            secret = accounts.invite(session, actor=None, user=session.get_one(User, user_id), at=datetime.now(UTC))
        return f"/invitations/{secret}"

    def learn(self, enrolment_id: UUID, *, lessons: float = 1.0, exam: bool = True) -> None:
        """Read lessons and pass the final exam on behalf of a person."""
        at = datetime.now(UTC) - timedelta(hours=4)
        with self.changes() as session:
            enrolment = session.get_one(Enrolment, enrolment_id)
            user = session.get_one(User, enrolment.user_id)
            learner = Learner(user, enrolment_id, enrolment.course_edition_id, 1.0, enrolment.language)
            read_lessons(session, learner, share=lessons, begun_at=at - timedelta(days=1))
            if exam:
                sit(session, learner, AssessmentKind.FINAL_EXAM, chance=random.Random(1), at=at)

    def mark(self, group: Group, status: AttendanceStatus = AttendanceStatus.PRESENT) -> None:
        """Mark everybody of a group."""
        minutes = 15 if status is AttendanceStatus.LATE else 0
        with self.changes() as session:
            entries = {enrolment: Entry(status, minutes) for enrolment in group.enrolments}
            actor = _actor(session, "rustam@demo.sabaq.example")
            at = datetime.now(UTC)
            mark_attendance(session, actor=actor, session_id=group.session_id, entries=entries, reason="", at=at)

    def certificate(self, enrolment_id: UUID) -> Certificate:
        """Return the certificate of an enrolment."""
        with self.reading() as session:
            return session.scalars(select(Certificate).where(Certificate.enrolment_id == enrolment_id)).one()

    def find_group(self, title: str) -> Group:
        """Return a cohort by its title, with those who are in it now, by name."""
        with self.reading() as session:
            cohort = session.scalars(select(Cohort).where(Cohort.title == title)).one()
            held = session.scalars(select(TrainingSession.id).where(TrainingSession.cohort_id == cohort.id)).first()
            assert held is not None
            places = session.execute(
                select(CohortPlace.user_id, CohortPlace.enrolment_id)
                .join(User, User.id == CohortPlace.user_id)
                .where(CohortPlace.cohort_id == cohort.id)
                .order_by(User.name)
            ).all()
            people, enrolments = [each.user_id for each in places], [each.enrolment_id for each in places]
            return Group(cohort.id, held, title, cohort.starts_on, people, enrolments)

    def names(self, group: Group) -> list[str]:
        """Return the names of a group's people, as they are on record now, in the group's order."""
        with self.reading() as session:
            return [session.get_one(User, key).name for key in group.people]

    def put_into_room(self, group: Group, room_id: UUID) -> None:
        """Let a group's session be held in a room."""
        with self.changes() as session:
            session.get_one(TrainingSession, group.session_id).room_id = room_id

    def unused_serial(self) -> str:
        """Return a serial number that is well formed and that nobody issued."""
        return make_serial("NTC", 2025, secrets.choice)

    def make_room(self, name: str) -> UUID:
        """Add a room to the Dushanbe centre."""
        with self.changes() as session:
            room = Room(id=new_id(), centre_id=_centre(session).agency_id, name=name, capacity=30)
            session.add(room)
            return room.id


def join(site: Site, group: Group) -> None:
    """Enrol one more invented person."""
    with site.changes() as session:
        actor = _actor(session, "dilnoza@demo.sabaq.example")
        at = datetime.now(UTC)
        _join(session, group, _invent(session, "TJ-MIA-SUGHD", at), actor, at)


def _join(session: Session, group: Group, user: User, actor: Actor, at: datetime, language: str = "en") -> None:
    cohort = get_cohort(session, actor, group.cohort_id)
    group.people.append(user.id)
    group.enrolments.append(
        place_person(session, actor=actor, cohort=cohort, user_id=user.id, language=language, at=at)
    )
    session.flush()


def _invent(session: Session, code: str, at: datetime) -> User:
    number = next(_numbers)
    details = accounts.PersonDetails(
        name=f"Ғафуров Муҳоҷир {spelled(number)}",
        email=f"journey{number}@example.org",
        agency_id=session.scalars(select(Agency.id).where(Agency.code == code)).one(),
        profession=Profession.POLICE_INVESTIGATOR,
        language="en",
        time_zone="Asia/Dushanbe",
    )
    return accounts.add_person(session, actor=None, details=details, at=at)


def _person(session: Session, email: str) -> User:
    return session.scalars(select(User).where(User.email == email)).one()


def _actor(session: Session, email: str) -> Actor:
    return get_actor(session, _person(session, email).id)


def _centre(session: Session) -> TrainingCentre:
    agency_id = session.scalars(select(Agency.id).where(Agency.code == "TJ-NTC")).one()
    return session.get_one(TrainingCentre, agency_id)


def _course(session: Session) -> CourseEdition:
    course = current_course_edition(session, COURSE)
    assert course is not None
    return course


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, timeout=20)) as written:
        written.execute("PRAGMA synchronous=OFF")
        read.backup(written)


def _prepare(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    for pragma in ("foreign_keys=ON", "busy_timeout=20000"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _begin(connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.execute(text("BEGIN" if reading else "BEGIN IMMEDIATE"))
