"""Manuals: the modules of a course as a book."""

from __future__ import annotations

from pathlib import Path

import click

from .application import application, read_settings, said


@click.group()
def manual() -> None:
    """Manuals: the modules of a course as a book."""


@manual.command("build")
@click.argument("course")
@click.argument("language")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def build_manual(course: str, language: str, file: Path) -> None:
    """Write the manual of a course in a language as a PDF; what was made before is not made again."""
    from ..core.errors import Missing, RuleViolation
    from ..courses.manuals.job import build_now

    with application(read_settings()):
        try:
            content = build_now(course, language)
        except Missing:
            raise click.ClickException(f"No course {course} is published in the language {language}.") from None
        except RuleViolation as refusal:
            raise click.ClickException(said(refusal)) from None
    file.write_bytes(content)
    click.echo(f"{file}: {len(content)} bytes")
