"""After three and six months: the agency that nominated somebody is asked, and answers or sends the form on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Profession, Role, User
from app.core.audit import AuditEntry
from app.core.events import subscribe
from app.core.ids import new_id
from app.core.outbox import OutboxEntry
from app.training.evaluations import open_due
from app.training.evaluations.content import publish
from app.training.evaluations.events import SupervisorAsked
from app.training.evaluations.models import Evaluation, EvaluationAsked
from app.training.evaluations.rules import Audience, EvaluationKind
from app.training.models import Cohort, CohortPlace
from app.training.nominations.models import Nomination, NominationCall, Quota
from tests import factories
from tests.conftest import NOW, ROOT
from tests.people import person

from .test_pages import LATER, SUPERVISOR

sent: list[SupervisorAsked] = []
subscribe(SupervisorAsked, lambda event, _session: sent.append(event))
THREE, SIX = EvaluationKind.AFTER_THREE_MONTHS, EvaluationKind.AFTER_SIX_MONTHS


@pytest.fixture
def nominated(school):
    """The cohort ends today; Farida's ministry nominated Amina and four more, and nobody nominated Tolib."""
    sent.clear()
    with school.changes() as session:
        publish(session, ROOT / "content", NOW)
        cohort = session.get_one(Cohort, school.cohort.id)
        cohort.starts_on = cohort.ends_on = NOW.date()
        call = NominationCall(
            cohort_id=cohort.id,
            closes_on=NOW.date(),
            release_on=NOW.date(),
            bring={},
            opened_at=NOW,
            opened_by=school.cast.dilnoza.id,
        )
        session.add(call)
        session.flush()
        quota = Quota(id=new_id(), cohort_id=cohort.id, agency_id=school.cast.interior.id, seats=6)
        session.add(quota)
        session.flush()
        people = [session.get_one(User, school.cast.amina.id)]
        for number in range(4):
            one = person(session, f"Ҳамкор {number}", f"colleague{number}", school.cast.interior, Profession.JUDGE)
            enrolment = factories.make_enrolment(session, one, school.course)
            session.add(CohortPlace(enrolment_id=enrolment.id, cohort_id=cohort.id, user_id=one.id, placed_at=NOW))
            people.append(one)
        for one in people:
            session.add(nomination(session, quota, one, school.cast.farida))
    return school


def nomination(session, quota, who, officer):
    session.flush()
    place = select(CohortPlace.enrolment_id).where(CohortPlace.user_id == who.id)
    return Nomination(
        id=new_id(),
        cohort_id=quota.cohort_id,
        quota_id=quota.id,
        agency_id=quota.agency_id,
        user_id=who.id,
        enrolment_id=session.scalars(place).one(),
        name=who.name,
        email=who.email,
        profession=who.profession,
        sex=None,
        language="tg",
        nominated_at=NOW,
        nominated_by=officer.id,
    )


@pytest.fixture
def on_day(app, nominated, clock):
    """Return a function that lets the jobs of a day run."""

    def run(day: date) -> None:
        clock.instant = NOW + (day - NOW.date())
        nominated.session.rollback()
        with app.app_context():
            open_due()

    return run


def asks(school, kind):
    (found,) = school.rows(
        select(Evaluation).where(Evaluation.kind == kind, Evaluation.audience == Audience.SUPERVISOR)
    )
    return found


def colleagues(school):
    return school.rows(select(User).where(User.agency_id == school.cast.interior.id, User.email.like("colleague%")))


def told(school, email):
    found = school.rows(select(OutboxEntry).where(OutboxEntry.kind == "evaluation").order_by(OutboxEntry.id))
    return [each for each in found if each.payload["to"] == email]


def test_after_three_and_after_six_months_the_nominating_officer_is_asked(nominated, sign_in, on_day):
    farida = nominated.cast.farida
    for day in (date(2026, 11, 24), date(2027, 2, 23)):
        on_day(day)
        assert told(nominated, farida.email) == []
    on_day(date(2027, 2, 24))
    on_day(date(2027, 2, 25))
    first = asks(nominated, THREE)
    assert (first.opens_on, first.closes_on) == (date(2027, 2, 24), date(2027, 3, 26))
    assert len(told(nominated, farida.email)) == 1
    assert f"/evaluations/{first.id}/colleagues" in sign_in(farida).get("/").text

    on_day(date(2027, 5, 24))
    second = asks(nominated, SIX)
    assert (second.opens_on, second.closes_on) == (date(2027, 5, 24), date(2027, 6, 23))
    assert len(told(nominated, farida.email)) == 2
    home = sign_in(farida).get("/").text
    assert f"/evaluations/{second.id}/colleagues" in home
    assert f"/evaluations/{first.id}/colleagues" not in home
    about = {each.user_id for each in nominated.rows(select(EvaluationAsked).filter_by(evaluation_id=second.id))}
    assert len(about) == 5
    assert nominated.cast.tolib.id not in about


def test_the_officer_answers_or_sends_the_form_on_and_nobody_answers_twice(nominated, sign_in, on_day):
    on_day(date(2027, 2, 24))
    farida, evaluation = sign_in(nominated.cast.farida), asks(nominated, THREE)
    address, one, other = f"/evaluations/{evaluation.id}/colleagues", *colleagues(nominated)[:2]
    page = farida.get(address).text
    assert one.name in page
    assert "Tolib" not in page
    assert nominated.rows(select(AuditEntry).where(AuditEntry.action == "training:evaluation:colleagues"))

    assert one.name in farida.get(f"{address}/{one.id}").text
    assert farida.post(f"{address}/{one.id}", data={}).status_code == 422
    assert farida.post(f"{address}/{one.id}", data=SUPERVISOR).location == address
    farida.post(f"{address}/{one.id}", data={**SUPERVISOR, "attention": "1"})
    own = farida.post(f"{address}/{other.id}/supervisor", data={"email": other.email.upper()})
    assert "This is the address of the participant." in own.text
    assert farida.post(f"{address}/{other.id}/supervisor", data={"email": "head@example.org"}).location == address
    again = farida.post(f"{address}/{one.id}/supervisor", data={"email": "head@example.org"})
    assert "This form was answered already." in again.text

    head = farida.application.test_client()
    link = f"/evaluations/for-supervisors/{sent[-1].secret}"
    head.post(link, data={**SUPERVISOR, "attention": "2"})
    head.post(link, data={**SUPERVISOR, "attention": "3"})
    assert asks(nominated, THREE).box["attention"] == [2, 4]
    state = farida.get(address).text
    assert state.count("not answered yet") == 3
    acts = nominated.rows(select(AuditEntry).where(AuditEntry.action.like("training:evaluation:answer%")))
    assert acts == []


def test_the_participant_may_still_name_the_supervisor(nominated, sign_in, on_day):
    on_day(date(2027, 2, 24))
    own = nominated.rows(
        select(Evaluation).where(Evaluation.kind == THREE, Evaluation.audience == Audience.PARTICIPANT_LATER)
    )[0]
    amina, tolib = sign_in(nominated.cast.amina), sign_in(nominated.cast.tolib)
    for browser in (amina, tolib):
        browser.post(f"/evaluations/{own.id}", data=LATER)
    thanks = f"/evaluations/{own.id}/thanks"

    assert "Your agency, which nominated you, is asked as well" in amina.get(thanks).text
    assert "is asked as well" not in tolib.get(thanks).text
    assert amina.get(f"/evaluations/{asks(nominated, THREE).id}").status_code == 404
    assert amina.post(thanks, data={"email": "head@example.org"}).status_code == 303
    assert (
        "sent to the supervisor"
        in sign_in(nominated.cast.farida).get(f"/evaluations/{asks(nominated, THREE).id}/colleagues").text
    )
    assert sent[-1].user_id == nominated.cast.amina.id


def test_other_agencies_and_other_roles_see_no_names(nominated, sign_in, on_day):
    with nominated.changes() as session:
        other = person(
            session,
            "Парвин",
            "parvin",
            nominated.cast.prosecution,
            Profession.OTHER,
            (Role.AGENCY_OFFICER, nominated.cast.prosecution),
        )
    on_day(date(2027, 2, 24))
    address, one = f"/evaluations/{asks(nominated, THREE).id}/colleagues", colleagues(nominated)[0]

    for path in (address, f"{address}/{one.id}", f"{address}/{one.id}/supervisor"):
        assert sign_in(other).get(path).status_code == 404
        assert sign_in(nominated.cast.dilnoza).get(path).status_code == 403
    farida = sign_in(nominated.cast.farida)
    assert farida.get(f"{address}/{nominated.cast.tolib.id}").status_code == 404


def test_where_the_nominating_officer_left_those_in_charge_are_asked(nominated, on_day):
    with nominated.changes() as session:
        session.get_one(User, nominated.cast.farida.id).deactivated_at = NOW
        heir = person(
            session,
            "Ворис",
            "heir",
            nominated.cast.interior,
            Profession.OTHER,
            (Role.AGENCY_OFFICER, nominated.cast.interior),
        )
    on_day(date(2027, 2, 24))

    assert len(told(nominated, heir.email)) == 1
    assert told(nominated, nominated.cast.farida.email) == []


def test_four_answers_of_supervisors_stay_hidden_and_five_are_shown_after_the_last_day(
    nominated, sign_in, on_day, clock
):
    on_day(date(2027, 2, 24))
    evaluation = asks(nominated, THREE)
    farida, address = sign_in(nominated.cast.farida), f"/evaluations/{evaluation.id}"
    about = [*colleagues(nominated), nominated.cast.amina]
    for one in about[:4]:
        farida.post(f"{address}/colleagues/{one.id}", data=SUPERVISOR)
    clock.instant = NOW + timedelta(days=130)
    assert "Mean" not in sign_in(nominated.cast.dilnoza).get(f"{address}/results").text
    clock.instant = NOW + timedelta(days=95)
    farida = sign_in(nominated.cast.farida)
    farida.post(f"{address}/colleagues/{about[4].id}", data=SUPERVISOR)
    assert "Mean" not in sign_in(nominated.cast.dilnoza).get(f"{address}/results").text
    clock.instant = NOW + timedelta(days=130)
    assert "Mean 4 of 5" in sign_in(nominated.cast.dilnoza).get(f"{address}/results").text
