"""The paper versions of a sitting, making one, and the page of one."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from app.assessments.rules.drawing import TooFewQuestions
from app.assessments.sittings.queries.sittings import get_sitting
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import LANGUAGE_NAMES, OFFERED
from app.core.ids import new_id
from app.core.policy import allowed, require
from app.core.ports import ports

from .. import services
from ..forms import ARRANGEMENT_TITLES, FileForm, PrintForm, SetForm
from ..permissions import BookletPermission, PaperScope
from ..queries.people import PaperPerson, languages_of, people_of
from ..queries.sets import SetFacts, get_set, printings_of, sets_of, sitters
from ..rules.entries import EntryState
from ..rules.printing import PRINT_TITLES, WRITTEN, PrintKind
from ..rules.variants import (
    NotForPaper,
    NotInTheLanguages,
    PracticalAmongWritten,
    TooManyOptions,
    TooManyVariants,
    VariantsAlike,
)
from ..services.making import NoLanguage
from .routes import STATE_TITLES, Page, acting, blueprint, name_of, on_record, say, set_title, set_url

BESIDE = {
    TooFewQuestions: "variants",
    TooManyVariants: "variants",
    VariantsAlike: "variants",
    NotForPaper: "arrangement",
    PracticalAmongWritten: "arrangement",
    TooManyOptions: "arrangement",
    NotInTheLanguages: "languages",
    NoLanguage: "languages",
}


@blueprint.get("/exams/<uuid:sitting_id>/paper")
@requires(BookletPermission.SEE)
def show_paper(sitting_id: UUID) -> Page:
    """Show the paper versions of a sitting."""
    actor, session = current_actor(), db.session()
    sitting = get_sitting(session, actor, sitting_id)
    require(actor, BookletPermission.SEE, PaperScope(sitting.centre_path))
    scope = PaperScope(sitting.centre_path, sitters(session, sitting_id))
    return render_template(
        "assessments/booklets/list.html",
        sitting=sitting,
        name=name_of(sitting),
        sets=sets_of(session, sitting_id),
        arrangements=ARRANGEMENT_TITLES,
        names=LANGUAGE_NAMES,
        may_make=allowed(actor, BookletPermission.MAKE, scope),
    )


@blueprint.route("/exams/<uuid:sitting_id>/paper/new", methods=["GET", "POST"])
@requires(BookletPermission.MAKE)
def new_set(sitting_id: UUID) -> Page:
    """Make a paper version."""
    actor = current_actor()
    sitting = get_sitting(db.session(), actor, sitting_id)
    require(actor, BookletPermission.MAKE, PaperScope(sitting.centre_path, sitters(db.session(), sitting_id)))
    offered = {each.code for each in OFFERED}
    usual = [each for each in languages_of(db.session(), sitting) if each in offered] or [actor.content_language]
    form = SetForm(data={"id": str(new_id()), "variants": 2, "arrangement": "order", "languages": usual}).offer()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                made = services.make_set(
                    session, sitting_id=sitting_id, set_id=form.key, details=form.details(), **acting()
                )
        except tuple(BESIDE) as violation:
            form[BESIDE[type(violation)]].errors = [say(violation, sitting.time_zone)]
        else:
            flash(_("The variants are drawn and can't change any more. Print them, then check a booklet."), "success")
            return redirect(set_url(made), 303)
    page = render_template("assessments/booklets/new.html", form=form, sitting=sitting, name=name_of(sitting))
    return page, 422 if form.errors else 200


@blueprint.get("/exams/paper/<uuid:set_id>")
@requires(BookletPermission.SEE)
def show_set(set_id: UUID) -> Page:
    """Show a paper version: what to print, whose sheets are how far; reading the list is on record."""
    return set_page(set_id)


def set_page(set_id: UUID, print_form: PrintForm | None = None, file_form: FileForm | None = None) -> str:
    """Write the page of a paper version; forms that were refused are shown as they were typed."""
    actor = current_actor()
    paper = get_set(db.session(), actor, set_id)
    require(actor, BookletPermission.SEE, PaperScope(paper.sitting.centre_path))
    with on_record(actor, "assessments:booklet:watch", paper.sitting.id) as session:
        people = people_of(session, paper)
        printings = printings_of(session, set_id)
    form = print_form or offer_printing(PrintForm(data={"printing": str(new_id()), "copies": 1}), paper)
    return render_template(
        "assessments/booklets/set.html",
        paper=paper,
        sitting=paper.sitting,
        name=name_of(paper.sitting),
        set_name=set_title(paper),
        arrangement=ARRANGEMENT_TITLES[paper.arrangement],
        needed=(needed := _needed(paper, people)),
        prints=sorted({(code, large) for _letter, _variant, code, large, _count in needed}),
        missing=sum(each.sheet is None for each in people),
        people=people,
        states=STATE_TITLES,
        summary=summary(people),
        ready=sum(each.state is EntryState.READY for each in people),
        printings=printings,
        print_titles=PRINT_TITLES,
        names=LANGUAGE_NAMES,
        form=form,
        file_form=file_form or FileForm(data={"id": str(new_id())}),
        new_id=new_id,
        may_make=allowed(actor, BookletPermission.MAKE, paper.scope),
        may_read_key=allowed(actor, BookletPermission.READ_KEY, paper.scope),
        at=ports().clock.now(),
    )


def offer_printing(form: PrintForm, paper: SetFacts) -> PrintForm:
    """Fill the choices of the form for printing."""
    kinds = (PrintKind.CHECKLIST,) if paper.practical else WRITTEN
    return form.offer([(each, PRINT_TITLES[each]) for each in kinds], paper.variants, paper.languages)


def summary(people: list[PaperPerson]) -> str:
    """Say how many sheets are where."""
    count = Counter(each.state for each in people)
    typed = sum(count[each] for each in (EntryState.ONCE, EntryState.DIFFERS, EntryState.READY))
    words = _(
        "%(open)s not typed, %(typed)s typed, %(marked)s marked, %(absent)s absent",
        open=count[EntryState.OPEN],
        typed=typed,
        marked=count[EntryState.MARKED],
        absent=count[EntryState.ABSENT],
    )
    return str(words)


def _needed(paper: SetFacts, people: list[PaperPerson]) -> list[tuple[str, UUID, str, bool, int]]:
    """Return how many booklets of which variant, language and size the room needs."""
    letters = {each.id: each.letter for each in paper.variants}
    wanted = Counter(
        (letters[each.sheet.variant_id], each.sheet.variant_id, each.sheet.language, each.sheet.large_print)
        for each in people
        if each.sheet
    )
    return [(*key, count) for key, count in sorted(wanted.items(), key=lambda each: (each[0][0], *each[0][2:]))]


@blueprint.post("/exams/paper/<uuid:set_id>/mark")
@requires(BookletPermission.ENTER)
def mark(set_id: UUID) -> Page:
    """Mark every sheet that is ready."""
    with transaction() as session:
        paper = get_set(session, current_actor(), set_id)
        done, refused = services.mark_papers(session, set_id=set_id, **acting())
        names = {each.enrolment_id: each.watched.name for each in people_of(session, paper)}
    if done or not refused:
        flash(ngettext("%(num)s sheet is marked.", "%(num)s sheets are marked.", done), "success" if done else "info")
    for enrolment_id, violation in refused.items():
        reason = say(violation, paper.sitting.time_zone)
        flash(_("%(name)s: %(reason)s", name=names[enrolment_id], reason=reason), "error")
    return redirect(set_url(set_id), 303)
