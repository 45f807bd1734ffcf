"""Manuals: the modules of a course as a book, on the screen and as a PDF."""

from __future__ import annotations

from flask import Flask

from app.core.jobs import jobs

from .job import JOB, build_manual
from .views import blueprint


def register(app: Flask) -> None:
    """Offer the pages and the work behind them."""
    app.register_blueprint(blueprint)
    jobs.register(JOB, build_manual)
