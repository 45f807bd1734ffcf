"""Certificates in a browser without JavaScript."""

from __future__ import annotations

import io
import random
from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.certificates.models import Certificate
from app.certificates.rules import make_serial
from app.core.audit import AuditEntry
from tests.certificates.scene import Scene, make_scene
from tests.people import Cast

pytestmark = pytest.mark.slow


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


@pytest.fixture
def issued(session: Session, cast: Cast, scene: Scene, sign_in) -> Certificate:
    """Issue to the whole cohort through the page."""
    answer = sign_in(cast.dilnoza).post(f"/cohorts/{scene.cohort.id}/certificates/issue")
    assert answer.status_code == 303
    session.rollback()
    return session.scalars(select(Certificate)).one()


def revoke(sign_in, cast: Cast, certificate: Certificate, reason: str = "Issued with wrong dates."):
    return sign_in(cast.dilnoza).post(f"/certificates/{certificate.id}/revoke", data={"reason": reason})


def test_the_cohort_page_says_who_meets_the_rule_and_what_others_miss(cast, scene, sign_in):
    page = sign_in(cast.dilnoza).get(f"/cohorts/{scene.cohort.id}/certificates").text
    assert "Issue 1 certificate" in page
    assert "Meets the rule" in page
    assert "Lessons: 0 of 2 completed, 2 needed." in page
    assert "Attendance: 0 %, 80 % needed." in page
    assert "Final exam: not taken yet, 80 % needed." in page


def test_issuing_is_confirmed_first_and_names_everybody(cast, scene, sign_in):
    page = sign_in(cast.dilnoza).get(f"/cohorts/{scene.cohort.id}/certificates/issue").text
    assert "Амина Ҷӯраева" in page
    assert "Толиб" not in page
    assert "1 person does not meet the rule yet and gets none." in page


def test_pressing_twice_issues_once(cast, scene, session, sign_in, issued):
    browser = sign_in(cast.dilnoza)
    answer = browser.post(f"/cohorts/{scene.cohort.id}/certificates/issue", follow_redirects=True)
    assert "Nobody waits for a certificate now." in answer.text
    session.rollback()
    assert len(session.scalars(select(Certificate)).all()) == 1


@pytest.mark.parametrize(
    ("who", "status"), [("rustam", 403), ("amina", 403), ("farida", 403), ("sherzod", 403), ("bahrom", 403)]
)
def test_nobody_else_sees_the_cohorts_certificates(cast, scene, sign_in, who, status):
    browser = sign_in(getattr(cast, who))
    for path in ("certificates", "certificates/issue"):
        assert browser.get(f"/cohorts/{scene.cohort.id}/{path}").status_code == status
    assert browser.post(f"/cohorts/{scene.cohort.id}/certificates/issue").status_code == status
    assert browser.post(f"/enrolments/{scene.amina.id}/certificate").status_code == status


def test_an_administrator_of_another_centre_finds_nothing(scene, sign_in, issued):
    browser = sign_in(scene.far_admin)
    for path in (
        f"/cohorts/{scene.cohort.id}/certificates",
        f"/certificates/{issued.id}",
        f"/certificates/{issued.id}/file",
        f"/certificates/{issued.id}/revoke",
    ):
        answer = browser.get(path)
        assert answer.status_code == 404, path
        assert "Амина" not in answer.text


def test_holder_officer_and_administrator_may_read_it_and_nobody_else(cast, sign_in, issued):
    for who, status in (("amina", 200), ("dilnoza", 200), ("farida", 200), ("tolib", 404), ("sherzod", 404)):
        assert sign_in(getattr(cast, who)).get(f"/certificates/{issued.id}").status_code == status, who
        assert sign_in(getattr(cast, who)).get(f"/certificates/{issued.id}/file").status_code == status, who


def test_the_file_is_a_pdf_with_the_holders_name_in_tajik_letters(cast, sign_in, issued):
    answer = sign_in(cast.amina).get(f"/certificates/{issued.id}/file")
    assert answer.mimetype == "application/pdf"
    assert issued.serial in answer.headers["Content-Disposition"]
    document = pypdf.PdfReader(io.BytesIO(answer.data))
    assert len(document.pages) == 1
    page = document.pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    text = page.extract_text()
    for expected in ("Амина Ҷӯраева", "ШАҲОДАТНОМА", "CERTIFICATE", "Муфаттишони полис", "Police investigators"):
        assert expected in text
    assert issued.serial in text
    assert issued.serial in document.metadata.title
    assert document.metadata.author == "National Training Centre"


def test_somebody_elses_download_is_on_record_and_ones_own_is_not(cast, session, sign_in, issued):
    sign_in(cast.amina).get(f"/certificates/{issued.id}/file")
    sign_in(cast.farida).get(f"/certificates/{issued.id}/file")
    session.rollback()
    taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "certificates:certificate:download")).all()
    assert [entry.actor_id for entry in taken] == [cast.farida.id]


def test_ones_own_list_and_its_first_step_when_it_is_empty(cast, sign_in, issued):
    assert issued.serial in sign_in(cast.amina).get("/certificates").text
    empty = sign_in(cast.tolib).get("/certificates").text
    assert issued.serial not in empty
    assert "No certificate yet" in empty


def test_home_and_course_page_show_it(cast, scene, sign_in, issued):
    browser = sign_in(cast.amina)
    assert "Your certificates" in browser.get("/").text
    assert issued.serial in browser.get(f"/courses/{scene.amina.id}").text
    other = sign_in(cast.tolib).get(f"/courses/{scene.tolib.id}").text
    assert "attendance: at least 80 % of the hours" in other


def test_anybody_can_check_a_genuine_certificate(client, issued):
    answer = client.get(f"/verify/{issued.serial}")
    assert answer.status_code == 200
    assert "genuine and in force" in answer.text
    for shown in ("Амина Ҷӯраева", "Police investigators", "National Training Centre", issued.serial):
        assert shown in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_check_tells_no_more_than_it_must(cast, client, scene, issued):
    page = client.get(f"/verify/{issued.serial}").text
    for hidden in ("Sughd", "amina@example.org", "Autumn cohort", "90", str(cast.amina.id), str(issued.id), "police_"):
        assert hidden not in page


def test_a_typed_number_is_understood_and_gets_an_address(client, issued):
    answer = client.get("/verify", query_string={"serial": issued.serial.lower().replace("-", " ")})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/verify/{issued.serial}"


def test_revoked_is_not_unknown(cast, client, clock, sign_in, issued):
    clock.advance(timedelta(days=2))
    assert revoke(sign_in, cast, issued).status_code == 303
    revoked = client.get(f"/verify/{issued.serial}")
    assert revoked.status_code == 200
    assert "revoked" in revoked.text
    assert "Issued with wrong dates." in revoked.text
    assert "November 26, 2026" in revoked.text
    assert "genuine and in force" not in revoked.text
    unknown = client.get(f"/verify/{make_serial('NTC', 2026, random.Random(7).choice)}")
    assert unknown.status_code == 404
    assert "no centre issued it" in unknown.text
    assert "revoked" not in unknown.text


def test_expired_is_said_with_the_day(client, clock, issued):
    clock.advance(timedelta(days=3 * 365 + 2))
    page = client.get(f"/verify/{issued.serial}").text
    assert "it expired on November 24, 2029" in page


@pytest.mark.parametrize("typed", ["nonsense", "NTC-2026-ABCDE-FGHJK", "<b>x</b>", "%00", "я" * 200])
def test_a_mistyped_number_is_told_apart_and_escaped(client, typed):
    answer = client.get(f"/verify/{typed}")
    assert answer.status_code == 404
    assert "<b>x</b>" not in answer.text


def test_revoking_without_a_reason_keeps_the_form(cast, sign_in, issued):
    answer = revoke(sign_in, cast, issued, "   ")
    assert answer.status_code == 422
    assert "ceases to be valid at once" in answer.text


def test_revoking_again_is_refused_with_a_sentence(cast, sign_in, issued):
    revoke(sign_in, cast, issued)
    answer = revoke(sign_in, cast, issued, "Another reason")
    assert answer.status_code == 409
    assert "revoked already" in answer.text


def test_a_new_certificate_can_be_issued_after_revoking(cast, scene, session, sign_in, issued):
    revoke(sign_in, cast, issued)
    browser = sign_in(cast.dilnoza)
    assert "Issue anew" in browser.get(f"/cohorts/{scene.cohort.id}/certificates").text
    answer = browser.post(f"/enrolments/{scene.amina.id}/certificate")
    assert answer.status_code == 303
    session.rollback()
    assert len(session.scalars(select(Certificate)).all()) == 2


def test_issuing_to_one_who_misses_the_rule_says_why(cast, scene, sign_in):
    answer = sign_in(cast.dilnoza).post(f"/enrolments/{scene.tolib.id}/certificate")
    assert answer.status_code == 409
    assert "Lessons: 0 of 2 completed" in answer.text
