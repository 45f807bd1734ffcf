"""The work itself: claimed by one worker, told step by step, stored under its digest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.pdf import Printed
from app.core.ports import ports
from app.core.storage import DamagedFile
from app.courses.queries import course_outline, current_course_edition

from . import queries, services
from .models import Manual
from .press import print_manual
from .rules import BuildFault, FileLost, ManualState, StillBuilding, languages_of, reason_of

JOB = "manual"
log = logging.getLogger("sabaq.manuals")


def build_manual(manual_id: str) -> None:
    """Build a manual that was asked for; safe to run twice and at the same time."""
    key = UUID(manual_id)
    with transaction() as session:
        if not services.claim(session, manual_id=key, at=ports().clock.now()):
            return
    try:
        printed = _print(key, lambda step: _tell(key, step))
        _tell(key, 4)
        digest = ports().storage.put(printed.content)
    except RuleViolation as violation:
        _fail(key, violation.code, violation.facts)
    except Exception:
        log.exception("manual %s could not be made", manual_id)
        _fail(key, BuildFault.code, {})
    else:
        with transaction() as session:
            services.finish(
                session,
                manual_id=key,
                digest=digest,
                pages=printed.pages,
                size=len(printed.content),
                at=ports().clock.now(),
            )


def _print(key: UUID, tell: Callable[[int], None]) -> Printed:
    session = db.session()
    manual = session.get_one(Manual, key)
    course = course_outline(session, manual.course_edition_id)
    manuscript = queries.gather(session, course, manual.language, queries.current_glossary(session))
    pictures = queries.find_pictures(session, manuscript, course)
    made_at = queries.published_at(session, course.id)
    session.rollback()  # printing takes seconds; no transaction stays open meanwhile
    return print_manual(manuscript, pictures, made_at=made_at, tell=tell)


def _tell(key: UUID, step: int) -> None:
    with transaction() as session:
        services.advance(session, manual_id=key, step=step, at=ports().clock.now())


def _fail(key: UUID, code: str, facts: dict[str, object]) -> None:
    db.session().rollback()
    with transaction() as session:
        services.fail(session, manual_id=key, code=code, facts=facts, at=ports().clock.now())


def build_now(course_key: str, language: str) -> bytes:
    """Return the current manual of a course, built here and now unless it is stored already.

    Raises:
        Missing: there is no such course, or not in this language.
        RuleViolation: why it can't be made.

    """
    with transaction() as session:
        edition = current_course_edition(session, course_key)
        if edition is None:
            raise Missing
        course = course_outline(session, edition.id)
        if language not in languages_of(course):
            raise Missing
        manual_id, wanted = services.request_manual(
            session,
            actor=None,
            course=course,
            language=language,
            glossary=queries.current_glossary(session),
            at=ports().clock.now(),
        )
    if wanted:
        build_manual(str(manual_id))
    return _fetch(manual_id)


def _fetch(manual_id: UUID) -> bytes:
    manual = db.session().get_one(Manual, manual_id, populate_existing=True)
    if manual.state is ManualState.FAILED:
        raise reason_of(manual.reason)
    if manual.digest is None:
        raise StillBuilding
    try:
        return ports().storage.get(manual.digest)
    except DamagedFile:
        with transaction() as session:
            services.lose(session, manual_id=manual_id, code=FileLost.code, at=ports().clock.now())
        raise FileLost from None
