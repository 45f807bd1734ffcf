"""What features above may add to the pages of banks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.contributions import ActionLink, Registry
from app.core.policy import Actor


@dataclass(frozen=True, slots=True)
class BankPlace:
    """Which bank's page asks; None is the curriculum's. `may_write` tells whether its reader may change it."""

    bank_id: UUID | None
    may_write: bool


# Links on the page of a bank, for example to import and export.
bank_links: Registry[Callable[[Actor, BankPlace], list[ActionLink]]] = Registry()
# What an analysis of answers warns of, by question version; asked once a page, for the versions on it.
question_warnings: Registry[Callable[[Session, Sequence[UUID]], dict[UUID, list[str]]]] = Registry()


def links_of(actor: Actor, place: BankPlace) -> list[ActionLink]:
    """Return the links that others offer on a bank's page."""
    return [link for offer in bank_links.all() for link in offer(actor, place)]


def warnings_of(session: Session, version_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return what is known to be wrong with question versions."""
    found: dict[UUID, list[str]] = {}
    for look in question_warnings.all() if version_ids else ():
        for version_id, sentences in look(session, version_ids).items():
            found.setdefault(version_id, []).extend(sentences)
    return found
