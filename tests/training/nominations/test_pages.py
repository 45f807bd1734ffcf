"""The pages of officers and of the centre: refusals beside what was typed, lists on record, a fixed cost."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.training.models import Cohort, CohortPlace
from app.training.nominations.models import InvitationLetter
from app.training.nominations.rules.states import Act, State
from tests.training.nominations.scene import Scene, make_scene, new_person


@pytest.fixture
def scene(app: Flask, session, cast) -> Iterator[Scene]:
    found = make_scene(session, cast)
    with app.app_context():
        found.call({cast.interior: 2, cast.prosecution: 2}, note="Bring a case of yours.")
    session.commit()
    yield found
    session.rollback()


def test_an_officer_nominates_somebody_on_record_and_somebody_new(scene, sign_in):
    browser = sign_in(scene.cast.farida)
    assert "Cohort 1" in browser.get("/nominations").get_data(as_text=True)
    home = f"/nominations/calls/{scene.cohort.id}"
    page = browser.get(home).get_data(as_text=True)
    assert "Bring a case of yours." in page
    assert "General Prosecutor" not in page
    found = browser.get(f"{home}/people?q=Амина").get_data(as_text=True)
    assert "Nominate Амина Ҷӯраева" in found
    answer = browser.post(f"{home}/people", data={"user_id": str(scene.cast.amina.id), "place": ""})
    assert answer.status_code == 303
    typed = {
        "name": "Нигина Саидова",
        "email": "nigina@example.org",
        "agency": str(scene.cast.interior_sughd.id),
        "profession": "judge",
        "language": "tg",
        "sex": "female",
        "place": "",
    }
    assert browser.post(f"{home}/people/new", data={**typed, "email": "nobody"}).status_code == 422
    assert browser.post(f"{home}/people/new", data=typed).status_code == 303
    full = browser.post(f"{home}/people/new", data={**typed, "email": "third@example.org"})
    assert full.status_code == 422
    assert "All 2 seats of your agency are used" in full.get_data(as_text=True)
    assert 'value="third@example.org"' in full.get_data(as_text=True)
    page = browser.get(home).get_data(as_text=True)
    assert "The course is not meant for this profession." in page
    actions = scene.session.scalars(select(AuditEntry.action)).all()
    assert actions.count("training:nominations:list") == 2
    assert "training:nominations:search" in actions


def test_people_chosen_elsewhere_are_nominated_with_one_press(scene, app, sign_in, session):
    cast = scene.cast
    with app.app_context():
        people = [scene.somebody(cast.interior, f"Officer {number}") for number in range(3)]
    session.commit()
    browser = sign_in(cast.farida)
    keys = "&".join(f"person={each.id.hex}" for each in [*people, cast.tolib])
    calls = browser.get(f"/nominations?{keys}&person=nonsense").get_data(as_text=True)
    assert "You chose 3 people." in calls  # somebody of another agency is not the officer's to choose
    home = f"/nominations/calls/{scene.cohort.id}/people"
    assert html.escape(f"{home}?{keys[: keys.rindex('&')]}") in calls
    page = browser.get(f"{home}?{keys}").get_data(as_text=True)
    assert page.count(" checked>") == 3
    assert cast.tolib.name not in page

    sent = {"person": [each.id.hex for each in [*people, cast.tolib]], "place": ""}
    told = browser.post(f"{home}/several", data=sent, follow_redirects=True).get_data(as_text=True)

    assert "2 people are nominated." in told
    assert "Officer 2 is not nominated. All 2 seats of your agency are used." in told
    assert {each.name for each in scene.board.nominations} == {"Officer 0", "Officer 1"}
    session.rollback()
    # Whoever is left stays chosen, and goes on the reserve list; sending the same again changes nothing.
    reserve = {"person": sent["person"][2:3], "place": "reserve"}
    told = browser.post(f"{home}/several", data=reserve, follow_redirects=True).get_data(as_text=True)
    assert "1 person is nominated." in told
    again = browser.post(f"{home}/several", data=reserve, follow_redirects=True).get_data(as_text=True)
    assert "Officer 2 is not nominated." in again
    assert [each.reserve for each in scene.board.nominations] == [False, False, True]
    session.rollback()
    nobody = browser.post(f"{home}/several", data={"place": ""}, follow_redirects=True).get_data(as_text=True)
    assert "Tick the people whom you nominate." in nobody


def test_whoever_is_shown_a_letter_can_check_it_and_reads_no_name(scene, app, sign_in, session, client):
    with app.app_context():
        key = scene.nominate(scene.cast.interior_sughd, scene.cast.amina)
        scene.step(key, Act.ACCEPT)
    session.commit()
    centre = sign_in(scene.cast.dilnoza)
    issue = f"/cohorts/{scene.cohort.id}/letters"
    assert centre.post(issue, data={"nomination": str(key)}).status_code == 303
    reference = session.scalars(select(InvitationLetter.reference)).one()
    session.rollback()

    page = client.get(f"/verify/letters/{reference.lower()}")
    assert page.status_code == 200
    assert "genuine and counts" in page.text
    assert "Cohort 1" not in page.text
    assert "Амина" not in page.text
    assert "Sughd" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    # Who types it where certificates are checked comes to the same page.
    assert client.get(f"/verify?serial={reference}").location.endswith(f"/verify/letters/{reference}")

    centre.post(issue, data={"nomination": str(key)})
    assert "a newer one took its place" in client.get(f"/verify/letters/{reference}").text
    session.get_one(Cohort, scene.cohort.id).starts_on += timedelta(days=1)
    session.commit()
    assert "on other days than the letter says" in client.get(f"/verify/letters/{reference}").text
    centre.post(f"/nominations/{key}/steps", data={"act": "withdraw", "reason": "Ill."})
    assert "the invitation was withdrawn" in client.get(f"/verify/letters/{reference}").text

    for unknown in (f"{reference[:-1]}{'2' if reference[-1] != '2' else '3'}", "nonsense", "NTC-L-2026-"):
        answer = client.get(f"/verify/letters/{unknown}")
        assert answer.status_code == 404
        assert "No letter has the number" in answer.text


def test_the_centre_decides_on_several_or_on_none(scene, app, sign_in, session):
    with app.app_context():
        keys = [
            scene.nominate(scene.cast.interior),
            scene.nominate(scene.cast.prosecution, new_person(scene.cast.prosecution)),
        ]
    session.commit()
    browser = sign_in(scene.cast.dilnoza)
    home = f"/cohorts/{scene.cohort.id}/nominations"
    chosen = {"nomination": [str(key) for key in keys]}
    told = browser.post(f"{home}/steps", data={**chosen, "act": "refuse"}, follow_redirects=True)
    assert "Nothing was changed. Write the reason" in told.get_data(as_text=True)
    assert browser.post(f"{home}/steps", data={**chosen, "act": "accept"}).status_code == 303
    session.rollback()
    assert len(session.scalars(select(CohortPlace).where(CohortPlace.cohort_id == scene.cohort.id)).all()) == 2
    page = browser.get(home).get_data(as_text=True)
    assert "2 of 6 places taken" in page
    assert "Balance by sex" in page
    written = browser.get(f"{home}.csv").get_data(as_text=True)
    assert written.count("accepted") == 2
    assert browser.get(f"{home}.xlsx").data.startswith(b"PK")
    assert browser.get(f"{home}.exe").status_code == 404
    assert browser.post(f"/cohorts/{scene.cohort.id}/letters").status_code == 303
    packed = zipfile.ZipFile(io.BytesIO(browser.get(f"/cohorts/{scene.cohort.id}/letters.zip").data))
    assert len(packed.namelist()) == 2
    session.rollback()
    letter = session.scalars(select(InvitationLetter)).first()
    assert browser.get(f"/letters/{letter.id}.pdf").data.startswith(b"%PDF")
    assert sign_in(scene.cast.sherzod).get(f"/letters/{letter.id}.pdf").status_code == 404


def test_a_call_with_more_seats_than_places_is_refused_and_keeps_what_was_typed(scene, sign_in):
    browser = sign_in(scene.cast.dilnoza)
    home = f"/cohorts/{scene.cohort.id}/nominations/call"
    typed = {
        "closes_on": "2026-12-04",
        "release_on": "2026-12-10",
        f"seats-{scene.cast.interior.id}": "5",
        f"seats-{scene.cast.prosecution.id}": "2",
    }
    answer = browser.post(home, data=typed)
    assert answer.status_code == 422
    assert "Together the quotas are 7 seats" in answer.get_data(as_text=True)
    assert re.search(r'name="seats-[0-9a-f-]+"[^>]*value="5"', answer.get_data(as_text=True))
    wrong = browser.post(home, data={**typed, "release_on": "2026-12-31"})
    assert "both before the first day" in wrong.get_data(as_text=True)
    nonsense = browser.post(home, data={**typed, f"seats-{scene.cast.interior.id}": "many"})
    assert nonsense.status_code == 422
    assert browser.post(home, data={**typed, f"seats-{scene.cast.interior.id}": "4"}).status_code == 303


def test_a_step_that_came_too_late_says_so(scene, app, sign_in, session):
    with app.app_context():
        key = scene.nominate(scene.cast.interior)
        scene.step(key, Act.REFUSE, reason="Too many.")
    session.commit()
    browser = sign_in(scene.cast.dilnoza)
    answer = browser.post(f"/nominations/{key}/steps", data={"act": "accept"}, follow_redirects=True)
    assert "This nomination is refused now" in answer.get_data(as_text=True)
    assert "Too many." in answer.get_data(as_text=True)


def test_the_head_is_named_once_and_then_changed_by_the_head(scene, sign_in, session):
    cast = scene.cast
    browser = sign_in(cast.farida)
    home = f"/nominations/agencies/{cast.interior.id}/head"
    assert browser.post(home, data={"head": str(cast.farida.id)}).status_code == 303
    browser.post(
        f"/nominations/calls/{scene.cohort.id}/people", data={"user_id": str(cast.amina.id), "place": "reserve"}
    )
    session.rollback()
    assert [each.state for each in scene.board.nominations] == [State.RESERVE]
    assert "Фарида Юсуфӣ" in sign_in(cast.dilnoza).get(home).get_data(as_text=True)


def test_long_lists_cost_no_more_statements_than_short_ones(scene, app, sign_in, session, statements):
    counted = []
    pages = (
        (scene.cast.dilnoza, f"/cohorts/{scene.cohort.id}/nominations"),
        (scene.cast.farida, f"/nominations/calls/{scene.cohort.id}"),
        (scene.cast.farida, "/nominations"),
    )
    with app.app_context():
        scene.nominate(scene.cast.interior)
    session.commit()
    sign_in(scene.cast.dilnoza).get(pages[0][1])  # what stays in memory is read once
    for lap in range(2):
        session.commit()
        counts = []
        for person, address in pages:
            browser = sign_in(person)
            with statements() as seen:
                assert browser.get(address).status_code == 200
            counts.append(len(seen))
        counted.append(counts)
        with app.app_context():
            for number in range(6 * (lap == 0)):
                fresh = new_person(scene.cast.interior, f"n{number}@example.org")
                scene.nominate(scene.cast.interior, fresh, reserve=True)
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 18


def test_what_waits_stands_on_the_start_pages(scene, app, sign_in, session):
    with app.app_context():
        key = scene.nominate(scene.cast.interior)
    session.commit()
    centre, officer = sign_in(scene.cast.dilnoza), sign_in(scene.cast.farida)
    assert "1 nomination to decide." in centre.get("/").get_data(as_text=True)
    assert "waits for you" not in officer.get("/").get_data(as_text=True)
    centre.post(f"/nominations/{key}/steps", data={"act": "return", "reason": "Which unit?"})
    assert "1 nomination waits for you." in officer.get("/").get_data(as_text=True)
    assert "Nominations" not in sign_in(scene.cast.amina).get("/").get_data(as_text=True)


def test_the_invited_person_finds_the_letter_and_the_officer_too(scene, app, sign_in, session):
    with app.app_context():
        key = scene.nominate(scene.cast.interior_sughd, scene.cast.amina)
        scene.step(key, Act.ACCEPT)
    session.commit()
    sign_in(scene.cast.dilnoza).post(f"/cohorts/{scene.cohort.id}/letters", data={"nomination": str(key)})
    session.rollback()
    letter = session.scalars(select(InvitationLetter)).one()
    amina = sign_in(scene.cast.amina)
    with app.app_context():
        enrolment_id = scene.find(key).enrolment_id
    session.rollback()
    page = amina.get(f"/courses/{enrolment_id}", follow_redirects=True).get_data(as_text=True)
    assert letter.reference in page
    for browser in (amina, sign_in(scene.cast.farida)):
        assert browser.get(f"/letters/{letter.id}.pdf").status_code == 200
    assert letter.reference in sign_in(scene.cast.farida).get(f"/nominations/calls/{scene.cohort.id}").get_data(
        as_text=True
    )
