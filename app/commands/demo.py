"""Invented people and records."""

from __future__ import annotations

import json

import click

from .application import application, migrate_database, publish_curriculum, read_settings


@click.group()
def demo() -> None:
    """Invented people and records, for trying out and for measuring."""


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def demo_accounts(*, as_json: bool) -> None:
    """List the demo accounts."""
    from ..accounts.demo import DEMO_ACCOUNTS

    if as_json:
        listed = [{"role": each.role.value, "email": each.email, "password": each.password} for each in DEMO_ACCOUNTS]
        click.echo(json.dumps(listed, indent=2))
        return
    for each in DEMO_ACCOUNTS:
        click.echo(f"{each.role.value:22} {each.email:32} {each.password}")


@demo.command("load")
@click.option("--people", default=0, help="Further people beside the story.")
@click.option("--sessions", default=0, help="Further sessions, whose attendance is marked.")
@click.option("--seed", default=1, show_default=True)
def load_demo(people: int, sessions: int, seed: int) -> None:
    """Load the demo story if it is not there, and any number of further records; the same seed gives the same."""
    settings = read_settings()
    if settings.production:
        raise click.ClickException("Demo data is never loaded in production.")
    migrate_database(settings)
    with application(settings) as app:
        from ..demo.bulk import load_bulk
        from ..demo.load import load_story_once

        publish_curriculum(app, settings)
        load_story_once(app)
        if people or sessions:
            click.echo(load_bulk(people=people, sessions=sessions, seed=seed))
