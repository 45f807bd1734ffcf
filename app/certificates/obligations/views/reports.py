"""Hours owed of an agency's people: counts, who is behind, and the same as a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response as FlaskResponse
from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.models import PROFESSION_TITLES, Agency, Role
from app.accounts.permissions import people_scopes
from app.accounts.queries import list_agencies
from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.errors import Missing
from app.core.i18n import current_language, pick
from app.core.policy import Actor
from app.core.ports import ports
from app.core.tables import Column, CsvLayout, Kind, Layout, Receipt, stream
from app.core.workbook import XlsxLayout
from app.training.forms import read_key
from app.training.views.words import on_record

from ..permissions import ObligationPermission
from ..queries.hours import Balance, balances, counts, people_within
from ..rules.hours import STANDING_TITLES, Standing
from .routes import MINUTES, STANDING_BADGES, TEMPLATES, Page, blueprint, hours, today_for

# An auditor reads numbers: fewer people than this in an agency would be a person.
FEWEST = 5
MOST_NAMES = 500
YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RollUp:
    """What was asked, and what was found. Without `named`, small agencies and the total beside them are hidden."""

    agencies: list[Agency]
    chosen: Agency | None
    day: date
    found: list[Balance]
    named: bool

    @property
    def rows(self) -> list[tuple[Agency, dict[str, int] | None]]:
        """Each agency that has people who owe, in the order of the tree, with how many stand how."""
        table = counts(self.found, self.day)
        shown = [(each, dict(table[each.id])) for each in self.agencies if table.get(each.id)]
        return [(each, row if self.named or sum(row.values()) >= FEWEST else None) for each, row in shown]

    @property
    def total(self) -> dict[str, int] | None:
        """The sum; hidden where it would tell of a hidden agency."""
        rows = [row for _agency, row in self.rows]
        if any(row is None for row in rows):
            return None
        total: dict[str, int] = defaultdict(int)
        for row in rows:
            for standing, number in (row or {}).items():
                total[standing] += number
        return total


@blueprint.get("/reports/hours")
@requires(ObligationPermission.SEE_ROLL_UP)
def roll_up() -> Page:
    """Show how many people of each agency are in order, on track, behind or exempt, and who is behind."""
    actor = current_actor()
    wanted = request.args.get("standing", "")
    with on_record(actor, "certificates:hours:roll_up", ("report", "hours"), agency=_asked()) as session:
        answer = _answer(session, actor)
        people = _people(answer, wanted) if answer.named and (answer.chosen or wanted) else []
        return render_template(
            f"{TEMPLATES}/roll_up.html",
            answer=answer,
            rows=answer.rows,
            total=answer.total,
            people=people[:MOST_NAMES],
            more=max(0, len(people) - MOST_NAMES),
            asked=bool(answer.chosen or wanted),
            wanted=wanted,
            this_year=today_for(actor).year,
            standings=list(Standing),
            titles=STANDING_TITLES,
            badges=STANDING_BADGES,
            professions=PROFESSION_TITLES,
            hours=hours,
            arguments={key: value for key, value in request.args.items() if value},
        )


@blueprint.get("/reports/hours.<any(csv, xlsx):extension>")
@requires(ObligationPermission.SEE_ROLL_UP)
def export(extension: str) -> Page:
    """Send it as a file: a row for each person, for auditors a row for each agency."""
    actor, receipt = current_actor(), Receipt()
    layout: Layout = CsvLayout() if extension == "csv" else XlsxLayout(_("Hours owed"))
    with transaction() as session:
        answer = _answer(session, actor)
        columns, lines = _named_table(answer) if answer.named else _counted_table(answer)
        content = b"".join(stream(layout, columns, lines, receipt))
        audit.record(
            session,
            actor=actor,
            action="certificates:hours:export",
            subject=("report", "hours"),
            at=ports().clock.now(),
            agency=_asked(),
            format=extension,
            rows=receipt.rows,
            bytes=receipt.size,
            sha256=receipt.sha256,
        )
    return FlaskResponse(
        content,
        content_type=layout.media_type,
        headers={"Content-Disposition": f'attachment; filename="hours-{answer.day:%Y-%m-%d}.{extension}"'},
    )


def _asked() -> str:
    return request.args.get("agency", "")


def _answer(session: Session, actor: Actor) -> RollUp:
    """Read what was asked, within what the person may read (nine statements)."""
    named = bool(people_scopes(actor))
    scopes = people_scopes(actor) if named else actor.scopes(Role.AUDITOR)
    agencies = list_agencies(session, scopes)
    key = read_key(_asked())
    chosen = next((each for each in agencies if each.id == key), None)
    if key is not None and chosen is None:
        raise Missing
    today = today_for(actor)
    year = request.args.get("year", "")
    day = min(today, date(int(year), 12, 31)) if YEAR.fullmatch(year) else today
    found = balances(session, people_within(scopes, chosen.path if chosen else ""), today)
    return RollUp(agencies, chosen, day, found, named)


def _people(answer: RollUp, wanted: str) -> list[Balance]:
    """Return who stands so, those to whom most is missing first."""
    shown = []
    for each in answer.found:
        period = each.around(answer.day)
        if period is not None and wanted in ("", period.standing.value):
            shown.append((-period.missing, each.person.name, each))
    return [each for _missing, _name, each in sorted(shown, key=lambda row: row[:2])]


Table = tuple[list[Column], Iterator[Sequence[object]]]


def _named_table(answer: RollUp) -> Table:
    language = current_language()
    columns = [
        Column(_("Name"), Kind.TEXT, 32),
        Column(_("Agency"), Kind.TEXT, 40),
        Column(_("Profession"), Kind.TEXT, 20),
        Column(_("From"), Kind.DATE),
        Column(_("To"), Kind.DATE),
        Column(_("Hours owed"), Kind.NUMBER),
        Column(_("Brought from the year before"), Kind.NUMBER),
        Column(_("Hours done"), Kind.NUMBER),
        Column(_("Of these face to face"), Kind.NUMBER),
        Column(_("Hours missing"), Kind.NUMBER),
        Column(_("State"), Kind.TEXT),
    ]

    def lines() -> Iterator[Sequence[object]]:
        for each in _people(answer, ""):
            period = each.around(answer.day)
            assert period is not None
            minutes = (period.owed, period.brought, period.done, period.done_face_to_face, period.missing)
            yield [
                each.person.name,
                pick(each.person.agency_names, language),
                _(PROFESSION_TITLES[each.person.profession]),
                period.first,
                period.last,
                *(round(value / MINUTES, 2) for value in minutes),
                _(STANDING_TITLES[period.standing]),
            ]

    return columns, lines()


def _counted_table(answer: RollUp) -> Table:
    language = current_language()
    columns = [Column(_("Agency"), Kind.TEXT, 40), Column(_("People"), Kind.NUMBER)]
    columns += [Column(_(STANDING_TITLES[each]), Kind.NUMBER) for each in Standing]
    columns.append(Column(_("Note"), Kind.TEXT, 30))

    def lines() -> Iterator[Sequence[object]]:
        for agency, row in answer.rows:
            name = pick(agency.names, language)
            if row is None:
                yield [name, None, *(None for _each in Standing), _("Hidden: fewer than 5 people")]
            else:
                yield [name, sum(row.values()), *(row.get(each.value, 0) for each in Standing), ""]

    return columns, lines()
