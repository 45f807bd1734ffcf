"""What commands need: the settings, the application, its database and its curriculum."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config
    from flask import Flask


ROOT = Path(__file__).parent.parent.parent


def read_settings() -> Settings:
    """Read the settings from the environment."""
    return Settings.from_environ(os.environ)


@contextmanager
def application(settings: Settings) -> Iterator[Flask]:
    """Give an application, and be in its context."""
    from .. import create_app

    app = create_app(settings)
    with app.app_context():
        yield app


def migrate_database(settings: Settings) -> None:
    """Run the migrations with these settings."""
    from alembic import command

    settings.data_folder.mkdir(parents=True, exist_ok=True)
    configuration = _alembic()
    configuration.attributes["settings"] = settings
    command.upgrade(configuration, "head")


def schema_revision() -> str:
    """Return the newest migration's name."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory.from_config(_alembic()).get_current_head())


def _alembic() -> Config:
    from alembic.config import Config

    return Config(str(ROOT / "alembic.ini"))


def publish_curriculum(app: Flask, settings: Settings) -> None:
    """Publish what of the curriculum changed, and say what."""
    from ..publishing import publish_everything

    report = publish_everything(app, settings.content_folder)
    if report:
        click.echo(report)


def said(refusal: Exception) -> str:
    """Return what a refusal says, in English."""
    message = getattr(refusal, "message", None)
    return message % getattr(refusal, "facts", {}) if message else str(refusal)
