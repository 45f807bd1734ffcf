"""The feature's one blueprint."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, template_folder="../templates")
