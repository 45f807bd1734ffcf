"""A run in the browser without JavaScript: begin, decide, see what followed, end, debrief."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from app.assessments.simulations.models import SimulationDecision, SimulationEdition, SimulationResult, SimulationRun
from app.assessments.simulations.queries import best_runs, finished_simulations
from app.certificates.queries.candidates import find_candidate
from app.core.audit import AuditEntry
from app.core.ids import new_id
from app.training.models import CohortPlace
from tests.assessments.simulations.scene import (
    KEY,
    PATHS,
    english,
    enrol,
    make_case_course,
    publish,
    write_content,
)
from tests.conftest import NOW, ROOT
from tests.factories import enrolment_of, make_centre, make_cohort

pytestmark = pytest.mark.slow


@pytest.fixture
def enrolment(session, cast, tmp_path):
    publish(session, write_content(tmp_path))
    found = enrol(session, cast.amina, KEY)
    session.commit()
    return found


@pytest.fixture
def amina(sign_in, cast, enrolment):
    return sign_in(cast.amina)


def start_url(enrolment, key=KEY):
    return f"/enrolments/{enrolment.id}/simulations/{key}"


def begin(browser, enrolment, key=KEY) -> str:
    answer = browser.post(f"{start_url(enrolment, key)}/runs", data={"run_id": str(new_id())})
    assert answer.status_code == 303
    return answer.location


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def decide(browser, run_url: str, choice: str, **more: str):
    page = browser.get(run_url).text
    return browser.post(f"{run_url}/decisions", data={**fields(page), "choice": choice, **more})


def count(session, table) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def test_the_course_page_leads_to_the_simulation(amina, enrolment, statements):
    amina.get(f"/courses/{enrolment.id}")
    with statements() as seen:
        page = amina.get(f"/courses/{enrolment.id}").text
    assert len(seen) <= 8, seen
    assert f"{start_url(enrolment)}" in page
    start = amina.get(start_url(enrolment)).text
    assert "Somebody calls the hotline." in start or "Ночная смена" in start
    assert "can't be taken back" in unescape(start)


def test_a_run_is_decided_seen_and_explained(amina, enrolment, session):
    run_url = begin(amina, enrolment)
    node = amina.get(run_url).text
    assert "First line." in node
    assert "60 of 100, steady" in node

    seen = decide(amina, run_url, "listen", reason="He must be heard")
    assert seen.location == f"{run_url}/decisions/1"
    consequence = amina.get(seen.location).text
    assert "He tells you where he is." in consequence
    assert "Safety +10 · Evidence +10" in consequence  # the bound held the rest
    assert "70 of 100, steady" in consequence

    last = decide(amina, run_url, "yard")
    assert "To the end and the debrief" in amina.get(last.location).text
    end = amina.get(run_url, follow_redirects=True)
    assert end.request.path == f"{run_url}/debrief"
    text = unescape(end.text)
    for words in ("A thin case", "80 %", "He must be heard", "Listening comes first.", "Apart, people can speak."):
        assert words in text
    assert "https://example.org/protocol" in text
    result = session.scalars(select(SimulationResult)).one()
    assert (result.ending, result.percent, result.points) == ("thin", 80, 4)
    assert session.scalar(select(AuditEntry.action).where(AuditEntry.action.like("%simulation:finish")))


def test_pressing_twice_decides_once_and_going_back_undoes_nothing(amina, enrolment, session):
    run_url = begin(amina, enrolment)
    form = fields(amina.get(run_url).text)
    first = amina.post(f"{run_url}/decisions", data={**form, "choice": "listen"})
    again = amina.post(f"{run_url}/decisions", data={**form, "choice": "siren"})
    assert first.location == again.location
    other = amina.post(f"{run_url}/decisions", data={**form, "decision_id": str(new_id()), "choice": "siren"})
    assert other.location == run_url
    assert "on record" in unescape(amina.get(run_url).text)
    assert count(session, SimulationDecision) == 1
    assert amina.get(f"{run_url}/decisions/1").status_code == 200
    assert amina.get(f"{run_url}/decisions/2").status_code == 404
    assert amina.get(f"{run_url}/debrief").location == run_url


@pytest.mark.parametrize("choice", ["", "separate", "<script>"])
def test_what_is_not_offered_is_refused_and_the_reason_stays(amina, enrolment, session, choice: str):
    run_url = begin(amina, enrolment)
    answer = decide(amina, run_url, choice, reason="my reason")
    assert answer.status_code == 422
    assert "Choose one of the decisions." in answer.text
    assert "my reason" in answer.text
    assert count(session, SimulationDecision) == 0


def test_a_novel_is_no_reason(amina, enrolment, session):
    answer = decide(amina, begin(amina, enrolment), "listen", reason="a" * 1001)
    assert answer.status_code == 422
    assert 'value="listen" required checked' in answer.text
    assert count(session, SimulationDecision) == 0


def test_a_form_with_a_mad_position_or_id_decides_nothing(amina, enrolment, session):
    run_url = begin(amina, enrolment)
    for position in ("7", "-1", "x", ""):
        answer = amina.post(f"{run_url}/decisions", data={"position": position, "choice": "listen"})
        assert answer.location == run_url
    assert count(session, SimulationDecision) == 0


def test_every_run_is_kept_and_the_best_counts(amina, enrolment, session):
    first = begin(amina, enrolment)
    assert begin(amina, enrolment) == first  # one at a time
    decide(amina, first, "siren")
    second = begin(amina, enrolment)
    decide(amina, second, "listen")
    decide(amina, second, "separate")
    third = begin(amina, enrolment)
    assert len({first, second, third}) == 3
    session.rollback()
    assert best_runs(session, [enrolment.id])[enrolment.id, KEY].percent == 100
    assert finished_simulations(session, [enrolment.id]) == {enrolment.id: {KEY}}
    page = amina.get(start_url(enrolment)).text
    assert page.count("/simulation-runs/") == 4  # three runs and the button
    assert "Bad end" in page
    assert "Good end" in page


def test_nobody_else_sees_the_run(amina, enrolment, sign_in, cast):
    run_url = begin(amina, enrolment)
    decide(amina, run_url, "listen")
    for person in (cast.tolib, cast.rustam, cast.bahrom, cast.sherzod):
        browser = sign_in(person)
        for path in (start_url(enrolment), run_url, f"{run_url}/decisions/1", f"{run_url}/debrief"):
            assert browser.get(path).status_code == 404
        assert browser.post(f"{start_url(enrolment)}/runs").status_code == 404
        assert browser.post(f"{run_url}/decisions", data={"choice": "listen"}).status_code == 404


def test_a_simulation_that_the_course_does_not_name_is_not_there(sign_in, cast, session, tmp_path):
    publish(session, write_content(tmp_path))
    enrolment = enrol(session, cast.amina)
    session.commit()
    browser = sign_in(cast.amina)
    assert browser.get(start_url(enrolment)).status_code == 404
    assert browser.post(f"{start_url(enrolment)}/runs").status_code == 404
    assert "Case simulation" not in browser.get(f"/courses/{enrolment.id}").text


def test_after_withdrawal_nothing_new_begins(amina, enrolment, session):
    enrolment.withdrawn_at = NOW
    session.commit()
    answer = amina.post(f"{start_url(enrolment)}/runs", follow_redirects=True)
    assert "Your enrolment on this course has ended" in answer.text
    assert count(session, SimulationRun) == 0


def test_a_run_stays_in_its_edition(amina, enrolment, session, tmp_path):
    run_url = begin(amina, enrolment)
    publish(session, write_content(tmp_path, en=english().replace("First line.", "Another line.")))
    session.commit()
    assert "First line." in amina.get(run_url).text
    assert "Another line." in amina.get(start_url(enrolment)).text or count(session, SimulationEdition) == 2


def test_what_was_decided_can_not_be_changed_in_the_database(amina, enrolment, session):
    decide(amina, begin(amina, enrolment), "listen")
    session.rollback()
    session.scalars(select(SimulationDecision)).one().decision = "siren"
    with pytest.raises(DatabaseError):
        session.flush()


@pytest.mark.parametrize(("key", "kind"), PATHS, ids=["-".join(each) for each in PATHS])
def test_both_simulations_can_be_walked_to_a_good_and_a_bad_end(key, kind, session, cast, sign_in):
    publish(session, ROOT / "content")
    enrolment = enrol(session, cast.amina, key)
    session.commit()
    browser = sign_in(cast.amina)
    run_url = begin(browser, enrolment, key)
    for choice in PATHS[key, kind]:
        assert decide(browser, run_url, choice).status_code == 303
    page = browser.get(f"{run_url}/debrief")
    assert page.status_code == 200
    result = session.scalars(select(SimulationResult)).one()
    assert result.kind.value == kind
    assert (result.percent == 100) == (kind == "good")
    assert page.text.count('id="step-') == len(PATHS[key, kind])


def test_pages_need_a_fixed_number_of_statements(amina, enrolment, statements):
    run_url = begin(amina, enrolment)
    with statements() as first:
        amina.get(run_url)
    decide(amina, run_url, "listen")
    with statements() as later:
        amina.get(run_url)
    assert len(first) == len(later) <= 5


def test_the_certificate_waits_for_the_simulation_where_the_course_says_so(session, cast, sign_in, tmp_path):
    publish(session, write_content(tmp_path))
    course = make_case_course(session, KEY, simulations=True)
    make_cohort(session, make_centre(session, cast.dushanbe_centre), course, (cast.rustam,), (cast.amina,))
    session.commit()
    enrolment = enrolment_of(session, cast.amina)
    waiting = find_candidate(session, enrolment.id)
    assert [reason.code for reason in waiting.reasons] == ["simulations-incomplete"]

    session.commit()
    browser = sign_in(cast.amina)
    decide(browser, begin(browser, enrolment), "siren")
    session.commit()
    assert find_candidate(session, enrolment.id).ready

    cohort_id = session.scalars(select(CohortPlace.cohort_id)).one()
    session.commit()
    results = sign_in(cast.rustam).get(f"/cohorts/{cohort_id}/results").text
    cell = re.search(r'<td data-label="(?:Night shift|Ночная смена)"[^>]*>(.*?)</td>', results)
    assert cell
    assert re.search(r"\b0\b", re.sub(r"<[^>]*>", " ", cell[1])), cell[1]
