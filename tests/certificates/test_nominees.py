"""Whoever nominates is told of certificates that a person holds."""

from __future__ import annotations

from app.certificates.queries.certificates import certified
from app.certificates.services import Press, issue
from tests.certificates.scene import MemoryStorage, make_scene
from tests.conftest import NOW


def test_certificates_of_nominated_people_are_known_by_course(app, session, cast):
    with app.test_request_context():
        scene = make_scene(session, cast)
        press = Press(MemoryStorage(), "http://localhost")
        issue(session, actor=cast.actor(cast.dilnoza), enrolment_id=scene.amina.id, press=press, at=NOW)
        found = certified(session, [cast.amina.id, cast.tolib.id])
    assert [(each.user_id, each.course_key, each.issued_on) for each in found] == [
        (cast.amina.id, scene.course.course_key, NOW.date())
    ]
