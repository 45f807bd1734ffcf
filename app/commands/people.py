"""People."""

from __future__ import annotations

import click

from .application import application, read_settings, said


@click.group()
def user() -> None:
    """People."""


@user.command("add")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--agency", "code", required=True, help="Code of the agency; a country's code for the first person.")
@click.option("--role", "roles", multiple=True, help="For example system_administrator; may be repeated.")
@click.option("--language", default="en", show_default=True)
def add_user(name: str, email: str, code: str, roles: tuple[str, ...], language: str) -> None:
    """Record a person and print the link that sets the password."""
    from ..accounts.first_steps import add_first_person
    from ..core.errors import RuleViolation

    settings = read_settings()
    with application(settings):
        try:
            secret = add_first_person(name=name, email=email, agency_code=code, roles=roles, language=language)
        except (RuleViolation, LookupError, ValueError) as refusal:
            raise click.ClickException(said(refusal)) from None
    click.echo(f"{settings.public_url}/invitations/{secret}")
