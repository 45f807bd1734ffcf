"""The curriculum's files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .application import application, publish_curriculum, read_settings


@click.group()
def content() -> None:
    """The curriculum's files."""


@content.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check_content(folder: Path | None) -> None:
    """Print what is wrong, a line each: path:line: sentence."""
    from ..assessments.content.questions import check as check_questions
    from ..assessments.content.simulations import check as check_simulations
    from ..courses.content.checks import check
    from ..library.content import check as check_library
    from ..training.content import check as check_plans
    from ..training.evaluations.content import check as check_evaluation_forms

    chosen = folder or read_settings().content_folder
    checks = (check, check_questions, check_simulations, check_library, check_plans, check_evaluation_forms)
    found = sorted(problem for each in checks for problem in each(chosen))
    for problem in found:
        click.echo(str(problem))
    click.echo(f"{len(found)} problems" if found else "content is in order", err=True)
    sys.exit(1 if found else 0)


@content.command("publish")
def publish_content() -> None:
    """Store what changed as new editions; earlier records never change."""
    settings = read_settings()
    with application(settings) as app:
        publish_curriculum(app, settings)


@content.command("stamp")
@click.argument("module")
@click.argument("language")
@click.option("--only", default="", help="The id of the one lesson or question that was compared.")
def stamp_content(module: str, language: str, only: str) -> None:
    """Say that a translation of a module or a simulation was compared with its source, as both stand now."""
    from ..assessments.content import simulations
    from ..courses.content.stamps import CannotStamp, stamp

    folder = read_settings().content_folder
    try:
        if simulations.is_simulation(folder, module):
            click.echo(f"{simulations.stamp(folder, module, language)} texts stamped")
        else:
            click.echo(f"{stamp(folder, module, language, only=only)} texts stamped")
    except CannotStamp as refusal:
        raise click.ClickException(str(refusal)) from None


@content.command("sign")
@click.argument("module")
@click.argument("language")
@click.option("--name", required=True, help="The reviewer, as lessons show the name.")
@click.option("--version", required=True, help="The version that was read; it must be the module's present one.")
def sign_content(module: str, language: str, name: str, version: str) -> None:
    """Record that a reviewer read a module in a language; refused while anything in it is wrong or stale."""
    from ..core.clock import SystemClock
    from ..courses.content.signing import CannotSign, sign

    today = SystemClock().now().astimezone().date()
    try:
        file = sign(read_settings().content_folder, module, language, name=name, version=version, on=today)
    except CannotSign as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{file}: {module} {language} {version} signed by {name} on {today.isoformat()}")


@content.command("preview")
@click.argument("module", required=False, default="")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535))
def preview_content(module: str, port: int) -> None:
    """Show the files as trainees would see them, on this machine alone; pages reload when a file changes."""
    from ..previewing import CannotPreview, serve_preview

    try:
        serve_preview(read_settings(), module, port, say=click.echo)
    except CannotPreview as refusal:
        raise click.ClickException(str(refusal)) from None


@content.command("status")
def content_status() -> None:
    """Print modules by language: complete, stale, missing, words, hours, reviewers; then what is stale by name."""
    from ..courses.content.source import read_content
    from ..courses.content.status import status_table

    click.echo(status_table(read_content(read_settings().content_folder)))
