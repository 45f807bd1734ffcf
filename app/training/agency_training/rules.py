"""Training that an agency held itself: which states it goes through, what it must hold, and how hours are counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.accounts.rules.names import ValueMissing, read_email, read_name
from app.core.errors import N_, RuleViolation
from app.core.tables_in import read_table

from ..rules.people_words import PROFESSIONS, TITLES, fold_word

MINUTES = 60
MOST_MINUTES_A_DAY = 12 * MINUTES
MOST_PEOPLE = 500
MOST_FILES = 10
LONGEST_REASON = 500
HOURS_TITLES = frozenset(fold_word(word) for word in ("hours", "часы", "часов", "соат", "соатҳо"))
PASTED = ("name", "email", "profession", "hours")


class State(StrEnum):
    """Where a training stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ANNULLED = "annulled"


class Act(StrEnum):
    """What somebody does with it."""

    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ANNUL = "annul"


class EvidenceKind(StrEnum):
    """What a file shows."""

    PROGRAMME = "programme"
    SIGNED_SHEET = "signed_sheet"
    OTHER = "other"


STATE_TITLES = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("Submitted"),
    State.RETURNED: N_("Returned"),
    State.ACCEPTED: N_("Accepted"),
    State.REFUSED: N_("Refused"),
    State.ANNULLED: N_("Annulled"),
}
ACT_TITLES = {
    Act.SUBMIT: N_("Submitted"),
    Act.RETURN: N_("Returned"),
    Act.ACCEPT: N_("Accepted"),
    Act.REFUSE: N_("Refused"),
    Act.ANNUL: N_("Annulled"),
}
EVIDENCE_TITLES = {
    EvidenceKind.PROGRAMME: N_("Programme"),
    EvidenceKind.SIGNED_SHEET: N_("Signed sheet of participants"),
    EvidenceKind.OTHER: N_("Other paper"),
}
STEPS = {
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Act.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Act.RETURN): State.RETURNED,
    (State.SUBMITTED, Act.ACCEPT): State.ACCEPTED,
    (State.SUBMITTED, Act.REFUSE): State.REFUSED,
    (State.ACCEPTED, Act.ANNUL): State.ANNULLED,
}
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
NEED_REASON = frozenset({Act.RETURN, Act.REFUSE, Act.ANNUL})


class StepImpossible(RuleViolation):
    """The training stands elsewhere by now."""

    code = "agency-training-step"
    message = N_("This can't be done any more: the training was changed in the meantime.")


class NotEditable(RuleViolation):
    """What was submitted stays as it is."""

    code = "agency-training-not-editable"
    message = N_("What was submitted can't be changed, unless the centre returns it.")


class ProgrammeMissing(RuleViolation):
    """Nobody can tell what was taught."""

    code = "agency-training-programme"
    message = N_("Say what was taught: the programme is missing.")


class ModulesMissing(RuleViolation):
    """The topics are not mapped."""

    code = "agency-training-modules"
    message = N_("Choose at least one module to which the topics belong.")


class TrainerMissing(RuleViolation):
    """Nobody taught."""

    code = "agency-training-trainer"
    message = N_("Name at least one trainer.")


class RosterMissing(RuleViolation):
    """Nobody was there."""

    code = "agency-training-roster"
    message = N_("Add the people who took part.")


class EvidenceMissing(RuleViolation):
    """Nothing shows that people were there."""

    code = "agency-training-evidence"
    message = N_("Attach the sheet that the participants signed.")


class NotHeldYet(RuleViolation):
    """It lies in the future."""

    code = "agency-training-future"
    message = N_("The training is not over yet. Submit it after the last day.")


class DaysInDisorder(RuleViolation):
    """It ends before it begins."""

    code = "agency-training-days"
    message = N_("The last day lies before the first.")


class HoursUnreadable(RuleViolation):
    """Not a number of hours."""

    code = "agency-training-hours"
    message = N_("“%(text)s” is not a number of hours, such as 6 or 7.5.")


class TooManyHours(RuleViolation):
    """More than fits into the days."""

    code = "agency-training-too-many-hours"
    message = N_("%(hours)s hours do not fit into %(days)s days.")


class MoreThanHeld(RuleViolation):
    """Somebody has more hours than the training had."""

    code = "agency-training-more-than-held"
    message = N_("%(person)s can't have more than the %(hours)s hours of the training.")


class MoreThanClaimed(RuleViolation):
    """The centre would credit more than the agency asks for."""

    code = "agency-training-more-than-claimed"
    message = N_("%(person)s can't be credited with more than the %(hours)s hours that the agency stated.")


class NothingAccepted(RuleViolation):
    """Accepting nothing is refusing."""

    code = "agency-training-nothing"
    message = N_("Nobody would be credited with anything. Refuse the training instead, and say why.")


class ReasonNeeded(RuleViolation):
    """People must be able to learn why."""

    code = "agency-training-reason"
    message = N_("Say why: the agency will read it.")


class PersonTwice(RuleViolation):
    """Two rows name the same person."""

    code = "agency-training-twice"
    message = N_("%(person)s stands in the list already.")


class PersonElsewhere(RuleViolation):
    """The address belongs to somebody of another agency."""

    code = "agency-training-elsewhere"
    message = N_("“%(email)s” belongs to somebody who is not of your agency.")


class ProfessionUnknown(RuleViolation):
    """Not one of the professions."""

    code = "agency-training-profession"
    message = N_("“%(text)s” is not a profession that is known here.")


class TooManyPeople(RuleViolation):
    """More than one training has."""

    code = "agency-training-too-many-people"
    message = N_("A training has at most %(people)s people. Split it.")


class TooManyFiles(RuleViolation):
    """More than anybody would read."""

    code = "agency-training-too-many-files"
    message = N_("At most %(files)s files are kept with a training.")


class RosterRefused(RuleViolation):
    """Some rows can't be read; nothing was added."""

    code = "agency-training-rows"
    message = N_("Nothing was added. Mend these lines and send the list again.")

    def __init__(self, problems: Sequence[tuple[int, RuleViolation]]) -> None:
        super().__init__()
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What decides on whether a training can be submitted."""

    programme: str
    modules: int
    trainers: int
    starts_on: date
    ends_on: date
    minutes: int
    evidence: frozenset[EvidenceKind]
    claimed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person of a pasted or uploaded list; without hours, those of the training."""

    line: int
    name: str
    email: str
    profession: str
    minutes: int | None


def fold(acts: Iterable[Act]) -> State:
    """Return where a training stands after these acts, earliest first."""
    state = State.DRAFT
    for act in acts:
        state = STEPS[state, act]
    return state


def check_step(state: State, act: Act, reason: str = "") -> State:
    """Return the state after an act.

    Raises:
        StepImpossible, ReasonNeeded: as named.

    """
    if (state, act) not in STEPS:
        raise StepImpossible
    if act in NEED_REASON and not reason.strip():
        raise ReasonNeeded
    return STEPS[state, act]


def missing(dossier: Dossier, today: date) -> list[RuleViolation]:
    """Return everything that keeps a training from being submitted, in the order of the form."""
    found: list[RuleViolation] = []
    if not dossier.programme.strip():
        found.append(ProgrammeMissing())
    if not dossier.modules:
        found.append(ModulesMissing())
    if not dossier.trainers:
        found.append(TrainerMissing())
    if dossier.ends_on >= today:
        found.append(NotHeldYet())
    if not dossier.claimed:
        found.append(RosterMissing())
    found += [
        MoreThanHeld(person=person, hours=write_hours(dossier.minutes))
        for person, minutes in dossier.claimed.items()
        if minutes > dossier.minutes
    ]
    if EvidenceKind.SIGNED_SHEET not in dossier.evidence:
        found.append(EvidenceMissing())
    return found


def check_days(starts_on: date, ends_on: date, minutes: int) -> None:
    """Refuse days in disorder, and more hours than fit into them.

    Raises:
        DaysInDisorder, TooManyHours: as named.

    """
    if ends_on < starts_on:
        raise DaysInDisorder
    days = (ends_on - starts_on).days + 1
    if minutes > days * MOST_MINUTES_A_DAY:
        raise TooManyHours(hours=write_hours(minutes), days=days)


def check_credit(
    claimed: Mapping[UUID, int], accepted: Mapping[UUID, int], names: Mapping[UUID, str], reason: str
) -> None:
    """Refuse credit beyond what was claimed, none at all, and less without a reason.

    Raises:
        MoreThanClaimed, NothingAccepted, ReasonNeeded: as named.

    """
    for key, minutes in accepted.items():
        if minutes > claimed[key]:
            raise MoreThanClaimed(person=names[key], hours=write_hours(claimed[key]))
    if not any(accepted.values()):
        raise NothingAccepted
    if any(accepted.get(key, 0) < minutes for key, minutes in claimed.items()) and not reason.strip():
        raise ReasonNeeded


def read_hours(text: str) -> int:
    """Return the minutes of a number of hours as people type it: 6, 7.5 or 7,5.

    Raises:
        HoursUnreadable: it is none, or not a whole number of minutes.

    """
    try:
        hours = Decimal(text.strip().replace(",", "."))
        minutes = hours * MINUTES
        whole = int(minutes)
    except (InvalidOperation, ValueError, OverflowError):
        raise HoursUnreadable(text=text[:40]) from None
    if whole != minutes or not 0 <= whole <= 1000 * MINUTES:
        raise HoursUnreadable(text=text[:40])
    return whole


def write_hours(minutes: int) -> str:
    """Write minutes as hours, so that `read_hours` reads the same."""
    hours = (Decimal(minutes) / MINUTES).quantize(Decimal("0.0001")).normalize()
    return f"{hours:f}"


def read_roster(file_name: str, content: bytes) -> list[RosterRow]:
    """Read a list of people: name, address, profession and, where they differ, hours.

    Columns are known by their titles; a pasted list without titles has them in that order.

    Raises:
        RuleViolation: the file is not read.
        RosterRefused: these lines can't be read; it carries each.

    """
    table = read_table(file_name, content)
    places = _columns(table.titles)
    rows = [(row.line, row.cells) for row in table.rows]
    if len(rows) > MOST_PEOPLE:
        raise TooManyPeople(people=MOST_PEOPLE)
    found, problems = [], []
    for line, cells in rows:
        try:
            found.append(_read_row(line, {name: cells[at] for name, at in places.items() if at < len(cells)}))
        except RuleViolation as violation:
            problems.append((line, violation))
    if problems:
        raise RosterRefused(problems)
    return found


def with_titles(pasted: str) -> bytes:
    """Put titles above a pasted list that has none."""
    first = next((line for line in pasted.splitlines() if line.strip()), "")
    sign = next((each for each in ("\t", ";", ",") if each in first), ";")
    titles = f"{sign.join(PASTED)}\n" if "@" in first else ""
    return f"{titles}{pasted}\n".encode()


def _columns(titles: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, title in enumerate(titles):
        word = fold_word(title)
        column = "hours" if word in HOURS_TITLES else TITLES.get(word)
        if column in PASTED and column not in found:
            found[column] = place
    return found or {name: place for place, name in enumerate(PASTED)}


def _read_row(line: int, cells: Mapping[str, str]) -> RosterRow:
    stated = cells.get("profession", "").strip()
    profession = PROFESSIONS.get(fold_word(stated), "")
    if stated and not profession:
        raise ProfessionUnknown(text=stated[:80])
    email = cells.get("email", "").strip()
    if not email:
        raise ValueMissing
    hours = cells.get("hours", "").strip()
    return RosterRow(
        line,
        read_name(cells.get("name", "").strip()),
        read_email(email).lower(),
        profession,
        read_hours(hours) if hours else None,
    )


def trainers_json(trainers: Iterable[tuple[str, str, UUID | None]]) -> list[Any]:
    """Return trainers as they are stored: name, qualification, and the account where there is one."""
    return [
        {"name": name.strip(), "qualification": qualification.strip(), "user_id": str(key) if key else None}
        for name, qualification, key in trainers
        if name.strip()
    ]


def repeated(emails: Collection[str]) -> set[str]:
    """Return the addresses that stand more than once."""
    seen: set[str] = set()
    return {each for each in emails if each in seen or seen.add(each)}  # type: ignore[func-returns-value]
