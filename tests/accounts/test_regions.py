"""Regions: an agency names one of its country, and who names none lies in that of the nearest body above."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries, services
from app.accounts.models import COUNTRY_ZONES, Agency, AgencyKind
from app.accounts.regions import REGION_NAMES, country_of, regions_of
from app.accounts.rules import RegionElsewhere
from app.core.audit import AuditEntry
from tests.conftest import NOW
from tests.people import Cast, agency

SignIn = Callable[..., FlaskClient]


def test_every_country_has_regions_that_are_named_apart_in_each_language() -> None:
    assert {country_of(code) for code in REGION_NAMES} == set(COUNTRY_ZONES)
    for country in COUNTRY_ZONES:
        for language in ("en", "ru", "tg"):
            names = [each[language] for each in regions_of(country).values()]
            assert all(names)
            assert len(set(names)) == len(names) > 1


def test_the_nearest_body_above_gives_the_region(session: Session, cast: Cast) -> None:
    district = agency(session, "TJ-MIA-KHUJAND", "Khujand district", AgencyKind.UNIT, cast.interior_sughd)
    cast.interior.region, cast.interior_sughd.region = "TJ-DU", "TJ-SU"
    session.flush()

    regions = queries.regions_inherited(queries.list_agencies(session))

    assert regions[district.id] == "TJ-SU"
    assert regions[cast.interior.id] == "TJ-DU"
    assert regions[cast.prosecution.id] is None


def test_a_region_is_one_of_the_country(session: Session, cast: Cast) -> None:
    state = services.AgencyState(names={"en": "A"}, kind=AgencyKind.UNIT, region="UZ-TK")

    with pytest.raises(RegionElsewhere):
        services.change_agency(session, actor=cast.actor(cast.bahrom), agency_id=cast.interior.id, state=state, at=NOW)


def test_an_agency_is_corrected_and_the_earlier_state_is_on_record(
    session: Session, cast: Cast, sign_in: SignIn
) -> None:
    cast.interior_sughd.names = {"en": "Sughd department", "uz": "Sugʻd"}
    session.commit()
    browser, address = sign_in(cast.bahrom), f"/agencies/{cast.interior_sughd.id}"
    page = browser.get(address).text
    assert 'value="TJ-SU">Sughd region' in page
    assert "UZ-TK" not in page

    sent = {"name_en": "Department of Sughd", "name_ru": "Управление", "name_tg": "", "kind": "unit", "region": "TJ-SU"}
    assert browser.post(address, data=sent).status_code == 303

    session.expire_all()
    found = queries.get_agency(session, cast.interior_sughd.id)
    assert found.names == {"en": "Department of Sughd", "ru": "Управление", "uz": "Sugʻd"}
    assert found.region == "TJ-SU"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "accounts:agency:change")).one()
    assert entry.facts["before"]["region"] is None
    assert "Sughd region" in browser.get("/agencies").text


def test_a_country_stays_as_it_is(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.bahrom).get(f"/agencies/{cast.tajikistan.id}").status_code == 404


def test_a_new_agency_names_its_region_and_none_of_another_country(
    session: Session, cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.bahrom)
    sent = {"name_en": "Kulob", "code": "TJ-KULOB", "kind": "unit", "parent": str(cast.interior.id)}

    refused = browser.post("/agencies/new", data={**sent, "region": "UZ-TK"})
    assert refused.status_code == 422
    assert "Choose a region of the country" in refused.text
    assert browser.post("/agencies/new", data={**sent, "region": "TJ-KT"}).status_code == 303

    session.expire_all()
    assert session.scalars(select(Agency.region).where(Agency.code == "TJ-KULOB")).one() == "TJ-KT"
