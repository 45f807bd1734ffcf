"""The documents of a paper version: booklet, answer sheets, key, assessor's sheets."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from flask import current_app
from flask_babel import gettext as _

from app.assessments.models import ASSESSMENT_TITLES
from app.core.dates import write_date
from app.core.i18n import chain, pick, show_time, speaking
from app.core.pdf import Printed as Document
from app.core.pdf import print_pdf

from ..queries.sets import SetFacts, VariantFacts
from ..rules.printing import PrintKind
from .content import Printed
from .grid import grid_pages
from .keys import KeyLine

TEMPLATES = {
    PrintKind.BOOKLET: "booklet",
    PrintKind.SHEETS: "sheets",
    PrintKind.BLANK_SHEET: "sheets",
    PrintKind.KEY: "key",
    PrintKind.CHECKLIST: "checklist",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a sheet is printed for; a blank one is for nobody yet."""

    variant: VariantFacts
    code: str = ""
    name: str = ""
    address: str = ""
    large: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed of which variant."""

    kind: PrintKind
    language: str
    large: bool = False
    variant: VariantFacts | None = None


def draw_booklet(paper: SetFacts, order: Order, questions: Sequence[Printed]) -> Document:
    """Print the questions of a variant.

    Raises:
        MissingGlyph: a text has a character that can't be printed.

    """
    return _print(paper, order, questions=questions, honour=_honour(paper, order.language))


def draw_sheets(paper: SetFacts, order: Order, holders: Sequence[Holder]) -> Document:
    """Print answer sheets, each on pages of its own.

    Raises:
        MissingGlyph: a name has a character that can't be printed.

    """
    with speaking(order.language):
        note = str(_("in the booklet"))
    sheets = [
        (each, grid_pages(each.variant.paper.questions, note, large=each.large), qr(each.address)) for each in holders
    ]
    return _print(paper, order, sheets=sheets, honour=_honour(paper, order.language))


def draw_key(paper: SetFacts, order: Order, lines: Sequence[KeyLine], total: float) -> Document:
    """Print what is right in a variant, for those who mark.

    Raises:
        MissingGlyph: a text has a character that can't be printed.

    """
    return _print(paper, order, lines=lines, total=total)


def draw_checklists(paper: SetFacts, order: Order, holders: Sequence[tuple[Holder, Sequence[Printed]]]) -> Document:
    """Print the sheets on which an assessor ticks what is observed.

    Raises:
        MissingGlyph: a text has a character that can't be printed.

    """
    return _print(paper, order, sheets=[(each, qr(each.address), questions) for each, questions in holders])


def qr(address: str) -> str:
    """Return a QR code as a picture; none for a blank sheet."""
    if not address:
        return ""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", scale=4, border=0)
    return f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}"


def _print(paper: SetFacts, order: Order, **content: Any) -> Document:  # noqa: ANN401 -- what the template shows
    template = current_app.jinja_env.get_template(f"assessments/booklets/pdf/{TEMPLATES[order.kind]}.html")
    with speaking(order.language):
        html = template.render(paper=paper, order=order, **_facts(paper, order), **content)
    return print_pdf(html, made_at=paper.made_at)


def _facts(paper: SetFacts, order: Order) -> dict[str, Any]:
    sitting, language = paper.sitting, order.language
    name = str(_(ASSESSMENT_TITLES[sitting.kind]))
    if sitting.module_titles:
        name = f"{name}: {pick(sitting.module_titles, language)}"
    zone = sitting.time_zone
    return {
        "language": language,
        "name": name,
        "course": pick(sitting.course_titles, language),
        "centre": pick(sitting.centre_names, language),
        "day": write_date(_day(sitting.opens_at, zone), language),
        "hours": f"{show_time(sitting.opens_at, zone)}–{show_time(sitting.closes_at, zone)}",
        "minutes": paper.blueprint.minutes,
        "letter": order.variant.letter if order.variant else "",
        "size": 15 if order.large else 10.5,
    }


def _day(moment: datetime, zone: str) -> Any:  # noqa: ANN401 -- a date
    return moment.astimezone(ZoneInfo(zone)).date()


def _honour(paper: SetFacts, language: str) -> str:
    texts = paper.blueprint.honour
    return next((texts[code] for code in chain(language) if texts.get(code)), next(iter(texts.values()), ""))
