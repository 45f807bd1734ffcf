from uuid import uuid4

import pytest
from flask import Flask, url_for

from app.core.addresses import address

ONE, TWO = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("home.index", {}),
        ("courses.show_course", {"enrolment_id": ONE}),
        ("courses.show_course", {"enrolment_id": ONE, "from": TWO}),
        ("courses.show_course", {"enrolment_id": ONE, "_anchor": "a module"}),
        ("assessments.show_assessment", {"assessment_id": TWO, "enrolment_id": ONE}),
        ("courses.show_lesson", {"enrolment_id": ONE, "module_key": "ein & zwei/%s", "lesson_key": "drei"}),
        ("home.index", {"_external": True}),
    ],
)
@pytest.mark.parametrize("root", ["", "/school 1%"])
def test_an_address_is_what_flask_itself_would_write_the_first_time_and_later(app: Flask, endpoint, values, root):
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        for _time in range(2):
            assert address(endpoint, **values) == url_for(endpoint, **values)


def test_the_same_pattern_serves_other_ids(app: Flask):
    with app.test_request_context("/"):
        assert [address("courses.show_course", enrolment_id=each) for each in (ONE, TWO)] == [
            f"/courses/{ONE}",
            f"/courses/{TWO}",
        ]
