"""Manuals: the list, the book on the screen (a page a module), and the PDF with its progress."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.core.access import current_actor, signed_in
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.i18n import LANGUAGES, chain, explain
from app.core.jobs import enqueue
from app.core.ports import ports
from app.core.storage import DamagedFile
from app.courses import queries as courses
from app.courses.outlines import CourseOutline
from app.courses.permissions import may_preview

from . import queries, rules, services
from .book import Book, Chapter
from .job import JOB
from .models import Manual
from .screen import open_book
from .wording import Wording, wording_for

blueprint = Blueprint("manuals", __name__, template_folder="../templates", url_prefix="/manuals")

A_YEAR = 365 * 24 * 3600
LANGUAGE_NAMES = {language.code: language.name for language in LANGUAGES}


@blueprint.get("")
@signed_in
def list_manuals() -> str:
    """Show the manuals that one may read: of one's own courses, or of all courses to those who teach and write."""
    actor, session = current_actor(), db.session()
    if may_preview(actor, None):
        editions = {each.id for each in courses.list_current_courses(session)}
    else:
        enrolments = courses.find_own_enrolments(session, actor.id)
        editions = {each.course_edition_id for each in enrolments if each.withdrawn_at is None}
    found = courses.course_outlines(session, editions).values()
    return render_template(
        "courses/manual/list.html",
        courses=sorted(found, key=lambda course: (course.key, -course.number)),
        languages_of=rules.languages_of,
        language_names=LANGUAGE_NAMES,
    )


@blueprint.get("/<uuid:course_edition_id>")
@signed_in
def open_manual(course_edition_id: UUID) -> AnyResponse:
    """Open the manual in the reader's language, or the nearest that it exists in."""
    course = _course(course_edition_id)
    language = rules.choose_language(course, chain(current_actor().content_language))
    if not language:
        raise Missing
    return redirect(url_for(".show_manual", course_edition_id=course_edition_id, language=language))


@blueprint.get("/<uuid:course_edition_id>/<language>")
@signed_in
def show_manual(course_edition_id: UUID, language: str) -> str:
    """Show the manual's first page: what it is, its contents, and the PDF."""
    course, book = _open(course_edition_id, language)
    manual = queries.find_manual(db.session(), course.id, language, queries.current_glossary(db.session()))
    return _page("contents", course, book, manual=manual, ready=manual is not None and manual.digest is not None)


@blueprint.get("/<uuid:course_edition_id>/<language>/<module_key>")
@signed_in
def show_module(course_edition_id: UUID, language: str, module_key: str) -> str:
    """Show a module of the manual, ready to be read or printed."""
    course, book = _open(course_edition_id, language)
    chapter = book.chapter(module_key)
    if chapter is None:
        raise Missing
    before, after = _neighbours(book, chapter)
    return _page("module", course, book, chapter=chapter, before=before, after=after)


@blueprint.get("/<uuid:course_edition_id>/<language>/end")
@signed_in
def show_end(course_edition_id: UUID, language: str) -> str:
    """Show glossary, index of checklists and sources."""
    return _page("end", *_open(course_edition_id, language))


@blueprint.get("/<uuid:course_edition_id>/<language>/pdf")
@signed_in
def show_pdf(course_edition_id: UUID, language: str) -> str:
    """Show how far the PDF is; the page loads itself again while somebody works on it."""
    course = _course(course_edition_id, language)
    session, now = db.session(), ports().clock.now()
    manual = queries.find_manual(session, course.id, language, queries.current_glossary(session))
    silent = manual is not None and rules.is_silent(manual.state, manual.heard_at, now)
    return render_template(
        "courses/manual/pdf.html",
        course=course,
        book_language=language,
        language_names=LANGUAGE_NAMES,
        manual=manual,
        steps=[_(step) for step in rules.STEPS],
        reason=_reason(manual, silent=silent),
        state=_state(manual, silent=silent),
    )


@blueprint.post("/<uuid:course_edition_id>/<language>/pdf")
@signed_in
def build_pdf(course_edition_id: UUID, language: str) -> AnyResponse:
    """Ask for the PDF; asking twice builds once."""
    course = _course(course_edition_id, language)
    with transaction() as session:
        manual_id, wanted = services.request_manual(
            session,
            actor=current_actor(),
            course=course,
            language=language,
            glossary=queries.current_glossary(session),
            at=ports().clock.now(),
        )
    if wanted:
        enqueue(current_app._get_current_object(), JOB, manual_id=str(manual_id))  # type: ignore[attr-defined]  # noqa: SLF001
    return redirect(url_for(".show_pdf", course_edition_id=course_edition_id, language=language), 303)


@blueprint.get("/<uuid:course_edition_id>/<language>/pdf/<digest>")
@signed_in
def download(course_edition_id: UUID, language: str, digest: str) -> AnyResponse:
    """Answer with the file; its address names its content, so that browsers may keep it for good."""
    course = _course(course_edition_id, language)
    manual = queries.find_file(db.session(), course.id, language, digest)
    if manual is None:
        raise Missing
    if digest in request.if_none_match:
        response = Response(status=304)
    else:
        try:
            response = Response(ports().storage.get(digest), mimetype="application/pdf")
        except DamagedFile:
            with transaction() as session:
                services.lose(session, manual_id=manual.id, code=rules.FileLost.code, at=ports().clock.now())
            return redirect(url_for(".show_pdf", course_edition_id=course_edition_id, language=language))
    response.set_etag(digest)
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response.headers["Content-Disposition"] = f'inline; filename="{course.key}-{course.number}-{language}.pdf"'
    return response


def _course(course_edition_id: UUID, language: str | None = None) -> CourseOutline:
    """Return a course edition whose manual the reader may read, in a language that it exists in."""
    session = db.session()
    course = courses.course_outline(session, course_edition_id)
    services.check_reader(session, actor=current_actor(), course_key=course.key)
    if language is not None and language not in rules.languages_of(course):
        raise Missing
    return course


def _open(course_edition_id: UUID, language: str) -> tuple[CourseOutline, Book]:
    course = _course(course_edition_id, language)
    return course, open_book(db.session(), course, language)


def _page(name: str, course: CourseOutline, book: Book, **more: object) -> str:
    words = wording_for(book.manuscript.language)
    return render_template(
        f"courses/manual/{name}.html",
        course=course,
        book=book,
        manuscript=book.manuscript,
        words=words,
        write_date=lambda day: words.write_date(day, book.manuscript.language),
        standing=_standing(book, words),
        language_names=LANGUAGE_NAMES,
        languages_of=rules.languages_of,
        **more,
    )


def _standing(book: Book, words: Wording) -> str:
    return words.standing[book.standing].format(done=book.reviewed, total=len(book.sections))


def _neighbours(book: Book, chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
    at = book.chapters.index(chapter)
    return (book.chapters[at - 1] if at else None), (book.chapters[at + 1] if at + 1 < len(book.chapters) else None)


def _state(manual: Manual | None, *, silent: bool) -> str:
    if manual is None:
        return "none"
    return rules.ManualState.FAILED if silent else manual.state


def _reason(manual: Manual | None, *, silent: bool) -> str:
    """Say why there is no manual."""
    if silent:
        return explain(rules.BuildSilent())
    if manual is None or manual.state is not rules.ManualState.FAILED:
        return ""
    return explain(rules.reason_of(manual.reason))
