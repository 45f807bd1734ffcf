"""A sitting with one question of each written kind, and paper versions of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.booklets import services
from app.assessments.booklets.queries.sets import SetFacts, get_set
from app.assessments.booklets.rules.entries import EntryKind
from app.assessments.booklets.rules.printing import PrintKind
from app.assessments.booklets.rules.variants import Arrangement
from app.assessments.booklets.services import Press, SetDetails, TypedSheet, Wanted
from app.assessments.queries.banks import questions_of
from app.assessments.rules.questions import Question, QuestionKind
from app.core.ids import new_id
from app.core.storage import Storage
from tests.assessments.factories import RIGHT, add_question
from tests.assessments.sittings.scene import HOUR, MINUTE, Scene, make_scene
from tests.conftest import NOW
from tests.people import Cast

MORE_KINDS = (QuestionKind.NUMERIC, QuestionKind.GAPS)
AFTER = NOW + 3 * HOUR


class PaperScene:
    """What the tests speak about."""

    def __init__(self, scene: Scene, storage: Storage) -> None:
        self.scene, self.storage = scene, storage
        self.session: Session = scene.session
        self.cast: Cast = scene.cast
        self.sitting_id = scene.open(overrides={"honour": {"en": "I work alone."}})

    def make(self, who: str = "rustam", seed: int = 7, set_id: UUID | None = None, **details: Any) -> UUID:
        """Make a paper version."""
        values = {"variants": 2, "arrangement": Arrangement.ORDER, "languages": ("en", "ru"), **details}
        made = services.make_set(
            self.session,
            actor=self.actor(who),
            sitting_id=self.sitting_id,
            set_id=set_id or new_id(),
            details=SetDetails(**values),
            seed=seed,
            at=NOW - HOUR,
        )
        self.session.commit()
        return made

    def actor(self, who: str) -> Any:
        """Return somebody of the cast as who acts."""
        return self.cast.actor(getattr(self.cast, who))

    def facts(self, set_id: UUID, who: str = "rustam") -> SetFacts:
        """Return a paper version."""
        return get_set(self.session, self.actor(who), set_id)

    def print(self, set_id: UUID, kind: PrintKind, who: str = "rustam", at: datetime = NOW, **wanted: Any) -> UUID:
        """Print a document."""
        printed = services.print_document(
            self.session,
            actor=self.actor(who),
            set_id=set_id,
            wanted=Wanted(kind, wanted.pop("language", "en"), **wanted),
            printing_id=new_id(),
            press=Press(self.storage, "https://sabaq.example"),
            at=at,
        )
        self.session.commit()
        return printed

    def enter(
        self,
        set_id: UUID,
        who: str = "rustam",
        person: str = "amina",
        kind: EntryKind = EntryKind.FIRST,
        answers: dict[int, Any] | None = None,
        letter: str = "A",
        at: datetime = AFTER,
        **changes: Any,
    ) -> UUID:
        """Type a sheet, everything right unless told otherwise."""
        variant = next(each for each in self.facts(set_id).variants if each.letter == letter)
        typed = TypedSheet(
            variant_id=variant.id,
            answers=self.right(variant.paper) if answers is None else answers,
            started_at=NOW + MINUTE,
            submitted_at=NOW + 31 * MINUTE,
            kind=kind,
            **{name: value for name, value in changes.items() if name in ("note", "scan")},
        )
        entry_id = services.enter_sheet(
            self.session,
            actor=self.actor(who),
            set_id=set_id,
            enrolment_id=getattr(self.scene, person).id,
            entry_id=changes.get("entry_id") or new_id(),
            typed=typed,
            storage=self.storage,
            at=at,
        )
        self.session.commit()
        return entry_id

    def right(self, paper: Any) -> dict[int, Any]:
        """Return right answers to a paper, by place."""
        questions = questions_of(self.session, paper)
        return dict(enumerate(right_answers(questions)))

    def mark(self, set_id: UUID, who: str = "rustam", at: datetime = AFTER) -> Any:
        """Mark what is ready."""
        done = services.mark_papers(self.session, actor=self.actor(who), set_id=set_id, at=at)
        self.session.commit()
        return done


def right_answers(questions: Iterable[Question]) -> list[Any]:
    """Return what is right."""
    return [RIGHT.get(each.kind, {}) for each in questions]


def make_paper_scene(
    session: Session, cast: Cast, storage: Storage, more: Iterable[QuestionKind] = MORE_KINDS, **blueprint: Any
) -> PaperScene:
    """Make the scene, with questions of further kinds."""
    scene = make_scene(session, cast, **blueprint)
    for kind in more:
        add_question(session, scene.module, kind)
    session.commit()
    return PaperScene(scene, storage)
