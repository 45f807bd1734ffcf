"""Saving an answer as the browser's script does it, and handing in an exam of twenty questions."""

from __future__ import annotations

import itertools
import json
import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app.accounts.queries import get_actor
from app.assessments.models import Assessment, Attempt
from app.assessments.queries.banks import questions_of
from app.assessments.rules.questions import AssessmentKind, Paper
from app.assessments.services import save_response, start_attempt
from app.core.db import transaction
from app.core.ids import new_id
from app.demo.learning import answer

from .client import press, request
from .installation import TOKEN_SEED, Installation, Run, count, form_token
from .report import Row, spread

QUESTIONS = 20


@dataclass(frozen=True, slots=True)
class Sitting:
    """An exam under way: whose, and an answer to each question."""

    attempt_id: UUID
    cookie: str
    answers: list[dict[str, Any]]


def measure(run: Run) -> Iterator[Row]:
    """Measure both over HTTP, one person after another, and saving for eight people at once too."""
    exams = 8 if run.quick else 40
    database = "PostgreSQL" if run.database_url else "SQLite"
    installation = run.installation("answers", people=400, sessions=0)
    sittings = [
        _begin(installation, learner, answered=place >= 8)
        for place, learner in enumerate(installation.learners(8 + exams + 2))
    ]
    saving, handing = sittings[:8], sittings[8:-2]
    counted_save = _count_save(installation, sittings[-2])
    counted_submit = _count_submit(installation, sittings[-1])
    with installation.serving() as program, installation.serving(floor="f2") as floor:
        floors, ones, eights = [], [], []
        many = 60 if run.quick else 300
        for _ in range(run.rounds):
            front = itertools.repeat(request("/"), many)
            floors.append(press(floor.port, [front], seconds=60))
            ones.append(press(program.port, [_saves(program.port, saving[0], many)], seconds=60))
            eights.append(press(program.port, [_saves(program.port, each, many // 4) for each in saving], seconds=60))
        yield from (
            _saved(f"save one answer, {who}, {database}", loads, floors, counted_save)
            for who, loads in (("one person", ones), ("8 at once", eights))
        )
        submits = [
            press(program.port, [iter([_submit(program.port, each)])], seconds=60, expect=303) for each in handing
        ]
    times = [load.quantile(0.5) for load in submits]
    yield Row(
        f"submit an exam of {QUESTIONS} questions, {database}",
        f"{spread(times, 'ms')}; {counted_submit.statements} statements, {counted_submit.commits} commit",
        floor=f"F2 page: {spread([load.quantile(0.5) for load in floors], 'ms')}",
        target="≤ 30 ms",
        reached=statistics.median(times) <= 30,
    )
    installation.close()


def _begin(installation: Installation, learner: Any, *, answered: bool) -> Sitting:
    user_id, enrolment_id, edition_id = learner
    at, chance = datetime.now(UTC) - timedelta(minutes=2), random.Random(7)
    with installation.app.app_context(), transaction() as session:
        actor = get_actor(session, user_id)
        exam = select(Assessment.id).where(
            Assessment.course_edition_id == edition_id, Assessment.kind == AssessmentKind.FINAL_EXAM
        )
        attempt_id = start_attempt(
            session,
            actor=actor,
            enrolment_id=enrolment_id,
            assessment_id=session.scalars(exam).one(),
            attempt_id=new_id(),
            at=at,
        )
        session.flush()
        questions = questions_of(session, Paper.from_json(session.get_one(Attempt, attempt_id).paper))
        assert len(questions) == QUESTIONS
        answers = [answer(question, right=chance.random() < 0.8, chance=chance) for question in questions]
        for number, given in enumerate(answers if answered else []):
            save_response(
                session,
                actor=actor,
                attempt_id=attempt_id,
                response_id=new_id(),
                question=number,
                answer=given,
                at=at + timedelta(seconds=number),
            )
    return Sitting(attempt_id, installation.sign_in(user_id), answers)


def _body(sitting: Sitting, number: int) -> dict[str, Any]:
    place = number % QUESTIONS
    return {"id": str(new_id()), "question": place, "answer": sitting.answers[place], "flagged": False}


def _saves(port: int, sitting: Sitting, many: int) -> Iterator[bytes]:
    token, cookie = form_token(port, f"/attempts/{sitting.attempt_id}/questions/1", sitting.cookie)
    for number in range(many):
        yield request(
            f"/attempts/{sitting.attempt_id}/responses",
            cookie=cookie,
            method="POST",
            body=json.dumps(_body(sitting, number)).encode(),
            accept="application/json",
            Content_Type="application/json",
            X_CSRFToken=token,
        )


def _submit(port: int, sitting: Sitting) -> bytes:
    token, cookie = form_token(port, f"/attempts/{sitting.attempt_id}/review", sitting.cookie)
    return request(
        f"/attempts/{sitting.attempt_id}/submit",
        cookie=cookie,
        method="POST",
        body=f"csrf_token={token}".encode(),
        Content_Type="application/x-www-form-urlencoded",
    )


def _count_save(installation: Installation, sitting: Sitting) -> Any:
    path, headers = f"/attempts/{sitting.attempt_id}/responses", {"X-CSRFToken": token_for(installation)}
    count(installation, sitting.cookie, path, method="POST", json=_body(sitting, 0), headers=headers)
    return count(installation, sitting.cookie, path, method="POST", json=_body(sitting, 1), headers=headers)


def _count_submit(installation: Installation, sitting: Sitting) -> Any:
    data = {"csrf_token": token_for(installation)}
    return count(installation, sitting.cookie, f"/attempts/{sitting.attempt_id}/submit", method="POST", data=data)


def token_for(installation: Installation) -> str:
    """Sign the token of a form as Flask-WTF does."""
    return str(URLSafeTimedSerializer(installation.app.secret_key, salt="wtf-csrf-token").dumps(TOKEN_SEED))


def _saved(figure: str, loads: list[Any], floors: list[Any], counted: Any) -> Row:
    middle, high = ([load.quantile(part) for load in loads] for part in (0.5, 0.95))
    return Row(
        figure,
        f"p50 {spread(middle, 'ms')}, p95 {spread(high, 'ms')}; {counted.statements} statements, "
        f"{counted.commits} commit",
        floor=f"F2 page: p50 {spread([load.quantile(0.5) for load in floors], 'ms')}",
        target="p50 ≤ 5 ms, p95 ≤ 15 ms; ≤ 3 statements, one commit",
        reached=statistics.median(middle) <= 5
        and statistics.median(high) <= 15
        and counted.statements <= 3
        and counted.commits == 1,
    )
