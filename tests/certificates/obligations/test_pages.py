"""The balance of a person, the roll-up of an agency, exemptions, rules, renewal and reminders."""

from __future__ import annotations

import io
import secrets
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import select

from app.certificates.models import Certificate, Renewal
from app.certificates.obligations import services
from app.certificates.obligations.events import CertificateExpiring, CertificateRenewed, HoursBehind
from app.certificates.obligations.models import Exemption, HoursRuleVersion, Reminder
from app.certificates.obligations.queries.hours import balances, one_person
from app.certificates.obligations.rules.hours import HourKind
from app.certificates.rules import make_serial
from app.certificates.services import Press, issue, revoke
from app.core.audit import AuditEntry
from app.core.events import subscribe
from app.core.ids import new_id
from app.core.ports import ports
from app.training.agency_training.models import AgencyTraining, CreditedHours
from app.training.models import SessionModule, TrainingSession
from tests.certificates.scene import make_scene
from tests.conftest import NOW
from tests.factories import make_enrolment
from tests.training.agency_training.factories import make_handed_in

TODAY = NOW.date()


@pytest.fixture
def scene(session, cast):
    return make_scene(session, cast)


def set_rule(session, cast, **changes):
    values = {"profession": None, "agency_id": None, "valid_from": date(2026, 1, 1), "minutes": 24 * 60}
    details = services.HoursDetails(**(values | changes))
    services.set_hours_rule(session, actor=cast.actor(cast.bahrom), rule_id=new_id(), details=details, at=NOW)
    session.commit()


def credit(session, cast, person, minutes, *, face_to_face=True):
    facts = make_handed_in(
        session,
        agency=cast.interior,
        centre_id=cast.dushanbe_centre.id,
        person=person,
        by=cast.farida.id,
        digest="0" * 64,
    )
    held = session.get_one(AgencyTraining, facts["training_id"])
    session.add(
        CreditedHours(
            id=new_id(),
            training_id=held.id,
            user_id=person.id,
            agency_id=person.agency_id,
            held_on=held.ends_on,
            minutes=minutes,
            face_to_face=face_to_face,
        )
    )
    session.commit()


def test_every_source_counts_once(session, cast, scene):
    set_rule(session, cast)
    credit(session, cast, cast.amina, 480)
    [found] = balances(session, one_person(cast.amina.id), TODAY)
    lines = {line.kind: line for line in found.now.lines}
    assert lines[HourKind.SESSION].minutes == 90
    assert lines[HourKind.AGENCY].minutes == 480
    assert lines[HourKind.ONLINE].minutes > 0
    assert found.now.done == sum(line.minutes for line in found.now.lines)
    # What was taught in a session that the person attended does not count again as read online.
    session.add(SessionModule(session_id=scene.session.id, module_key=lines[HourKind.ONLINE].reference))
    session.commit()
    [found] = balances(session, one_person(cast.amina.id), TODAY)
    assert HourKind.ONLINE not in {line.kind for line in found.now.lines}
    session.get_one(TrainingSession, scene.session.id).cancelled_at = NOW
    session.commit()
    [found] = balances(session, one_person(cast.amina.id), TODAY)
    assert HourKind.SESSION not in {line.kind for line in found.now.lines}


def test_a_person_and_those_who_may_see_them(session, cast, scene, sign_in):
    set_rule(session, cast)
    credit(session, cast, cast.amina, 480)
    own = sign_in(cast.amina)
    assert "Hours this year" in own.get("/").text
    page = own.get("/hours").text
    assert "Indicators" in page
    assert "Elements and consent" in page
    officer, stranger = sign_in(cast.farida), sign_in(cast.sherzod)
    assert officer.get(f"/people/{cast.amina.id}/hours").status_code == 200
    assert stranger.get(f"/people/{cast.amina.id}/hours").status_code == 404
    read = select(AuditEntry).where(AuditEntry.action == "certificates:hours:read")
    assert len(list(session.scalars(read))) == 1


def test_roll_up_for_officers_and_for_auditors(session, cast, scene, sign_in):
    set_rule(session, cast)
    credit(session, cast, cast.amina, 23 * 60)
    officer = sign_in(cast.farida)
    page = officer.get(f"/reports/hours?agency={cast.interior_sughd.id}").text
    assert "Амина Ҷӯраева" in page
    assert "In order" in page
    assert "Толиб" not in officer.get("/reports/hours?standing=behind").text
    assert officer.get(f"/reports/hours?agency={cast.prosecution.id}").status_code == 404
    auditor = sign_in(cast.nargis).get("/reports/hours").text
    assert "Амина" not in auditor
    assert "Hidden: fewer than 5 people" in auditor
    file = officer.get("/reports/hours.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(file.data)).active.iter_rows(values_only=True))
    assert {row[0] for row in rows[1:]} == {"Амина Ҷӯраева", "Фарида Юсуфӣ"}
    assert "Амина" not in sign_in(cast.nargis).get("/reports/hours.csv").text
    exports = select(AuditEntry).where(AuditEntry.action == "certificates:hours:export")
    assert len(list(session.scalars(exports))) == 2


def test_exempting_and_taking_it_back(session, cast, scene, sign_in):
    set_rule(session, cast)
    officer = sign_in(cast.farida)
    place = f"/people/{cast.amina.id}/hours"
    wrong = {"id": str(new_id()), "first": "2026-03-10", "last": "2026-03-01", "reason": "Leave"}
    assert officer.post(f"{place}/exempt", data=wrong).status_code == 422
    whole = wrong | {"first": "2026-01-01", "last": "2026-12-31"}
    assert officer.post(f"{place}/exempt", data=whole).status_code == 303
    assert officer.post(f"{place}/exempt", data=whole).status_code == 303  # sent twice
    session.rollback()
    [stored] = session.scalars(select(Exemption))
    key = stored.id
    assert "Exempt" in officer.get(place).text
    assert balances(session, one_person(cast.amina.id), TODAY)[0].now.owed == 0
    session.rollback()
    assert officer.post(f"/hours/exemptions/{key}/end", data={"reason": "She came back"}).status_code == 303
    session.rollback()
    assert balances(session, one_person(cast.amina.id), TODAY)[0].now.owed == 24 * 60


def test_rules_are_data_and_never_changed(session, cast, scene, sign_in):
    system, centre = sign_in(cast.bahrom), sign_in(cast.dilnoza)
    sent = {
        "id": str(new_id()),
        "agency": "",
        "profession": "",
        "valid_from": "2026-01-01",
        "hours": "24",
        "month": "1",
        "day": "1",
        "kinds": ["session", "agency"],
        "face_to_face": "50",
        "carry_over": "6",
    }
    assert system.post("/hours/rules/new", data=sent | {"day": "31", "month": "2"}).status_code == 422
    assert system.post("/hours/rules/new", data=sent).status_code == 303
    again = system.post("/hours/rules/new", data=sent | {"id": str(new_id()), "valid_from": "2026-06-01"})
    assert "A new one must begin later" in again.text
    later = system.post("/hours/rules/new", data=sent | {"id": str(new_id()), "valid_from": "2027-01-01"})
    assert later.status_code == 303
    assert centre.post("/hours/rules/new", data=sent | {"id": str(new_id())}).status_code == 422  # not everywhere
    own = sent | {"id": str(new_id()), "agency": str(cast.interior.id), "hours": "30"}
    assert centre.post("/hours/rules/new", data=own).status_code == 303
    session.rollback()
    renew_rule(session, cast, equivalents=("path-judges",))
    page = sign_in(cast.amina).get("/hours/rules").text
    assert "Ministry of Internal Affairs of Tajikistan" in page
    assert "path-judges" in page
    session.rollback()
    assert len(list(session.scalars(select(HoursRuleVersion)))) == 3
    [amina] = balances(session, one_person(cast.amina.id), TODAY)
    assert amina.now.owed == 30 * 60  # the nearest agency's


def renew_rule(session, cast, **changes):
    values = {"course_key": "police-investigators", "valid_from": TODAY, "years": 3, "window": 90, "grace": 30}
    details = services.RenewalDetails(**(values | changes))
    services.set_renewal_rule(session, actor=cast.actor(cast.gulnora), rule_id=new_id(), details=details, at=NOW)
    session.commit()


def give(app, session, cast, enrolment):
    with app.app_context():
        press = Press(ports().storage, "https://sabaq.example")
        given = issue(session, actor=cast.actor(cast.dilnoza), enrolment_id=enrolment.id, press=press, at=NOW)
    session.commit()
    return given


def make_earlier(session, cast, scene, like, expires_on):
    """Put a certificate of an earlier enrolment in the same course on record."""
    earlier = make_enrolment(session, cast.amina, scene.course)
    stored = session.get_one(Certificate, like.id)
    values = {column.name: getattr(stored, column.name) for column in Certificate.__table__.columns}
    serial = make_serial("NTC", 2023, secrets.choice)
    changes = {"id": new_id(), "serial": serial, "expires_on": expires_on, "enrolment_id": earlier.id}
    session.add(Certificate(**(values | changes)))
    session.commit()
    return changes["id"], serial


def test_a_renewed_certificate_takes_the_place_of_the_old_one(session, cast, scene, app, client):
    renew_rule(session, cast)
    like = give(app, session, cast, scene.amina)
    revoke(session, actor=cast.actor(cast.dilnoza), certificate_id=like.id, reason="Anew", at=NOW)
    ends = TODAY + timedelta(days=40)
    old, serial = make_earlier(session, cast, scene, like, ends)
    assert "genuine and in force" in client.get(f"/verify/{serial}").text
    told = []
    subscribe(CertificateRenewed, lambda event, _session: told.append(event))
    new = give(app, session, cast, scene.amina)
    assert new.expires_on == ends.replace(year=ends.year + 3)  # from the old expiry: the window is open
    [renewal] = session.scalars(select(Renewal))
    assert (renewal.replaced_id, renewal.certificate_id) == (old, new.id)
    assert [(each.replaces_id, each.certificate_id) for each in told] == [(old, new.id)]
    new_serial = new.serial
    session.rollback()
    page = client.get(f"/verify/{serial}").text
    assert "A newer one took its place" in page
    assert new_serial in page
    assert "genuine and in force" in client.get(f"/verify/{new_serial}").text
    # Where the newer one turns out to be a mistake, the older one counts again.
    revoke(session, actor=cast.actor(cast.dilnoza), certificate_id=renewal.certificate_id, reason="Mistake", at=NOW)
    session.commit()
    assert "genuine and in force" in client.get(f"/verify/{serial}").text


def test_people_are_told_once_for_a_threshold(session, cast, scene, app):
    told = []
    for kind in (CertificateExpiring, HoursBehind):
        subscribe(kind, lambda event, _session: told.append(event))
    set_rule(session, cast)
    given = give(app, session, cast, scene.amina)
    ends = given.expires_on

    def told_on(day):
        told.clear()
        services.remind(session, at=NOW.replace(year=day.year, month=day.month, day=day.day))
        session.commit()
        return [each for each in told if isinstance(each, CertificateExpiring)]

    assert told_on(ends - timedelta(days=91)) == []
    [first] = told_on(ends - timedelta(days=90))
    assert (first.certificate_id, first.days_left) == (given.id, 90)
    assert told_on(ends - timedelta(days=90)) == []
    assert told_on(ends - timedelta(days=60)) == []
    assert [each.days_left for each in told_on(ends - timedelta(days=29))] == [29]
    assert [each.days_left for each in told_on(ends - timedelta(days=1))] == [1]
    assert [each.days_left for each in told_on(ends)] == [0]
    assert told_on(ends + timedelta(days=1)) == []
    session.rollback()
    reminders = list(session.scalars(select(Reminder).where(Reminder.about == f"certificate:{given.id}")))
    assert sorted(each.threshold for each in reminders) == [0, 7, 30, 90]


def test_who_is_behind_is_told(session, cast, scene, app):
    told = []
    subscribe(HoursBehind, lambda event, _session: told.append(event))
    set_rule(session, cast)
    credit(session, cast, cast.amina, 24 * 60)
    services.remind(session, at=NOW)
    session.commit()
    concerned = {each.user_id for each in told}
    assert cast.tolib.id in concerned
    assert cast.amina.id not in concerned


def test_lists_of_certificates_to_renew(session, cast, scene, app, sign_in):
    given = give(app, session, cast, scene.amina)
    officer, stranger = sign_in(cast.farida), sign_in(cast.sherzod)
    assert "Амина" not in officer.get("/reports/certificates").text
    make_earlier(session, cast, scene, given, TODAY + timedelta(days=20))
    assert "Амина" in officer.get("/reports/certificates?days=30").text
    assert "Амина" not in stranger.get("/reports/certificates?days=365").text
    assert "Амина" in officer.get("/reports/certificates.csv").text
    # From there to a nomination with one press: who is about to lapse is ticked.
    page = officer.get("/reports/certificates?days=30").text
    assert f'name="person" value="{cast.amina.id.hex}" checked' in page
    assert '<form method="get" action="/nominations">' in page
    assert "You chose 1 person." in officer.get(f"/nominations?person={cast.amina.id.hex}").text
    assert 'name="person"' not in sign_in(cast.dilnoza).get("/reports/certificates?days=30").text


def test_pages_ask_a_fixed_number_of_questions(session, cast, scene, sign_in, statements):
    set_rule(session, cast)
    credit(session, cast, cast.amina, 480)
    officer = sign_in(cast.farida)
    for address, most in (
        ("/hours", 12),
        (f"/people/{cast.amina.id}/hours", 15),
        ("/reports/hours?standing=behind", 13),
    ):
        officer.get(address)
        with statements() as seen:
            assert officer.get(address).status_code == 200
        assert len(seen) <= most, seen
