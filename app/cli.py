"""The `sabaq` command. It calls services and holds no rules."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .settings import Settings, SettingsError

if TYPE_CHECKING:
    from uuid import UUID

    from alembic.config import Config
    from flask import Flask

ROOT = Path(__file__).parent.parent


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


@commands.command()
def run() -> None:
    """Bring everything up to date (database, curriculum, demo data) and serve."""
    from .wsgi import refuse_taken_address

    settings = _settings()
    refuse_taken_address(settings)
    _migrate(settings)
    with _application(settings) as app:
        _publish(app, settings)
        if settings.demo:
            from .demo.load import load_story_once

            load_story_once(app)
    _serve(settings)


@commands.command()
def serve() -> None:
    """Serve, with a job worker beside."""
    _serve(_settings())


@commands.command()
def work() -> None:
    """Work through the job queue until told to stop."""
    from .core.jobs import consume

    with _application(_settings()) as app:
        consume(app)


@commands.command()
def migrate() -> None:
    """Bring the database to this program's schema."""
    _migrate(_settings())


@commands.group()
def content() -> None:
    """The curriculum's files."""


@content.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check_content(folder: Path | None) -> None:
    """Print what is wrong, a line each: path:line: sentence."""
    from .assessments.content.questions import check as check_questions
    from .assessments.content.simulations import check as check_simulations
    from .courses.content.checks import check
    from .library.content import check as check_library
    from .training.content import check as check_plans
    from .training.evaluations.content import check as check_evaluation_forms

    chosen = folder or _settings().content_folder
    checks = (check, check_questions, check_simulations, check_library, check_plans, check_evaluation_forms)
    found = sorted(problem for each in checks for problem in each(chosen))
    for problem in found:
        click.echo(str(problem))
    click.echo(f"{len(found)} problems" if found else "content is in order", err=True)
    sys.exit(1 if found else 0)


@content.command("publish")
def publish_content() -> None:
    """Store what changed as new editions; earlier records never change."""
    settings = _settings()
    with _application(settings) as app:
        _publish(app, settings)


@content.command("stamp")
@click.argument("module")
@click.argument("language")
@click.option("--only", default="", help="The id of the one lesson or question that was compared.")
def stamp_content(module: str, language: str, only: str) -> None:
    """Say that a translation of a module or a simulation was compared with its source, as both stand now."""
    from .assessments.content import simulations
    from .courses.content.stamps import CannotStamp, stamp

    folder = _settings().content_folder
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
    from .core.clock import SystemClock
    from .courses.content.signing import CannotSign, sign

    today = SystemClock().now().astimezone().date()
    try:
        file = sign(_settings().content_folder, module, language, name=name, version=version, on=today)
    except CannotSign as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{file}: {module} {language} {version} signed by {name} on {today.isoformat()}")


@content.command("preview")
@click.argument("module", required=False, default="")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535))
def preview_content(module: str, port: int) -> None:
    """Show the files as trainees would see them, on this machine alone; pages reload when a file changes."""
    from .previewing import CannotPreview, serve_preview

    try:
        serve_preview(_settings(), module, port, say=click.echo)
    except CannotPreview as refusal:
        raise click.ClickException(str(refusal)) from None


@content.command("status")
def content_status() -> None:
    """Print modules by language: complete, stale, missing, words, hours, reviewers; then what is stale by name."""
    from .courses.content.source import read_content
    from .courses.content.status import status_table

    click.echo(status_table(read_content(_settings().content_folder)))


@commands.group()
def manual() -> None:
    """Manuals: the modules of a course as a book."""


@manual.command("build")
@click.argument("course")
@click.argument("language")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def build_manual(course: str, language: str, file: Path) -> None:
    """Write the manual of a course in a language as a PDF; what was made before is not made again."""
    from .core.errors import Missing, RuleViolation
    from .courses.manuals.job import build_now

    with _application(_settings()):
        try:
            content = build_now(course, language)
        except Missing:
            raise click.ClickException(f"No course {course} is published in the language {language}.") from None
        except RuleViolation as refusal:
            raise click.ClickException(_said(refusal)) from None
    file.write_bytes(content)
    click.echo(f"{file}: {len(content)} bytes")


@commands.group()
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
    from .interop.commands import CannotImport, import_file, print_report

    try:
        if not bank:
            print_report(file, wanted, language, say=click.echo)
            return
        with _application(_settings()):
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
    from .interop.commands import CannotImport, export_file

    with _application(_settings()):
        try:
            export_file(bank, file, wanted, language, email=email, say=click.echo)
        except CannotImport as refusal:
            raise click.ClickException(str(refusal)) from None


@commands.group()
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
    from .accounts import rules
    from .accounts.first_steps import add_first_person

    settings = _settings()
    with _application(settings):
        try:
            secret = add_first_person(name=name, email=email, agency_code=code, roles=roles, language=language)
        except (rules.EmailTaken, LookupError, ValueError) as refusal:
            raise click.ClickException(_said(refusal)) from None
    click.echo(f"{settings.public_url}/invitations/{secret}")


@commands.group()
def demo() -> None:
    """Invented people and records, for trying out and for measuring."""


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def demo_accounts(*, as_json: bool) -> None:
    """List the demo accounts."""
    from .accounts.demo import DEMO_ACCOUNTS

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
    settings = _settings()
    if settings.production:
        raise click.ClickException("Demo data is never loaded in production.")
    _migrate(settings)
    with _application(settings) as app:
        from .demo.bulk import load_bulk
        from .demo.load import load_story_once

        _publish(app, settings)
        load_story_once(app)
        if people or sessions:
            click.echo(load_bulk(people=people, sessions=sessions, seed=seed))


@commands.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Write the whole installation into one file."""
    from .core import backup as archive
    from .core.db import db
    from .core.ports import ports

    settings = _settings()
    with _application(settings), db.engine.connect() as connection:
        archive.one_state(connection)
        report = archive.write_backup(
            connection,
            target=target,
            files=settings.data_folder / "files",
            revision=_revision(),
            at=ports().clock.now(),
        )
    click.echo(f"{target}: {report.tables} tables, {report.rows} rows, {report.files} files")


@commands.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(source: Path) -> None:
    """Fill an empty installation from such a file."""
    from sqlalchemy.orm import Session

    from .core import backup as archive
    from .core.db import db, intending_to_write
    from .core.search import rebuild

    settings = _settings()
    _migrate(settings)
    with _application(settings), intending_to_write(), db.engine.begin() as connection:
        try:
            report = archive.read_backup(
                connection, source=source, files=settings.data_folder / "files", revision=_revision()
            )
        except archive.BackupFault as fault:
            raise click.ClickException(str(fault)) from None
        with Session(connection, join_transaction_mode="rollback_only") as session:
            rebuild(session)
    click.echo(f"{report.tables} tables, {report.rows} rows, {report.files} files")


@commands.group()
def audit() -> None:
    """The audit trail."""


@audit.command("seal")
def seal_audit() -> None:
    """Chain what is not chained yet."""
    from . import seal_audit_trail

    with _application(_settings()):
        seal_audit_trail()


@audit.command("verify")
def verify_audit() -> None:
    """Recompute the chain; name the first broken entry and end with 1 if there is one."""
    from .core import audit as trail
    from .core.db import db

    with _application(_settings()):
        found = trail.verify(db.session())
    if found.broken_at is not None:
        click.echo(f"broken at position {found.broken_at}, entry {found.broken_entry}: {found.reason}")
        sys.exit(1)
    click.echo(f"{found.checked} entries verified, {found.unsealed} not chained yet")


@commands.group()
def outbox() -> None:
    """What waits to be sent, was sent or failed."""


@outbox.command("list")
@click.option("--state", default="", help="waiting, held, merged, delivered, failed or cancelled; all if left out.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_outbox(state: str, most: int) -> None:
    """Print the latest messages, a line each: id, when, state, attempts, kind, error. Neither texts nor addresses."""
    from .accounts.notices.commands import UnknownState, lines

    with _application(_settings()):
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
    from .accounts.notices.commands import retry

    if not ids and not all_failed:
        raise click.UsageError("Name messages by their ids, or say --failed.")
    with _application(_settings()):
        click.echo(f"{retry(ids, all_failed=all_failed)} will be sent again")


def _settings() -> Settings:
    return Settings.from_environ(os.environ)


@contextmanager
def _application(settings: Settings) -> Iterator[Flask]:
    from . import create_app

    app = create_app(settings)
    with app.app_context():
        yield app


def _migrate(settings: Settings) -> None:
    """Run the migrations with these settings."""
    from alembic import command

    settings.data_folder.mkdir(parents=True, exist_ok=True)
    configuration = _alembic()
    configuration.attributes["settings"] = settings
    command.upgrade(configuration, "head")


def _revision() -> str:
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory.from_config(_alembic()).get_current_head())


def _alembic() -> Config:
    from alembic.config import Config

    return Config(str(ROOT / "alembic.ini"))


def _publish(app: Flask, settings: Settings) -> None:
    from .publishing import publish_everything

    report = publish_everything(app, settings.content_folder)
    if report:
        click.echo(report)


def _serve(settings: Settings) -> None:
    from . import create_app
    from .accounts.first_steps import refuse_demo_passwords
    from .wsgi import refuse_taken_address
    from .wsgi import serve as serve_app

    refuse_taken_address(settings)
    app = create_app(settings)
    with app.app_context():
        if settings.production:
            refuse_demo_passwords()
    serve_app(app, settings, lambda: _announce(settings))


def _announce(settings: Settings) -> None:
    click.echo(f"\nSabaq is at {settings.public_url}")
    if settings.demo:
        from .accounts.demo import DEMO_ACCOUNTS

        click.echo("Demo accounts (or one press on the sign-in page):")
        for each in DEMO_ACCOUNTS:
            click.echo(f"  {each.role.value:22} {each.email:32} {each.password}")
    click.echo("Stop with Ctrl+C.")


def _said(refusal: Exception) -> str:
    message = getattr(refusal, "message", None)
    return message % getattr(refusal, "facts", {}) if message else str(refusal)


if __name__ == "__main__":
    main()
