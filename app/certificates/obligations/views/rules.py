"""The rules, as anybody may read them, and setting new ones."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.accounts.models import PROFESSION_TITLES, Profession, Role
from app.accounts.permissions import country_path
from app.accounts.queries import list_agencies
from app.core.access import current_actor, requires, signed_in
from app.core.db import db, transaction
from app.core.i18n import current_language, pick
from app.core.policy import allowed
from app.core.ports import ports
from app.courses.queries import list_current_courses
from app.training.agency_training.rules.hours import HoursUnreadable, read_hours

from .. import services
from ..forms import HoursRuleForm, RenewalRuleForm
from ..permissions import ObligationPermission
from ..queries.renewals import renewal_rules
from ..queries.rules import list_hours_rules
from ..rules.hours import KIND_TITLES, HourKind, RuleTooEarly
from .routes import TEMPLATES, Page, blueprint, hours

LEAP_YEAR = 2024


@blueprint.get("/hours/rules")
@signed_in
def list_rules() -> Page:
    """Show every rule with its versions."""
    actor, session = current_actor(), db.session()
    return render_template(
        f"{TEMPLATES}/rules.html",
        found=list_hours_rules(session),
        renewals=renewal_rules(session),
        courses=_courses(),
        may_set=allowed(actor, ObligationPermission.SET_RULES),
        may_set_renewal=allowed(actor, ObligationPermission.SET_RENEWAL),
        professions=PROFESSION_TITLES,
        kinds=KIND_TITLES,
        hours=hours,
    )


@blueprint.route("/hours/rules/new", methods=["GET", "POST"])
@requires(ObligationPermission.SET_RULES)
def new_rule() -> Page:
    """Set what is owed from a day on."""
    actor = current_actor()
    system = actor.has_role(Role.SYSTEM_ADMINISTRATOR)
    countries = tuple({country_path(path) for path in actor.scopes(Role.CENTRE_ADMINISTRATOR)})
    agencies = list_agencies(db.session(), ("",) if system else countries)
    form = HoursRuleForm(data={"kinds": [each.value for each in HourKind]})
    form.offer(agencies=agencies, everywhere=system, language=current_language())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.set_hours_rule(
                    session, actor=actor, rule_id=form.key, details=_details(form), at=ports().clock.now()
                )
        except RuleTooEarly as violation:
            form.refuse("valid_from", violation)
        except HoursUnreadable as violation:
            form.refuse("hours", violation)
        except ValueError:
            form.day.errors = [*form.day.errors, _("There is no such day.")]
        else:
            flash(_("The rule is set."), "success")
            return redirect(url_for(".list_rules"), 303)
    form.prepare()
    page = render_template(f"{TEMPLATES}/rule_form.html", form=form, page_title=_("A rule of hours"))
    return page, 422 if form.errors else 200


@blueprint.route("/hours/rules/renewal", methods=["GET", "POST"])
@requires(ObligationPermission.SET_RENEWAL)
def new_renewal_rule() -> Page:
    """Set how certificates of a course are renewed."""
    form = RenewalRuleForm().offer(_courses())
    if form.validate_on_submit():
        try:
            details = services.RenewalDetails(
                course_key=form.course.data,
                valid_from=form.valid_from.data,
                years=form.years.data,
                window=form.window.data,
                grace=form.grace.data,
                equivalents=form.equivalents.data,
                refresher_minutes=_minutes(form.refresher_hours.data),
            )
            with transaction() as session:
                services.set_renewal_rule(
                    session, actor=current_actor(), rule_id=form.key, details=details, at=ports().clock.now()
                )
        except HoursUnreadable as violation:
            form.refuse("refresher_hours", violation)
        except RuleTooEarly as violation:
            form.refuse("valid_from", violation)
        else:
            flash(_("The rule is set."), "success")
            return redirect(url_for(".list_rules"), 303)
    form.prepare()
    page = render_template(f"{TEMPLATES}/rule_form.html", form=form, page_title=_("A rule of renewal"))
    return page, 422 if form.errors else 200


def _details(form: HoursRuleForm) -> services.HoursDetails:
    date(LEAP_YEAR, form.month.data, form.day.data)
    return services.HoursDetails(
        profession=Profession(form.profession.data) if form.profession.data else None,
        agency_id=UUID(form.agency.data) if form.agency.data else None,
        valid_from=form.valid_from.data,
        minutes=read_hours(form.hours.data),
        month=form.month.data,
        day=form.day.data,
        kinds=[HourKind(each) for each in form.kinds.data],
        face_to_face=form.face_to_face.data,
        carry_over=read_hours(form.carry_over.data),
        reason=form.reason.data or "",
    )


def _minutes(typed: str | None) -> int:
    """Read hours of which there may be none."""
    text = (typed or "").strip()
    return 0 if text in ("", "0") else read_hours(text)


def _courses() -> dict[str, str]:
    language = current_language()
    return {each.course_key: pick(each.definition["title"], language) for each in list_current_courses(db.session())}
