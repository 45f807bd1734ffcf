"""An exam that hundreds sit at once: start together, save every ten seconds, hand in together. Nothing may be lost."""

from __future__ import annotations

import json
import pickle
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.assessments.models import Assessment, Attempt, Grade, Response
from app.assessments.queries.banks import questions_of
from app.assessments.rules.questions import AssessmentKind, Paper
from app.core.db import db
from app.core.ids import new_id
from app.demo.learning import answer

from .answers import token_for
from .client import request
from .crowd import Due, Heard
from .installation import ROOT, Installation, Run, Server
from .report import Row

PEOPLE = 500
EVERY = 10.0
SHORT, LONG = 60.0, 180.0
ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})/")


@dataclass(slots=True)
class Examinee:
    """Somebody with a place at a computer, and what the server acknowledged to them."""

    enrolment_id: UUID
    assessment_id: UUID
    cookie: str
    attempt_id: UUID | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)


def measure(run: Run) -> Iterator[Row]:
    """Measure the three phases on PostgreSQL and compare the database with what the clients were told."""
    people = 50 if run.quick else PEOPLE
    lasting = 20.0 if run.quick else LONG if run.full else SHORT
    installation = run.installation("examinees", people=people + 100, sessions=0)
    crowd = _crowd(installation, people)
    token = token_for(installation)
    with installation.serving() as server:
        started = _send(run.folder, server, [[_start(each, token)] for each in crowd])
        for each, (heard,) in zip(crowd, started, strict=True):
            found = ATTEMPT.search(heard.location)
            each.attempt_id = UUID(found[1]) if found else None
        _read_papers(installation, crowd)
        opened = _send(run.folder, server, [[_open(each)] for each in crowd])
        jobs, keys = _saves(crowd, token, lasting)
        saved = _send(run.folder, server, jobs)
        for each, sent, heard in zip(crowd, keys, saved, strict=True):
            each.acknowledged = {key for key, one in zip(sent, heard, strict=True) if one.right}
        submitted = _send(run.folder, server, [[_submit(each, token)] for each in crowd])
    lost, graded = _compare(installation, crowd)
    phases = {"start together": started, "open the first question together": opened}
    phases |= {f"a save every {EVERY:.0f} s each for {lasting:.0f} s": saved, "hand in together": submitted}
    for name, heard in phases.items():
        yield _row(f"{people} examinees: {name}", heard)
    told = sum(len(each.acknowledged) for each in crowd)
    yield Row(
        f"{people} examinees: answers lost",
        f"{lost} of {told:,} acknowledged; {graded} of {people} results",
        target="0 lost",
        reached=lost == 0 and graded == people,
    )
    installation.close()


def _crowd(installation: Installation, people: int) -> list[Examinee]:
    found = []
    with installation.app.app_context():
        exams: dict[UUID, UUID] = {
            row.course_edition_id: row.id
            for row in db.session.execute(
                select(Assessment.id, Assessment.course_edition_id).where(Assessment.kind == AssessmentKind.FINAL_EXAM)
            )
        }
    for user_id, enrolment_id, edition_id in installation.learners(people):
        found.append(Examinee(enrolment_id, exams[edition_id], installation.sign_in(user_id)))
    return found


def _read_papers(installation: Installation, crowd: Sequence[Examinee]) -> None:
    """Make up an answer to each question that each was given."""
    chance = random.Random(7)
    with installation.app.app_context():
        for each in crowd:
            if each.attempt_id is None:
                continue
            paper = Paper.from_json(db.session.get_one(Attempt, each.attempt_id).paper)
            questions = questions_of(db.session(), paper)
            each.answers = [answer(one, right=chance.random() < 0.8, chance=chance) for one in questions]


def _form(path: str, examinee: Examinee, token: str) -> bytes:
    body = f"csrf_token={token}&attempt_id={new_id()}".encode()
    kind = "application/x-www-form-urlencoded"
    return request(path, cookie=examinee.cookie, method="POST", body=body, Content_Type=kind, Connection="close")


def _start(each: Examinee, token: str) -> Due:
    path = f"/enrolments/{each.enrolment_id}/assessments/{each.assessment_id}/attempts"
    return Due(0.0, _form(path, each, token), 303)


def _open(each: Examinee) -> Due:
    path = f"/attempts/{each.attempt_id}/questions/1"
    return Due(0.0, request(path, cookie=each.cookie, encoding="br", Connection="close"), 200)


def _submit(each: Examinee, token: str) -> Due:
    return Due(0.0, _form(f"/attempts/{each.attempt_id}/submit", each, token), 303)


def _saves(crowd: Sequence[Examinee], token: str, lasting: float) -> tuple[list[list[Due]], list[list[str]]]:
    """Spread the saves of each over the time; who began when is chance."""
    chance, jobs, keys = random.Random(8), [], []
    for each in crowd:
        offset, own, ids = chance.random() * EVERY, [], []
        for number in range(int(lasting // EVERY)):
            place = number % len(each.answers)
            body = {"id": str(new_id()), "question": place, "answer": each.answers[place], "flagged": False}
            sent = request(
                f"/attempts/{each.attempt_id}/responses",
                cookie=each.cookie,
                method="POST",
                body=json.dumps(body).encode(),
                accept="application/json",
                Content_Type="application/json",
                X_CSRFToken=token,
                Connection="close",
            )
            own.append(Due(offset + number * EVERY, sent, 200))
            ids.append(body["id"])
        jobs.append(own)
        keys.append(ids)
    return jobs, keys


def _send(folder: Path, server: Server, jobs: list[list[Due]]) -> list[list[Heard]]:
    """Let a process of its own send the requests."""
    given, heard = folder / "jobs.pickle", folder / "heard.pickle"
    given.write_bytes(pickle.dumps((server.port, jobs)))
    subprocess.run([sys.executable, "-m", "benchmarks.crowd", str(given), str(heard)], cwd=ROOT, check=True)
    return [[Heard(*one) for one in each] for each in pickle.loads(heard.read_bytes())]


def _compare(installation: Installation, crowd: Sequence[Examinee]) -> tuple[int, int]:
    """Return how many acknowledged answers the database does not have, and how many results it has."""
    ids = [each.attempt_id for each in crowd if each.attempt_id]
    with installation.app.app_context():
        stored = {str(key) for key in db.session.scalars(select(Response.id).where(Response.attempt_id.in_(ids)))}
        graded = db.session.scalar(select(func.count(Grade.attempt_id.distinct())).where(Grade.attempt_id.in_(ids)))
    return sum(len(each.acknowledged - stored) for each in crowd), graded or 0


def _row(figure: str, heard: list[list[Heard]]) -> Row:
    times = sorted(1000 * one.seconds for each in heard for one in each)
    wrong = sum(not one.right for each in heard for one in each)

    def part(share: float) -> str:
        return f"{times[min(len(times) - 1, int(share * len(times)))]:,.0f}"

    return Row(
        figure,
        f"p50 {part(0.5)} ms, p95 {part(0.95)} ms, p99 {part(0.99)} ms; {len(times):,} requests, {wrong} errors",
        target="0 errors",
        reached=wrong == 0,
    )
