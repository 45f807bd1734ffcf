"""A list of people: known by their addresses; who is like somebody known is a question to the one who imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import (
    COUNTRY_ZONES,
    Agency,
    AgencyMembership,
    Invitation,
    Profession,
    RoleAssignment,
    Sex,
    User,
)
from app.accounts.permissions import country_path, people_scopes
from app.accounts.queries import list_agencies, visible_people
from app.accounts.rules.names import read_email, read_name
from app.accounts.services import PersonDetails, bulk
from app.core import events
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor

from ....rules import likeness
from ....rules.people_file import AccountClosed, AgencyUnknown, EmailTwice
from ....rules.people_words import fold_word
from ...events import PeopleImported
from ...models import ImportChange
from ...rules.cells import RowReader, read_text
from ...rules.columns import Field
from ...rules.decisions import (
    Action,
    Candidate,
    ChangedMeanwhile,
    Decision,
    ImportKind,
    Problem,
    ReadRow,
    SaidToBeSame,
    decided,
    refused,
)
from ...rules.words import Words
from ..dependants import ChangedSince, GoneSince, UsedSince, used
from ..matching import Person, people_in_reach, taken_addresses
from .base import Done, Run

NEW = "new"
SAME_LINE = "line-"
OWN_TABLES = frozenset(each.__tablename__ for each in (AgencyMembership, RoleAssignment, Invitation))


class AddressUnusable(RuleViolation):
    """The address belongs to somebody out of reach; that there is somebody is not said."""

    code = "import-address-unusable"
    message = N_("This address can't be used here.")


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record that decides on rows."""

    agencies: Mapping[str, Agency]
    codes: Mapping[UUID, str]
    people: Mapping[str, Person]
    by_id: Mapping[UUID, Person]
    states: Mapping[UUID, bulk.PersonState]
    taken: set[str]
    choices: Mapping[str, str]


class People:
    """People by their addresses."""

    key = ImportKind.PEOPLE
    most_rows = 5_000
    batch = 500
    fields = (
        Field("name", N_("Full name"), True, ("person", "participant", "фио", "ному насаб", "ном ва насаб")),
        Field("email", N_("E-mail address"), True, ("e-mail", "mail", "почта", "почтаи электронӣ")),
        Field("agency", N_("Agency code"), True, ("agency", "ведомство", "мақомот", "идора", "ташкилот")),
        Field("profession", N_("Profession"), True, ("occupation", "профессия", "касб")),
        Field("sex", N_("Sex"), False, ("gender", "пол", "ҷинс")),
        Field("language", N_("Language"), False, ("lang", "язык", "забон")),
    )

    def read(self, line: int, texts: Mapping[str, str], words: Words) -> ReadRow:
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

    def decide(self, run: Run, rows: Sequence[ReadRow]) -> list[Decision]:
        """Decide on rows (a fixed number of statements for each 500)."""
        known = _load(run, rows)
        fresh = [
            (row.line, row.values["name"])
            for row in rows
            if not row.problems and row.values["email"] not in known.people and row.values["email"] not in known.taken
        ]
        alike = likeness.find_alike(fresh, {key: each.name for key, each in known.by_id.items()})
        labels = {row.line: row for row in rows}
        emails: dict[str, int] = {}
        decisions = []
        for row in rows:
            email = row.values.get("email", "")
            if row.problems:
                decisions.append(refused(row))
            elif email in emails:
                decisions.append(refused(row, Problem.of(EmailTwice(line=emails[email]), "email")))
            else:
                decisions.append(_decide(row, known, alike.get(row.line, []), labels))
            if email:
                emails.setdefault(email, row.line)
        return decisions

    def carry_out(self, run: Run, decisions: Sequence[Decision]) -> tuple[list[Done], dict[int, Problem]]:
        """Record and correct people."""
        new: dict[UUID, PersonDetails] = {}
        done = []
        # An address may have been taken since, by somebody else or by an earlier part of the same file.
        taken = taken_addresses(run.session, [each.do["email"] for each in decisions if not each.thing])
        failed: dict[int, Problem] = {}
        for each in (each for each in decisions if not each.thing):
            if each.do["email"] in taken:
                failed[each.line] = Problem.of(ChangedMeanwhile(), "email")
                continue
            key = new_id()
            new[key] = PersonDetails(
                name=each.do["name"],
                email=each.do["email"],
                agency_id=UUID(each.do["agency_id"]),
                profession=Profession(each.do["profession"]),
                language=each.do["language"],
                time_zone=each.do["time_zone"],
                sex=Sex(each.do["sex"]) if each.do["sex"] else None,
            )
            done.append(Done(line=each.line, label=each.label, created=True, thing_id=key))
        bulk.add_people(run.session, actor=run.actor, people=new, at=run.at)
        changed = {UUID(each.thing): each for each in decisions if each.thing}
        wanted = {key: _state(each.do["after"]) for key, each in changed.items()}
        bulk.change_people(run.session, actor=run.actor, changes=wanted, at=run.at)
        for key, each in changed.items():
            done.append(
                Done(
                    line=each.line,
                    label=each.label,
                    created=False,
                    thing_id=key,
                    before=each.do["before"],
                    after=each.do["after"],
                )
            )
        if new:
            events.publish(PeopleImported(run.import_id, tuple(new), run.actor.id, run.at), run.session)
        return done, failed

    def take_back(self, run: Run, changes: Sequence[ImportChange]) -> dict[UUID, Problem]:
        """Remove people about whom nothing else is on record, put back what was corrected."""
        stays: dict[UUID, Problem] = {}
        ids = {each.thing_id for each in changes}
        stored = {each.id: each for each in run.session.scalars(select(User).where(User.id.in_(ids)))}
        created = {each.thing_id: each for each in changes if each.created}
        in_use = used(run.session, _TABLE, created, apart_from=OWN_TABLES) | _busy(run.session, created)
        for key, each in created.items():
            if key not in stored:
                stays[each.id] = Problem.of(GoneSince())
            elif key in in_use or stored[key].password_hash is not None:
                stays[each.id] = Problem.of(UsedSince())
        gone = [key for key, each in created.items() if each.id not in stays]
        bulk.remove_people(run.session, actor=run.actor, user_ids=gone, at=run.at)
        back = {}
        for each in (each for each in changes if not each.created):
            user = stored.get(each.thing_id)
            if user is None or _json(_of(user)) != dict(each.after):
                stays[each.id] = Problem.of(ChangedSince())
            else:
                back[each.thing_id] = _state(each.before)
        bulk.change_people(run.session, actor=run.actor, changes=back, at=run.at)
        return stays

    def write(self, session: Session, actor: Actor) -> Iterator[Mapping[str, object]]:
        """Return the people whom one may see, without those whose accounts are closed."""
        if not people_scopes(actor):
            return
        found = session.execute(
            visible_people(actor)
            .with_only_columns(User.name, User.email, Agency.code, User.profession, User.sex, User.language)
            .where(User.deactivated_at.is_(None))
            .order_by(User.name, User.id)
            .execution_options(yield_per=500)
        )
        for name, email, code, profession, sex, language in found:
            yield {
                "name": name,
                "email": email,
                "agency": code,
                "profession": profession.value,
                "sex": sex.value if sex else "",
                "language": language,
            }


_TABLE: Any = User.__table__


def _load(run: Run, rows: Sequence[ReadRow]) -> Known:
    session, actor = run.session, run.actor
    scopes = tuple({country_path(scope) for scope in people_scopes(actor)})
    agencies = list_agencies(session, scopes)
    people = people_in_reach(session, actor)
    emails = {row.values["email"] for row in rows if row.values.get("email")}
    by_id = {each.id: each for each in people}
    meant = {each.id for each in people if each.email in emails}
    meant |= {key for key in map(_uuid, run.choices.values()) if key and key in by_id}
    states = {}
    ordered = sorted(meant)
    for start in range(0, len(ordered), 500):
        found = session.execute(
            select(User.id, User.name, User.profession, User.sex, User.agency_id).where(
                User.id.in_(ordered[start : start + 500])
            )
        )
        for key, name, profession, sex, agency_id in found:
            states[key] = bulk.PersonState(name=name, profession=profession, sex=sex, agency_id=agency_id)
    return Known(
        agencies={fold_word(each.code): each for each in agencies},
        codes={each.id: each.code for each in agencies},
        people={each.email: each for each in people},
        by_id=by_id,
        states=states,
        taken=taken_addresses(session, emails),
        choices=run.choices,
    )


def _decide(
    row: ReadRow, known: Known, alike: Sequence[tuple[UUID | None, int]], rows: Mapping[int, ReadRow]
) -> Decision:
    agency = known.agencies.get(fold_word(row.values["agency"]))
    if agency is None:
        return refused(row, Problem.of(AgencyUnknown(text=row.values["agency"]), "agency"))
    person = known.people.get(row.values["email"])
    if person is None and row.values["email"] in known.taken:
        return refused(row, Problem.of(AddressUnusable(), "email"))
    if person is None and alike:
        return _decide_alike(row, agency, known, tuple(_candidate(each, known, rows) for each in alike))
    if person is not None and not likeness.alike(person.name, row.values["name"]):
        candidate = Candidate(str(person.id), person.name, person.agency_code)
        if known.choices.get(str(row.line), "") != candidate.key:
            return _ask(row, (candidate,))
    return _take(row, person, agency, known)


def _decide_alike(row: ReadRow, agency: Agency, known: Known, candidates: tuple[Candidate, ...]) -> Decision:
    """Somebody like this is known or stands in the file: the row does what the person said who that is."""
    choice = known.choices.get(str(row.line), "")
    chosen = next((each for each in candidates if each.key == choice), None)
    if chosen is not None and chosen.line:
        return refused(row, Problem.of(SaidToBeSame(line=chosen.line)))
    if chosen is None and choice != NEW:
        return _ask(row, candidates)
    person = known.by_id[UUID(chosen.key)] if chosen else None
    return replace(_take(row, person, agency, known), candidates=candidates)


def _take(row: ReadRow, person: Person | None, agency: Agency, known: Known) -> Decision:
    values = row.values
    if person is None:
        do = {
            **values,
            "agency_id": str(agency.id),
            "sex": values.get("sex", ""),
            "language": values.get("language") or "ru",
            "time_zone": COUNTRY_ZONES.get(agency.country, "Asia/Dushanbe"),
        }
        return decided(row, do=do)
    if person.closed:
        return refused(row, Problem.of(AccountClosed(person=person.name), "email"))
    before = known.states[person.id]
    same_name = " ".join(before.name.split()) == values["name"]
    after = bulk.PersonState(
        name=before.name if same_name else values["name"],
        profession=Profession(values["profession"]),
        sex=Sex(values["sex"]) if values.get("sex") else before.sex,
        agency_id=agency.id,
    )
    changes: dict[str, tuple[Any, Any]] = {
        "name": (before.name, after.name),
        "profession": (before.profession.value, after.profession.value),
        "sex": (before.sex.value if before.sex else "", after.sex.value if after.sex else ""),
        "agency": (person.agency_code, agency.code),
    }
    return decided(row, thing=str(person.id), changes=changes, do={"before": _json(before), "after": _json(after)})


def _ask(row: ReadRow, candidates: tuple[Candidate, ...]) -> Decision:
    return Decision(line=row.line, label=row.label, action=Action.ASK, changes={}, candidates=candidates, do={})


def _candidate(like: tuple[UUID | None, int], known: Known, rows: Mapping[int, ReadRow]) -> Candidate:
    key, line = like
    if key is None:
        row = rows[line]
        return Candidate(f"{SAME_LINE}{line}", row.values["name"], row.values["email"], line)
    person = known.by_id[key]
    return Candidate(str(key), person.name, f"{person.email}, {person.agency_code}")


def _busy(session: Session, ids: Mapping[UUID, object]) -> set[UUID]:
    """Return who was given a role besides the first, or moved since: later acts, though in tables of the person."""
    found: set[UUID] = set()
    for table in (AgencyMembership, RoleAssignment):
        seen: set[UUID] = set()
        for key in session.scalars(select(table.user_id).where(table.user_id.in_(ids))):
            found |= {key} & seen
            seen.add(key)
    return found


def _of(user: User) -> bulk.PersonState:
    return bulk.PersonState(name=user.name, profession=user.profession, sex=user.sex, agency_id=user.agency_id)


def _json(state: bulk.PersonState) -> dict[str, str]:
    return {
        "name": state.name,
        "profession": state.profession.value,
        "sex": state.sex.value if state.sex else "",
        "agency_id": str(state.agency_id),
    }


def _state(stored: Mapping[str, Any]) -> bulk.PersonState:
    return bulk.PersonState(
        name=stored["name"],
        profession=Profession(stored["profession"]),
        sex=Sex(stored["sex"]) if stored["sex"] else None,
        agency_id=UUID(stored["agency_id"]),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
