"""What a trainee sees and does in a course."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courses.content.publish import publish
from app.courses.models import CourseEdition, Enrolment, LessonCompletion, LessonText
from app.courses.queries import current_course_edition
from tests.conftest import NOW
from tests.courses.factories import write, write_content
from tests.factories import make_course, make_enrolment, make_module
from tests.people import Cast

SignIn = Callable[[object], FlaskClient]
Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def course(session: Session) -> CourseEdition:
    return make_course(session, (make_module(session), make_module(session, "indicators", lessons=3)))


@pytest.fixture
def enrolment(session: Session, cast: Cast, course: CourseEdition) -> Enrolment:
    found = make_enrolment(session, cast.amina, course)
    speak(session, cast, "ru")
    return found


def speak(session: Session, cast: Cast, language: str) -> None:
    cast.amina.content_language = language
    session.add(cast.amina)
    session.commit()


def lesson_url(enrolment: Enrolment, lesson: str = "lesson-1", module: str = "what-trafficking-is") -> str:
    return f"/courses/{enrolment.id}/{module}/{lesson}"


def test_the_list_shows_own_courses_with_progress(cast: Cast, enrolment: Enrolment, sign_in: SignIn) -> None:
    page = sign_in(cast.amina).get("/courses").text

    assert f"/courses/{enrolment.id}" in page
    assert '<progress value="0" max="5"' in page


def test_home_says_in_which_language_foreign_titles_are(cast: Cast, enrolment: Enrolment, sign_in: SignIn) -> None:
    page = sign_in(cast.amina).get("/").text

    assert 'Next: <span lang="ru">Урок lesson-1</span> (10 min)' in page
    assert re.search(r'<h2><a href="[^"]+"><span lang="ru">[^<]+</span></a></h2>', page)


def test_the_list_of_somebody_without_courses_says_what_comes_first(
    cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    page = sign_in(cast.tolib).get("/courses").text

    assert str(enrolment.id) not in page
    assert 'class="empty"' in page


def test_the_course_page_shows_modules_and_lessons(cast: Cast, enrolment: Enrolment, sign_in: SignIn) -> None:
    page = sign_in(cast.amina).get(f"/courses/{enrolment.id}").text

    assert "Модуль what-trafficking-is" in page
    assert page.count("lesson-") >= 5
    assert lesson_url(enrolment) in page


def test_a_lesson_shows_text_neighbours_and_language(cast: Cast, enrolment: Enrolment, sign_in: SignIn) -> None:
    browser = sign_in(cast.amina)
    first, last = (
        browser.get(lesson_url(enrolment)).text,
        browser.get(lesson_url(enrolment, "lesson-3", "indicators")).text,
    )

    assert "<p>Text of lesson-1</p>" in first
    assert '<article class="lesson-text" lang="ru">' in first
    assert 'rel="prev"' not in first
    assert f'rel="next" href="{lesson_url(enrolment, "lesson-2")}"' in first
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last


def test_completing_goes_on_and_is_remembered(
    session: Session, cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    browser = sign_in(cast.amina)

    first = browser.post(f"{lesson_url(enrolment)}/complete", data={"language": "en"})
    again = browser.post(f"{lesson_url(enrolment)}/complete", data={"language": "en"})
    last = browser.post(f"{lesson_url(enrolment, 'lesson-2')}/complete", data={"language": "xx"})

    assert (first.status_code, first.location) == (303, lesson_url(enrolment, "lesson-2"))
    assert (again.status_code, again.location) == (303, lesson_url(enrolment, "lesson-2"))
    assert last.location == f"/courses/{enrolment.id}#what-trafficking-is"
    session.rollback()
    rows = session.scalars(select(LessonCompletion).order_by(LessonCompletion.lesson_key)).all()
    assert [(row.lesson_key, row.language) for row in rows] == [("lesson-1", "en"), ("lesson-2", "ru")]
    assert '<progress value="2" max="5"' in browser.get(f"/courses/{enrolment.id}").text


def test_presses_at_the_same_moment_are_one(
    session: Session, cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    browsers = [sign_in(cast.amina) for _each in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda browser: browser.post(f"{lesson_url(enrolment)}/complete"), browsers))

    session.rollback()
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len(session.scalars(select(LessonCompletion)).all()) == 1


def test_a_completed_lesson_can_be_read_again_and_offers_the_next(
    cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    browser = sign_in(cast.amina)
    browser.post(f"{lesson_url(enrolment)}/complete")

    page = browser.get(lesson_url(enrolment)).text

    assert "/complete" not in page
    assert 'class="button primary" rel="next"' in page


def test_the_language_of_the_text_is_chosen_on_the_page_and_remembered(
    cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    browser, url = sign_in(cast.amina), lesson_url(enrolment)

    answer = browser.post("/account/content-language", data={"content_language": "en", "next": url})

    assert (answer.status_code, answer.location) == (303, url)
    assert '<article class="lesson-text" lang="en">' in browser.get(url).text


def test_a_missing_language_falls_back_and_the_page_says_so(
    session: Session, cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    speak(session, cast, "tg")

    page = sign_in(cast.amina).get(lesson_url(enrolment)).text

    assert '<article class="lesson-text" lang="ru">' in page
    assert 'class="notice warning"' in page
    assert "Тоҷикӣ" in page


@pytest.mark.parametrize("who", ["tolib", "rustam", "dilnoza", "farida", "sherzod", "bahrom", "nargis"])
def test_somebody_elses_course_does_not_exist(cast: Cast, enrolment: Enrolment, sign_in: SignIn, who: str) -> None:
    browser = sign_in(getattr(cast, who))

    assert browser.get(f"/courses/{enrolment.id}").status_code == 404
    assert browser.get(lesson_url(enrolment)).status_code == 404
    assert browser.post(f"{lesson_url(enrolment)}/complete").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "what-trafficking-is/nothing",
        "nothing/lesson-1",
        "../modules",
        "what-trafficking-is/%00",
        "what-trafficking-is/" + "x" * 300,
    ],
)
def test_an_address_of_nothing_is_not_found(cast: Cast, enrolment: Enrolment, sign_in: SignIn, path: str) -> None:
    assert sign_in(cast.amina).get(f"/courses/{enrolment.id}/{path}").status_code == 404


def test_without_signing_in_nobody_reads(enrolment: Enrolment, client: FlaskClient) -> None:
    assert client.get(lesson_url(enrolment)).status_code == 302
    assert client.post(f"{lesson_url(enrolment)}/complete").status_code == 401


def test_after_a_withdrawal_the_course_explains_and_lessons_are_refused(
    session: Session, cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    enrolment.withdrawn_at, enrolment.withdrawal_reason = NOW, "Posted <abroad>."
    session.add(enrolment)
    session.commit()
    browser = sign_in(cast.amina)

    page = browser.get(f"/courses/{enrolment.id}")

    assert page.status_code == 200
    assert "Posted &lt;abroad&gt;." in page.text
    assert lesson_url(enrolment) not in page.text
    assert browser.get(lesson_url(enrolment)).status_code == 409
    assert browser.post(f"{lesson_url(enrolment)}/complete").status_code == 409


def test_home_offers_the_next_lesson(cast: Cast, enrolment: Enrolment, sign_in: SignIn) -> None:
    browser = sign_in(cast.amina)
    browser.post(f"{lesson_url(enrolment)}/complete")

    page = browser.get("/").text

    assert lesson_url(enrolment, "lesson-2") in page
    assert '<progress value="1" max="5"' in page


def test_a_lesson_costs_at_most_five_statements_and_few_when_warm(
    cast: Cast, enrolment: Enrolment, sign_in: SignIn, statements: Statements
) -> None:
    browser = sign_in(cast.amina)
    with statements() as cold:
        browser.get(lesson_url(enrolment))
    with statements() as warm:
        browser.get(lesson_url(enrolment))

    assert len(cold) <= 5
    assert len(warm) <= 3


def test_a_course_page_costs_the_same_however_many_lessons_are_done(
    cast: Cast, enrolment: Enrolment, sign_in: SignIn, statements: Statements
) -> None:
    browser = sign_in(cast.amina)
    browser.get(f"/courses/{enrolment.id}")
    with statements() as before:
        browser.get(f"/courses/{enrolment.id}")
    for lesson in ("lesson-1", "lesson-2"):
        browser.post(f"{lesson_url(enrolment, lesson)}/complete")
    with statements() as after:
        browser.get(f"/courses/{enrolment.id}")

    assert len(after) == len(before) <= 8


def test_the_list_of_courses_costs_the_same_however_many(
    session: Session, cast: Cast, course: CourseEdition, sign_in: SignIn, statements: Statements
) -> None:
    session.commit()
    browser = sign_in(cast.amina)
    counts = []
    for _more in range(3):
        make_enrolment(session, cast.amina, course)
        session.commit()
        browser.get("/courses")
        with statements() as seen:
            browser.get("/courses")
        counts.append(len(seen))

    assert len(set(counts)) == 1


def test_a_published_lesson_of_six_hundred_words_is_light(
    session: Session, cast: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    """The words are all different, as no real text compresses better than that."""
    content = write_content(tmp_path)
    words = " ".join(f"{chr(97 + n % 26)}{n * 7919 % 100_003:x}ing" for n in range(600))
    file = content / "modules/01-alpha/en/010-one.md"
    write(file, file.read_text().replace("minutes = 2", "minutes = 7") + words)
    head = content / "modules/01-alpha/module.toml"
    write(head, head.read_text().replace("hours = 0.1", "hours = 0.18"))
    course = content / "courses/investigators.toml"
    write(course, course.read_text().replace("hours = 0.2", "hours = 0.3"))
    report = publish(session, content, NOW)
    enrolment = make_enrolment(session, cast.amina, found_course(session))
    speak(session, cast, "en")

    answer = sign_in(cast.amina).get(lesson_url(enrolment, "one", "alpha"), headers={"Accept-Encoding": "br"})

    assert report.withheld == ()
    assert answer.status_code == 200
    assert len(answer.data) <= 8_000


def found_course(session: Session) -> CourseEdition:
    course = current_course_edition(session, "investigators")
    assert course is not None
    return course


def test_a_published_lesson_shows_sources_objectives_and_its_state(
    session: Session, cast: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    publish(session, write_content(tmp_path), NOW)
    enrolment = make_enrolment(session, cast.amina, found_course(session))
    speak(session, cast, "ru")
    page = sign_in(cast.amina).get(lesson_url(enrolment, "one", "alpha")).text

    assert 'href="https://example.org/protocol"' in page
    assert "Делать" in page
    assert 'class="notice info"' in page, "the translation was not yet compared"
    assert "/library/glossary" in page
    assert session.scalars(select(LessonText.language).distinct()).all()


def test_what_course_pages_share_leads_each_reader_into_their_own_course(
    session: Session, cast: Cast, enrolment: Enrolment, course: CourseEdition, sign_in: SignIn
) -> None:
    other = make_enrolment(session, cast.bahrom, course)
    session.commit()
    amina, bahrom = sign_in(cast.amina), sign_in(cast.bahrom)
    amina.post(f"{lesson_url(enrolment)}/complete")

    pages = [amina.get(f"/courses/{enrolment.id}").text, bahrom.get(f"/courses/{other.id}").text]

    for page, own, strange in zip(pages, (enrolment, other), (other, enrolment), strict=True):
        assert f'href="{lesson_url(own, "lesson-2")}"' in page
        assert str(strange.id) not in page
        assert "<course>" not in page
    lessons_done = [re.findall(r'<progress value="(\d)"', page)[1] for page in pages]
    assert lessons_done == ["1", "0"]
    assert [page.count("badge good") for page in pages] == [1, 0]


def test_who_was_withdrawn_sees_what_they_completed_but_no_links(
    session: Session, cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    browser = sign_in(cast.amina)
    browser.post(f"{lesson_url(enrolment)}/complete")
    session.rollback()
    enrolment = session.get_one(Enrolment, enrolment.id)
    enrolment.withdrawn_at, enrolment.withdrawal_reason = NOW, "moved abroad"
    session.commit()

    page = browser.get(f"/courses/{enrolment.id}").text

    assert f'href="{lesson_url(enrolment, "lesson-2")}"' not in page
    assert page.count("badge good") == 1


def test_a_course_page_follows_its_reader_from_language_to_language(
    session: Session, cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    browser = sign_in(cast.amina)
    pages = []
    for language in ("ru", "en", "ru"):
        browser.post("/language", data={"language": language, "next": "/"})
        pages.append(browser.get(f"/courses/{enrolment.id}").text)

    assert ["мин<" in page for page in pages] == [True, False, True]
    assert ["min<" in page for page in pages] == [False, True, False]
