"""Questions to and from other systems."""

from __future__ import annotations

from pathlib import Path

import click

from .application import application, read_settings


@click.group()
def questions() -> None:
    """Questions to and from other systems: GIFT, Moodle XML, Aiken, QTI."""


@questions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "wanted", default="", help="gift, moodle_xml, aiken or qti; told by the content if left out.")
@click.option("--language", default="", help="Language of the questions, such as ru; guessed if left out.")
@click.option("--bank", default="", help="Id of the bank that takes them in; without it the report alone is printed.")
@click.option("--as", "email", default="", help="E-mail address of the person who takes them in.")
def import_questions(file: Path, wanted: str, language: str, bank: str, email: str) -> None:
    """Print what becomes of each question of a file; with --bank and --as, take in what can be."""
    from ..interop.commands import CannotImport, import_file, print_report

    try:
        if not bank:
            print_report(file, wanted, language, say=click.echo)
            return
        with application(read_settings()):
            click.echo(import_file(file, wanted, language, bank=bank, email=email))
    except CannotImport as refusal:
        raise click.ClickException(str(refusal)) from None


@questions.command("export")
@click.argument("bank")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "wanted", default="moodle_xml", show_default=True, help="gift, moodle_xml, aiken or qti.")
@click.option("--language", default="", help="The language that others see; the bank's first if left out.")
@click.option("--as", "email", required=True, help="E-mail address of the person on whose behalf.")
def export_questions(bank: str, file: Path, wanted: str, language: str, email: str) -> None:
    """Write the questions of a bank to a file, and print what of them is not in it."""
    from ..interop.commands import CannotImport, export_file

    with application(read_settings()):
        try:
            export_file(bank, file, wanted, language, email=email, say=click.echo)
        except CannotImport as refusal:
            raise click.ClickException(str(refusal)) from None
