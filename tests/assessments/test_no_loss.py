"""Nothing that an examinee saved is lost: faults at random, and the result of the undisturbed run all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments import services
from app.assessments.models import Attempt, Grade, Response
from app.assessments.queries import attempts as queries
from app.core.db import db
from app.core.ids import new_id
from tests.assessments.factories import EXAM_KINDS, RIGHT, WRONG, make_exam
from tests.conftest import NOW

# What can happen to a request on its way: nothing, lost before or after the commit, sent twice, an old one once more.
FAULTS = ("none", "before", "after", "twice", "old")
STEP = st.tuples(
    st.integers(0, 1),
    st.integers(0, len(EXAM_KINDS) - 1),
    st.sampled_from(("right", "wrong", "empty")),
    st.booleans(),
    st.lists(st.sampled_from(FAULTS), max_size=3),
    st.integers(0, 1000),
)


class Cut(Exception):
    """The power went, or the connection."""


@contextmanager
def cut(app: Any, when: str) -> Iterator[None]:
    """Let the next commit fail, before it happened or after it: the client learns nothing either way."""
    with app.app_context():
        dialect = db.engine.dialect
    commit = type(dialect).do_commit

    def do_commit(connection: Any) -> None:
        if when == "after":
            commit(dialect, connection)
        else:
            dialect.do_rollback(connection)
        raise Cut

    dialect.do_commit = do_commit
    try:
        yield
    finally:
        del dialect.do_commit


def begin(session: Session, cast: Any, person: Any, key: str) -> Any:
    exam = make_exam(session, person, key=key, module_key=f"module-{key}")
    session.commit()
    attempt_id = services.start_attempt(
        session,
        actor=cast.actor(person),
        enrolment_id=exam.enrolment.id,
        assessment_id=exam.assessment.id,
        attempt_id=new_id(),
        at=NOW,
        seed=7,
    )
    session.commit()
    return attempt_id


def answer_to(session: Session, attempt_id: Any, kind_place: int, said: str) -> tuple[int, dict[str, Any]]:
    """Return the place of the paper's question of a kind, and an answer to it: papers differ, the kinds do not."""
    paper = queries.find_attempt(session, attempt_id).paper
    kind = EXAM_KINDS[kind_place]
    place = next(place for place, each in enumerate(paper.questions) if each.kind is kind)
    return place, {"right": RIGHT, "wrong": WRONG}.get(said, {}).get(kind, {})


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(steps=st.lists(STEP, min_size=1, max_size=25))
@pytest.mark.slow
def test_every_acknowledged_answer_is_there_and_the_result_is_that_of_the_undisturbed_run(
    app, session, cast, sign_in, steps
):
    name = new_id().hex[-12:]
    calm, rough = begin(session, cast, cast.amina, f"calm-{name}"), begin(session, cast, cast.tolib, f"rough-{name}")
    quiet, devices = sign_in(cast.amina), [sign_in(cast.tolib), sign_in(cast.tolib)]
    acknowledged, earlier = [], []
    for device, kind, said, flagged, faults, chance in steps:
        place, answer = answer_to(session, calm, kind, said)
        body = {"id": str(new_id()), "question": place, "answer": answer, "flagged": flagged}
        assert quiet.post(f"/attempts/{calm}/responses", json=body).status_code == 200

        place, answer = answer_to(session, rough, kind, said)
        body = {"id": str(new_id()), "question": place, "answer": answer, "flagged": flagged}
        session.rollback()
        send(app, devices, device, rough, body, faults, earlier, chance)
        acknowledged.append(body["id"])
        earlier.append(body)
    for client, attempt_id in ((quiet, calm), (devices[0], rough)):
        assert client.post(f"/attempts/{attempt_id}/submit").status_code == 303
        assert client.post(f"/attempts/{attempt_id}/submit").status_code == 303

    session.rollback()
    stored = session.execute(select(Response.id, Response.sequence).where(Response.attempt_id == rough)).all()
    assert {str(row.id) for row in stored} == set(acknowledged)
    assert sorted(row.sequence for row in stored) == list(range(1, len(acknowledged) + 1))
    assert outcome(session, rough) == outcome(session, calm)


def send(app, devices, device, attempt_id, body, faults, earlier, chance) -> None:
    """Send until the server has acknowledged it, through everything that happens on the way."""
    path = f"/attempts/{attempt_id}/responses"
    for fault in faults:
        if fault in ("before", "after"):
            with cut(app, fault):
                assert devices[device].post(path, json=body).status_code == 500
        elif fault == "twice":
            assert devices[device].post(path, json=body).status_code == 200
        elif fault == "old" and earlier:
            late = devices[1 - device].post(path, json=earlier[chance % len(earlier)])
            assert late.json["repeated"] is True
    assert devices[device].post(path, json=body).status_code == 200


def outcome(session: Session, attempt_id: Any) -> Any:
    """Return what an attempt was worth, question by question in the order of kinds."""
    grade = session.scalars(select(Grade).where(Grade.attempt_id == attempt_id)).one()
    paper = session.get_one(Attempt, attempt_id).paper
    marks = zip((each["kind"] for each in paper["questions"]), grade.details, strict=True)
    return grade.points, grade.percent, sorted((kind, each["points"], each["state"]) for kind, each in marks)
