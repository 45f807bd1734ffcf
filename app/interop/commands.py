"""The same exchange on the command line: a report to read, or a file taken in on somebody's behalf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import get_actor
from app.core.db import transaction
from app.core.errors import RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.ports import ports

from . import formats, services
from .formats import Format
from .limits import MOST_BYTES
from .outcome import Outcome, ReadFile, Status, WrittenFile

Say = Callable[[str], None]


class CannotImport(Exception):
    """Why nothing was done, in one sentence."""


def read_report(file: Path, wanted: str, language: str) -> ReadFile:
    """Read a file without storing anything."""
    if file.stat().st_size > MOST_BYTES:
        raise CannotImport(f"{file} is larger than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        content = file.read_bytes()
        chosen = _format(wanted) if wanted else formats.detect(content)
        found = formats.read(content, language or "en", chosen)
        return found if language else formats.read(content, formats.guess_language(found), chosen)
    except RuleViolation as refusal:
        raise CannotImport(_said(refusal)) from None


def print_report(file: Path, wanted: str, language: str, *, say: Say) -> None:
    """Print a line for each question, and a count."""
    found = read_report(file, wanted, language)
    for each in found.notes:
        say(f"note: {each.sentence}")
    for outcome in found.outcomes:
        say(line_of(outcome))
    counts = ", ".join(f"{found.count(status)} {status.value}" for status in Status)
    say(f"{found.format}: {len(found.outcomes)} questions: {counts}")


def line_of(outcome: Outcome) -> str:
    """Return an outcome in one line."""
    place = f"{outcome.part}:{outcome.line}" if outcome.part else str(outcome.line)
    here = str(outcome.question.kind) if outcome.question is not None and outcome.refusal is None else "-"
    why = outcome.refusal.sentence if outcome.refusal else "; ".join(each.sentence for each in outcome.losses)
    return f"{place}: {outcome.status.value}: {outcome.type} -> {here}: {outcome.name}{f': {why}' if why else ''}"


def import_file(file: Path, wanted: str, language: str, *, bank: str, email: str) -> str:
    """Take a file into a bank on somebody's behalf; return what was done."""
    found = read_report(file, wanted, language)
    chosen = language or formats.guess_language(found)
    at = ports().clock.now()
    try:
        with transaction() as session:
            actor = _actor(session, email)
            upload = services.Upload(file.name, file.read_bytes(), chosen, Format(found.format))
            file_id = services.send_file(
                session,
                actor=actor,
                file_id=new_id(),
                bank_id=_bank(bank),
                upload=upload,
                storage=ports().storage,
                at=at,
            )
            preview = services.accept_file(session, actor=actor, file_id=file_id, storage=ports().storage, at=at)
    except RuleViolation as refusal:
        raise CannotImport(_said(refusal)) from None
    return f"{file}: {preview.taking} taken in, {preview.count(Status.REFUSED)} refused"


def export_file(bank: str, file: Path, wanted: str, language: str, *, email: str, say: Say) -> None:
    """Write a bank's questions to a file on somebody's behalf."""
    try:
        with transaction() as session:
            actor = _actor(session, email)
            written: WrittenFile = services.export_bank(
                session,
                actor=actor,
                bank_id=_bank(bank),
                wanted=_format(wanted),
                language=language,
                storage=ports().storage,
            )
            services.record_export(
                session,
                actor=actor,
                bank_id=_bank(bank),
                written=written,
                language=language,
                at=ports().clock.now(),
            )
    except RuleViolation as refusal:
        raise CannotImport(_said(refusal)) from None
    file.write_bytes(written.content)
    for outcome in written.outcomes:
        if outcome.status is not Status.COMPLETE:
            say(line_of(outcome))
    say(f"{file}: {sum(each.refusal is None for each in written.outcomes)} questions, {len(written.content)} bytes")


def _format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError:
        raise CannotImport(f"{name} is not one of {', '.join(Format)}.") from None


def _bank(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CannotImport(f"{text} is not the id of a bank.") from None


def _actor(session: Session, email: str) -> Actor:
    user_id = session.scalar(select(User.id).where(User.email == email.strip().casefold()))
    if user_id is None:
        raise CannotImport(f"Nobody has the e-mail address {email}.")
    return get_actor(session, user_id)


def _said(refusal: RuleViolation) -> str:
    return refusal.message % refusal.facts if refusal.facts else refusal.message
