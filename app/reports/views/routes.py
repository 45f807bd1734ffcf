"""The feature's blueprint."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("reports", __name__, template_folder="../templates")
Page = str | tuple[str, int] | Response
