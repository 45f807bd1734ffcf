"""Making a paper version: its variants are drawn and frozen, and everybody with a place gets a sheet."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.marking.services.waiting import new_code
from app.assessments.models import Assessment
from app.assessments.rules.blueprints import Blueprint, MissingLanguage, combined
from app.assessments.rules.drawing import LARGEST_SEED
from app.assessments.rules.questions import Question
from app.assessments.sittings.queries.papers import whole_bank
from app.assessments.sittings.queries.sittings import SittingFacts, get_sitting
from app.assessments.sittings.queries.watching import watch
from app.core import audit
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor, require
from app.courses.models import Enrolment

from ..models import BookletSet, BookletSheet, BookletVariant
from ..permissions import BookletPermission, PaperScope
from ..queries.sets import SetFacts, get_set, sheets_of, sitters
from ..rules.variants import Arrangement, NotInTheLanguages, Variant, is_practical, make_variants


class NoLanguage(RuleViolation):
    """A booklet must be in some language."""

    code = "no-language"
    message = N_("Choose at least one language.")


@dataclass(frozen=True, slots=True)
class SetDetails:
    """What somebody wants of a paper version."""

    variants: int
    arrangement: Arrangement = Arrangement.ORDER
    languages: tuple[str, ...] = ("en",)
    double_entry: bool = False


def make_set(
    session: Session,
    *,
    actor: Actor,
    sitting_id: UUID,
    set_id: UUID,
    details: SetDetails,
    at: datetime,
    seed: int | None = None,
) -> UUID:
    """Make a paper version of a sitting; a repeat with the same id changes nothing.

    Raises:
        Missing: no such sitting of the actor's.
        NotAllowed: the actor sits it.
        NoLanguage, NotInTheLanguages, TooFewQuestions, TooManyVariants, VariantsAlike, NotForPaper,
        PracticalAmongWritten, TooManyOptions: what was asked for can't be made.

    """
    sitting = get_sitting(session, actor, sitting_id, locked=True)
    require(actor, BookletPermission.MAKE, PaperScope(sitting.centre_path, sitters(session, sitting_id)))
    if session.get(BookletSet, set_id) is not None:
        return set_id
    if not details.languages:
        raise NoLanguage
    conditions = combined(session.get_one(Assessment, sitting.assessment_id).blueprint, sitting.overrides)
    seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    blueprint = Blueprint.from_mapping(conditions)
    bank = _bank(session, actor, sitting, blueprint, details.languages)
    variants = make_variants(bank, blueprint, seed, details.variants, details.arrangement)
    _store(session, actor, sitting, set_id, details, variants, {"conditions": conditions, "seed": seed}, at)
    assign_sheets(session, actor=actor, set_id=set_id, at=at)
    return set_id


def _store(
    session: Session,
    actor: Actor,
    sitting: SittingFacts,
    set_id: UUID,
    details: SetDetails,
    variants: list[Variant],
    facts: dict[str, object],
    at: datetime,
) -> None:
    before = session.scalar(select(func.count()).where(BookletSet.sitting_id == sitting.id)) or 0
    session.add(
        BookletSet(
            id=set_id,
            sitting_id=sitting.id,
            number=before + 1,
            arrangement=details.arrangement,
            languages=list(details.languages),
            double_entry=details.double_entry,
            practical=is_practical(variants[0].paper),
            made_at=at,
            made_by=actor.id,
            **facts,
        )
    )
    session.flush()
    session.add_all(
        BookletVariant(id=new_id(), set_id=set_id, letter=each.letter, seed=each.seed, paper=each.paper.to_json())
        for each in variants
    )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="assessments:booklet:make",
        subject=("sitting", sitting.id),
        at=at,
        set=str(set_id),
        variants=len(variants),
        arrangement=details.arrangement.value,
        languages=list(details.languages),
        double_entry=details.double_entry,
        seed=facts["seed"],
    )


def _bank(
    session: Session, actor: Actor, sitting: SittingFacts, blueprint: Blueprint, languages: Sequence[str]
) -> list[Question]:
    """Return what may be drawn: a variant has the same questions in every language in which it is printed."""
    rule = blueprint.missing_language_for(sitting.kind)
    bank = whole_bank(session, sitting, actor.id)
    written = [each for each in bank if each.languages.issuperset(languages)]
    if rule is MissingLanguage.REFUSE and len(written) < len(bank):
        raise NotInTheLanguages(count=len(bank) - len(written))
    return bank if rule is MissingLanguage.FALL_BACK else written


def assign_sheets(session: Session, *, actor: Actor, set_id: UUID, at: datetime) -> int:
    """Give a sheet to everybody who has a place and none yet; return how many. Variants go round by name.

    Raises:
        Missing: no such paper version of the actor's.

    """
    paper = get_set(session, actor, set_id, locked=True)
    require(actor, BookletPermission.MAKE, paper.scope)
    held = {each.enrolment_id for each in sheets_of(session, set_id)}
    fresh = [each for each in watch(session, paper.sitting.id, paper.sitting.kind) if each.enrolment_id not in held]
    if not fresh:
        return 0
    ids = [each.enrolment_id for each in fresh]
    chosen = select(Enrolment.id, Enrolment.language).where(Enrolment.id.in_(ids))
    spoken = {row.id: row.language for row in session.execute(chosen)}
    session.add_all(
        BookletSheet(
            id=new_id(),
            set_id=set_id,
            enrolment_id=each.enrolment_id,
            variant_id=paper.variants[(len(held) + place) % len(paper.variants)].id,
            code=new_code(),
            language=_language(paper, each.entitled.language or spoken[each.enrolment_id]),
            large_print=each.entitled.large_print,
            made_at=at,
        )
        for place, each in enumerate(fresh)
    )
    session.flush()
    return len(fresh)


def _language(paper: SetFacts, wished: str) -> str:
    return wished if wished in paper.languages else paper.languages[0]
