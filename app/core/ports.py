"""What the program needs from outside, in one value that tests replace."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from .clock import Clock
from .mail import Mailer
from .storage import Storage


@dataclass(frozen=True, slots=True)
class Ports:
    """Clock, mail and files."""

    clock: Clock
    mailer: Mailer
    storage: Storage


def ports() -> Ports:
    """Return the running application's ports."""
    found = current_app.extensions["sabaq_ports"]
    assert isinstance(found, Ports)
    return found
