"""Attendance in the demo story: an open check-in with claims that wait, a walk-in, a scan, an announced absence."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.queries import get_actor
from app.core.errors import RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.ports import ports
from app.training.absences.services import announce_absence
from app.training.checkins.rules import Code, CodeKind, step_at
from app.training.checkins.services import claim_presence, open_check_in
from app.training.models import (
    AttendanceMark,
    Cohort,
    CohortPlace,
    CohortTrainer,
    SessionKind,
    TrainingSession,
)
from app.training.services.sessions import SessionDetails, plan_session
from app.training.sheets.services import SentScan, enter_sheet, print_sheet
from app.training.walk_ins.services import WalkInDetails, record_walk_in

RUNNING = "Гурӯҳи 15 · муфаттишон"
TITLE = "Гузориши гурӯҳҳои хурд"
CLAIMING = 4
LASTS = timedelta(minutes=90)
BEGAN = timedelta(minutes=20)
PAPER = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==")


def tell(session: Session, at: datetime) -> None:
    """Add what waits for the trainer of the running cohort."""
    cohort = session.scalars(select(Cohort).where(Cohort.title == RUNNING)).first()
    if cohort is None:
        return
    trainer = get_actor(session, session.scalars(_trainers(cohort.id).limit(1)).one())
    _tell_of_paper(session, cohort.id, trainer, at)
    _tell_of_absence(session, at)
    running = _running_session(session, cohort.id, trainer, at)
    if running is not None:
        _tell_of_check_in(session, cohort.id, running, trainer, at)


def _trainers(cohort_id: UUID) -> Select[UUID]:
    return select(CohortTrainer.user_id).where(CohortTrainer.cohort_id == cohort_id).order_by(CohortTrainer.user_id)


def _running_session(session: Session, cohort_id: UUID, trainer: Actor, at: datetime) -> UUID | None:
    """Return a session that runs now and that nobody marked; where none does, one is planned, on a working day."""
    marked = select(AttendanceMark.session_id)
    now = session.scalars(
        select(TrainingSession.id).where(
            TrainingSession.cohort_id == cohort_id,
            TrainingSession.starts_at <= at,
            TrainingSession.ends_at > at,
            TrainingSession.id.not_in(marked),
        )
    ).first()
    if now is not None:
        return now
    details = SessionDetails(
        title=TITLE, kind=SessionKind.CLASSROOM, starts_at=at - BEGAN, ends_at=at - BEGAN + LASTS, place="Толори калон"
    )
    try:
        planned = plan_session(
            session, actor=trainer, session_id=new_id(), cohort_id=cohort_id, details=details, at=at - timedelta(days=1)
        )
    except RuleViolation:  # a weekend, a session of the cohort beside it, or the middle of the night
        return None
    session.flush()
    return planned


def _tell_of_check_in(session: Session, cohort_id: UUID, session_id: UUID, trainer: Actor, at: datetime) -> None:
    open_check_in(session, actor=trainer, session_id=session_id, at=at - timedelta(minutes=3))
    people = session.scalars(
        select(CohortPlace.user_id)
        .where(CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None))
        .order_by(CohortPlace.user_id)
        .limit(CLAIMING)
    )
    for number, user_id in enumerate(list(people)):
        read_at = at - timedelta(minutes=2) + timedelta(seconds=10 * number)
        claim_presence(
            session,
            actor=get_actor(session, user_id),
            session_id=session_id,
            claim_id=new_id(),
            code=Code(CodeKind.SCREEN, step_at(read_at)),
            read_at=read_at,
            at=read_at,
        )
    details = WalkInDetails(
        name="Nazarova Zuhro", agency_text="Хадамоти муҳоҷират, Хуҷанд", contact="+992 00 000 00 00", minutes_late=5
    )
    record_walk_in(session, actor=trainer, walk_in_id=new_id(), session_id=session_id, details=details, at=at)
    session.flush()


def _tell_of_paper(session: Session, cohort_id: UUID, trainer: Actor, at: datetime) -> None:
    """A sheet that was signed on paper is kept beside the marks of the first session."""
    first = session.scalars(
        select(TrainingSession)
        .where(TrainingSession.cohort_id == cohort_id, TrainingSession.ends_at < at)
        .order_by(TrainingSession.starts_at)
        .limit(1)
    ).first()
    if first is None:
        return
    printed = print_sheet(session, actor=trainer, session_id=first.id, at=first.starts_at)
    enter_sheet(
        session,
        actor=trainer,
        scan_id=new_id(),
        session_id=first.id,
        entries={},
        code=printed.code,
        scan=SentScan("sheet.png", PAPER),
        reason="",
        storage=ports().storage,
        at=at,
    )
    session.flush()


def _tell_of_absence(session: Session, at: datetime) -> None:
    """Somebody of a coming session can't come."""
    found = session.execute(
        select(CohortPlace.enrolment_id, CohortPlace.user_id, TrainingSession.id)
        .join(TrainingSession, TrainingSession.cohort_id == CohortPlace.cohort_id)
        .where(
            TrainingSession.starts_at > at + timedelta(hours=1),
            TrainingSession.cancelled_at.is_(None),
            CohortPlace.left_at.is_(None),
        )
        .order_by(TrainingSession.starts_at, CohortPlace.user_id.desc())
        .limit(1)
    ).first()
    if found is None:
        return
    announce_absence(
        session,
        actor=get_actor(session, found.user_id),
        absence_id=new_id(),
        enrolment_id=found.enrolment_id,
        session_ids=[found.id],
        reason="Ба суд ҳамчун шоҳид даъват шудаам.",
        paper=SentScan("summons.png", PAPER),
        storage=ports().storage,
        at=at - timedelta(hours=1),
    )
    session.flush()
