"""What paper versions add to the program: their pages, which hang on the page of a sitting."""

from __future__ import annotations

from flask import Flask

from . import models

__all__ = ["models", "register"]


def register(app: Flask) -> None:
    """Offer the pages of paper versions."""
