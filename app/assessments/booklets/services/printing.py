"""Printing a document of a paper version: made once, kept, and given again byte for byte; each printing on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.queries.banks import questions_of
from app.core import audit
from app.core.pdf import Printed as Document
from app.core.policy import Actor, require
from app.core.storage import Storage

from ..drawing.content import printed_questions
from ..drawing.documents import Holder, Order, draw_booklet, draw_checklists, draw_key, draw_sheets
from ..drawing.keys import key_line
from ..models import BookletPrinting
from ..permissions import BookletPermission
from ..queries.people import PaperPerson, people_of
from ..queries.sets import PrintingFacts, SetFacts, VariantFacts, find_printing, get_set, printings_of
from ..rules.printing import LanguageNotInSet, NobodyToPrintFor, PrintKind, check_document
from .making import assign_sheets


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants printed. Sheets with names have no variant: each holder has their own."""

    kind: PrintKind
    language: str
    variant_id: UUID | None = None
    large_print: bool = False
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Press:
    """Where documents are kept, and the address under which the program is reached."""

    storage: Storage
    public_url: str


def print_document(
    session: Session, *, actor: Actor, set_id: UUID, wanted: Wanted, printing_id: UUID, press: Press, at: datetime
) -> UUID:
    """Put a printing on record and keep its document; a repeat with the same id changes nothing.

    Raises:
        Missing: no such paper version or variant of the actor's.
        NotAllowed: the actor sits it.
        WrongDocument, WrongCopies, LanguageNotInSet, NobodyToPrintFor: it can't be printed so.
        MissingGlyph: a text has a character that can't be printed.

    """
    assign_sheets(session, actor=actor, set_id=set_id, at=at)
    paper = get_set(session, actor, set_id)
    _require(actor, paper, wanted.kind)
    if session.get(BookletPrinting, printing_id) is not None:
        return printing_id
    check_document(wanted.kind, practical=paper.practical, copies=wanted.copies)
    if wanted.language not in paper.languages:
        raise LanguageNotInSet
    named = wanted.kind is PrintKind.SHEETS or (wanted.kind is PrintKind.CHECKLIST and wanted.variant_id is None)
    variant = None if named else paper.variant(wanted.variant_id)
    people = [each for each in people_of(session, paper) if named and _fits(each, wanted)]
    if named and not people:
        raise NobodyToPrintFor
    before = _printed_before(session, paper, wanted, len(people))
    if before is None:
        made = _draw(session, paper, wanted, variant, people, press)
        digest, pages = press.storage.put(made.content), made.pages
    else:
        digest, pages = before
    session.add(
        BookletPrinting(
            id=printing_id,
            set_id=set_id,
            variant_id=variant.id if variant else None,
            kind=wanted.kind,
            language=wanted.language,
            large_print=wanted.large_print,
            sheets=len(people),
            copies=wanted.copies,
            digest=digest,
            pages=pages,
            printed_at=at,
            printed_by=actor.id,
        )
    )
    session.flush()
    _record(session, actor, paper, "print", at, find_printing(session, printing_id))
    return printing_id


def read_printing(session: Session, *, actor: Actor, printing_id: UUID, at: datetime) -> tuple[SetFacts, PrintingFacts]:
    """Return a printing whose document the actor may read; that they do is on record.

    Raises:
        Missing: there is none of the actor's centre.
        NotAllowed: the actor sits it.

    """
    printing = find_printing(session, printing_id)
    paper = get_set(session, actor, printing.set_id)
    _require(actor, paper, printing.kind)
    _record(session, actor, paper, "read", at, printing)
    return paper, printing


def _require(actor: Actor, paper: SetFacts, kind: PrintKind) -> None:
    permission = BookletPermission.READ_KEY if kind is PrintKind.KEY else BookletPermission.MAKE
    require(actor, permission, paper.scope)


def _fits(person: PaperPerson, wanted: Wanted) -> bool:
    """Whether somebody's sheet is in the language and the size that are printed."""
    sheet = person.sheet
    return sheet is not None and (sheet.language, sheet.large_print) == (wanted.language, wanted.large_print)


def _printed_before(session: Session, paper: SetFacts, wanted: Wanted, sheets: int) -> tuple[str, int] | None:
    """Return digest and pages of the same document; sheets are never taken away, so as many are the same ones."""
    same = (wanted.kind, wanted.variant_id, wanted.language, wanted.large_print, sheets)
    for each in printings_of(session, paper.id):
        if same == (each.kind, each.variant_id, each.language, each.large_print, each.sheets):
            return each.digest, each.pages
    return None


def _draw(
    session: Session,
    paper: SetFacts,
    wanted: Wanted,
    variant: VariantFacts | None,
    people: list[PaperPerson],
    press: Press,
) -> Document:
    order = Order(wanted.kind, wanted.language, wanted.large_print, variant)
    if wanted.kind is PrintKind.BOOKLET and variant:
        return draw_booklet(paper, order, printed_questions(session, press.storage, variant.paper, wanted.language))
    if wanted.kind is PrintKind.KEY and variant:
        return _draw_key(session, paper, order, variant, press)
    if variant:
        holders = [Holder(variant, large=wanted.large_print)]
    else:
        holders = [_holder(paper, each, press, wanted) for each in people]
    if wanted.kind is PrintKind.CHECKLIST:
        shown = {
            each.id: printed_questions(session, press.storage, each.paper, wanted.language) for each in paper.variants
        }
        return draw_checklists(paper, order, [(each, shown[each.variant.id]) for each in holders])
    return draw_sheets(paper, order, holders)


def _draw_key(session: Session, paper: SetFacts, order: Order, variant: VariantFacts, press: Press) -> Document:
    questions = questions_of(session, variant.paper)
    shown = printed_questions(session, press.storage, variant.paper, order.language)
    lines = [
        key_line(place, variant.paper.questions[place], each, shown[place].stem, shown[place].shown.rubric)
        for place, each in enumerate(questions)
    ]
    return draw_key(paper, order, lines, sum(each.points for each in lines))


def _holder(paper: SetFacts, person: PaperPerson, press: Press, wanted: Wanted) -> Holder:
    sheet = person.sheet
    assert sheet is not None
    address = f"{press.public_url}/exams/paper/sheets/{sheet.code}"
    return Holder(paper.variant(sheet.variant_id), sheet.code, person.watched.name, address, wanted.large_print)


def _record(session: Session, actor: Actor, paper: SetFacts, verb: str, at: datetime, printing: PrintingFacts) -> None:
    thing = "key" if printing.kind is PrintKind.KEY else "booklet"
    audit.record(
        session,
        actor=actor,
        action=f"assessments:{thing}:{verb}",
        subject=("sitting", paper.sitting.id),
        at=at,
        set=str(paper.id),
        document=printing.kind.value,
        variant=printing.letter,
        language=printing.language,
        large_print=printing.large_print,
        copies=printing.copies,
        sheets=printing.sheets,
        sha256=printing.digest,
    )
