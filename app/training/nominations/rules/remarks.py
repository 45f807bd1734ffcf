"""What the centre and the agency should know about a nominated person. Nothing here forbids: people decide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import N_

from ...rules.scheduling import Span


class RemarkKind(StrEnum):
    """What there is to know."""

    CLOSED = "closed"
    PROFESSION = "profession"
    PREREQUISITE = "prerequisite"
    CERTIFIED = "certified"
    TRAINED = "trained"
    CLASH = "clash"
    NO_SHOW = "no_show"


REMARK_TEXTS = {
    RemarkKind.CLOSED: N_("The account is closed."),
    RemarkKind.PROFESSION: N_("The course is not meant for this profession."),
    RemarkKind.PREREQUISITE: N_("Has not done before: %(what)s."),
    RemarkKind.CERTIFIED: N_("Holds a certificate of this course, of %(day)s."),
    RemarkKind.TRAINED: N_("Took this course in %(what)s, which ended on %(day)s."),
    RemarkKind.CLASH: N_("Has another session then: “%(what)s”, %(when)s."),
    RemarkKind.NO_SHOW: N_("Was accepted before and did not come: %(what)s."),
}
MONTHS_BETWEEN = 24


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know, with its facts."""

    kind: RemarkKind
    what: str = ""
    day: date | None = None
    when: Span | None = None


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """What is on record of a person, as far as a nomination asks."""

    closed: bool = False
    done: frozenset[str] = frozenset()
    trained: tuple[tuple[str, date], ...] = ()
    certified: tuple[date, ...] = ()
    clash: tuple[str, Span] | None = None
    missed: tuple[str, ...] = ()


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; the last of a shorter month where the day is not there."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    last = [31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return date(year, month + 1, min(day.day, last[month]))


def remarks_on(
    history: PersonHistory,
    *,
    profession: str,
    audience: Collection[str],
    prerequisites: Collection[tuple[str, str]],
    starts_on: date,
) -> tuple[Remark, ...]:
    """Return what there is to know, the gravest first; prerequisites are keys with their titles."""
    found: list[Remark] = []
    if history.closed:
        found.append(Remark(RemarkKind.CLOSED))
    if audience and profession not in audience:
        found.append(Remark(RemarkKind.PROFESSION))
    lacking = [title for key, title in prerequisites if key not in history.done]
    if lacking:
        found.append(Remark(RemarkKind.PREREQUISITE, ", ".join(lacking)))
    found += [Remark(RemarkKind.CERTIFIED, day=day) for day in history.certified]
    since = months_before(starts_on, MONTHS_BETWEEN)
    found += [Remark(RemarkKind.TRAINED, title, day) for title, day in history.trained if day >= since]
    if history.clash:
        found.append(Remark(RemarkKind.CLASH, history.clash[0], when=history.clash[1]))
    if history.missed:
        found.append(Remark(RemarkKind.NO_SHOW, ", ".join(history.missed)))
    return tuple(found)
