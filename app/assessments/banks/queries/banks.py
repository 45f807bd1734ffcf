"""Banks as lists show them, and what of each can be drawn."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import Agency, AgencyKind, Role
from app.assessments.models import EditionQuestion, QuestionVersion
from app.core.errors import Missing
from app.core.policy import Actor, allowed
from app.courses.models import ModuleEdition

from ..models import Bank, BankQuestion
from ..permissions import BankPermission, BankScope
from ..rules.workflow import QuestionState

WRITERS = (Role.TRAINER, Role.CENTRE_ADMINISTRATOR, Role.CURRICULUM_EDITOR)


@dataclass(frozen=True, slots=True)
class BankFacts:
    """A bank and whose it is; `states` counts its questions."""

    id: UUID
    title: str
    purpose: str
    languages: tuple[str, ...]
    agency_id: UUID
    agency_names: dict[str, str]
    agency_path: str
    states: dict[QuestionState, int] = field(default_factory=dict)

    @property
    def scope(self) -> BankScope:
        """Whose it is, as far as permissions are concerned."""
        return BankScope(self.agency_path)

    @property
    def total(self) -> int:
        """How many questions it has."""
        return sum(self.states.values())


def path_within(path: InstrumentedAttribute[str], scopes: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether an agency's path lies within one of the scopes."""
    return or_(*(path.startswith(scope, autoescape=True) for scope in scopes)) if scopes else false()


def visible_banks(actor: Actor) -> Select[Any]:
    """Return the ids of the banks that a person may see; the same rule as `may_see`."""
    within = path_within(Agency.path, actor.scopes(*WRITERS))
    return select(Bank.id).join(Agency, Agency.id == Bank.agency_id).where(within)


def list_banks(session: Session, actor: Actor) -> list[BankFacts]:
    """Return the banks that a person may see, by centre and title; two statements."""
    rows = session.execute(_banks().where(Bank.id.in_(visible_banks(actor))).order_by(Agency.code, Bank.title, Bank.id))
    found = rows.all()
    counts: dict[UUID, dict[QuestionState, int]] = defaultdict(dict)
    counted = (
        select(BankQuestion.bank_id, BankQuestion.state, func.count())
        .where(BankQuestion.bank_id.in_([row.id for row in found]))
        .group_by(BankQuestion.bank_id, BankQuestion.state)
    )
    for bank_id, state, count in session.execute(counted):
        counts[bank_id][state] = count
    return [_facts(row, counts[row.id]) for row in found]


def get_bank(session: Session, actor: Actor, bank_id: UUID) -> BankFacts:
    """Return a bank that the person may see.

    Raises:
        Missing: there is none, or it is not theirs to see.

    """
    row = session.execute(_banks().where(Bank.id == bank_id)).one_or_none()
    if row is None or not allowed(actor, BankPermission.SEE, BankScope(row.path)):
        raise Missing
    return _facts(row, {})


def list_centres(session: Session, actor: Actor) -> list[Agency]:
    """Return the training centres for which a person may open a bank."""
    within = path_within(Agency.path, actor.scopes(*WRITERS))
    statement = select(Agency).where(Agency.kind == AgencyKind.TRAINING_CENTRE, within).order_by(Agency.code)
    return list(session.scalars(statement))


@dataclass(frozen=True, slots=True)
class Drawable:
    """How many questions a paper could draw of one module and objective, by difficulty."""

    module_key: str
    objective: str
    pool: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All difficulties together."""
        return sum(self.counts.values())


def drawable(session: Session, bank_id: UUID | None) -> list[Drawable]:
    """Count what blueprints can draw from a bank, or from the current editions of the curriculum."""
    version = QuestionVersion
    statement = select(version.pool, version.module_key, version.objective, version.difficulty, func.count())
    if bank_id is None:
        statement = statement.where(version.id.in_(current_versions()))
    else:
        statement = statement.join(
            BankQuestion,
            (BankQuestion.id == version.bank_question_id) & (BankQuestion.version_number == version.number),
        ).where(BankQuestion.bank_id == bank_id, BankQuestion.retired_at.is_(None))
    grouped = statement.group_by(version.pool, version.module_key, version.objective, version.difficulty)
    counts: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for pool, module_key, objective, difficulty, count in session.execute(grouped):
        counts[pool, module_key, objective][difficulty] = count
    return [Drawable(module, objective, pool, found) for (pool, module, objective), found in sorted(counts.items())]


def current_versions() -> Select[Any]:
    """Return the ids of the question versions of each module's latest edition."""
    latest = (
        select(ModuleEdition.module_key, func.max(ModuleEdition.number).label("number"))
        .join(EditionQuestion, EditionQuestion.edition_id == ModuleEdition.id)
        .group_by(ModuleEdition.module_key)
        .subquery()
    )
    return (
        select(EditionQuestion.question_version_id)
        .join(ModuleEdition, ModuleEdition.id == EditionQuestion.edition_id)
        .join(latest, (latest.c.module_key == ModuleEdition.module_key) & (latest.c.number == ModuleEdition.number))
    )


def _banks() -> Select[Any]:
    return select(Bank.id, Bank.title, Bank.purpose, Bank.languages, Bank.agency_id, Agency.names, Agency.path).join(
        Agency, Agency.id == Bank.agency_id
    )


def _facts(row: Row[Any], states: dict[QuestionState, int]) -> BankFacts:
    languages = tuple(map(str, row.languages))
    return BankFacts(row.id, row.title, row.purpose, languages, row.agency_id, row.names, row.path, states)
