"""The blueprint of imports."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("lists", __name__, template_folder="../../templates")
