"""An officer hands in a training, the centre decides, and the hours count."""

from __future__ import annotations

import io
from datetime import date

from sqlalchemy import select

from app.accounts.models import User
from app.core.audit import AuditEntry
from app.core.events import subscribe
from app.core.ids import new_id
from app.training.agency_training.events import AgencyTrainingDecided, AgencyTrainingSubmitted
from app.training.agency_training.models import AgencyTraining, AgencyTrainingPerson, CreditedHours
from app.training.agency_training.queries import credited_hours

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
EVER = (date(2020, 1, 1), date(2030, 1, 1))


def described(school, **changes):
    return {
        "id": str(new_id()),
        "agency": str(school.cast.interior.id),
        "centre": str(school.cast.dushanbe_centre.id),
        "title": "Indicators at the border",
        "starts_on": "2026-11-02",
        "ends_on": "2026-11-03",
        "hours": "16",
        "face_to_face": "y",
        "language": "tg",
        "programme": "Indicators; interview; first 24 hours",
        "modules": ["what-trafficking-is"],
        "trainer_1": "Фарида Юсуфӣ",
        "qualification_1": "Trainer of trainers",
    } | changes


def hand_in(school, client, **changes):
    sent = client.post("/agency-trainings/new", data=described(school, **changes))
    assert sent.status_code == 303, sent.text
    return sent.location


def make_whole(school, client, place):
    amina = school.cast.amina.id
    assert client.post(f"{place}/people", data={"person": str(amina), f"hours-{amina.hex}": "12"}).status_code == 303
    pasted = "Зарина Каримова;zarina@example.org;следователь;16"
    assert client.post(f"{place}/list", data={"pasted": pasted}).status_code == 303
    file = {"id": str(new_id()), "kind": "signed_sheet", "file": (io.BytesIO(PNG), "sheet.png")}
    assert client.post(f"{place}/evidence", data=file).status_code == 303


def decision(school, decision, reason="", **hours):
    people = {each.name: each for each in school.rows(select(AgencyTrainingPerson))}
    fields = {f"hours-{people[name].id.hex}": value for name, value in hours.items()}
    return {"decision": decision, "reason": reason} | fields


def test_from_the_agency_to_the_record(school, sign_in):
    told = []
    for kind in (AgencyTrainingSubmitted, AgencyTrainingDecided):
        subscribe(kind, lambda event, _session: told.append(event))
    officer, centre = sign_in(school.cast.farida), sign_in(school.cast.dilnoza)
    place = hand_in(school, officer)
    page = officer.get(place).text
    assert "Add the people who took part." in page
    assert "Attach the sheet that the participants signed." in page
    assert centre.get(place).status_code == 404  # a draft is the agency's own
    refused = officer.post(f"{place}/submit", follow_redirects=True)
    assert "Add the people who took part." in refused.text
    make_whole(school, officer, place)
    assert "is submitted" in officer.post(f"{place}/submit", follow_redirects=True).text
    assert officer.post(f"{place}/list", data={"pasted": "x;y@example.org"}).status_code == 409

    said = centre.post(f"{place}/decide", data=decision(school, "return"))
    assert said.status_code == 422
    assert "Say why" in said.text
    assert (
        centre.post(f"{place}/decide", data=decision(school, "return", "The second day is unsigned")).status_code == 303
    )
    assert "The second day is unsigned" in officer.get(place).text
    officer.post(f"{place}/submit")
    kept = {"Амина Ҷӯраева": "12", "Зарина Каримова": "8"}
    more = centre.post(f"{place}/decide", data=decision(school, "accept", "x", **(kept | {"Амина Ҷӯраева": "12.5"})))
    assert more.status_code == 422
    no_reason = centre.post(f"{place}/decide", data=decision(school, "accept", "", **kept))
    assert no_reason.status_code == 422
    done = centre.post(
        f"{place}/decide", data=decision(school, "accept", "One day only", **kept), follow_redirects=True
    )
    assert "Accepted" in done.text

    [zarina] = school.rows(select(User).where(User.email == "zarina@example.org"))
    assert zarina.agency_id == school.cast.interior.id
    found = credited_hours(school.session, [school.cast.amina.id, zarina.id], *EVER)
    assert {each.user_id: each.minutes for each in found} == {school.cast.amina.id: 720, zarina.id: 480}
    assert [getattr(each, "decision", "submit") for each in told] == ["submit", "return", "submit", "accept"]
    assert set(told[-1].user_ids) == {school.cast.amina.id, zarina.id}

    assert centre.post(f"{place}/annul", data={"reason": ""}).status_code == 422
    assert centre.post(f"{place}/annul", data={"reason": "It was not held"}).status_code == 303
    school.session.rollback()
    assert credited_hours(school.session, [school.cast.amina.id, zarina.id], *EVER) == []
    assert len(school.rows(select(CreditedHours))) == 2  # nothing is deleted
    acts = school.rows(select(AuditEntry.action).where(AuditEntry.action.like("training:agency_training:%")))
    assert {"training:agency_training:annul", "training:agency_training:accept"} <= set(acts)


def test_strangers_learn_nothing(school, sign_in):
    officer, stranger = sign_in(school.cast.farida), sign_in(school.cast.sherzod)
    place = hand_in(school, officer)
    for address in (place, f"{place}/edit", f"{place}/people"):
        assert stranger.get(address).status_code == 404
    assert "Indicators" not in stranger.get("/agency-trainings").text
    assert stranger.post("/agency-trainings/new", data=described(school)).status_code == 422
    other = stranger.post(f"{place}/submit")
    assert other.status_code == 404


def test_people_of_other_agencies_are_named_line_by_line(school, sign_in):
    officer = sign_in(school.cast.farida)
    place = hand_in(school, officer)
    pasted = "Толиб Ғафуров;tolib@example.org\nЗарина Каримова;zarina@example.org\nЗарина К;zarina@example.org"
    sent = officer.post(f"{place}/list", data={"pasted": pasted})
    assert sent.status_code == 422
    assert "belongs to somebody who is not of your agency" in sent.text
    assert "stands in the list already" in sent.text
    assert pasted.split("\n", maxsplit=1)[0] in sent.text  # what was typed is kept
    assert school.rows(select(AgencyTrainingPerson)) == []


def test_files_that_are_no_papers_are_refused(school, sign_in):
    officer = sign_in(school.cast.farida)
    place = hand_in(school, officer)
    file = {"id": str(new_id()), "kind": "programme", "file": (io.BytesIO(b"MZ" * 30), "programme.pdf")}
    sent = officer.post(f"{place}/evidence", data=file)
    assert sent.status_code == 422
    assert "no PDF" in sent.text


def test_hours_that_can_not_be_are_refused(school, sign_in):
    officer = sign_in(school.cast.farida)
    for wrong in ({"hours": "25"}, {"hours": "six"}, {"hours": "0"}, {"ends_on": "2026-11-01"}):
        assert officer.post("/agency-trainings/new", data=described(school, **wrong)).status_code == 422
    assert school.rows(select(AgencyTraining)) == []


def test_pages_ask_a_fixed_number_of_questions(school, sign_in, statements):
    officer = sign_in(school.cast.farida)
    place = hand_in(school, officer)
    make_whole(school, officer, place)
    for address, most in ((place, 10), ("/agency-trainings", 5), (f"{place}/people", 13)):
        officer.get(address)
        with statements() as seen:
            assert officer.get(address).status_code == 200
        assert len(seen) <= most, seen
