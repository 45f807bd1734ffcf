"""The world that the table of access speaks of: two countries, their people, and one of each thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import services as accounts
from app.accounts.models import RoleAssignment
from app.accounts.notices.telling import unsubscribe_link
from app.assessments.models import Assessment, QuestionVersion
from app.assessments.rules.questions import QuestionKind
from app.assessments.services.starting import start_attempt
from app.assessments.simulations.services import decide, start_run
from app.assessments.sittings.services import SittingDetails
from app.certificates.services import Press, issue
from app.core.db import db
from app.core.ids import new_id
from app.core.outbox import OutboxEntry
from app.core.ports import ports
from app.courses.manuals.models import Manual
from app.courses.manuals.rules import ManualState, fingerprint
from app.courses.models import Media
from app.training.content import publish as publish_plans
from app.training.exams.services import open_cohort_sitting
from app.training.feeds.models import FeedKey
from app.training.feeds.queries import digest_of
from app.training.models import (
    SessionPlan,
)
from tests.access.scene import (
    FEED,
    SUPERVISOR,
    make_attendance,
    make_evaluation,
    make_list,
    make_owed,
    make_paper_version,
    make_places,
    send_question_file,
)
from tests.access.table import PEOPLE
from tests.assessments.banks import scene as scene_of_banks
from tests.assessments.factories import add_question, make_exam
from tests.assessments.marking.world import make_marked
from tests.assessments.simulations import scene as scene_of_cases
from tests.assessments.simulations.scene import KEY
from tests.certificates.scene import make_scene
from tests.conftest import NOW, ROOT, empty_tables
from tests.people import make_cast
from tests.training.nominations.access import make_call


@dataclass(frozen=True)
class World:
    """The application with its people signed in, and what stands in the addresses: near and in the other country."""

    app: Flask
    cookies: dict[str, str]
    near: dict[str, dict[str, Any]]
    far: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def world(app_and_parts, tmp_path_factory) -> Iterator[World]:  # noqa: PLR0915 -- a list of what there is
    app, clock, _mailer = app_and_parts
    clock.instant = NOW
    with app.app_context():
        empty_tables()
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        cast = make_cast(session)
        scene = make_scene(session, cast)
        exam = make_exam(session, cast.amina, key="judges", module_key="consent")
        session.add(Media(edition_id=exam.edition.id, name="card.svg", kind="image/svg+xml", content=b"<svg/>"))
        near_facts, far_facts = (
            make_attendance(session, app, cast, *each)
            for each in (
                (scene.session, scene.cohort, scene.amina, cast.dilnoza),
                (scene.far_session, scene.far_cohort, scene.far_enrolment, scene.far_admin),
            )
        )
        lists = [
            make_list(session, path, who)
            for path, who in (
                (scene.centre.agency.path, cast.dilnoza),
                (scene.tashkent.agency.path, scene.far_admin),
            )
        ]
        assignments = {
            each.user_id: each.id
            for each in session.scalars(select(RoleAssignment).where(RoleAssignment.agency_id.is_not(None)))
        }
        manual = Manual(
            id=new_id(),
            course_edition_id=exam.course.id,
            language="ru",
            fingerprint=fingerprint(0),
            state=ManualState.READY,
            digest=app.extensions["sabaq_ports"].storage.put(b"%PDF-1.4"),
            pages=1,
            size=8,
            requested_at=NOW,
            heard_at=NOW,
            finished_at=NOW,
        )
        session.add(manual)
        secret = accounts.invite(session, actor=None, user=cast.tolib, at=NOW)
        session.commit()
        attempt_id = start_attempt(
            session,
            actor=cast.actor(cast.amina),
            enrolment_id=exam.enrolment.id,
            assessment_id=exam.assessment.id,
            attempt_id=new_id(),
            at=NOW,
        )
        session.commit()
        certificates = []
        for enrolment, who in ((scene.amina, cast.dilnoza), (scene.far_enrolment, scene.far_admin)):
            with app.test_request_context():
                press = Press(ports().storage, "http://localhost")
                certificates.append(
                    issue(session, actor=cast.actor(who), enrolment_id=enrolment.id, press=press, at=NOW)
                )
            session.commit()
        sittings = [
            open_cohort_sitting(
                session,
                actor=cast.actor(who),
                cohort_id=cohort.id,
                sitting_id=new_id(),
                assessment_id=session.scalars(
                    select(Assessment.id).where(Assessment.course_edition_id == cohort.course_edition_id)
                ).first(),
                details=SittingDetails(title="Exam", opens_at=NOW, closes_at=NOW + timedelta(hours=1)),
                at=NOW,
            )
            for cohort, who in ((scene.cohort, cast.dilnoza), (scene.far_cohort, scene.far_admin))
        ]
        session.commit()
        bank_ids = [
            scene_of_banks.open_bank(session, cast, cast.gulnora, centre.id)
            for centre in (cast.dushanbe_centre, cast.tashkent_centre)
        ]
        bank_questions = [
            scene_of_banks.begin(session, cast, bank_id, scene_of_banks.write(), cast.gulnora) for bank_id in bank_ids
        ]
        near_paper, far_paper = (
            make_paper_version(session, app, *each)
            for each in (
                (sittings[0], scene.amina.id, cast.rustam.id),
                (sittings[1], scene.far_enrolment.id, scene.far_admin.id),
            )
        )
        question_files = [send_question_file(app, session, cast, bank_id) for bank_id in bank_ids]
        curriculum_question = session.scalars(
            select(QuestionVersion.question_key).where(QuestionVersion.module_key == "consent")
        ).first()
        cases = scene_of_cases.enrol(session, cast.amina, KEY, module=exam.edition)
        scene_of_cases.publish(session, scene_of_cases.write_content(tmp_path_factory.mktemp("cases")))
        publish_plans(session, ROOT / "content", NOW)
        session.commit()
        actor = cast.actor(cast.amina)
        case_exam = make_exam(session, cast.amina, key="cases-exam", module_key="cases", kinds=())
        add_question(session, case_exam.edition, QuestionKind.SIMULATION, key={"simulation": KEY})
        case_attempt_id = start_attempt(
            session,
            actor=actor,
            enrolment_id=case_exam.enrolment.id,
            assessment_id=case_exam.assessment.id,
            attempt_id=new_id(),
            at=NOW,
        )
        run_id = start_run(session, actor=actor, enrolment_id=cases.id, simulation_key=KEY, run_id=new_id(), at=NOW)
        session.flush()
        decide(session, actor=actor, run_id=run_id, decision_id=new_id(), position=1, choice="listen", at=NOW)
        plan_id = session.scalars(select(SessionPlan.id)).first()
        session.add(FeedKey(user_id=cast.rustam.id, digest=digest_of(FEED), made_at=NOW))
        near_places, far_places = (
            make_places(session, *each)
            for each in (
                (scene.centre, scene.cohort, cast.amina, cast.rustam, cast.dilnoza),
                (scene.tashkent, scene.far_cohort, scene.far_trainee, scene.far_admin, scene.far_admin),
            )
        )
        near_called, far_called = (
            make_call(
                session,
                app.extensions["sabaq_ports"].storage,
                cohort=cohort,
                agency=agency,
                enrolment=enrolment,
                by=who,
            )
            for cohort, agency, enrolment, who in (
                (scene.cohort, cast.interior, scene.amina, cast.dilnoza),
                (scene.far_cohort, cast.uzbek_interior, scene.far_enrolment, scene.far_admin),
            )
        )
        near_asked, far_asked = (
            make_evaluation(session, each.id, who.id)
            for each, who in ((scene.cohort, cast.amina), (scene.far_cohort, scene.far_trainee))
        )
        digest = app.extensions["sabaq_ports"].storage.put(b"%PDF-1.4")
        near_owed, far_owed = (
            make_owed(session, agency=agency, centre_id=place.agency_id, person=person, by=who.id, digest=digest)
            for agency, place, person, who in (
                (cast.interior, scene.centre, cast.amina, cast.dilnoza),
                (cast.uzbekistan, scene.tashkent, scene.far_trainee, scene.far_admin),
            )
        )
        session.commit()
        messages = [new_id(), new_id()]
        session.add_all(
            OutboxEntry(
                id=key,
                channel="mail",
                recipient_id=user.id,
                payload={"to": "x"},
                created_at=NOW,
                due_at=NOW,
                key=str(key),
            )
            for key, user in zip(messages, (cast.amina, scene.far_trainee), strict=True)
        )
        sign_ins = {
            name: accounts.begin_sign_in(session, user=getattr(cast, name), address="", browser="", at=NOW)
            for name in PEOPLE[1:]
        }
        session.commit()
    cookies = {}
    for name, sign_in in sign_ins.items():
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = str(sign_in.id), True
        cookies[name] = browser.get_cookie("sabaq").value
    with app.app_context():
        token = unsubscribe_link(cast.amina.id, "session_planned").rpartition("/")[2]
    marked = make_marked(engine, cast)
    cast.session.close()  # it was used again: an open transaction would keep the next test from emptying the tables
    everywhere = {
        **marked[""],
        "number": 1,
        "extension": "csv",
        "kind": "csv",
        "module_key": "consent",
        "lesson_key": "lesson-1",
        "form_id": "no-such-form",
        "secret": secret,
        "name": "card.svg",
        "edition_id": exam.edition.id,
        "assessment_id": exam.assessment.id,
        "attempt_id": attempt_id,
        "sign_in_id": sign_ins["amina"].id,
        "run_id": run_id,
        "plan_id": plan_id,
        "position": 1,
        "key": KEY,
        "course_edition_id": exam.course.id,
        "question_key": curriculum_question,
        "act": "sent",
        "language": "ru",
        "digest": manual.digest,
        "version_id": new_id(),
        "token": token,
        "entry_id": messages[0],
    }
    near = {
        "": {
            **everywhere,
            "user_id": cast.amina.id,
            "cohort_id": scene.cohort.id,
            "session_id": scene.session.id,
            "enrolment_id": scene.amina.id,
            "certificate_id": certificates[0].id,
            "list_id": lists[0],
            "sitting_id": sittings[0],
            **near_facts,
            **near_called,
            **near_owed,
            **near_asked,
            **near_places,
            "centre_id": scene.centre.agency_id,
            "serial": certificates[0].serial,
            "assignment_id": assignments[cast.rustam.id],
            "agency_id": cast.interior.id,
            "bank_id": bank_ids[0],
            "question_file_id": question_files[0],
            **near_paper,
            "question_id": bank_questions[0],
        },
        "courses": {"enrolment_id": exam.enrolment.id},
        "assessments": {"enrolment_id": exam.enrolment.id},
        **{name: objects for name, objects in marked.items() if name},
        "assessments.show_simulation": {"enrolment_id": cases.id},
        "assessments.show_case": {"attempt_id": case_attempt_id},
        "assessments.begin_case": {"attempt_id": case_attempt_id},
        "assessments.start_simulation": {"enrolment_id": cases.id},
        "evaluations.answer_by_link": {"secret": SUPERVISOR},
        "feeds": {"secret": FEED},
        "lists": {"kind": "people"},
        "lists.send_for_cohort": {"kind": "marks"},
        "tours": {"session_id": near_places["tour_id"]},
    }
    far = {
        "": {
            **near[""],
            "user_id": scene.far_trainee.id,
            "cohort_id": scene.far_cohort.id,
            "session_id": scene.far_session.id,
            "enrolment_id": scene.far_enrolment.id,
            "certificate_id": certificates[1].id,
            "list_id": lists[1],
            "sitting_id": sittings[1],
            **far_facts,
            **far_called,
            **far_owed,
            **far_asked,
            **far_places,
            "centre_id": scene.tashkent.agency_id,
            "assignment_id": assignments[scene.far_admin.id],
            "serial": certificates[1].serial,
            "bank_id": bank_ids[1],
            "question_file_id": question_files[1],
            **far_paper,
            "question_id": bank_questions[1],
            "entry_id": messages[1],
        },
        "courses": {"module_key": "what-trafficking-is"},
        "feeds": {"secret": FEED},
        "lists": {"kind": "people"},
        "lists.send_for_cohort": {"kind": "marks"},
        "tours": {"session_id": far_places["tour_id"]},
        "nominations.set_head": {"agency_id": cast.uzbek_interior.id},
    }
    yield World(app, cookies, near, far)
    with app.app_context():
        db.session.remove()
