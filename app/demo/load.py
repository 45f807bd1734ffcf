"""Load the story once: where people are recorded already, nothing happens."""

from __future__ import annotations

import click
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.certificates.services import Press
from app.core.db import transaction
from app.core.ports import ports
from app.courses.queries import current_course_edition
from app.settings import Settings

from .chapters import CHAPTERS
from .story import tell_story

COURSE = "police-investigators"


def load_story_once(app: Flask) -> bool:
    """Record the demo story in an empty database; tell whether it was done now."""
    settings = app.extensions["sabaq_settings"]
    assert isinstance(settings, Settings)
    with transaction() as session:
        if session.scalar(select(func.count()).select_from(User)):
            return False
        course = current_course_edition(session, COURSE)
        if course is None:
            raise click.ClickException(f"The course {COURSE} is not published; look at `sabaq content check`.")
        click.echo("loading the demo story …")
        tell_story(
            session,
            course=course,
            content_folder=settings.content_folder,
            press=Press(storage=ports().storage, public_url=settings.public_url),
            at=ports().clock.now(),
        )
        for tell in CHAPTERS:
            tell(session, ports().clock.now())
    return True
