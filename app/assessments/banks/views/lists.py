"""The banks that a person may see, and what is in one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import LANGUAGE_NAMES
from app.core.pages import Paging
from app.core.policy import allowed
from app.core.ports import ports

from .. import services
from ..contributions import BankPlace, links_of, warnings_of
from ..forms import BankForm
from ..models import DIFFICULTY_TITLES, KIND_TITLES, POOL_TITLES, STATE_TITLES
from ..permissions import BankPermission
from ..queries.banks import drawable, get_bank, list_banks, list_centres
from ..queries.lists import NO_TAGS, QuestionFilter, listed, questions_in, tags_in
from ..rules.workflow import QuestionState
from .routes import STATE_SIGNS, Page, Tags, blueprint, stem_of, wished

BULK = ("sent", "approved", "published", "retired")


@blueprint.get("")
@requires(BankPermission.SEE)
def list_all() -> Page:
    """Show the banks that one may see, and the curriculum's questions beside them."""
    session = db.session()
    return render_template(
        "assessments/banks/list.html",
        banks=list_banks(session, current_actor()),
        state_titles=STATE_TITLES,
        states=QuestionState,
        may_create=allowed(current_actor(), BankPermission.CREATE),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(BankPermission.CREATE)
def new_bank() -> Page:
    """Open a bank."""
    actor = current_actor()
    form = BankForm()
    form.offer(list_centres(db.session(), actor))
    if form.validate_on_submit():
        with transaction() as session:
            bank_id = services.create_bank(
                session,
                actor=actor,
                bank_id=form.key,
                agency_id=UUID(form.centre.data),
                details=_details(form),
                at=ports().clock.now(),
            )
        flash(_("The bank is open. Write its first question."), "success")
        return redirect(url_for(".show_bank", bank_id=bank_id), 303)
    form.prepare()
    page = render_template("assessments/banks/bank_form.html", form=form, bank=None)
    return page, 422 if form.errors else 200


@blueprint.route("/<uuid:bank_id>/edit", methods=["GET", "POST"])
@requires(BankPermission.WRITE)
def edit_bank(bank_id: UUID) -> Page:
    """Say anew what a bank is called and what it is for."""
    actor = current_actor()
    bank = get_bank(db.session(), actor, bank_id)
    form = BankForm(title=bank.title, purpose=bank.purpose, languages=list(bank.languages))
    del form.centre
    if form.validate_on_submit():
        with transaction() as session:
            services.change_bank(session, actor=actor, bank_id=bank_id, details=_details(form), at=ports().clock.now())
        flash(_("The bank is changed."), "success")
        return redirect(url_for(".show_bank", bank_id=bank_id), 303)
    page = render_template("assessments/banks/bank_form.html", form=form, bank=bank)
    return page, 422 if form.errors else 200


@blueprint.get("/<uuid:bank_id>")
@requires(BankPermission.SEE)
def show_bank(bank_id: UUID) -> Page:
    """Show a bank's questions, narrowed by what the address asks for, and what blueprints can draw from it."""
    session, actor = db.session(), current_actor()
    bank = get_bank(session, actor, bank_id)
    names = ("module", "objective", "difficulty", "kind", "state", "pool", "missing", "use")
    wanted = QuestionFilter(search=wished("q"), **{name: wished(name) for name in names})
    chosen = questions_in(bank_id, wanted)
    page = Paging.of(session, chosen, request)
    rows = [listed(row) for row in session.execute(page.apply(chosen))]
    modules, objectives = tags_in(session, bank_id)
    may_write = allowed(actor, BankPermission.WRITE, bank.scope)
    return render_template(
        "assessments/banks/bank.html",
        bank=bank,
        rows=rows,
        page=page,
        wanted=wanted,
        modules=modules,
        objectives=objectives,
        tags=Tags.of(session),
        none=NO_TAGS,
        drawable=drawable(session, bank_id),
        warnings=warnings_of(session, [row.version_id for row in rows if row.version_id]),
        links=links_of(actor, BankPlace(bank_id, may_write)),
        may_write=may_write,
        stem_of=stem_of,
        **words(),
    )


def words() -> dict[str, object]:
    """Return the titles that lists of questions show."""
    return {
        "state_titles": STATE_TITLES,
        "state_signs": STATE_SIGNS,
        "kind_titles": KIND_TITLES,
        "difficulty_titles": DIFFICULTY_TITLES,
        "pool_titles": POOL_TITLES,
        "language_names": LANGUAGE_NAMES,
    }


def _details(form: BankForm) -> services.BankDetails:
    return services.BankDetails(form.title.data, form.purpose.data or "", tuple(form.languages.data))
