"""Pages of training that an agency held itself; each file adds its routes."""

from . import decisions, evidence, people, trainings
from .routes import blueprint

__all__ = ["blueprint", "decisions", "evidence", "people", "trainings"]
