from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts import queries, services
from app.accounts.models import AgencyMembership, Role
from app.accounts.permissions import may_see_people
from app.core.errors import NotAllowed
from tests.conftest import NOW
from tests.people import Cast


def test_the_list_is_the_predicate_as_a_query(session: Session, cast: Cast) -> None:
    everybody = [cast.amina, cast.tolib, cast.rustam, cast.dilnoza, cast.farida, cast.sherzod, cast.nargis, cast.bahrom]
    for somebody in everybody:
        actor = cast.actor(somebody)
        listed = {user.id for user in session.scalars(queries.visible_people(actor))}
        by_predicate = {
            user.id
            for user in [*everybody, cast.gulnora]
            if may_see_people(actor, queries.get_agency(session, user.agency_id).path)
        }
        assert listed == by_predicate, somebody.name


def test_an_officer_sees_the_own_agency_and_what_is_below(
    session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]
) -> None:
    page = sign_in(cast.farida).get("/people").text

    assert cast.amina.name in page
    assert cast.tolib.name not in page
    assert cast.sherzod.name not in page


def test_an_invitation_begins_with_the_inviters_language_and_time_zone(
    cast: Cast, sign_in: Callable[..., FlaskClient]
) -> None:
    page = sign_in(cast.dilnoza).get("/people/new").text

    assert f'<option selected value="{cast.dilnoza.time_zone}">' in page
    assert f'<option selected value="{cast.dilnoza.language}">' in page


def test_a_stranger_gets_404_for_a_person(session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]) -> None:
    assert sign_in(cast.sherzod).get(f"/people/{cast.amina.id}").status_code == 404


def test_a_move_begins_a_membership_and_keeps_the_earlier_one(session: Session, cast: Cast) -> None:
    services.move_person(
        session, actor=cast.actor(cast.dilnoza), user_id=cast.amina.id, agency_id=cast.prosecution.id, at=NOW
    )
    session.commit()

    history = [agency.code for _membership, agency in queries.memberships(session, cast.amina.id)]
    assert history == ["TJ-MIA-SUGHD", "TJ-GPO"]
    assert session.query(AgencyMembership).filter_by(user_id=cast.amina.id).count() == 2


def test_nobody_is_moved_out_of_the_country_by_its_own_administrator(session: Session, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        services.move_person(
            session, actor=cast.actor(cast.dilnoza), user_id=cast.amina.id, agency_id=cast.uzbek_interior.id, at=NOW
        )


def test_only_the_system_administrator_gives_roles(session: Session, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        services.grant_role(
            session, actor=cast.actor(cast.dilnoza), user_id=cast.dilnoza.id, role=Role.AUDITOR, scope=None, at=NOW
        )


def test_a_role_that_was_taken_away_stays_on_record(session: Session, cast: Cast) -> None:
    held = next(role for role in queries.active_roles(session, cast.rustam.id) if role.role is Role.TRAINER)

    services.end_role(session, actor=cast.actor(cast.bahrom), assignment_id=held.id, at=NOW)
    session.commit()

    assert held.ended_at == NOW
    assert not cast.actor(cast.rustam).has_role(Role.TRAINER)


def test_a_list_of_people_that_was_shown_is_on_record(
    session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]
) -> None:
    from app.core.audit import AuditEntry

    sign_in(cast.farida).get("/people?q=Амина")

    entry = session.query(AuditEntry).filter_by(action="accounts:people:list").one()
    assert entry.actor_id == cast.farida.id
    assert entry.facts["search"] == "Амина"
    assert entry.facts["shown"] == 1


@pytest.mark.parametrize(("name", "said"), [("Анвар 2", "can&#39;t contain"), ("Aнвар Каримов", "mixes Latin")])
def test_a_name_that_no_file_may_bring_can_not_be_typed_either(cast, sign_in, name, said):
    sent = {
        "name": name,
        "email": "anvar@example.org",
        "agency": str(cast.interior.id),
        "profession": "judge",
        "sex": "",
        "language": "ru",
        "time_zone": "Asia/Dushanbe",
    }
    answer = sign_in(cast.dilnoza).post("/people/new", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert name in answer.text
