"""Paper versions with their variants, and what was printed of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.questions import Paper
from app.assessments.sittings.models import SittingPlace
from app.assessments.sittings.queries.sittings import SittingFacts, get_sitting
from app.core.errors import Missing
from app.core.policy import Actor

from ..models import BookletPrinting, BookletSet, BookletSheet, BookletVariant
from ..permissions import PaperScope
from ..rules.printing import PrintKind
from ..rules.variants import Arrangement


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """A variant and its paper."""

    id: UUID
    letter: str
    seed: int
    paper: Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFacts:
    """A paper version, the sitting that it belongs to, and who sits."""

    id: UUID
    sitting: SittingFacts
    number: int
    arrangement: Arrangement
    seed: int
    languages: tuple[str, ...]
    double_entry: bool
    practical: bool
    conditions: dict[str, Any]
    made_at: datetime
    made_by: str
    variants: tuple[VariantFacts, ...]
    user_ids: frozenset[UUID]

    @property
    def blueprint(self) -> Blueprint:
        """The blueprint in force when it was made."""
        return Blueprint.from_mapping(self.conditions)

    @property
    def scope(self) -> PaperScope:
        """Of what permissions speak."""
        return PaperScope(self.sitting.centre_path, self.user_ids)

    @property
    def papers(self) -> dict[UUID, Paper]:
        """The papers by variant."""
        return {each.id: each.paper for each in self.variants}

    def variant(self, variant_id: UUID | None) -> VariantFacts:
        """Return a variant of this set.

        Raises:
            Missing: it belongs to another.

        """
        found = next((each for each in self.variants if each.id == variant_id), None)
        if found is None:
            raise Missing
        return found


@dataclass(frozen=True, slots=True)
class PrintingFacts:
    """Something that was printed."""

    id: UUID
    set_id: UUID
    variant_id: UUID | None
    letter: str
    kind: PrintKind
    language: str
    large_print: bool
    sheets: int
    copies: int
    digest: str
    pages: int
    printed_at: datetime
    by: str


def get_set(session: Session, actor: Actor, set_id: UUID, *, locked: bool = False) -> SetFacts:
    """Return a paper version of a sitting that the person may see; `locked` makes acts on it wait for one another.

    Raises:
        Missing: there is none, or it is another centre's.

    """
    statement = select(BookletSet, User.name).join(User, User.id == BookletSet.made_by).where(BookletSet.id == set_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise Missing
    found, made_by = row
    sitting = get_sitting(session, actor, found.sitting_id, locked=locked)
    variants = session.scalars(
        select(BookletVariant).where(BookletVariant.set_id == set_id).order_by(BookletVariant.letter)
    )
    return SetFacts(
        id=set_id,
        sitting=sitting,
        number=found.number,
        arrangement=found.arrangement,
        seed=found.seed,
        languages=tuple(found.languages),
        double_entry=found.double_entry,
        practical=found.practical,
        conditions=found.conditions,
        made_at=found.made_at,
        made_by=made_by,
        variants=tuple(VariantFacts(each.id, each.letter, each.seed, Paper.from_json(each.paper)) for each in variants),
        user_ids=sitters(session, sitting.id),
    )


def sitters(session: Session, sitting_id: UUID) -> frozenset[UUID]:
    """Return who has a place in a sitting."""
    return frozenset(session.scalars(select(SittingPlace.user_id).where(SittingPlace.sitting_id == sitting_id)))


def sets_of(session: Session, sitting_id: UUID) -> list[Any]:
    """Return the paper versions of a sitting, first to last: the row and who made it."""
    statement = (
        select(BookletSet, User.name.label("made_by"))
        .join(User, User.id == BookletSet.made_by)
        .where(BookletSet.sitting_id == sitting_id)
        .order_by(BookletSet.number)
    )
    return list(session.execute(statement))


def printings_of(session: Session, set_id: UUID) -> list[PrintingFacts]:
    """Return everything that was printed of a paper version, the latest first."""
    return _printings(session, BookletPrinting.set_id == set_id)


def find_printing(session: Session, printing_id: UUID) -> PrintingFacts:
    """Return one printing.

    Raises:
        Missing: there is none.

    """
    found = _printings(session, BookletPrinting.id == printing_id)
    if not found:
        raise Missing
    return found[0]


def _printings(session: Session, condition: Any) -> list[PrintingFacts]:  # noqa: ANN401 -- a condition
    statement = (
        select(
            BookletPrinting.id,
            BookletPrinting.set_id,
            BookletPrinting.variant_id,
            func.coalesce(BookletVariant.letter, ""),
            BookletPrinting.kind,
            BookletPrinting.language,
            BookletPrinting.large_print,
            BookletPrinting.sheets,
            BookletPrinting.copies,
            BookletPrinting.digest,
            BookletPrinting.pages,
            BookletPrinting.printed_at,
            User.name,
        )
        .outerjoin(BookletVariant, BookletVariant.id == BookletPrinting.variant_id)
        .join(User, User.id == BookletPrinting.printed_by)
        .where(condition)
        .order_by(BookletPrinting.printed_at.desc(), BookletPrinting.id.desc())
    )
    rows: Any = session.execute(statement)
    return [PrintingFacts(*row) for row in rows]


def sheets_of(session: Session, set_id: UUID) -> Sequence[BookletSheet]:
    """Return whose answer sheet is whose."""
    return session.scalars(select(BookletSheet).where(BookletSheet.set_id == set_id)).all()


def find_sheet(session: Session, code: str) -> BookletSheet:
    """Return the answer sheet that bears a code.

    Raises:
        Missing: there is none.

    """
    found = session.scalars(select(BookletSheet).where(BookletSheet.code == code)).one_or_none()
    if found is None:
        raise Missing
    return found
