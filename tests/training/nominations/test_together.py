"""Several officers at once: however their requests meet, no quota is overrun and nobody sits twice."""

from __future__ import annotations

from threading import Barrier, Thread

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.ids import new_id
from app.training.models import CohortPlace
from app.training.nominations import services
from app.training.nominations.rules.states import SEATED, Act
from tests.conftest import NOW, empty_tables
from tests.people import make_cast
from tests.training.nominations.scene import make_scene


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quota=st.integers(1, 4), officers=st.integers(2, 6), each=st.integers(1, 2))
def test_officers_who_nominate_at_once_never_overrun_the_quota(app: Flask, session, quota, officers, each):
    with app.app_context():
        session.rollback()
        empty_tables()
        scene = make_scene(session, make_cast(session), capacity=8)
        scene.call({scene.cast.interior: quota, scene.cast.prosecution: 2})
        people = [scene.somebody(scene.cast.interior).id for _number in range(officers * each)]
        actor, cohort_id = scene.actor(scene.cast.farida), scene.cohort.id
        session.commit()
    start, refused = Barrier(officers), []

    def send(own: list) -> None:
        start.wait()
        for user_id in own:
            try:
                with app.app_context(), transaction() as writing:
                    services.nominate(
                        writing,
                        actor=actor,
                        nomination_id=new_id(),
                        cohort_id=cohort_id,
                        person=user_id,
                        at=NOW,
                    )
            except RuleViolation as violation:
                refused.append(violation.code)

    threads = [Thread(target=send, args=(people[number::officers],)) for number in range(officers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    seated = [found for found in scene.board.nominations if found.state in SEATED]
    assert len(seated) == min(quota, officers * each)
    assert refused == ["quota-reached"] * (officers * each - len(seated))
    session.rollback()


def test_one_free_seat_goes_to_one_person_when_two_withdraw_and_decide_at_once(app: Flask, session, cast):
    with app.app_context():
        scene = make_scene(session, cast, capacity=2)
        scene.call({cast.interior: 1, cast.prosecution: 1})
        seated = [scene.nominate(cast.interior), scene.nominate(cast.prosecution)]
        services.decide(session, actor=scene.administrator, nomination_ids=seated, act=Act.ACCEPT, at=NOW)
        waiting = [scene.nominate(cast.interior, reserve=True), scene.nominate(cast.prosecution, reserve=True)]
        for found in waiting:
            scene.step(found, Act.WAIT, reason="Full.")
        administrator, cohort_id = scene.administrator, scene.cohort.id
        session.commit()
    start, codes = Barrier(3), []

    def send(nomination_id, act: Act) -> None:
        start.wait()
        try:
            with app.app_context(), transaction() as writing:
                services.take_step(
                    writing, actor=administrator, nomination_id=nomination_id, act=act, reason="Ill.", at=NOW
                )
        except RuleViolation as violation:
            codes.append(violation.code)

    steps = [(seated[0], Act.WITHDRAW), (seated[0], Act.WITHDRAW), (waiting[1], Act.ACCEPT)]
    threads = [Thread(target=send, args=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    places = session.scalars(
        select(CohortPlace.user_id).where(CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None))
    ).all()
    assert len(places) == len(set(places)) == 2
    assert sorted(codes) in (
        ["no-free-seat", "nomination-not-possible-now"],
        ["nomination-not-possible-now"],
    )
    with app.app_context():
        db.session.remove()
