"""A small course with everything that lessons may hold, as a manuscript and in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.core.markdown import Target, render
from app.courses.manuals.book import Elsewhere, Manuscript, Medium, Source, SourceLesson, SourceModule, SourceTerm
from app.courses.models import CourseEdition, LessonText, Media, ModuleEdition
from tests.conftest import NOW
from tests.factories import make_course

RUSSIAN = "Всё ещё: ёлка, объём, подъезд. Ёж – это ещё не всё; съёмка № 7 «в объятиях» закончена."
TAJIK = "Ғафуров ғайриқонунӣ қарор қабул кард; ҳуқуқи ҷабрдида ва кӯдак ҳифз мешавад: ӣ ӯ ҷ ҳ қ ғ Ӣ Ӯ Ҷ Ҳ Қ Ғ."
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" font-family="sans-serif">'
    b'<rect width="100" height="50" fill="none" stroke="#000"/><text x="10" y="30">1</text></svg>'
)
MARKDOWN = """
Every [victim](glossary:victim) counts.[^1] A [victim](glossary:victim) is heard first.

## What the law says

!!! law "Article 3"
    Read [the official text](https://example.org/law) and [the other lesson](lesson:hearing/first-contact).[^2]

| Sign | Weight |
| --- | --- |
| passport kept | strong |

![Two circles joined by a line](media/circles.svg)

!!! checklist "Before you go in"
    - Think of **safety** first
    - Call the interpreter

See [hotlines](library:hotlines), [a lesson elsewhere](lesson:money/follow-it) and [the same law](https://example.org/law).

[^1]: First note, with a [term](glossary:means).
[^2]: Second note, see [a page](https://example.org/page).
"""


def lesson_html(text: str, *, edition: str = "0" * 8 + "-0000-0000-0000-" + "0" * 12, prefix: str = "lesson") -> str:
    """Render Markdown as publishing does."""

    def resolve(address: str) -> Target:
        kind, _colon, name = address.partition(":")
        if kind == "glossary":
            return Target(f"/library/glossary#{name}")
        if kind == "lesson":
            return Target(f"../{name}")
        if kind == "library":
            return Target(f"/library/{name}")
        return Target(f"/media/{edition}/{address.removeprefix('media/')}", 100, 50)

    rendered = render(text, prefix=prefix, resolve=resolve)
    assert not rendered.findings
    return rendered.html


def source_lesson(key: str = "first", html: str | None = None, **changes: Any) -> SourceLesson:
    values: dict[str, Any] = {
        "key": key,
        "title": f"Title of {key}",
        "language": "en",
        "html": html if html is not None else lesson_html(MARKDOWN),
        "sources": ("protocol",),
    }
    return SourceLesson(**{**values, **changes})


def source_module(
    key: str = "basics", number: int = 4, lessons: tuple[SourceLesson, ...] | None = None
) -> SourceModule:
    return SourceModule(
        key=key,
        number=number,
        title=f"Module {key}",
        summary="In short",
        edition=2,
        version="1.1",
        published=date(2026, 11, 20),
        objectives=("Define",),
        lessons=lessons if lessons is not None else (source_lesson(),),
        sources=(Source("protocol", "Protocol", "https://example.org/protocol", date(2026, 11, 24), "high"),),
    )


def manuscript(*modules: SourceModule, **changes: Any) -> Manuscript:
    hearing = source_module(
        "hearing", 8, (source_lesson("preparing", "<p>One</p>"), source_lesson("first-contact", "<p>Two</p>"))
    )
    made = Manuscript(
        key="police-investigators",
        title="Investigating",
        audience=("Police investigator",),
        language="en",
        edition=3,
        published=date(2026, 11, 24),
        hours=20.0,
        modules=modules or (source_module(), hearing),
        terms={
            "victim": SourceTerm("victim", "victim", "A person harmed."),
            "means": SourceTerm("means", "means", "How it was done."),
        },
        elsewhere={"money": Elsewhere(10, "Money", ("look", "follow-it"))},
    )
    return replace(made, **changes)


def screen(**changes: Any) -> Medium:
    values: dict[str, Any] = {
        "term": lambda key: f"/end#term-{key}",
        "section": lambda module, number: f"/{module}#{number}",
        "library": lambda name: f"/library/{name}",
        "picture": lambda source: source,
        "finish": lambda _root: None,
    }
    return Medium(**{**values, **changes})


def publish_small_course(
    session: Session, texts: dict[str, list[str]] | None = None, key: str = "police-investigators"
) -> CourseEdition:
    """Publish a course of two modules: the texts of each lesson by language."""
    given = texts or {
        "en": [MARKDOWN, "Second *lesson*."],
        "ru": [RUSSIAN, "Второй урок."],
        "tg": [TAJIK, "Дарси дуюм."],
    }
    editions = tuple(_publish_module(session, name, place, given) for name, place in (("basics", 4), ("hearing", 8)))
    course = make_course(session, editions, key)
    session.commit()
    return course


def _publish_module(session: Session, name: str, place: int, texts: dict[str, list[str]]) -> ModuleEdition:
    count = max(map(len, texts.values()))
    keys = ["preparing", "first-contact", *(f"lesson-{at}" for at in range(2, count))][:count]
    edition = ModuleEdition(
        id=new_id(),
        module_key=name,
        number=1,
        version="1.0",
        digest=name.ljust(64, "0"),
        minutes=60,
        outline={
            "title": {"en": f"Module {name}", "ru": f"Модуль {name}", "tg": f"Модули {name}"},
            "summary": {"en": "In short"},
            "place": place,
            "objectives": [{"key": "define", "texts": {"en": "Define", "ru": "Определить"}}],
            "sources": [
                {"key": "protocol", "title": "Protocol", "url": "https://example.org", "checked": "2026-11-24"}
            ],
            "lessons": [
                {
                    "key": lesson,
                    "minutes": 10,
                    "titles": {code: f"{lesson} {code}" for code, own in texts.items() if at < len(own)},
                    "sources": ["protocol"],
                }
                for at, lesson in enumerate(keys)
            ],
        },
        published_at=NOW,
    )
    session.add(edition)
    session.flush()
    session.add(Media(edition_id=edition.id, name="circles.svg", kind="image/svg+xml", content=DRAWING))
    for language, own in texts.items():
        for lesson, text in zip(keys, own, strict=False):
            session.add(
                LessonText(
                    edition_id=edition.id,
                    language=language,
                    lesson_key=lesson,
                    title=f"{lesson} {language}",
                    html=lesson_html(text, edition=str(edition.id), prefix=lesson),
                    words=10,
                    stale=False,
                    reviewed={},
                )
            )
    session.flush()
    return edition
