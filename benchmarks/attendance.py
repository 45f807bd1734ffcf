"""Marking twenty-four people present, late or absent with one request, as the attendance sheet's form sends it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select

from app.core.db import db, transaction
from app.core.ids import new_id
from app.training.models import Cohort, CohortPlace, CohortTrainer, SessionKind, TrainingSession

from .answers import token_for
from .client import press, request
from .installation import Installation, Run, count, form_token
from .report import Row, spread

PEOPLE = 24
MOST_STATEMENTS = 4
STATUSES = ("present", "present", "late", "absent")


def measure(run: Run) -> Iterator[Row]:
    """Mark one session after another."""
    installation = run.installation("attendance", people=50, sessions=0)
    sessions = _plan(installation, 8 if run.quick else 30)
    with installation.app.app_context():
        cohort_id = db.session.get_one(TrainingSession, sessions[0]).cohort_id
        trainer = db.session.scalars(select(CohortTrainer.user_id).where(CohortTrainer.cohort_id == cohort_id)).one()
        places = select(CohortPlace.enrolment_id).where(CohortPlace.cohort_id == cohort_id)
        people = list(db.session.scalars(places.order_by(CohortPlace.enrolment_id)))
    cookie = installation.sign_in(trainer)
    counted = count(
        installation,
        cookie,
        f"/sessions/{sessions[0]}/attendance",
        method="POST",
        data=_sheet(people) | {"csrf_token": token_for(installation)},
    )
    times = []
    with installation.serving() as program:
        for session_id in sessions[1:]:
            path = f"/sessions/{session_id}/attendance"
            token, own = form_token(program.port, path, cookie)
            sent = request(
                path,
                cookie=own,
                method="POST",
                body=urlencode(_sheet(people) | {"csrf_token": token}).encode(),
                Content_Type="application/x-www-form-urlencoded",
            )
            times.append(press(program.port, [iter([sent])], seconds=60, expect=303).quantile(0.5))
    installation.close()
    yield Row(
        f"mark attendance for {PEOPLE}",
        f"one request: {spread(times, 'ms')}; {counted.statements} statements, {counted.commits} commit",
        target=f"one request, ≤ {MOST_STATEMENTS} statements",
        reached=statistics.median(times) > 0 and counted.statements <= MOST_STATEMENTS,
    )


def _plan(installation: Installation, many: int) -> list[UUID]:
    """Hold sessions of a cohort that began an hour ago and that nobody marked yet."""
    ids = [new_id() for _ in range(many)]
    began = datetime.now(UTC) - timedelta(hours=1)
    with installation.app.app_context(), transaction() as session:
        cohort = session.scalars(select(Cohort).where(Cohort.title.startswith("Группа")).order_by(Cohort.id)).first()
        assert cohort is not None
        for place, key in enumerate(ids):
            session.add(
                TrainingSession(
                    id=key,
                    cohort_id=cohort.id,
                    title=f"Session {place}",
                    kind=SessionKind.CLASSROOM,
                    starts_at=began,
                    ends_at=began + timedelta(hours=3),
                )
            )
    return ids


def _sheet(people: list[UUID]) -> dict[str, str]:
    """Fill in the sheet: a status for twenty-four people, nothing yet for the rest."""
    sheet = {}
    for place, key in enumerate(people):
        status = STATUSES[place % len(STATUSES)] if place < PEOPLE else ""
        sheet |= {
            f"status-{key.hex}": status,
            f"minutes-{key.hex}": "10" if status == "late" else "",
            f"remark-{key.hex}": "",
            f"seen-{key.hex}": "",
        }
    return sheet
