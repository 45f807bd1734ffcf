"""The start page: what to do next, for whoever looks."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import BooleanField, DateField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.core.access import current_actor, public, signed_in
from app.core.contributions import home_sections
from app.core.http import asset
from app.core.pages import Paging
from app.core.ports import ports
from app.settings import Environment, Settings

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@signed_in
def index() -> str:
    """Show what each feature has for this person."""
    actor, at = current_actor(), ports().clock.now()
    found = [section for offer in home_sections.all() if (section := offer(actor, at)) is not None]
    sections = [section for section in found if section.tiles or section.empty]
    return render_template("home/index.html", sections=sections, at=at)


@blueprint.get("/health")
@public
def health() -> Response:
    """Tell a proxy that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/favicon.ico")
@public
def favicon() -> WerkzeugResponse:
    """Browsers ask for it wherever the page says the icon is."""
    return redirect(asset("icon.svg"), 301)


class StyleGuideForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """One field of each kind."""

    text = StringField("Text")
    area = TextAreaField("Long text")
    choice = SelectField("Select", choices=[SelectChoice("a", "First"), SelectChoice("b", "Second")])
    radio = RadioField("One of", choices=[SelectChoice("a", "First"), SelectChoice("b", "Second")])
    check = BooleanField("Check box")
    day = DateField("Date")
    file = FileField("File")


def init_style_guide(app: Flask) -> None:
    """Show all components on one page, in development only."""
    settings = app.extensions["sabaq_settings"]
    assert isinstance(settings, Settings)
    if settings.environment is Environment.PRODUCTION:
        return

    @public
    def style_guide() -> str:
        form = StyleGuideForm()
        form.text.errors = ["Fill in this field."]
        page = Paging(2, 240, request.path, ())
        return render_template("styleguide.html", form=form, page=page)

    app.add_url_rule("/styleguide", "style_guide", style_guide)
