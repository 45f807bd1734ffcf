"""Whom the rows of a list of people mean: known by the address, asked about where the name is like somebody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import COUNTRY_ZONES, Agency, Profession, Sex, User
from app.accounts.permissions import country_path, people_scopes
from app.accounts.queries import list_agencies
from app.accounts.rules.names import read_email, read_name
from app.accounts.services import PersonDetails, bulk
from app.core.errors import N_, RuleViolation

from ....rules import likeness
from ....rules.enrolling import AccountClosed
from ....rules.people_words import fold_word, title_words
from ...rules.cells import RowReader, read_text
from ...rules.columns import Field
from ...rules.decisions import Action, Candidate, Decision, Problem, ReadRow, SaidToBeSame, refused
from ...rules.words import Words
from ..matching import Person, people_in_reach, taken_addresses
from .base import Run

NEW = "new"
SAME_LINE = "line-"
CHUNK = 500


class EmailTwice(RuleViolation):
    """The file has the address before."""

    code = "email-twice"
    message = N_("The same address stands in line %(line)s.")


class AgencyUnknown(RuleViolation):
    """No agency within reach has the code."""

    code = "agency-unknown"
    message = N_("There is no agency with the code “%(text)s”.")


class AddressUnusable(RuleViolation):
    """The address belongs to somebody out of reach; that there is somebody is not said."""

    code = "import-address-unusable"
    message = N_("This address can't be used here.")


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record that decides on rows."""

    agencies: Mapping[str, Agency]
    people: Mapping[str, Person]
    by_id: Mapping[UUID, Person]
    taken: set[str]
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A row with its agency, and whom it means: somebody on record, or nobody so far."""

    row: ReadRow
    agency: Agency
    person: Person | None
    candidates: tuple[Candidate, ...] = ()


def person_fields() -> tuple[Field, ...]:
    """Return what lists say of people."""
    return (
        Field("name", N_("Full name"), True, title_words("name")),
        Field("email", N_("E-mail address"), True, title_words("email")),
        Field("agency", N_("Agency code"), True, title_words("agency")),
        Field("profession", N_("Profession"), True, title_words("profession")),
        Field("sex", N_("Sex"), False, title_words("sex")),
        Field("language", N_("Language"), False, title_words("language")),
    )


def read_person(line: int, texts: Mapping[str, str], words: Words) -> ReadRow:
    """Read a row."""
    row = RowReader(texts)
    row.take("name", lambda text: read_name(read_text(text, 200)), required=True)
    row.take("email", lambda text: read_email(text).lower(), required=True)
    row.take("agency", lambda text: read_text(text, 40), required=True)
    row.choose("profession", words.professions, required=True)
    row.choose("sex", words.sexes)
    row.choose("language", words.languages)
    return ReadRow(
        line=line,
        label=texts.get("name", "") or texts.get("email", ""),
        values=row.values,
        problems=tuple(row.problems),
    )


def new_person(values: Mapping[str, Any], agency: Agency, *, language: str = "ru") -> dict[str, str]:
    """Return what is recorded of somebody new."""
    return {
        "name": values["name"],
        "email": values["email"],
        "profession": values["profession"],
        "agency_id": str(agency.id),
        "sex": values.get("sex", ""),
        "language": values.get("language") or language,
        "time_zone": COUNTRY_ZONES.get(agency.country, "Asia/Dushanbe"),
    }


def person_details(stored: Mapping[str, Any]) -> PersonDetails:
    """Read what `new_person` says."""
    return PersonDetails(
        name=stored["name"],
        email=stored["email"],
        agency_id=UUID(stored["agency_id"]),
        profession=Profession(stored["profession"]),
        language=stored["language"],
        time_zone=stored["time_zone"],
        sex=Sex(stored["sex"]) if stored["sex"] else None,
    )


def load_known(run: Run, rows: Sequence[ReadRow]) -> Known:
    """Load what decides on rows (a fixed number of statements for each 500)."""
    session, actor = run.session, run.actor
    agencies = list_agencies(session, tuple({country_path(scope) for scope in people_scopes(actor)}))
    people = people_in_reach(session, actor)
    return Known(
        agencies={fold_word(each.code): each for each in agencies},
        people={each.email: each for each in people},
        by_id={each.id: each for each in people},
        taken=taken_addresses(session, {row.values["email"] for row in rows if row.values.get("email")}),
        choices=run.choices,
    )


def load_states(run: Run, people: Sequence[Person]) -> dict[UUID, bulk.PersonState]:
    """Return what is recorded of people (one statement for each 500)."""
    found = {}
    ordered = sorted({each.id for each in people})
    columns = select(User.id, User.name, User.profession, User.sex, User.agency_id)
    for start in range(0, len(ordered), CHUNK):
        for key, name, profession, sex, agency_id in run.session.execute(
            columns.where(User.id.in_(ordered[start : start + CHUNK]))
        ):
            found[key] = bulk.PersonState(name=name, profession=profession, sex=sex, agency_id=agency_id)
    return found


def recognise(rows: Sequence[ReadRow], known: Known) -> list[Decision | Recognised]:
    """Say whom each row means; a decision stands where that refuses it, or the person has to be asked."""
    fresh = [
        (row.line, row.values["name"])
        for row in rows
        if not row.problems and row.values["email"] not in known.people and row.values["email"] not in known.taken
    ]
    alike = likeness.find_alike(fresh, {key: each.name for key, each in known.by_id.items()})
    by_line = {row.line: row for row in rows}
    emails: dict[str, int] = {}
    found: list[Decision | Recognised] = []
    for row in rows:
        email = row.values.get("email", "")
        if row.problems:
            found.append(refused(row))
        elif email in emails:
            found.append(refused(row, Problem.of(EmailTwice(line=emails[email]), "email")))
        else:
            found.append(_recognise(row, known, alike.get(row.line, []), by_line))
        if email:
            emails.setdefault(email, row.line)
    return found


def _recognise(
    row: ReadRow, known: Known, alike: Sequence[tuple[UUID | None, int]], rows: Mapping[int, ReadRow]
) -> Decision | Recognised:
    agency = known.agencies.get(fold_word(row.values["agency"]))
    if agency is None:
        return refused(row, Problem.of(AgencyUnknown(text=row.values["agency"]), "agency"))
    person = known.people.get(row.values["email"])
    if person is None and row.values["email"] in known.taken:
        return refused(row, Problem.of(AddressUnusable(), "email"))
    candidates = tuple(_candidate(each, known, rows) for each in alike)
    if person is not None and not person.closed and not likeness.alike(person.name, row.values["name"]):
        candidates = (Candidate(str(person.id), person.name, person.agency_code),)
    if candidates:
        return _choose(Recognised(row, agency, person, candidates), known)
    return _open(Recognised(row, agency, person))


def _choose(found: Recognised, known: Known) -> Decision | Recognised:
    """The row names somebody like those: it does what the person said who that is, and nothing before."""
    choice = known.choices.get(str(found.row.line), "")
    chosen = next((each for each in found.candidates if each.key == choice), None)
    if chosen is not None and chosen.line:
        return refused(found.row, Problem.of(SaidToBeSame(line=chosen.line)))
    if chosen is not None:
        return _open(replace(found, person=known.by_id[UUID(chosen.key)]))
    # An address on record belongs to one person; somebody new has another.
    return found if choice == NEW and found.person is None else _ask(found.row, found.candidates)


def _open(found: Recognised) -> Decision | Recognised:
    if found.person is not None and found.person.closed:
        return refused(found.row, Problem.of(AccountClosed(person=found.person.name), "email"))
    return found


def _ask(row: ReadRow, candidates: tuple[Candidate, ...]) -> Decision:
    return Decision(
        number=row.number,
        line=row.line,
        label=row.label,
        action=Action.ASK,
        changes={},
        candidates=candidates,
        do={},
    )


def _candidate(like: tuple[UUID | None, int], known: Known, rows: Mapping[int, ReadRow]) -> Candidate:
    key, line = like
    if key is None:
        row = rows[line]
        return Candidate(f"{SAME_LINE}{line}", row.values["name"], row.values["email"], line)
    person = known.by_id[key]
    return Candidate(str(key), person.name, f"{person.email}, {person.agency_code}")
