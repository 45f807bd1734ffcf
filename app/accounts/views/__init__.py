"""Pages about people; each file adds its routes to one blueprint."""

from . import agencies, own_account, people, sign_in
from .routes import blueprint

__all__ = ["agencies", "blueprint", "own_account", "people", "sign_in"]
