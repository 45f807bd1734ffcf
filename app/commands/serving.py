"""Serving, working through jobs, and the database's schema."""

from __future__ import annotations

import click

from ..settings import Settings
from .application import application, migrate_database, publish_curriculum, read_settings


@click.command()
def run() -> None:
    """Bring everything up to date (database, curriculum, demo data) and serve."""
    from ..wsgi import refuse_taken_address

    settings = read_settings()
    refuse_taken_address(settings)
    migrate_database(settings)
    with application(settings) as app:
        publish_curriculum(app, settings)
        if settings.demo:
            from ..demo.load import load_story_once

            load_story_once(app)
    _serve(settings)


@click.command()
def serve() -> None:
    """Serve, with a job worker beside."""
    _serve(read_settings())


@click.command()
def work() -> None:
    """Work through the job queue until told to stop."""
    from ..core.jobs import consume

    with application(read_settings()) as app:
        consume(app)


@click.command()
def migrate() -> None:
    """Bring the database to this program's schema."""
    migrate_database(read_settings())


def _serve(settings: Settings) -> None:
    from .. import create_app
    from ..accounts.first_steps import refuse_demo_passwords
    from ..wsgi import refuse_taken_address
    from ..wsgi import serve as serve_app

    refuse_taken_address(settings)
    app = create_app(settings)
    with app.app_context():
        if settings.production:
            refuse_demo_passwords()
    serve_app(app, settings, lambda: _announce(settings))


def _announce(settings: Settings) -> None:
    click.echo(f"\nSabaq is at {settings.public_url}")
    if settings.demo:
        from ..accounts.demo import DEMO_ACCOUNTS

        click.echo("Demo accounts (or one press on the sign-in page):")
        for each in DEMO_ACCOUNTS:
            click.echo(f"  {each.role.value:22} {each.email:32} {each.password}")
    click.echo("Stop with Ctrl+C.")
