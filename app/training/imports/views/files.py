"""Sending a file, and saying how it is read and which column holds what."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, NotAllowed, RuleViolation
from app.core.i18n import explain
from app.core.policy import allowed
from app.core.ports import ports
from app.core.tables_in import DELIMITERS, ENCODINGS, MOST_COLUMNS, Reading

from ...permissions import TrainingPermission
from ...queries.cohorts import get_cohort
from ...queries.sessions import list_sessions
from ...views.routes import Page
from .. import services
from ..forms import FileForm, SendForm
from ..permissions import ImportPermission
from ..queries import get_import, require_import
from ..rules.decisions import KIND_TITLES, ImportKind
from .origins import origin_of, title_of
from .routes import blueprint
from .words import all_words, titles_of, vocabulary_of


@blueprint.route("/lists/new", methods=["GET", "POST"])
@requires(ImportPermission.IMPORT)
def send_file() -> Page:
    """Take a file and go on to its columns."""
    form = SendForm(data={"kind": request.args.get("kind", "")})
    kinds = [kind for kind in ImportKind if allowed(current_actor(), ImportPermission.IMPORT, kind)]
    form.kind.choices = [
        SelectChoice("", _("Choose")),
        *(SelectChoice(kind.value, _(KIND_TITLES[kind])) for kind in kinds),
    ]
    if form.validate_on_submit() and (list_id := _send(form, ImportKind(form.kind.data), None)):
        return redirect(url_for(".choose_columns", list_id=list_id), 303)
    form.prepare()
    return render_template("training/imports/new.html", form=form), 422 if form.errors else 200


@blueprint.route("/cohorts/<uuid:cohort_id>/people/import", methods=["GET", "POST"], defaults={"kind": "enrolments"})
@blueprint.route("/cohorts/<uuid:cohort_id>/marks/import", methods=["GET", "POST"], defaults={"kind": "marks"})
@requires(TrainingPermission.EDIT_COHORT)
def send_for_cohort(cohort_id: UUID, kind: str) -> Page:
    """Take a file about one cohort; where each column says by its title what it holds, go on to the preview."""
    actor, session, chosen = current_actor(), db.session(), ImportKind(kind)
    require_import(session, actor, chosen, cohort_id)
    cohort = get_cohort(session, actor, cohort_id)
    form = FileForm()
    if form.validate_on_submit() and (list_id := _send(form, chosen, cohort_id)):
        clear = _read_at_once(list_id)
        return redirect(url_for(".show_import" if clear else ".choose_columns", list_id=list_id), 303)
    form.prepare()
    page = render_template(
        f"training/imports/new_{kind}.html",
        form=form,
        cohort=cohort,
        title=title_of(chosen),
        sessions=list_sessions(session, actor, cohort_id),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/lists/<uuid:list_id>/columns", methods=["GET", "POST"])
@requires(ImportPermission.SEE)
def choose_columns(list_id: UUID) -> Page:
    """Show how the file is read and what each column holds; take corrections, or go on to the preview."""
    problem = ""
    if request.method == "POST" and "check" in request.form:
        try:
            with transaction() as session:
                services.read_file(
                    session,
                    actor=current_actor(),
                    import_id=list_id,
                    reading=_reading(),
                    title_line=request.form.get("title_line", 1, type=int),
                    chosen=_chosen(),
                    words=all_words(),
                    at=ports().clock.now(),
                )
        except (Missing, NotAllowed, services.AcceptedAlready):
            raise
        except RuleViolation as violation:
            problem = _say(violation)
        else:
            return redirect(url_for(".show_import", list_id=list_id), 303)
    return _columns_page(list_id, problem), 422 if problem else 200


def _send(form: FileForm, kind: ImportKind, cohort_id: UUID | None) -> UUID | None:
    sent = form.file.data
    try:
        with transaction() as session:
            return services.send_file(
                session,
                actor=current_actor(),
                import_id=form.key,
                kind=kind,
                cohort_id=cohort_id,
                file_name=sent.filename,
                content=sent.read(),
                at=ports().clock.now(),
            )
    except (Missing, NotAllowed):
        raise
    except RuleViolation as violation:
        form.refuse("file", violation)
    return None


def _read_at_once(list_id: UUID) -> bool:
    """Read a file by what its titles say, if they say all that is needed."""
    actor = current_actor()
    try:
        with transaction() as session:
            stored = get_import(session, actor, list_id)
            words = vocabulary_of(stored.kind)
            layout = services.look_at_file(session, actor=actor, import_id=list_id, vocabulary=words)
            if layout.missing:
                return False
            services.read_file(
                session,
                actor=actor,
                import_id=list_id,
                reading=layout.reading,
                title_line=layout.title_line,
                chosen=layout.columns,
                words=all_words(),
                at=ports().clock.now(),
            )
    except (Missing, NotAllowed):
        raise
    except RuleViolation:
        return False
    return True


def _columns_page(list_id: UUID, problem: str) -> str:
    with transaction() as session:
        stored = get_import(session, current_actor(), list_id)
        asked = request.method == "POST"
        layout, said = None, problem
        try:
            layout = services.look_at_file(
                session,
                actor=current_actor(),
                import_id=list_id,
                vocabulary=vocabulary_of(stored.kind),
                reading=_reading() if asked else None,
                title_line=request.form.get("title_line", 0, type=int),
            )
        except (Missing, NotAllowed, services.AcceptedAlready):
            raise
        except RuleViolation as violation:
            said = _say(violation)
        held = layout.columns if layout else {}
        if asked and "check" in request.form:
            held = _chosen()
        return render_template(
            "training/imports/columns.html",
            stored=stored,
            layout=layout,
            held=held,
            problem=said,
            fields=services.fields_of(stored),
            origin=origin_of(stored),
            field_titles=titles_of(stored.kind),
            kind_title=_(KIND_TITLES[stored.kind]),
            encodings=ENCODINGS,
            delimiters=[(sign, _name_of(sign)) for sign in DELIMITERS],
            reading=layout.reading if layout else _reading(),
        )


def _reading() -> Reading:
    """Return how the person says that the file is read; what is not among the choices is found out."""
    encoding, delimiter = request.form.get("encoding", ""), request.form.get("delimiter", "")
    return Reading(
        encoding=encoding if encoding in ENCODINGS else "",
        delimiter=delimiter if delimiter in DELIMITERS else "",
        sheet=request.form.get("sheet", ""),
    )


def _chosen() -> dict[int, str]:
    return {place: key for place in range(MOST_COLUMNS) if (key := request.form.get(f"column-{place}", ""))}


def _say(violation: RuleViolation) -> str:
    for name, value in violation.facts.items():
        if name in ("columns", "column"):
            labels = value if isinstance(value, tuple) else (value,)
            violation.facts[name] = ", ".join(_(label) for label in labels)
    return explain(violation)


def _name_of(sign: str) -> str:
    return str({";": _("semicolon"), "\t": _("tabulator"), ",": _("comma")}[sign])
