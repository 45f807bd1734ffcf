"""Exams, results, appeals and marking: who is told, and that no result travels by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.banks.events import QuestionReturned, QuestionSentToReview
from app.assessments.marking.events import (
    AppealAssigned,
    AppealDecided,
    AppealFiled,
    AttemptAwaitsMarking,
    AttemptRegraded,
)
from app.assessments.notices.exams import remind_of_exams
from app.assessments.rules.questions import AssessmentKind
from app.assessments.sittings import services
from app.assessments.sittings.events import PlacesGiven, ResultsReleased, SittingMoved
from app.assessments.sittings.services.granting import AccommodationDetails
from app.core import events
from app.core.db import transaction
from app.core.ids import new_id
from app.core.outbox import OutboxEntry, OutboxState
from tests.assessments.sittings.scene import Scene, make_scene
from tests.conftest import NOW


@pytest.fixture
def scene(session: Session, cast: Any) -> Scene:
    made = make_scene(session, cast)
    session.commit()
    return made


@pytest.fixture
def publish(app: Flask, session: Session) -> Callable[..., None]:
    """Return a function that publishes events as a request would."""

    def run(*given: object) -> None:
        session.commit()
        with app.app_context(), transaction() as own:
            for each in given:
                events.publish(each, own)

    return run


@pytest.fixture
def told(session: Session) -> Callable[[], list[tuple[str, str]]]:
    def read() -> list[tuple[str, str]]:
        session.rollback()
        found = session.scalars(select(OutboxEntry))
        return sorted((each.kind, each.payload["to"].partition("@")[0]) for each in found)

    return read


def test_places_and_changes_of_a_sitting_are_told_once(scene, cast, publish, told) -> None:
    sitting_id = scene.open(opens_at=NOW + timedelta(days=3), closes_at=NOW + timedelta(days=3, hours=2))
    people = (cast.amina.id, cast.tolib.id)
    publish(PlacesGiven(sitting_id, people, NOW), PlacesGiven(sitting_id, people, NOW))

    assert told() == [("exam", "amina"), ("exam", "tolib")]
    for minutes in (1, 2):
        moved = SittingMoved(sitting_id, people, NOW + timedelta(minutes=minutes))
        publish(moved, moved)
    assert len(told()) == 6, "also when it is moved back to where it was"


def test_who_loses_the_place_and_gets_it_again_is_told_both(scene, cast, app, session, publish, told) -> None:
    sitting_id = scene.open(opens_at=NOW + timedelta(days=3), closes_at=NOW + timedelta(days=4))
    session.commit()
    amina, place = scene.amina.id, {"sitting_id": sitting_id, "actor": cast.actor(cast.dilnoza)}
    session.commit()
    with app.app_context(), transaction() as own:
        for minutes in (0, 10):
            at = NOW + timedelta(minutes=minutes)
            services.remove_person(own, enrolment_id=amina, at=at, **place)
            services.add_people(own, enrolment_ids=[amina], at=at, **place)

    assert told() == [("exam", "amina")] * 4


def test_what_is_arranged_for_somebody_is_told_to_them_without_what_it_is(scene, cast, app, session, told) -> None:
    sitting_id = scene.open(opens_at=NOW + timedelta(days=3), closes_at=NOW + timedelta(days=4))
    actor, amina = cast.actor(cast.dilnoza), scene.amina.id
    session.commit()
    with app.app_context(), transaction() as own:
        services.grant_accommodation(
            own,
            actor=actor,
            sitting_id=sitting_id,
            enrolment_id=amina,
            kind=None,
            only_here=True,
            details=AccommodationDetails(extra_percent=25, remark="Dyslexia"),
            at=NOW,
        )

    assert told() == [("exam", "amina")]
    text = session.scalars(select(OutboxEntry)).one().payload["text"]
    assert "Dyslexia" not in text
    assert "25" not in text


def test_questions_that_wait_are_told_once_a_day_to_others_than_their_authors(cast, publish, told) -> None:
    bank, centre = new_id(), cast.dushanbe_centre.id
    for minutes in (0, 10):
        at = NOW + timedelta(minutes=minutes)
        publish(QuestionSentToReview(new_id(), bank, centre, "q", cast.rustam.id, frozenset({cast.rustam.id}), at))

    assert told() == [("questions", "dilnoza"), ("questions", "gulnora")]
    publish(QuestionSentToReview(new_id(), bank, centre, "q", cast.dilnoza.id, frozenset({cast.dilnoza.id}), NOW))
    assert told() == [("questions", "dilnoza"), ("questions", "gulnora"), ("questions", "rustam")]


def test_a_returned_question_is_told_to_who_wrote_it(cast, publish, told, session) -> None:
    question, authors = new_id(), frozenset({cast.rustam.id, cast.dilnoza.id})
    publish(QuestionReturned(question, new_id(), "q", cast.dilnoza.id, authors, "Two answers are right.", NOW))

    assert told() == [("questions", "rustam")]
    assert str(question) in session.scalars(select(OutboxEntry)).one().payload["text"]


def test_an_exam_of_tomorrow_is_remembered_once(scene, cast, app, session, told) -> None:
    scene.open(opens_at=NOW + timedelta(days=1), closes_at=NOW + timedelta(days=1, hours=2))
    session.commit()
    given = []
    for hours in (-8, 0, 1, 5):
        with app.app_context(), transaction() as own:
            given.append(remind_of_exams(own, at=NOW + timedelta(hours=hours)))

    assert given == [0, 1, 0, 0]
    assert told() == [("exam", "amina"), ("exam", "tolib")]


def test_results_are_told_without_what_they_are(scene, cast, publish, told, session) -> None:
    attempt = new_id()
    regraded = AttemptRegraded(
        attempt, new_id(), new_id(), cast.amina.id, AssessmentKind.FINAL_EXAM, 71.5, False, 83.25, True, "x", NOW
    )
    publish(
        ResultsReleased(new_id(), (cast.amina.id,), NOW),
        regraded,
        AppealDecided(new_id(), attempt, cast.tolib.id, True, None, NOW),
    )

    assert told() == [("result", "amina"), ("result", "amina"), ("result", "tolib")]
    texts = " ".join(each.payload["text"] for each in session.scalars(select(OutboxEntry)))
    assert "83.25" not in texts
    assert "71.5" not in texts


def test_appeals_go_to_those_who_assign_and_then_to_who_decides(scene, cast, publish, told) -> None:
    appeal, centre = new_id(), cast.dushanbe_centre.id
    publish(AppealFiled(appeal, new_id(), cast.amina.id, centre, NOW), AppealAssigned(appeal, cast.rustam.id, NOW))

    assert told() == [("appeals", "dilnoza"), ("appeals", "rustam")]


def test_markers_are_told_once_a_day_however_much_comes_in(scene, cast, publish, told, session) -> None:
    for minutes in (0, 10, 50):
        at = NOW + timedelta(minutes=minutes)
        publish(AttemptAwaitsMarking(new_id(), new_id(), cast.amina.id, cast.dushanbe_centre.id, 3, at))

    assert told() == [("marking", "dilnoza"), ("marking", "rustam")]
    assert {each.state for each in session.scalars(select(OutboxEntry))} == {OutboxState.HELD}
