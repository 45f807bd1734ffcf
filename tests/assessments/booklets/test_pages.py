"""The pages of paper versions over HTTP."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from app.assessments.booklets.models import BookletPrinting, BookletSet, PaperEntry, PaperFile
from app.assessments.booklets.rules.entries import EntryState
from app.assessments.booklets.rules.letters import blocks_of, write_typed
from app.assessments.booklets.services.making import assign_sheets
from app.assessments.models import Attempt, Grade
from app.assessments.rules.questions import AssessmentKind, QuestionKind
from app.core.audit import AuditEntry
from app.courses.models import Enrolment
from tests.assessments.booklets.scene import AFTER, make_paper_scene
from tests.assessments.booklets.test_services import person
from tests.assessments.factories import add_question, make_assessment


@pytest.fixture
def scene(app, session, cast):
    return make_paper_scene(session, cast, app.extensions["sabaq_ports"].storage)


@pytest.fixture
def rustam(scene, cast, sign_in, clock):
    clock.instant = AFTER
    return sign_in(cast.rustam)


@pytest.fixture
def dilnoza(scene, cast, sign_in, clock):
    clock.instant = AFTER
    return sign_in(cast.dilnoza)


def stored(session, chosen):
    """Return what is in the database now."""
    session.rollback()
    return session.scalars(chosen)


def typed_form(scene, set_id, letter="A", answers=None, **changes):
    """Fill the form of a sheet as a typist does."""
    variant = next(each for each in scene.facts(set_id).variants if each.letter == letter)
    right = scene.right(variant.paper) if answers is None else answers
    form = {"variant": letter, "kind": "first", "day": "2026-11-24", "begun": "11:05", "handed_in": "11:40"}
    for places in blocks_of(variant.paper.questions):
        typed = [write_typed(variant.paper.questions[at], right.get(at, {})) for at in places]
        if len(places) > 1:
            form[f"b{places[0]}"] = "".join(each[0] for each in typed)
        else:
            form |= {f"q{places[0]}-{part}": text for part, text in enumerate(typed[0])}
    return {**form, **changes}


def test_a_paper_version_is_made_and_printed_in_the_browser(scene, rustam, session):
    page = rustam.get(f"/exams/{scene.sitting_id}").text
    assert f"/exams/{scene.sitting_id}/paper" in page
    assert "No paper version yet" in rustam.get(f"/exams/{scene.sitting_id}/paper").text
    url = f"/exams/{scene.sitting_id}/paper/new"
    assert "(optional)" not in rustam.get(url).text
    assert not re.search('type="checkbox"[^>]* required', rustam.get(url).text)
    assert rustam.post(url, data={"variants": "2", "arrangement": "order"}).status_code == 422
    key = re.search(r'name="id" type="hidden" value="([^"]+)"', rustam.get(url).text)[1]
    form = {"id": key, "variants": "2", "arrangement": "order", "languages": ["en", "ru"]}
    for _time in range(2):
        assert rustam.post(url, data=form).status_code == 303
    made = stored(session, select(BookletSet)).one()
    page = rustam.get(f"/exams/paper/{made.id}").text
    row = re.search(r'<form class="post-button"[^>]*/print">(.*?)</form>', page, re.DOTALL)[1]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', row))
    answer = rustam.post(f"/exams/paper/{made.id}/print", data=fields)
    assert answer.status_code == 303
    document = rustam.get(answer.location)
    assert document.data.startswith(b"%PDF")
    assert document.headers["Cache-Control"] == "private, no-store"
    assert rustam.get(answer.location).data == document.data
    assert "Booklet" in rustam.get(f"/exams/paper/{made.id}").text
    variant = fields["variant"]
    answer = rustam.post(f"/exams/paper/{made.id}/key", data={"variant": variant, "language": "ru", "copies": "1"})
    assert rustam.get(answer.location).data.startswith(b"%PDF")
    assert [each.kind for each in stored(session, select(BookletPrinting))] == ["booklet", "key"]
    assert rustam.post(f"/exams/paper/{made.id}/print", data={**fields, "copies": "0"}).status_code == 422


def test_the_languages_of_those_who_sit_are_chosen_already(scene, rustam, session):
    enrolments = list(session.scalars(select(Enrolment).order_by(Enrolment.id)))
    for place, enrolment in enumerate(enrolments):
        enrolment.language = "tg" if place == 0 else "ru"
    session.commit()
    page = rustam.get(f"/exams/{scene.sitting_id}/paper/new").text
    ticked = {box for box in re.findall(r"<input[^>]+name=\"languages\"[^>]*>", page) if "checked" in box}
    assert {re.search(r'value="(\w+)"', box)[1] for box in ticked} == {"ru", "tg"}


def test_a_refused_variant_count_stands_beside_its_field(scene, rustam):
    form = {"variants": "9", "arrangement": "order", "languages": ["en"]}
    answer = rustam.post(f"/exams/{scene.sitting_id}/paper/new", data=form)
    assert answer.status_code == 422
    assert "whole number from 1 to 8" in answer.text


def test_typed_twice_decided_and_marked(scene, rustam, dilnoza, session):
    set_id = scene.make(double_entry=True)
    url = f"/exams/paper/{set_id}/people/{scene.scene.amina.id}"
    questions = scene.facts(set_id).variants[0].paper.questions
    place = next(at for at, each in enumerate(questions) if each.kind is QuestionKind.SHORT)
    right = typed_form(scene, set_id)
    wrong = rustam.post(url, data={**right, f"q{place}-0": ""})
    assert wrong.status_code == 422
    assert "Type - where the sheet is empty" in wrong.text
    assert rustam.post(url, data=right).status_code == 303
    page = dilnoza.get(url).text
    assert "typed this sheet first" in page
    assert 'value="Means"' not in page
    second = {**right, "kind": "second", f"q{place}-0": "purpose"}
    answer = dilnoza.post(url, data=second)
    assert answer.location.endswith("/decide")
    page = dilnoza.get(answer.location).text
    assert "purpose" in page
    assert "Means" in page
    assert dilnoza.post(answer.location, data={}).status_code == 422
    decision = {f"take-{place}": "other", f"fix-{place}-0": "means"}
    assert dilnoza.post(answer.location, data=decision).status_code == 303
    assert person(scene, set_id).state is EntryState.READY
    assert dilnoza.post(f"/exams/paper/{set_id}/mark").status_code == 303
    assert stored(session, select(Grade)).one().percent == 100
    assert "100" in dilnoza.get(f"/exams/paper/{set_id}").text
    assert "This sheet is marked" in dilnoza.get(url).text
    refused = dilnoza.post(url, data={**right, "note": "late"})
    assert refused.status_code == 422
    assert "marked already" in refused.text


def test_what_was_typed_stays_when_it_is_refused(scene, rustam):
    set_id = scene.make()
    url = f"/exams/paper/{set_id}/people/{scene.scene.amina.id}"
    form = dict.fromkeys(typed_form(scene, set_id), "ZZ") | {"variant": "A", "day": "x"}
    answer = rustam.post(url, data=form)
    assert answer.status_code == 422
    assert 'value="ZZ"' in answer.text
    assert "There is no option Z" in answer.text
    assert "Write the day and both times" in answer.text


def test_a_scan_is_sniffed_and_given_back(scene, rustam, session):
    set_id = scene.make()
    url = f"/exams/paper/{set_id}/people/{scene.scene.amina.id}"
    for content, status in ((b"MZ no scan", 422), (b"%PDF-1.7 scan", 303)):
        data = {**typed_form(scene, set_id), "scan": (io.BytesIO(content), "scan.pdf")}
        answer = rustam.post(url, data=data, content_type="multipart/form-data")
        assert answer.status_code == status
    entry = stored(session, select(PaperEntry)).one()
    given = rustam.get(f"/exams/paper/scans/{entry.id}")
    assert given.data == b"%PDF-1.7 scan"
    assert given.headers["Content-Disposition"].startswith("attachment")


def test_a_correction_needs_its_reason(scene, rustam, session):
    set_id = scene.make()
    url = f"/exams/paper/{set_id}/people/{scene.scene.amina.id}"
    rustam.post(url, data=typed_form(scene, set_id, answers={}))
    assert 'value="' in rustam.get(url).text
    assert rustam.post(url, data=typed_form(scene, set_id)).status_code == 422
    assert rustam.post(url, data=typed_form(scene, set_id, note="a page was overlooked")).status_code == 303
    assert len(stored(session, select(PaperEntry)).all()) == 2


def test_the_code_on_a_sheet_leads_to_typing_it(scene, rustam, session):
    set_id = scene.make()
    code = person(scene, set_id).sheet.code
    answer = rustam.get(f"/exams/paper/sheets/{code.lower()}")
    assert answer.location.endswith(f"/people/{scene.scene.amina.id}")
    assert rustam.get("/exams/paper/sheets/NOTHING").status_code == 404


def table(scene, set_id, rows, extension="csv"):
    """Write a table of answers."""
    count = len(scene.facts(set_id).variants[0].paper)
    titles = ["Candidate code", "Full name", "Variant", "Absent", "Begun", "Handed in", *map(str, range(1, count + 1))]
    lines = [titles, *rows]
    return (io.BytesIO("\n".join(";".join(f'"{cell}"' for cell in line) for line in lines).encode()), f"a.{extension}")


def cells(scene, set_id, letter="A"):
    """Write right answers as the cells of a table have them."""
    variant = next(each for each in scene.facts(set_id).variants if each.letter == letter)
    right = scene.right(variant.paper)
    return ["; ".join(write_typed(each, right[at])) for at, each in enumerate(variant.paper.questions)]


def test_a_whole_group_from_a_table(scene, rustam, session):
    set_id = scene.make()
    template = rustam.get(f"/exams/paper/{set_id}/answers.csv")
    amina, tolib = person(scene, set_id), person(scene, set_id, "tolib")
    assert amina.sheet.code in template.text
    assert rustam.get(f"/exams/paper/{set_id}/answers.xlsx").data.startswith(b"PK")
    letters = {each.id: each.letter for each in scene.facts(set_id).variants}
    own = [cells(scene, set_id, letters[each.sheet.variant_id]) for each in (amina, tolib)]
    faulty = [*own[1]]
    questions = scene.facts(set_id).papers[tolib.sheet.variant_id].questions
    place = next(at for at, each in enumerate(questions) if each.kind is QuestionKind.SINGLE)
    faulty[place] = "Ж"
    url = f"/exams/paper/{set_id}/files"

    def send(rows, name="csv"):
        data = {"file": table(scene, set_id, rows, name)}
        return rustam.post(url, data=data, content_type="multipart/form-data")

    assert send([["x"]], "pdf").status_code == 422
    rows = [
        [amina.sheet.code, "", "", "", "11:02", "11:30", *own[0]],
        [tolib.sheet.code, "", "", "", "", "", *faulty],
        ["QQQ-QQQ", "", "", "", "", "", *own[0]],
    ]
    answer = send(rows)
    assert answer.status_code == 303
    page = rustam.get(answer.location).text
    assert "8 of 8 answered" in page
    assert "No sheet of this paper version" in page
    assert f"Question {place + 1}: “Ж” is no Latin letter" in page
    assert "1 row can be taken over" in page
    for _time in range(2):
        assert rustam.post(answer.location).status_code == 303
    entry = stored(session, select(PaperEntry)).one()
    assert f"{entry.started_at:%H:%M}" == "06:02"
    second = send([[tolib.sheet.code, "", "", "yes", "", ""]])
    assert "Will be noted as absent" in rustam.get(second.location).text
    rustam.post(second.location)
    assert person(scene, set_id, "tolib").state is EntryState.ABSENT
    assert rustam.post(f"/exams/paper/{set_id}/mark").status_code == 303
    session.commit()
    assert stored(session, select(Grade)).one().percent == 100
    assert all(each.taken_at for each in stored(session, select(PaperFile)))


def test_lists_of_people_are_read_on_record_in_a_fixed_number_of_statements(scene, rustam, session, statements):
    set_id = scene.make()
    with statements() as seen:
        assert rustam.get(f"/exams/paper/{set_id}").status_code == 200
    assert len(seen) <= 17
    actions = set(stored(session, select(AuditEntry.action)))
    assert "assessments:booklet:watch" in actions


def test_practical_questions_have_assessors_sheets(app, session, cast, sign_in, clock):
    scene = make_paper_scene(session, cast, app.extensions["sabaq_ports"].storage, more=())
    add_question(session, scene.scene.module, QuestionKind.CHECKLIST, pool="practical")
    practical = make_assessment(session, scene.scene.course, AssessmentKind.PRACTICAL, pool="practical")
    scene.scene.assessment = practical
    session.commit()
    scene.sitting_id = scene.scene.open(title="Practice")
    clock.instant = AFTER
    rustam = sign_in(cast.rustam)
    set_id = scene.make(variants=1)
    page = rustam.get(f"/exams/paper/{set_id}").text
    assert "Assessor" in page
    form = {"kind": "checklist", "variant": scene.facts(set_id).variants[0].id, "language": "ru", "copies": "1"}
    answer = rustam.post(f"/exams/paper/{set_id}/print", data=form)
    assert rustam.get(answer.location).data.startswith(b"%PDF")
    url = f"/exams/paper/{set_id}/people/{scene.scene.amina.id}"
    assert rustam.post(url, data=typed_form(scene, set_id)).status_code == 303
    rustam.post(f"/exams/paper/{set_id}/mark")
    session.commit()
    attempt = stored(session, select(Attempt)).one()
    assert attempt.submitted_at
    assert stored(session, select(Grade)).all() == []  # an assessor's ticks are awaited


def test_people_who_come_later_get_a_sheet(scene, session):
    set_id = scene.make()
    assert assign_sheets(session, actor=scene.actor("rustam"), set_id=set_id, at=AFTER) == 0
