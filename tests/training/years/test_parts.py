"""What an officer reads of a training plan: the approved part that concerns the own agency, nothing of others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.ids import new_id
from app.training.nominations.models import NominationCall, Quota
from app.training.services.cohorts import CohortDetails
from app.training.years import services
from app.training.years.rules import Target
from tests.conftest import NOW

from .test_years import add, line, year

__all__ = ["year"]


@pytest.fixture
def planned(session, cast, year):
    """A line with targets of two ministries, and a cohort of it that is open for nominations to both."""
    targets = (Target(41, cast.interior.id), Target(42, cast.prosecution.id, "prosecutor"), Target(43))
    line_id = add(session, cast, year, line(*targets))
    cohort_id = new_id()
    services.open_planned_cohort(
        session,
        actor=cast.actor(cast.dilnoza),
        plan_id=year,
        line_id=line_id,
        cohort_id=cohort_id,
        details=CohortDetails(
            title="From the plan",
            starts_on=date(2026, 12, 14),
            ends_on=date(2026, 12, 18),
            place="",
            capacity=24,
            language="tg",
        ),
        at=NOW,
    )
    session.flush()
    day = NOW.date() + timedelta(days=5)
    session.add(
        NominationCall(
            cohort_id=cohort_id, closes_on=day, release_on=day, bring={}, opened_at=NOW, opened_by=cast.dilnoza.id
        )
    )
    session.flush()
    for agency, seats in ((cast.interior, 11), (cast.prosecution, 12)):
        session.add(Quota(id=new_id(), cohort_id=cohort_id, agency_id=agency.id, seats=seats))
    session.commit()
    return year


def approve(session, cast, plan_id):
    services.approve_plan(session, actor=cast.actor(cast.dilnoza), plan_id=plan_id, at=NOW)
    session.commit()


def test_a_draft_is_not_published(session, cast, planned, sign_in):
    farida = sign_in(cast.farida)

    assert f"/training-plans/{planned}/of-my-agency" not in farida.get("/training-plans/of-my-agency").text
    assert farida.get(f"/training-plans/{planned}/of-my-agency").status_code == 404


def test_an_officer_reads_the_own_targets_and_the_own_seats_only(session, cast, planned, sign_in):
    approve(session, cast, planned)
    farida = sign_in(cast.farida)
    assert f"/training-plans/{planned}/of-my-agency" in farida.get("/training-plans/of-my-agency").text
    page = farida.get(f"/training-plans/{planned}/of-my-agency").text

    assert ">41<" in page
    assert "11 seats" in page
    assert "From the plan" in page
    for foreign in (">42<", ">43<", "12 seats", "24 seats", "UNODC-TJ-7", cast.prosecution.names["en"]):
        assert foreign not in page
    assert farida.get(f"/training-plans/{planned}").status_code == 403


def test_a_draft_of_the_next_revision_changes_nothing_for_officers(session, cast, planned, sign_in):
    approve(session, cast, planned)
    services.revise_plan(session, actor=cast.actor(cast.dilnoza), plan_id=planned, at=NOW)
    session.flush()
    add(session, cast, planned, line(Target(99, cast.interior.id)))
    session.commit()
    page = sign_in(cast.farida).get(f"/training-plans/{planned}/of-my-agency").text

    assert ">41<" in page
    assert ">99<" not in page


def test_officers_of_other_countries_find_nothing(session, cast, planned, sign_in):
    approve(session, cast, planned)
    sherzod = sign_in(cast.sherzod)

    assert str(planned) not in sherzod.get("/training-plans/of-my-agency").text
    assert sherzod.get(f"/training-plans/{planned}/of-my-agency").status_code == 404


def test_the_part_needs_a_fixed_number_of_statements(session, cast, planned, sign_in, statements):
    approve(session, cast, planned)
    farida = sign_in(cast.farida)
    with statements() as few:
        farida.get(f"/training-plans/{planned}/of-my-agency")
    services.revise_plan(session, actor=cast.actor(cast.dilnoza), plan_id=planned, at=NOW)
    for _more in range(3):
        add(session, cast, planned, line(Target(1, cast.interior.id)))
    approve(session, cast, planned)
    with statements() as many:
        farida.get(f"/training-plans/{planned}/of-my-agency")

    assert len([each for each in many if each.startswith("SELECT")]) == len(
        [each for each in few if each.startswith("SELECT")]
    )
