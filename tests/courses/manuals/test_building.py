"""A manual as a file: asked for once, built once, told about, and asked for again when it failed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cli import commands
from app.core.audit import AuditEntry
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.pdf import Printed
from app.core.ports import ports
from app.courses.manuals import job, queries, services
from app.courses.manuals.models import Manual
from app.courses.manuals.rules import (
    SILENCE,
    FileLost,
    ManualState,
    Unprintable,
    choose_language,
    fingerprint,
    is_silent,
    languages_of,
    may_build,
    reason_of,
)
from app.courses.queries import course_outline
from tests.conftest import NOW
from tests.courses.manuals.samples import publish_small_course

pytestmark = pytest.mark.slow


def ask(session: Session, course, language: str = "en", actor=None, at=NOW):
    found = services.request_manual(
        session,
        actor=actor,
        course=course_outline(session, course.id),
        language=language,
        glossary=queries.current_glossary(session),
        at=at,
    )
    session.commit()
    return found


def state_of(session: Session, manual_id):
    session.rollback()
    return session.get(Manual, manual_id, populate_existing=True)


@pytest.fixture
def course(session: Session):
    return publish_small_course(session)


def test_asking_twice_builds_once(session, course) -> None:
    first, again = ask(session, course), ask(session, course)

    assert first[1] is True
    assert again == (first[0], False)
    assert session.scalar(select(func.count()).select_from(Manual)) == 1


def test_each_language_is_its_own_manual(session, course) -> None:
    assert ask(session, course, "ru")[0] != ask(session, course, "tg")[0]


def test_a_built_manual_is_stored_and_asking_again_changes_nothing(app: Flask, session, course) -> None:
    manual_id, _wanted = ask(session, course)
    with app.app_context():
        job.build_manual(str(manual_id))

    manual = state_of(session, manual_id)
    assert manual.state is ManualState.READY
    with app.app_context():
        content = ports().storage.get(manual.digest)
    assert content.startswith(b"%PDF")
    assert (len(content), manual.pages > 5) == (manual.size, True)
    assert ask(session, course) == (manual_id, False)


def test_the_job_is_safe_to_run_twice(app: Flask, session, course, monkeypatch) -> None:
    manual_id, _wanted = ask(session, course)
    with app.app_context():
        job.build_manual(str(manual_id))
        before = state_of(session, manual_id).digest
        monkeypatch.setattr(job, "print_manual", pytest.fail)
        job.build_manual(str(manual_id))

    assert state_of(session, manual_id).digest == before


def test_only_one_of_two_workers_takes_the_work_on(session, course) -> None:
    manual_id, _wanted = ask(session, course)

    assert [services.claim(session, manual_id=manual_id, at=NOW) for _worker in range(2)] == [True, False]
    assert services.claim(session, manual_id=manual_id, at=NOW + SILENCE + timedelta(seconds=1)) is True


def test_progress_is_seen_from_outside_while_the_work_goes_on(app: Flask, session, course, monkeypatch) -> None:
    manual_id, _wanted = ask(session, course)
    seen = []

    def pretend(*_manuscript, tell, **_options):
        for step in (2, 3):
            tell(step)
            manual = state_of(session, manual_id)
            seen.append((manual.state, manual.step))
        return Printed(b"%PDF", 1, {})

    monkeypatch.setattr(job, "print_manual", pretend)
    with app.app_context():
        job.build_manual(str(manual_id))

    assert seen == [(ManualState.BUILDING, 2), (ManualState.BUILDING, 3)]
    assert state_of(session, manual_id).state is ManualState.READY


def test_a_failed_build_says_why_and_can_be_repeated(app: Flask, session) -> None:
    course = publish_small_course(session, {"en": ["Fine.", "Smile 😀."]})
    manual_id, _wanted = ask(session, course)
    with app.app_context():
        job.build_manual(str(manual_id))

    manual = state_of(session, manual_id)
    assert manual.state is ManualState.FAILED
    refusal = reason_of(manual.reason)
    assert isinstance(refusal, Unprintable)
    assert refusal.facts == {"character": "😀", "place": "M4 §2"}
    assert ask(session, course) == (manual_id, True)
    assert state_of(session, manual_id).state is ManualState.WAITING


def test_a_fault_of_the_program_is_recorded_as_one(app: Flask, session, course, monkeypatch, caplog) -> None:
    def break_down(*_args, **_options):
        raise RuntimeError("no paper")

    monkeypatch.setattr(job, "print_manual", break_down)
    manual_id, _wanted = ask(session, course)
    with app.app_context():
        job.build_manual(str(manual_id))

    assert state_of(session, manual_id).reason["code"] == "manual-fault"
    assert "no paper" in caplog.text


def test_a_build_that_fell_silent_can_be_asked_for_again(session, course) -> None:
    manual_id, _wanted = ask(session, course)
    services.claim(session, manual_id=manual_id, at=NOW)
    session.commit()

    assert ask(session, course, at=NOW + SILENCE) == (manual_id, False)
    assert ask(session, course, at=NOW + SILENCE + timedelta(seconds=1)) == (manual_id, True)


def test_silence_counts_only_while_work_is_due() -> None:
    late = NOW + SILENCE + timedelta(seconds=1)

    assert [is_silent(state, NOW, late) for state in ManualState] == [True, True, False, False]
    assert [may_build(state, NOW, NOW) for state in ManualState] == [False, False, False, True]


def test_a_manual_depends_on_the_glossary_and_the_template() -> None:
    assert fingerprint(1) != fingerprint(2)
    assert fingerprint(1) == fingerprint(1)


def test_languages_are_those_of_the_lessons(session) -> None:
    course = publish_small_course(session, {"en": ["A.", "B."], "tg": ["Як."]})
    outline = course_outline(session, course.id)

    assert languages_of(outline) == {"en": 4, "tg": 2}
    assert choose_language(outline, ("ru", "tg", "en")) == "tg"
    assert choose_language(outline, ("xx",)) == "en"


def test_a_missing_lesson_is_printed_in_the_language_that_it_has(app: Flask, session) -> None:
    course = publish_small_course(session, {"en": ["A.", "B."], "tg": ["Як."]})
    with app.app_context():
        made = queries.gather(db.session(), course_outline(db.session(), course.id), "tg", queries.NO_GLOSSARY)

    assert [lesson.language for lesson in made.modules[0].lessons] == ["tg", "en"]


def test_asking_is_on_record(session, cast, course) -> None:
    manual_id, _wanted = ask(session, course, actor=cast.actor(cast.rustam))

    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "courses:manual:request")).one()
    assert entry.subject_id == str(manual_id)


def test_whoever_is_not_enrolled_may_not_ask(session, cast, course) -> None:
    with pytest.raises(Missing):
        ask(session, course, actor=cast.actor(cast.tolib))


def test_gathering_takes_a_fixed_number_of_statements(app: Flask, session, statements) -> None:
    counts = []
    for key, lessons in (("short", 1), ("long", 9)):
        session.rollback()
        with app.app_context(), transaction() as inner:
            inner.execute(select(1))
        texts = {"en": [f"Text {key} {at}." for at in range(lessons)]}
        course = publish_course_of(session, texts, key)
        with app.app_context():
            outline = course_outline(db.session(), course.id)
            with statements() as seen:
                queries.gather(db.session(), outline, "en", queries.NO_GLOSSARY)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5


def publish_course_of(session: Session, texts: dict[str, list[str]], key: str):
    from tests.courses.manuals import samples
    from tests.factories import make_course

    edition = samples._publish_module(session, key, 1, texts)
    course = make_course(session, (edition,), key)
    session.commit()
    return course


def test_the_command_writes_the_file_and_uses_what_is_stored(
    app: Flask, session, course, monkeypatch, tmp_path
) -> None:
    with app.app_context():
        first = job.build_now("police-investigators", "tg")
        monkeypatch.setattr(job, "build_manual", pytest.fail)
        assert job.build_now("police-investigators", "tg") == first
    assert first.startswith(b"%PDF")
    assert "build" in commands.commands["manual"].commands


def test_the_command_refuses_what_does_not_exist(app: Flask, session, course) -> None:
    with app.app_context():
        for key, language in (("nothing", "en"), ("police-investigators", "xx")):
            with pytest.raises(Missing):
                job.build_now(key, language)


def test_a_lost_file_is_said_and_made_again(app: Flask, session, course) -> None:
    with app.app_context():
        first = job.build_now("police-investigators", "en")
        digest = db.session().scalars(select(Manual.digest)).one()
        db.session().rollback()
        ports().storage._path(digest).unlink()
        with pytest.raises(FileLost):
            job.build_now("police-investigators", "en")
        assert job.build_now("police-investigators", "en") == first
