"""Issuing and revoking: who may, what is frozen, what happens when it is repeated."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.certificates import services
from app.certificates.drawing import draw
from app.certificates.models import Certificate, Revocation
from app.certificates.queries.candidates import list_candidates
from app.certificates.queries.certificates import find_by_serial, find_certificate
from app.certificates.rules import AlreadyRevoked, NotEligible, ReasonMissing
from app.core.audit import AuditEntry
from app.core.errors import Missing, NotAllowed
from app.core.ids import new_id
from app.core.pdf import MissingGlyph
from tests.certificates.scene import MemoryStorage, Scene, make_scene
from tests.conftest import NOW
from tests.people import Cast


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


@pytest.fixture
def press() -> services.Press:
    return services.Press(MemoryStorage(), "https://sabaq.example.org")


@pytest.fixture(autouse=True)
def _in_the_application(app):
    with app.app_context():
        yield


def issue_to_amina(session: Session, cast: Cast, scene: Scene, press: services.Press):
    return services.issue(session, actor=cast.actor(cast.dilnoza), enrolment_id=scene.amina.id, press=press, at=NOW)


def count(session: Session, table) -> int:
    return session.scalar(select(func.count()).select_from(table))


def test_a_certificate_states_holder_course_hours_centre_and_dates(session, cast, scene, press):
    certificate = issue_to_amina(session, cast, scene, press)
    snapshot = certificate.snapshot
    assert snapshot["holder"] == "Амина Ҷӯраева"
    assert snapshot["course"]["titles"]["tg"] == "Муфаттишони полис"
    assert snapshot["course"]["hours"] == 6.0
    assert snapshot["issued_on"] == "2026-11-24"
    assert certificate.expires_on == date(2029, 11, 24)
    assert snapshot["verify_url"] == f"https://sabaq.example.org/verify/{certificate.serial}"
    assert snapshot["modules"][0]["key"] == "what-trafficking-is"
    assert snapshot["reached"]["exam_percent"] == 90.0


def test_the_file_is_stored_by_the_digest_of_its_bytes(session, cast, scene, press):
    certificate = issue_to_amina(session, cast, scene, press)
    content = press.storage.get(certificate.file_digest)
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == certificate.file_digest


def test_issuing_again_returns_the_certificate_in_force(session, cast, scene, press):
    first = issue_to_amina(session, cast, scene, press)
    second = issue_to_amina(session, cast, scene, press)
    assert first.id == second.id
    assert count(session, Certificate) == 1


def test_a_person_who_misses_conditions_gets_none_and_each_is_named(session, cast, scene, press):
    with pytest.raises(NotEligible) as refusal:
        services.issue(session, actor=cast.actor(cast.dilnoza), enrolment_id=scene.tolib.id, press=press, at=NOW)
    codes = [reason.code for reason in refusal.value.reasons]
    assert codes == ["lessons-incomplete", "attendance-below", "exam-not-taken"]
    assert count(session, Certificate) == 0


def test_a_cohort_is_issued_with_one_act_and_only_once(session, cast, scene, press):
    actor = cast.actor(cast.dilnoza)
    issued = services.issue_cohort(session, actor=actor, cohort_id=scene.cohort.id, press=press, at=NOW)
    again = services.issue_cohort(session, actor=actor, cohort_id=scene.cohort.id, press=press, at=NOW)
    assert len(issued) == 1
    assert again == []
    assert session.scalars(select(Certificate.enrolment_id)).all() == [scene.amina.id]


def test_two_that_drafted_at_once_issue_one_certificate(session, cast, scene, press):
    actor = cast.actor(cast.dilnoza)
    one, other = (
        services.draft_cohort(session, actor=actor, cohort_id=scene.cohort.id, press=press, at=NOW) for _ in range(2)
    )
    assert len(services.issue_drafts(session, actor=actor, drafts=one.ready, at=NOW)) == 1
    assert services.issue_drafts(session, actor=actor, drafts=other.ready, at=NOW) == []
    assert count(session, Certificate) == 1


@pytest.mark.parametrize("who", ["rustam", "farida", "sherzod", "nargis", "bahrom", "amina"])
def test_only_the_centres_administrators_issue(session, cast, scene, press, who):
    actor = cast.actor(getattr(cast, who))
    with pytest.raises(NotAllowed):
        services.issue(session, actor=actor, enrolment_id=scene.amina.id, press=press, at=NOW)
    with pytest.raises(NotAllowed):
        services.draft_cohort(session, actor=actor, cohort_id=scene.cohort.id, press=press, at=NOW)


def test_an_administrator_of_another_centre_does_not_issue(session, cast, scene, press):
    with pytest.raises(NotAllowed):
        services.issue(session, actor=cast.actor(scene.far_admin), enrolment_id=scene.amina.id, press=press, at=NOW)


def test_an_unknown_enrolment_is_missing(session, cast, scene, press):
    with pytest.raises(Missing):
        services.issue(session, actor=cast.actor(cast.dilnoza), enrolment_id=new_id(), press=press, at=NOW)


def test_renaming_person_centre_and_signatory_changes_nothing_that_was_issued(session, cast, scene, press):
    certificate = issue_to_amina(session, cast, scene, press)
    content = press.storage.get(certificate.file_digest)
    cast.amina.name = "Амина Саидова"
    cast.dushanbe_centre.names = {"en": "Another centre"}
    scene.centre.signatory_name = "Somebody else"
    session.flush()
    later = find_certificate(session, certificate.id)
    assert later.snapshot == certificate.snapshot
    assert later.snapshot["holder"] == "Амина Ҷӯраева"
    assert press.storage.get(later.file_digest) == content


def test_the_same_snapshot_prints_the_same_bytes(session, cast, scene, press):
    certificate = issue_to_amina(session, cast, scene, press)
    assert draw(certificate.snapshot) == press.storage.get(certificate.file_digest)


@pytest.mark.parametrize("statement", ["UPDATE {} SET serial = 'X'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_certificate(session, cast, scene, press, statement):
    issue_to_amina(session, cast, scene, press)
    session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement.format("certificates_certificates")))
    session.rollback()


def test_a_name_that_cannot_be_printed_stops_this_certificate_only(session, cast, scene, press):
    cast.amina.name = "Амина 明"
    session.flush()
    with pytest.raises(MissingGlyph) as refusal:
        issue_to_amina(session, cast, scene, press)
    assert refusal.value.facts["character"] == "明"
    drafts = services.draft_cohort(
        session, actor=cast.actor(cast.dilnoza), cohort_id=scene.cohort.id, press=press, at=NOW
    )
    assert [(candidate.user_id, violation.code) for candidate, violation in drafts.refused] == [
        (cast.amina.id, "missing-glyph")
    ]
    assert count(session, Certificate) == 0


def test_revoking_records_date_author_and_reason_and_deletes_nothing(session, cast, scene, press):
    certificate = issue_to_amina(session, cast, scene, press)
    later = NOW + timedelta(days=3)
    services.revoke(
        session, actor=cast.actor(cast.dilnoza), certificate_id=certificate.id, reason=" Wrong dates ", at=later
    )
    found = find_by_serial(session, certificate.serial)
    assert (found.revoked_at, found.revocation_reason) == (later, "Wrong dates")
    assert press.storage.get(found.file_digest)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "certificates:certificate:revoke")).one()
    assert entry.facts["reason"] == "Wrong dates"


def test_revoking_twice_keeps_the_first_date_and_reason(session, cast, scene, press):
    certificate = issue_to_amina(session, cast, scene, press)
    actor = cast.actor(cast.dilnoza)
    services.revoke(session, actor=actor, certificate_id=certificate.id, reason="First", at=NOW)
    with pytest.raises(AlreadyRevoked):
        services.revoke(session, actor=actor, certificate_id=certificate.id, reason="Second", at=NOW)
    assert session.scalars(select(Revocation.reason)).all() == ["First"]


def test_revoking_needs_a_reason_and_the_right_person(session, cast, scene, press):
    certificate = issue_to_amina(session, cast, scene, press)
    with pytest.raises(ReasonMissing):
        services.revoke(session, actor=cast.actor(cast.dilnoza), certificate_id=certificate.id, reason=" ", at=NOW)
    for person in (scene.far_admin, cast.amina, cast.farida, cast.bahrom):
        with pytest.raises(NotAllowed):
            services.revoke(session, actor=cast.actor(person), certificate_id=certificate.id, reason="x", at=NOW)
    assert count(session, Revocation) == 0


def test_after_revoking_a_new_one_has_a_new_serial_and_number(session, cast, scene, press):
    first = issue_to_amina(session, cast, scene, press)
    services.revoke(session, actor=cast.actor(cast.dilnoza), certificate_id=first.id, reason="Typo", at=NOW)
    second = issue_to_amina(session, cast, scene, press)
    assert second.serial != first.serial
    assert second.number == 2
    assert not second.revoked


def test_issuing_is_on_record_with_the_digest(session, cast, scene, press):
    certificate = issue_to_amina(session, cast, scene, press)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "certificates:certificate:issue")).one()
    assert entry.subject_id == str(certificate.id)
    assert entry.facts["file_digest"] == certificate.file_digest
    assert entry.actor_id == cast.dilnoza.id


def test_the_number_of_statements_does_not_grow_with_the_cohort(session, cast, scene, statements):
    list_candidates(session, scene.cohort.id)  # outlines of courses stay at hand after the first reading
    with statements() as few:
        list_candidates(session, scene.cohort.id)
    with statements() as one:
        list_candidates(session, scene.far_cohort.id)
    assert len(few) == len(one) <= 6
