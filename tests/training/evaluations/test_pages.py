"""From the last day of a course to the sums that a trainer reads, and what can't be read."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.accounts.models import Profession, User
from app.core.audit import AuditEntry
from app.core.db import Base
from app.core.events import publish as publish_event
from app.core.events import subscribe
from app.core.ids import new_id
from app.training.evaluations import services
from app.training.evaluations.content import publish
from app.training.evaluations.events import EvaluationOpened, SupervisorAsked
from app.training.evaluations.models import Evaluation, EvaluationAsked
from app.training.evaluations.rules import Audience, EvaluationKind
from app.training.events import PersonJoinedCohort
from app.training.models import Cohort, CohortPlace
from app.training.services import enrol_person
from tests import factories
from tests.conftest import NOW, ROOT
from tests.people import person

GOOD = {
    **dict.fromkeys(("relevant", "new", "trainers", "practice", "materials", "place", "recommend"), "5"),
    "pace": "right",
}
LATER = {
    **dict.fromkeys(("indicators", "interview", "referral", "colleagues"), "3"),
    "chance": "yes",
    "obstacle": "time",
}
SUPERVISOR = {**dict.fromkeys(("attention", "victims", "evidence", "advice"), "4"), "conditions": "partly"}
heard: list = []
subscribe(EvaluationOpened, lambda event, _session: heard.append(event))
subscribe(SupervisorAsked, lambda event, _session: heard.append(event))


@pytest.fixture
def asked(school):
    """The cohort, with six people, on its last day: the form is open."""
    heard.clear()
    ended(school, 0)
    with school.changes() as session:
        publish(session, ROOT / "content", NOW)
        for number in range(4):
            one = person(session, f"Иштирокчӣ {number}", f"extra{number}", school.cast.prosecution, Profession.JUDGE)
            enrolment = factories.make_enrolment(session, one, school.course)
            session.add(
                CohortPlace(enrolment_id=enrolment.id, cohort_id=school.cohort.id, user_id=one.id, placed_at=NOW)
            )
        assert services.open_due(session, at=NOW) == 1
    return school


def ended(school, days_ago):
    """Let the course have ended so many days ago, with whatever was asked of it since."""
    with school.changes() as session:
        cohort = session.get_one(Cohort, school.cohort.id)
        before = cohort.ends_on
        cohort.starts_on = cohort.ends_on = NOW.date() - timedelta(days=days_ago)
        for each in session.scalars(select(Evaluation)):
            each.opens_on += cohort.ends_on - before
            each.closes_on += cohort.ends_on - before


def join(session, school, user_id):
    """Let the administrator enrol somebody in the cohort."""
    actor = school.cast.actor(school.cast.dilnoza)
    enrol_person(session, actor=actor, cohort_id=school.cohort.id, user_id=user_id, at=NOW)


def the_evaluation(school, kind=EvaluationKind.END_OF_COURSE, audience=None):
    wanted = select(Evaluation).where(Evaluation.kind == kind)
    found = school.rows(wanted if audience is None else wanted.where(Evaluation.audience == audience))
    return next(each for each in found if audience or each.audience is not Audience.SUPERVISOR)


def everybody(school):
    return school.rows(select(User).join(CohortPlace, CohortPlace.user_id == User.id).order_by(User.id))


def test_the_last_day_opens_the_form_once_and_tells_who_is_asked(asked):
    with asked.changes() as session:
        assert services.open_due(session, at=NOW) == 0

    (event,) = heard
    assert event.kind is EvaluationKind.END_OF_COURSE
    assert len(event.user_ids) == 6


def test_a_participant_answers_once_and_finds_the_form_gone(asked, sign_in):
    amina, evaluation = sign_in(asked.cast.amina), the_evaluation(asked)
    address = f"/evaluations/{evaluation.id}"

    assert address in amina.get("/").text
    refused = amina.post(address, data={**GOOD, "relevant": "", "best": "Бозии нақшҳо"})
    assert refused.status_code == 422
    assert "Бозии нақшҳо" in refused.text
    assert 'href="#relevant-0"' in refused.text
    assert amina.post(address, data={**GOOD, "best": "Бозии нақшҳо"}).location == f"{address}/thanks"
    assert amina.post(address, data={**GOOD, "relevant": "1"}).location == f"{address}/thanks"
    assert amina.get(address).location == f"{address}/thanks"
    assert "Nobody can tell" in amina.get(f"{address}/thanks").text
    assert address not in amina.get("/").text
    box = the_evaluation(asked).box
    assert (box["relevant"], box["best"]) == ([5], ["Бозии нақшҳо"])


def test_nobody_else_is_asked_and_strangers_see_nothing(asked, sign_in):
    evaluation = the_evaluation(asked)

    for who in (asked.cast.rustam, asked.stranger, asked.cast.farida):
        assert sign_in(who).get(f"/evaluations/{evaluation.id}").status_code == 404
    assert sign_in(asked.stranger).get(f"/evaluations/{evaluation.id}/results").status_code == 404
    assert sign_in(asked.cast.amina).get(f"/evaluations/{evaluation.id}/results").status_code == 403


def test_after_the_last_day_nothing_is_taken(asked, sign_in):
    evaluation = the_evaluation(asked)
    ended(asked, 15)
    amina = sign_in(asked.cast.amina)

    assert "This form is open from" in amina.get(f"/evaluations/{evaluation.id}").text
    amina.post(f"/evaluations/{evaluation.id}", data=GOOD)
    assert the_evaluation(asked).box == {}


def test_results_are_shown_after_the_last_day_and_of_five_people(asked, sign_in):
    evaluation, people = the_evaluation(asked), everybody(asked)
    for place, one in enumerate(people[:5]):
        sign_in(one).post(f"/evaluations/{evaluation.id}", data={**GOOD, "best": f"=1+{place}"})
    rustam = sign_in(asked.cast.rustam)

    assert "5 of 6" in rustam.get(f"/cohorts/{asked.cohort.id}/evaluation").text
    assert "Results are shown after the last day" in rustam.get(f"/evaluations/{evaluation.id}/results").text
    assert rustam.get(f"/evaluations/{evaluation.id}/results.csv").status_code == 404
    ended(asked, 20)
    page = rustam.get(f"/evaluations/{evaluation.id}/results").text
    assert "Mean 5 of 5" in page
    assert "=1+0" in page
    file = rustam.get(f"/evaluations/{evaluation.id}/results.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    assert ["What I learned is useful in my work.", "Fully", "5", "5.0"] in rows or any(
        row[1:3] == ["Fully", "5"] for row in rows
    )
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_four_answers_stay_hidden_for_ever(asked, sign_in):
    evaluation, people = the_evaluation(asked), everybody(asked)
    for one in people[:4]:
        sign_in(one).post(f"/evaluations/{evaluation.id}", data={**GOOD, "best": "secret"})
    ended(asked, 300)
    page = sign_in(asked.cast.rustam).get(f"/evaluations/{evaluation.id}/results").text

    assert "secret" not in page
    assert "Mean" not in page


def test_no_table_leads_from_a_person_to_an_answer(asked, sign_in, session):
    """What was said stands in one place, sorted; who answered stands in another, without a time."""
    evaluation, people = the_evaluation(asked), everybody(asked)[:2]
    for one, said in zip(people, ("zebra words", "alpha words"), strict=True):
        sign_in(one).post(f"/evaluations/{evaluation.id}", data={**GOOD, "best": said, "relevant": "2"})

    session.rollback()
    holding = {
        table.name
        for table in Base.metadata.sorted_tables
        for row in session.execute(text(f"SELECT * FROM {table.name}"))
        if "zebra words" in str(tuple(row))
    }
    session.rollback()
    assert holding == {"training_evaluations"}
    assert the_evaluation(asked).box["best"] == sorted(["zebra words", "alpha words"])
    columns = {column.name for column in EvaluationAsked.__table__.columns}
    assert columns == {"evaluation_id", "user_id", "answered", "link_digest"}
    acts = asked.rows(select(AuditEntry).where(AuditEntry.action.like("training:evaluation:%")))
    assert {each.action for each in acts} == {"training:evaluation:open"}


def test_after_three_months_people_and_then_their_supervisors_are_asked(asked, sign_in):
    ended(asked, 100)
    with asked.changes() as session:
        assert services.open_due(session, at=NOW) == 1
    follow_up = the_evaluation(asked, EvaluationKind.AFTER_THREE_MONTHS)
    amina = sign_in(asked.cast.amina)
    address = f"/evaluations/{follow_up.id}"
    assert amina.post(address, data=LATER).location == f"{address}/thanks"
    assert amina.post(f"{address}/thanks", data={"email": "nobody"}).status_code == 422
    own = amina.post(f"{address}/thanks", data={"email": asked.cast.amina.email.upper()})
    assert "This is your own address." in own.text
    assert amina.post(f"{address}/thanks", data={"email": "head@example.org"}).status_code == 303

    asking = heard[-1]
    assert (asking.email, asking.user_id) == ("head@example.org", asked.cast.amina.id)
    link = f"/evaluations/for-supervisors/{asking.secret}"
    head = sign_in(asked.cast.amina).application.test_client()
    assert head.get(link).status_code == 200
    assert head.post(link, data={}).status_code == 422
    assert head.post(link, data=SUPERVISOR).status_code == 303
    assert "Thank you" in head.get(link).text
    head.post(link, data=SUPERVISOR)
    box = the_evaluation(asked, EvaluationKind.AFTER_THREE_MONTHS, Audience.SUPERVISOR).box
    assert box["attention"] == [4]
    assert head.get("/evaluations/for-supervisors/guess").status_code == 404


def test_a_second_link_makes_the_first_void(asked, sign_in):
    ended(asked, 100)
    with asked.changes() as session:
        services.open_due(session, at=NOW)
    follow_up = the_evaluation(asked, EvaluationKind.AFTER_THREE_MONTHS)
    amina = sign_in(asked.cast.amina)
    amina.post(f"/evaluations/{follow_up.id}", data=LATER)
    for address in ("one@example.org", "two@example.org"):
        amina.post(f"/evaluations/{follow_up.id}/thanks", data={"email": address})
    first, second = heard[-2:]

    assert amina.get(f"/evaluations/for-supervisors/{first.secret}").status_code == 404
    assert amina.get(f"/evaluations/for-supervisors/{second.secret}").status_code == 200


def test_a_trainer_may_ask_earlier_and_a_repeat_asks_nobody_twice(school, sign_in):
    with school.changes() as session:
        publish(session, ROOT / "content", NOW)
    rustam = sign_in(school.cast.rustam)
    address = f"/cohorts/{school.cohort.id}/evaluation"
    assert "Nobody was asked yet" in rustam.get(address).text

    for _ in range(2):
        assert rustam.post(address).status_code == 303
    assert len(school.rows(select(Evaluation))) == 1
    assert "0 of 2" in rustam.get(address).text
    assert sign_in(school.stranger).post(address).status_code == 404


def test_pages_need_a_fixed_number_of_statements(asked, sign_in, statements):
    ended(asked, 20)
    rustam, evaluation = sign_in(asked.cast.rustam), the_evaluation(asked)
    with statements() as seen:
        rustam.get(f"/cohorts/{asked.cohort.id}/evaluation")
    assert len([each for each in seen if each.startswith("SELECT")]) <= 5
    with statements() as seen:
        rustam.get(f"/evaluations/{evaluation.id}/results")
    assert len([each for each in seen if each.startswith("SELECT")]) <= 4


def test_who_joins_while_the_form_is_open_is_asked_as_well(asked, sign_in):
    """Opened early, in the last session for instance, a form must not miss those who come later."""
    heard.clear()
    dilnoza = sign_in(asked.cast.dilnoza)
    with asked.changes() as session:
        late = person(session, "Дер омада", "late", asked.cast.prosecution, Profession.JUDGE).id
        join(session, asked, late)
    evaluation = the_evaluation(asked)

    (event,) = heard
    assert (event.evaluation_id, event.user_ids) == (evaluation.id, (late,))
    newcomer = next(each for each in everybody(asked) if each.id == late)
    assert f"/evaluations/{evaluation.id}" in sign_in(newcomer).get("/").text
    assert sign_in(newcomer).post(f"/evaluations/{evaluation.id}", data=GOOD).status_code == 303
    assert "1 of 7" in dilnoza.get(f"/cohorts/{asked.cohort.id}/evaluation").text


def test_who_comes_back_is_not_asked_twice_and_nobody_after_the_last_day(asked):
    heard.clear()
    with asked.changes() as session:
        again = PersonJoinedCohort(new_id(), asked.cast.amina.id, asked.cohort.id, asked.cast.dilnoza.id, NOW)
        publish_event(again, session)
    ended(asked, 20)
    with asked.changes() as session:
        join(session, asked, person(session, "Дер омада", "late", asked.cast.prosecution, Profession.JUDGE).id)

    assert heard == []
    assert len(asked.rows(select(EvaluationAsked))) == 6
