"""Enrolling people from a file: read and kept first, done only when accepted, and only once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import services as account_services
from app.accounts.models import COUNTRY_ZONES, Agency, Profession, Sex, User
from app.accounts.permissions import AccountPermission, country_path, people_scopes
from app.accounts.queries import list_agencies
from app.core import audit, tables_in
from app.core.errors import N_, Conflict, Missing
from app.core.policy import Actor, allowed, require

from .. import queries
from ..models import CohortPlace, PeopleImport
from ..permissions import TrainingPermission
from ..queries.bookings import clashes_of_people
from ..rules import people_file
from ..rules.people_file import Action, Decision, Known, KnownPerson, PersonRow
from ..rules.people_words import fold_word
from .locks import lock_timetable
from .people import Invited, place_person

KEPT = timedelta(days=7)
CHUNK = 500


class PreviewChanged(Conflict):
    """What the file would do is not what was shown any more."""

    code = "preview-changed"
    message = N_("Something changed since you looked at this list. Look at it again; nothing was written.")


@dataclass(frozen=True, slots=True)
class Words:
    """Further words for professions and sexes, folded: the titles of the reader's and other languages."""

    professions: Mapping[str, str]
    sexes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting would do with each row; the digest tells whether that is still what was shown."""

    stored: PeopleImport
    cohort: queries.CohortFacts
    decisions: list[Decision]

    @property
    def digest(self) -> str:
        """Name what would be done."""
        said = [(each.line, each.action.value, each.email, str(each.user_id)) for each in self.decisions]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    def with_action(self, *actions: Action) -> list[Decision]:
        """Return the rows with which this would be done."""
        return [each for each in self.decisions if each.action in actions]


def read_people_file(
    session: Session, *, actor: Actor, import_id: UUID, cohort_id: UUID, file_name: str, content: bytes, at: datetime
) -> UUID:
    """Read a file of people for a cohort and keep it for the preview; nobody is enrolled.

    Raises:
        Missing: there is no such cohort for this person.
        NotAllowed: the actor does not administer the centre.
        RuleViolation: the file can't be read (`core.tables_in`), or its titles can't.

    """
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
    table = tables_in.read_table(file_name, content)
    rows = people_file.read_rows(table.titles, ((row.line, row.cells) for row in table.rows))
    session.execute(delete(PeopleImport).where(PeopleImport.accepted_at.is_(None), PeopleImport.created_at < at - KEPT))
    session.add(
        PeopleImport(
            id=import_id,
            cohort_id=cohort_id,
            file_name=file_name[-200:],
            file_digest=hashlib.sha256(content).hexdigest(),
            rows=[{"line": row.line, **row.texts} for row in rows],
            created_at=at,
            created_by=actor.id,
            receipt={},
        )
    )
    audit.record(
        session,
        actor=actor,
        action="training:import:read",
        subject=("cohort", cohort_id),
        at=at,
        file=file_name[-200:],
        rows=len(rows),
        encoding=table.encoding,
    )
    return import_id


def preview_people(session: Session, *, actor: Actor, import_id: UUID, words: Words, at: datetime) -> Preview:
    """Say what accepting a file would do now (a fixed number of statements for each 500 rows).

    Raises:
        Missing: there is no such file for this person.

    """
    stored = session.get(PeopleImport, import_id)
    if stored is None:
        raise Missing
    cohort = queries.get_cohort(session, actor, stored.cohort_id)
    require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
    rows = [
        PersonRow(each["line"], {key: value for key, value in each.items() if key != "line"}) for each in stored.rows
    ]
    return Preview(stored, cohort, people_file.decide_rows(rows, _known(session, actor, cohort, rows, words, at)))


def accept_people(
    session: Session, *, actor: Actor, import_id: UUID, digest: str, words: Words, at: datetime
) -> list[Invited]:
    """Enrol everybody in a file whose row is in order; accepting again changes nothing.

    Returns:
        Those who were recorded on the way, for their invitations.

    Raises:
        Missing: there is no such file for this person.
        PreviewChanged: accepting would do something else than was shown.

    """
    lock_timetable(session)
    preview = preview_people(session, actor=actor, import_id=import_id, words=words, at=at)
    stored = preview.stored
    if stored.accepted_at is not None:
        return []
    if preview.digest != digest:
        raise PreviewChanged
    invited = []
    for each in preview.with_action(Action.ENROL, Action.INVITE):
        if each.user_id is None:
            person = _record(session, actor, each, preview.cohort, at)
            invited.append(person)
        user_id = each.user_id or invited[-1].user.id
        place_person(session, actor=actor, cohort=preview.cohort, user_id=user_id, language=each.language, at=at)
    stored.accepted_at = at
    stored.receipt = _receipt(preview)
    stored.rows = []
    audit.record(
        session,
        actor=actor,
        action="training:import:accept",
        subject=("cohort", stored.cohort_id),
        at=at,
        file=stored.file_name,
        digest=stored.file_digest,
        **stored.receipt["counts"],
    )
    return invited


def _record(session: Session, actor: Actor, decision: Decision, cohort: queries.CohortFacts, at: datetime) -> Invited:
    agency = session.get_one(Agency, decision.agency_id)
    user = account_services.add_person(
        session,
        actor=actor,
        details=account_services.PersonDetails(
            name=decision.name,
            email=decision.email,
            agency_id=agency.id,
            profession=Profession(decision.profession),
            language=decision.language,
            time_zone=COUNTRY_ZONES.get(agency.country, cohort.time_zone),
            sex=Sex(decision.sex) if decision.sex else None,
        ),
        at=at,
    )
    return Invited(user, account_services.invite(session, actor=actor, user=user, at=at))


def _receipt(preview: Preview) -> dict[str, Any]:
    """Keep what was done by line, without repeating the people's data."""
    lines = {action.value: [each.line for each in preview.with_action(action)] for action in Action}
    return {"lines": lines, "counts": {action: len(numbers) for action, numbers in lines.items()}}


def _known(
    session: Session, actor: Actor, cohort: queries.CohortFacts, rows: list[PersonRow], words: Words, at: datetime
) -> Known:
    emails = {row.texts["email"].lower() for row in rows if row.texts["email"]}
    return Known(
        agencies=_agencies(session, actor),
        people=_people(session, actor, cohort, emails, at),
        free=cohort.free,
        language=cohort.language,
        professions=words.professions,
        sexes=words.sexes,
    )


def _agencies(session: Session, actor: Actor) -> dict[str, UUID]:
    scopes = tuple({country_path(scope) for scope in people_scopes(actor)})
    return {fold_word(agency.code): agency.id for agency in list_agencies(session, scopes)}


def _people(
    session: Session, actor: Actor, cohort: queries.CohortFacts, emails: Iterable[str], at: datetime
) -> dict[str, KnownPerson]:
    found: dict[str, KnownPerson] = {}
    ordered = sorted(emails)
    inside = set(
        session.scalars(
            select(CohortPlace.user_id).where(CohortPlace.cohort_id == cohort.id, CohortPlace.left_at.is_(None))
        )
    )
    for start in range(0, len(ordered), CHUNK):
        rows = session.execute(
            select(User.id, User.email, User.name, User.deactivated_at, Agency.path)
            .join(Agency, Agency.id == User.agency_id)
            .where(User.email.in_(ordered[start : start + CHUNK]))
        ).all()
        clashes = clashes_of_people(session, cohort.id, [row.id for row in rows], at)
        for row in rows:
            clash = clashes.get(row.id)
            found[row.email] = KnownPerson(
                user_id=row.id,
                name=row.name,
                in_reach=allowed(actor, AccountPermission.SEE_PEOPLE, row.path),
                closed=row.deactivated_at is not None,
                in_cohort=row.id in inside,
                busy={"title": clash.title, "cohort": clash.cohort, "when": clash.span} if clash else None,
            )
    return found
