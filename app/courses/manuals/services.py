"""What happens to a manual as a file: asked for, being built, stored, failed. Everything may be repeated."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.contributions import Glossary
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor, allowed
from app.courses.outlines import CourseOutline

from .models import Manual
from .permissions import ManualPermission
from .queries import find_manual, find_reader
from .rules import SILENCE, ManualState, fingerprint, may_build


def check_reader(session: Session, *, actor: Actor, course_key: str) -> None:
    """Refuse those who may not read a course's manual as if there were none.

    Raises:
        Missing: they may not.

    """
    if not allowed(actor, ManualPermission.READ, find_reader(session, actor.id, course_key)):
        raise Missing


def request_manual(
    session: Session, *, actor: Actor | None, course: CourseOutline, language: str, glossary: Glossary, at: datetime
) -> tuple[UUID, bool]:
    """Ask for a manual; return its id and whether somebody has to build it now.

    Asking again while it is being built, or when it is ready, changes nothing.
    """
    if actor is not None:
        check_reader(session, actor=actor, course_key=course.key)
    found = find_manual(session, course.id, language, glossary)
    if found is None:
        try:
            with session.begin_nested():
                found = _new_manual(course, language, glossary, actor, at)
                session.add(found)
        except IntegrityError:  # somebody asked in the same moment
            other = find_manual(session, course.id, language, glossary)
            assert other is not None
            return other.id, False
    elif may_build(found.state, found.heard_at, at):
        found.state, found.step, found.reason = ManualState.WAITING, 0, {}
        found.requested_at = found.heard_at = at
        found.requested_by = actor.id if actor else None
    else:
        return found.id, False
    audit.record(
        session,
        actor=actor,
        action="courses:manual:request",
        subject=("manual", found.id),
        at=at,
        course=course.key,
        edition=course.number,
        language=language,
    )
    session.flush()
    return found.id, True


def _new_manual(course: CourseOutline, language: str, glossary: Glossary, actor: Actor | None, at: datetime) -> Manual:
    return Manual(
        id=new_id(),
        course_edition_id=course.id,
        language=language,
        fingerprint=fingerprint(glossary.edition),
        state=ManualState.WAITING,
        step=0,
        reason={},
        requested_at=at,
        requested_by=actor.id if actor else None,
        heard_at=at,
    )


def claim(session: Session, *, manual_id: UUID, at: datetime) -> bool:
    """Take the work on; whoever comes second, or comes to a manual that is ready, is told not to."""
    free = or_(
        Manual.state == ManualState.WAITING,
        and_(Manual.state == ManualState.BUILDING, Manual.heard_at < at - SILENCE),
    )
    return _change(session, manual_id, free, state=ManualState.BUILDING, step=1, heard_at=at)


def advance(session: Session, *, manual_id: UUID, step: int, at: datetime) -> None:
    """Say which step begins."""
    _change(session, manual_id, Manual.state == ManualState.BUILDING, step=step, heard_at=at)


def finish(session: Session, *, manual_id: UUID, digest: str, pages: int, size: int, at: datetime) -> None:
    """Say that the file is stored."""
    done = {"digest": digest, "pages": pages, "size": size, "finished_at": at, "heard_at": at, "reason": {}}
    _change(session, manual_id, Manual.state != ManualState.READY, state=ManualState.READY, **done)


def fail(session: Session, *, manual_id: UUID, code: str, facts: dict[str, Any], at: datetime) -> None:
    """Say why there is no manual; it can be asked for again."""
    told = {"code": code, "facts": {name: str(value) for name, value in facts.items()}}
    _change(
        session, manual_id, Manual.state == ManualState.BUILDING, state=ManualState.FAILED, reason=told, heard_at=at
    )


def lose(session: Session, *, manual_id: UUID, code: str, at: datetime) -> None:
    """Say that a stored file is gone or damaged, so that the manual can be made again."""
    told = {"code": code, "facts": {}}
    _change(session, manual_id, Manual.state == ManualState.READY, state=ManualState.FAILED, reason=told, heard_at=at)


def _change(session: Session, manual_id: UUID, condition: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401
    result = session.execute(
        update(Manual)
        .where(Manual.id == manual_id, condition)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(getattr(result, "rowcount", 0))
