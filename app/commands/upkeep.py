"""Backing up, restoring, the audit trail and the outbox."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .application import application, migrate_database, read_settings, schema_revision

if TYPE_CHECKING:
    from uuid import UUID


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Write the whole installation into one file."""
    from ..core import backup as archive
    from ..core.db import db
    from ..core.ports import ports

    settings = read_settings()
    with application(settings), db.engine.connect() as connection:
        archive.one_state(connection)
        try:
            report = archive.write_backup(
                connection,
                target=target,
                files=settings.data_folder / "files",
                revision=schema_revision(),
                at=ports().clock.now(),
            )
        except OSError as fault:
            raise click.ClickException(f"{target} can't be written: {fault.strerror}") from None
    click.echo(f"{target}: {report.tables} tables, {report.rows} rows, {report.files} files")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(source: Path) -> None:
    """Fill an empty installation from such a file."""
    from sqlalchemy.orm import Session

    from ..core import backup as archive
    from ..core.db import db, intending_to_write
    from ..core.search import rebuild

    settings = read_settings()
    migrate_database(settings)
    with application(settings), intending_to_write(), db.engine.begin() as connection:
        try:
            report = archive.read_backup(
                connection, source=source, files=settings.data_folder / "files", revision=schema_revision()
            )
        except archive.BackupFault as fault:
            raise click.ClickException(str(fault)) from None
        with Session(connection, join_transaction_mode="rollback_only") as session:
            rebuild(session)
    click.echo(f"{report.tables} tables, {report.rows} rows, {report.files} files")


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command("seal")
def seal_audit() -> None:
    """Chain what is not chained yet."""
    from .. import seal_audit_trail

    with application(read_settings()):
        seal_audit_trail()


@audit.command("verify")
def verify_audit() -> None:
    """Recompute the chain; name the first broken entry and end with 1 if there is one."""
    from ..core import audit as trail
    from ..core.db import db

    with application(read_settings()):
        found = trail.verify(db.session())
    if found.broken_at is not None:
        click.echo(f"broken at position {found.broken_at}, entry {found.broken_entry}: {found.reason}")
        sys.exit(1)
    click.echo(f"{found.checked} entries verified, {found.unsealed} not chained yet")


@click.group()
def outbox() -> None:
    """What waits to be sent, was sent or failed."""


@outbox.command("list")
@click.option("--state", default="", help="waiting, held, merged, delivered, failed or cancelled; all if left out.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_outbox(state: str, most: int) -> None:
    """Print the latest messages, a line each: id, when, state, attempts, kind, error. Neither texts nor addresses."""
    from ..accounts.notices.commands import UnknownState, lines

    with application(read_settings()):
        try:
            for line in lines(state, most):
                click.echo(line)
        except UnknownState as refusal:
            raise click.ClickException(str(refusal)) from None


@outbox.command("retry")
@click.argument("ids", nargs=-1, type=click.UUID)
@click.option("--failed", "all_failed", is_flag=True, help="Every message that was given up.")
def retry_outbox(ids: tuple[UUID, ...], *, all_failed: bool) -> None:
    """Send messages again at once, and print how many will be."""
    from ..accounts.notices.commands import retry

    if not ids and not all_failed:
        raise click.UsageError("Name messages by their ids, or say --failed.")
    with application(read_settings()):
        click.echo(f"{retry(ids, all_failed=all_failed)} will be sent again")
