"""The manual on the screen, the PDF's page and file, and who may see them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.jobs import jobs
from app.courses.manuals.job import build_manual
from app.courses.manuals.models import Manual
from app.courses.manuals.rules import SILENCE
from tests.conftest import NOW
from tests.courses.manuals.samples import publish_small_course
from tests.factories import make_enrolment


@pytest.fixture
def course(session, cast):
    found = publish_small_course(session)
    make_enrolment(session, cast.amina, found)
    session.commit()
    return found


def url(course, rest: str = "/ru") -> str:
    return f"/manuals/{course.id}{rest}"


PAGES = ("", "/ru", "/ru/basics", "/ru/end", "/ru/pdf")


@pytest.mark.parametrize("person", ["amina", "rustam", "dilnoza", "gulnora", "bahrom"])
def test_learners_of_the_course_and_those_who_teach_and_write_read_it(cast, course, sign_in, person: str) -> None:
    browser = sign_in(getattr(cast, person))

    assert [browser.get(url(course, page), follow_redirects=True).status_code for page in PAGES] == [200] * len(PAGES)
    assert str(course.id) in browser.get("/manuals").text


@pytest.mark.parametrize("person", ["tolib", "farida", "sherzod", "nargis"])
def test_others_are_told_that_there_is_none(cast, course, sign_in, person: str) -> None:
    browser = sign_in(getattr(cast, person))

    assert [browser.get(url(course, page)).status_code for page in PAGES] == [404] * len(PAGES)
    assert browser.post(url(course, "/ru/pdf")).status_code == 404
    assert str(course.id) not in browser.get("/manuals").text


def test_whoever_was_withdrawn_reads_it_no_longer(session, cast, course, sign_in) -> None:
    make_enrolment(session, cast.tolib, course, withdrawn_at=NOW)
    session.commit()

    assert sign_in(cast.tolib).get(url(course)).status_code == 404


def test_nobody_reads_it_without_signing_in(client, course) -> None:
    assert client.get(url(course)).status_code == 302


@pytest.mark.parametrize("rest", ["/xx", "/ru/nothing", "/ru/pdf/" + "0" * 64, "/../nothing"])
def test_what_does_not_exist_is_missing(cast, course, sign_in, rest: str) -> None:
    assert sign_in(cast.rustam).get(url(course, rest)).status_code == 404


def test_the_manual_opens_in_the_readers_language(session, cast, course, sign_in) -> None:
    cast.amina.content_language = "tg"
    session.add(cast.amina)
    session.commit()

    assert sign_in(cast.amina).get(url(course, "")).location.endswith("/tg")


def test_the_contents_lead_to_modules_and_sections(cast, course, sign_in) -> None:
    browser = sign_in(cast.rustam)
    page = browser.get(url(course)).text

    links = re.findall(r'href="(/manuals/[^"]+/(?:basics|hearing))#(m\d+-\d+)"', page)
    assert len(links) == 4
    for address, anchor in links:
        assert f'id="{anchor}"' in browser.get(address).text


def test_a_module_page_numbers_and_cites_as_the_book_does(cast, course, sign_in) -> None:
    page = sign_in(cast.rustam).get(url(course, "/en/basics")).text

    assert "M4 §1. preparing en" in page
    assert f'href="{url(course, "/en/hearing")}#m8-2"' in page
    assert "Figure 4.1" in page
    assert "<script>" not in page
    assert "style=" not in page


def test_the_end_lists_checklists_and_sources(cast, course, sign_in) -> None:
    page = sign_in(cast.rustam).get(url(course, "/en/end")).text

    assert f'<a href="{url(course, "/en/basics")}#m4-1-c1">Before you go in</a> (M4 §1)' in page
    assert "last checked on 24 November 2026" in page


def test_pages_take_a_fixed_small_number_of_statements(cast, course, sign_in, statements) -> None:
    browser = sign_in(cast.amina)
    for page in ("/ru", "/ru/basics", "/ru/end"):
        browser.get(url(course, page))
        with statements() as seen:
            browser.get(url(course, page))
        assert len(seen) <= 5, (page, seen)


@pytest.mark.slow
def test_a_pdf_is_asked_for_built_and_kept_for_good(cast, course, sign_in) -> None:
    browser = sign_in(cast.amina)
    assert "Make the PDF" in browser.get(url(course, "/ru/pdf")).text

    answer = browser.post(url(course, "/ru/pdf"))
    assert (answer.status_code, answer.location) == (303, url(course, "/ru/pdf"))
    page = browser.get(answer.location).text
    address = re.search(r'href="([^"]+/pdf/[0-9a-f]{64})"', page)[1]

    file = browser.get(address)
    assert file.data.startswith(b"%PDF")
    assert file.mimetype == "application/pdf"
    assert file.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert 'filename="police-investigators-1-ru.pdf"' in file.headers["Content-Disposition"]
    assert browser.get(address, headers={"If-None-Match": file.headers["ETag"]}).status_code == 304
    assert sign_in(cast.tolib).get(address).status_code == 404


def test_asking_twice_builds_once(cast, course, sign_in) -> None:
    built: list[str] = []

    def build(manual_id: str) -> None:
        built.append(manual_id)

    jobs.register("manual", build)
    try:
        for person in (cast.amina, cast.amina, cast.rustam):
            assert sign_in(person).post(url(course, "/ru/pdf")).status_code == 303
    finally:
        jobs.register("manual", build_manual)
    assert len(built) == 1


def test_many_who_ask_in_the_same_moment_build_once(cast, course, sign_in) -> None:
    built: list[str] = []
    jobs.register("manual", lambda **given: built.append(given["manual_id"]))
    browsers = [sign_in(person) for person in (cast.amina, cast.rustam, cast.gulnora, cast.bahrom)]
    try:
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda browser: browser.post(url(course, "/tg/pdf")).status_code, browsers))
    finally:
        jobs.register("manual", build_manual)
    assert answers == [303] * 4
    assert len(built) == 1


@pytest.fixture
def waiting(cast, course, sign_in):
    """Ask for a manual that nobody builds."""
    jobs.register("manual", lambda **_arguments: None)
    browser = sign_in(cast.amina)
    browser.post(url(course, "/ru/pdf"))
    jobs.register("manual", build_manual)
    return browser


def test_the_page_refreshes_itself_while_the_work_goes_on(course, waiting) -> None:
    page = waiting.get(url(course, "/ru/pdf")).text

    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert "Step 1 of 5: Waiting for its turn" in page
    assert "Make it again" not in page


def test_work_that_stopped_is_said_and_can_be_repeated(session, course, waiting, clock) -> None:
    clock.instant = NOW + SILENCE + timedelta(seconds=1)
    page = waiting.get(url(course, "/ru/pdf")).text
    assert "The work stopped without a result" in page
    assert "refresh" not in page

    waiting.post(url(course, "/ru/pdf"))
    assert "Open the PDF" in waiting.get(url(course, "/ru/pdf")).text


def test_a_failure_says_why_in_a_sentence(session, cast, sign_in) -> None:
    course = publish_small_course(session, {"en": ["Smile 😀."]}, key="smiling")
    browser = sign_in(cast.rustam)
    browser.post(url(course, "/en/pdf"))

    page = browser.get(url(course, "/en/pdf")).text
    assert "The character “😀” in M4 §1 can&#39;t be printed." in page
    assert "Make it again" in page


def test_a_damaged_file_leads_back_to_the_page_that_makes_it_again(app, session, cast, course, sign_in) -> None:
    browser = sign_in(cast.amina)
    browser.post(url(course, "/ru/pdf"))
    digest = session.scalars(select(Manual.digest)).one()
    session.rollback()
    app.extensions["sabaq_ports"].storage._path(digest).write_bytes(b"spoiled")

    answer = browser.get(url(course, f"/ru/pdf/{digest}"), follow_redirects=True)
    assert "missing or damaged" in answer.text
    app.extensions["sabaq_ports"].storage._path(digest).unlink()
    browser.post(url(course, "/ru/pdf"))
    assert browser.get(url(course, f"/ru/pdf/{digest}")).data.startswith(b"%PDF")


def test_the_course_page_and_the_library_lead_to_the_manual(session, cast, course, sign_in) -> None:
    enrolment = make_enrolment(session, cast.tolib, course)
    session.commit()
    browser = sign_in(cast.tolib)

    assert f'href="{url(course, "")}"' in browser.get(f"/courses/{enrolment.id}").text
    assert 'href="/manuals"' in browser.get("/library/glossary").text
    assert f'href="{url(course, "")}"' in sign_in(cast.rustam).get("/modules").text
