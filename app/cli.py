"""The `sabaq` command."""

from __future__ import annotations

import sys

import click

from .commands import books, content, demo, people, questions, serving, upkeep
from .settings import SettingsError


def main() -> None:
    """Run the command line; a wrong setting is one line, not a traceback."""
    try:
        commands(prog_name="sabaq")
    except SettingsError as fault:
        click.echo(f"sabaq: {fault}", err=True)
        sys.exit(2)
    except Exception as fault:
        reason = _why_no_database(fault)
        if not reason:
            raise
        click.echo(f"sabaq: SABAQ_DATABASE_URL: {reason}.", err=True)
        sys.exit(2)


def _why_no_database(fault: Exception) -> str:
    """Return in one line why the database can't be reached; nothing for any other fault."""
    from psycopg import OperationalError as Unreachable
    from sqlalchemy.exc import OperationalError

    if not isinstance(fault, OperationalError):
        return ""
    text = " ".join(str(fault.orig).split())
    away = isinstance(fault.orig, Unreachable) and fault.orig.sqlstate is None
    return text.rstrip(".?") if away or text.startswith("unable to open database file") else ""


@click.group()
def commands() -> None:
    """Sabaq: training records, learning and certification."""


for _each in (
    serving.run,
    serving.serve,
    serving.work,
    serving.migrate,
    content.content,
    books.manual,
    questions.questions,
    people.user,
    demo.demo,
    upkeep.backup,
    upkeep.restore,
    upkeep.audit,
    upkeep.outbox,
):
    commands.add_command(_each)


if __name__ == "__main__":
    main()
