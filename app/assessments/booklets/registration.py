"""What paper versions add to the program: their pages, which hang on the page of a sitting."""

from __future__ import annotations

from flask import Flask

from .views import blueprint


def register(app: Flask) -> None:
    """Offer the pages of paper versions."""
    app.register_blueprint(blueprint)
