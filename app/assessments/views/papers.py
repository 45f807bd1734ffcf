"""Questions in words and the map of a paper, as the templates show them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.assessments.queries.attempts import AttemptFacts
from app.assessments.queries.words import QuestionWords, question_words
from app.assessments.rules.answers import is_complete
from app.assessments.rules.folding import Standing
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.showing import ShownQuestion, show_question
from app.assessments.simulations.queries import attempt_runs
from app.core.i18n import chain


@dataclass(frozen=True, slots=True)
class MapEntry:
    """A question in the map: its number and what the person did with it."""

    number: int
    answered: bool
    partly: bool
    flagged: bool

    @property
    def words(self) -> str:
        """The state in words."""
        state = _("answered") if self.answered else _("partly answered") if self.partly else _("not answered")
        return str(_("%(state)s, flagged for later", state=state) if self.flagged else state)


def shown_questions(session: Session, attempt: AttemptFacts, place: int | None = None) -> list[ShownQuestion]:
    """Put the questions of an attempt, or one of them, into words."""
    places = range(len(attempt.paper)) if place is None else (place,)
    placed = [(each, attempt.paper.questions[each]) for each in places]
    words = question_words(session, [question.id for _place, question in placed])
    languages = chain(attempt.language)
    shown = []
    for each, question in placed:
        own = words[question.id]
        shown.append(show_question(each, question, own.texts, languages, own.key, media_address(own)))
    return with_cases(session, attempt, shown)


def media_address(words: QuestionWords) -> str:
    """Return what the name of a question's picture is added to."""
    if words.of_bank:
        return url_for("banks.show_picture", name="-")[:-1]
    return url_for("courses.show_media", edition_id=words.edition_id, name="-")[:-1] if words.edition_id else ""


def with_cases(session: Session, attempt: AttemptFacts, shown: list[ShownQuestion]) -> list[ShownQuestion]:
    """Add to questions that are a case simulation where it is walked, and how far the person is."""
    if not any(each.kind is QuestionKind.SIMULATION for each in shown):
        return shown
    runs = attempt_runs(session, attempt.id)
    return [
        replace(
            each,
            case_url=url_for("assessments.show_case", attempt_id=attempt.id, number=each.number),
            case_state=runs[each.place].state if each.place in runs else "open",
            case_run=str(runs[each.place].id) if each.place in runs else "",
        )
        if each.kind is QuestionKind.SIMULATION
        else each
        for each in shown
    ]


def map_of(attempt: AttemptFacts, standing: Standing) -> list[MapEntry]:
    """Return the map of an attempt."""
    entries = []
    for place, question in enumerate(attempt.paper.questions):
        given = standing.counted.get(place)
        answer = given.answer if given else None
        complete = is_complete(question, answer)
        entries.append(MapEntry(place + 1, complete, bool(answer) and not complete, bool(given and given.flagged)))
    return entries
