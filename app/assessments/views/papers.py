"""Questions in words and the map of a paper, as the templates show them."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.assessments.queries import banks
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.rules.answers import is_complete
from app.assessments.rules.folding import Standing
from app.assessments.rules.showing import ShownQuestion, show_question
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
    texts = banks.question_texts(session, [question.id for _place, question in placed])
    languages = chain(attempt.language)
    return [show_question(each, question, texts[question.id], languages) for each, question in placed]


def map_of(attempt: AttemptFacts, standing: Standing) -> list[MapEntry]:
    """Return the map of an attempt."""
    entries = []
    for place, question in enumerate(attempt.paper.questions):
        given = standing.counted.get(place)
        answer = given.answer if given else None
        complete = is_complete(question, answer)
        entries.append(MapEntry(place + 1, complete, bool(answer) and not complete, bool(given and given.flagged)))
    return entries
