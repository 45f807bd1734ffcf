"""The feature's blueprints: the trail has its own, so that the menu knows which of the two is open."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("reports", __name__, template_folder="../templates")
audit_blueprint = Blueprint("audit", __name__, template_folder="../templates")
Page = str | tuple[str, int] | Response
