"""Two blueprints, so that the navigation tells learning from looking at the curriculum."""

from flask import Blueprint

courses = Blueprint("courses", __name__, template_folder="../templates")
modules = Blueprint("modules", __name__, template_folder="../templates")
