"""The feature's blueprints: the calendar has its own, so that the menu knows which of the two is open."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("training", __name__, template_folder="../templates")
calendar_blueprint = Blueprint("calendar", __name__, template_folder="../templates")

Page = str | tuple[str, int] | Response
