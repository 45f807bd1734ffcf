"""Editions: whole or not at all, never changed, nothing when nothing changed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry
from app.courses.content.publish import publish
from app.courses.content.stamps import stamp
from app.courses.models import CourseEdition, CourseModule, LessonText, Media, ModuleEdition
from tests.conftest import NOW
from tests.courses.factories import write, write_content, write_module


def change(content: Path, words: str = "More.") -> None:
    file = content / "modules/01-alpha/en/010-one.md"
    file.write_text(f"{file.read_text()}\n{words}\n")


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_module_and_its_course_are_published(session: Session, tmp_path: Path) -> None:
    report = publish(session, write_content(tmp_path), NOW)

    (module,), (course,) = report.modules, report.courses
    edition = session.get_one(ModuleEdition, module.edition_id)
    texts = {(text.language, text.lesson_key): text for text in session.scalars(select(LessonText))}
    assert (module.key, module.number, module.new) == ("alpha", 1, True)
    assert (course.key, course.number, course.new) == ("investigators", 1, True)
    assert report.withheld == ()
    assert edition.minutes == 6
    assert [lesson["key"] for lesson in edition.outline["lessons"]] == ["one", "two"]
    assert edition.outline["lessons"][0]["titles"] == {
        "en": "Title one en",
        "ru": "Title one ru",
        "tg": "Title one tg",
    }
    assert len(texts) == 6
    assert texts["ru", "one"].stale
    assert not texts["en", "one"].stale
    assert 'href="/library/glossary#consent"' in texts["en", "one"].html
    assert session.scalars(select(Media.name)).all() == ["shape.svg"]
    stored = session.get_one(CourseEdition, course.edition_id)
    assert stored.definition["final_exam"]["pass_mark"] == 80
    assert stored.definition["quiz"]["attempts"] == 0
    assert stored.definition["certificate"]["validity_years"] == 3
    assert session.scalars(select(CourseModule.edition_id)).all() == [module.edition_id]


def test_nothing_changes_when_nothing_changed(session: Session, tmp_path: Path) -> None:
    content = write_content(tmp_path)
    first = publish(session, content, NOW)
    entries = count(session, AuditEntry)

    second = publish(session, content, NOW + timedelta(days=1))

    assert [each.edition_id for each in second.modules] == [each.edition_id for each in first.modules]
    assert not any(each.new for each in (*second.modules, *second.courses))
    assert count(session, ModuleEdition) == count(session, CourseEdition) == 1
    assert count(session, AuditEntry) == entries


def test_a_change_makes_new_editions_and_leaves_the_old(session: Session, tmp_path: Path) -> None:
    content = write_content(tmp_path)
    first = publish(session, content, NOW)
    old = session.get_one(LessonText, (first.modules[0].edition_id, "en", "one")).html
    change(content)

    second = publish(session, content, NOW)

    assert (second.modules[0].number, second.courses[0].number) == (2, 2)
    session.expire_all()
    assert session.get_one(LessonText, (first.modules[0].edition_id, "en", "one")).html == old
    assert "More." in session.get_one(LessonText, (second.modules[0].edition_id, "en", "one")).html


def test_a_stamp_is_a_change_that_ends_the_notice(session: Session, tmp_path: Path) -> None:
    content = write_content(tmp_path)
    publish(session, content, NOW)
    stamp(content, "alpha", "ru")

    report = publish(session, content, NOW)

    assert not session.get_one(LessonText, (report.modules[0].edition_id, "ru", "one")).stale


def test_going_back_to_an_earlier_text_is_a_further_edition(session: Session, tmp_path: Path) -> None:
    content = write_content(tmp_path)
    file = content / "modules/01-alpha/en/010-one.md"
    before = file.read_text()
    numbers = []
    for text in (before, f"{before}\nMore.\n", before, before, f"{before}\nMore.\n"):
        file.write_text(text)
        report = publish(session, content, NOW)
        numbers.append((report.modules[0].number, report.courses[0].number))

    assert numbers == [(1, 1), (2, 2), (3, 3), (3, 3), (4, 4)]


def test_a_bad_module_is_held_back_with_its_course_and_others_go_on(session: Session, tmp_path: Path) -> None:
    content = write_content(tmp_path)
    write_module(content, "beta", 2)
    change(content, "[x](glossary:nothing)")

    report = publish(session, content, NOW)

    assert [module.key for module in report.modules] == ["beta"]
    assert report.withheld == ("alpha", "investigators")
    assert any("glossary has no term nothing" in problem.sentence for problem in report.problems)
    assert count(session, ModuleEdition) == 1
    assert count(session, LessonText) == 6


def test_a_module_that_became_bad_keeps_its_last_edition(session: Session, tmp_path: Path) -> None:
    content = write_content(tmp_path)
    publish(session, content, NOW)
    write(content / "modules/01-alpha/questions/en.toml", "[[questions]]\n")

    report = publish(session, content, NOW)

    assert report.withheld == ("alpha", "investigators")
    assert session.scalars(select(ModuleEdition.number)).all() == [1]
    assert session.scalars(select(CourseEdition.number)).all() == [1]


def test_a_review_of_this_version_is_stored_with_the_text(session: Session, tmp_path: Path) -> None:
    content = write_content(tmp_path)
    head = content / "modules/01-alpha/module.toml"
    reviews = '[[reviews]]\nlanguage = "ru"\nname = "Н. Рахимова"\non = 2026-11-20\nversion = "1.0"\n'
    head.write_text(head.read_text() + reviews + reviews.replace('"ru"', '"tg"').replace('"1.0"', '"0.9"'))

    report = publish(session, content, NOW)

    edition = report.modules[0].edition_id
    reviewed = session.get_one(LessonText, (edition, "ru", "one")).reviewed
    assert reviewed == {"name": "Н. Рахимова", "on": "2026-11-20", "version": "1.0"}
    assert session.get_one(LessonText, (edition, "tg", "one")).reviewed == {}


@pytest.mark.parametrize("table", [ModuleEdition, LessonText, Media, CourseEdition, CourseModule])
def test_the_database_refuses_to_change_what_was_published(session: Session, tmp_path: Path, table: type) -> None:
    publish(session, write_content(tmp_path), NOW)
    session.commit()
    column = next(iter(table.__table__.primary_key.columns)).name  # type: ignore[attr-defined]

    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(update(table).values({column: getattr(table, column)}))
    session.rollback()
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(delete(table))
