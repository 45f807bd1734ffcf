"""Taking files of questions in, and giving them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.banks import services as banks
from app.assessments.banks.models import BankMedia, BankQuestion
from app.assessments.banks.queries.banks import BankFacts, get_bank
from app.assessments.banks.queries.questions import bank_questions, written_of
from app.assessments.rules.writing import WrittenQuestion
from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor, require
from app.core.storage import Storage

from . import formats
from .formats import Format
from .merging import merge, unknown_name
from .models import QuestionFile, QuestionFileAccepted
from .outcome import Outcome, ReadFile, Refused, Status, WrittenFile
from .permissions import ExchangePermission
from .qti.writing import pictures_of

MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a person sent it, and how it should be read; without a format, that of its content."""

    file_name: str
    content: bytes
    language: str
    format: Format | None = None
    merging: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting a file would do; `known` are the questions that get a further language, by name."""

    file: QuestionFile
    bank: BankFacts
    read: ReadFile
    outcomes: tuple[Outcome, ...]
    known: Mapping[str, BankQuestion]
    accepted: QuestionFileAccepted | None

    @property
    def taking(self) -> int:
        """How many questions would be taken in."""
        return sum(each.question is not None for each in self.outcomes)

    def count(self, status: Status) -> int:
        """Return how many questions end so."""
        return sum(each.status is status for each in self.outcomes)

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """Return how many of each type became what."""
        found = Counter((each.type, str(each.question.kind) if each.question else "") for each in self.outcomes)
        return [(kind, here, count) for (kind, here), count in sorted(found.items())]


def send_file(
    session: Session, *, actor: Actor, file_id: UUID, bank_id: UUID, upload: Upload, storage: Storage, at: datetime
) -> UUID:
    """Keep a file of questions that can be read; a repeat with the same id changes nothing. No question is stored yet.

    Raises:
        Missing: there is no such bank for this person.
        FileRefused: nothing of the file can be read.

    """
    bank = get_bank(session, actor, bank_id)
    require(actor, ExchangePermission.IMPORT, bank.scope)
    if session.get(QuestionFile, file_id) is not None:
        return _file(session, actor, file_id)[0].id
    chosen = upload.format or formats.detect(upload.content)
    formats.read(upload.content, upload.language, chosen)
    session.add(
        QuestionFile(
            id=file_id,
            bank_id=bank_id,
            file_name=upload.file_name[-200:],
            digest=storage.put(upload.content),
            format=chosen,
            language=upload.language,
            merging=upload.merging,
            sent_at=at,
            sent_by=actor.id,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="interop:questions:send",
        subject=("bank", bank_id),
        at=at,
        file=upload.file_name[-200:],
        format=chosen.value,
    )
    session.flush()
    return file_id


def preview_file(session: Session, *, actor: Actor, file_id: UUID, storage: Storage) -> Preview:
    """Read a file that was sent, and say what accepting it would do.

    Raises:
        Missing: there is no such file, or it is not theirs to see.

    """
    file, bank = _file(session, actor, file_id)
    read = formats.read(storage.get(file.digest), file.language, file.format)
    accepted = session.get(QuestionFileAccepted, file_id)
    if not file.merging or accepted is not None:
        return Preview(file, bank, read, read.outcomes, {}, accepted)
    known = {
        each.name.casefold(): each
        for each in session.scalars(select(BankQuestion).where(BankQuestion.bank_id == file.bank_id))
    }
    outcomes = tuple(_merged(each, known) for each in read.outcomes)
    return Preview(file, bank, read, outcomes, known, None)


def _merged(outcome: Outcome, known: Mapping[str, BankQuestion]) -> Outcome:
    if outcome.question is None:
        return outcome
    found = known.get(outcome.question.name.casefold())
    if found is None:
        return replace(outcome, question=None, refusal=unknown_name(outcome.question.name))
    try:
        return replace(outcome, question=merge(written_of(found), outcome.question))
    except Refused as refusal:
        return replace(outcome, question=None, refusal=refusal.note)


def accept_file(session: Session, *, actor: Actor, file_id: UUID, storage: Storage, at: datetime) -> Preview:
    """Take in what can be taken of a file: as drafts, or as a language of drafts. A repeat changes nothing.

    Raises:
        Missing: there is no such file, or it is not theirs to see.
        RuleViolation: a question that would get a language is in review or published; begin a new draft of it first.

    """
    preview = preview_file(session, actor=actor, file_id=file_id, storage=storage)
    if preview.accepted is not None:
        return preview
    file = preview.file
    names = _store_pictures(session, actor, preview, at)
    questions = [_with_names(each.question, names) for each in preview.outcomes if each.question is not None]
    if file.merging:
        for question in questions:
            known = preview.known[question.name.casefold()]
            banks.save_draft(
                session, actor=actor, question_id=known.id, written=question, revision=known.revision, at=at
            )
    else:
        banks.add_questions(
            session, actor=actor, bank_id=file.bank_id, questions=questions, source=file.file_name, at=at
        )
    accepted = QuestionFileAccepted(
        file_id=file_id,
        added=0 if file.merging else len(questions),
        merged=len(questions) if file.merging else 0,
        refused=preview.count(Status.REFUSED),
        at=at,
        by=actor.id,
    )
    session.add(accepted)
    session.flush()
    return replace(preview, accepted=accepted)


def _store_pictures(session: Session, actor: Actor, preview: Preview, at: datetime) -> dict[str, str]:
    wanted = {name for each in preview.outcomes if each.question for name in pictures_of(each.question)}
    return {
        name: banks.store_image(
            session,
            actor=actor,
            bank_id=preview.file.bank_id,
            content=content,
            file_name=preview.file.file_name,
            at=at,
        )
        for name, content in preview.read.media.items()
        if name in wanted
    }


def _with_names(question: WrittenQuestion, names: Mapping[str, str]) -> WrittenQuestion:
    """Return a question whose pictures are named as the bank names them."""
    key = dict(question.key)
    if key.get("stem_image") in names:
        key["stem_image"] = names[key["stem_image"]]
    if isinstance(key.get("images"), Mapping):
        key["images"] = {choice: names.get(name, name) for choice, name in key["images"].items()}
    return replace(question, key=key)


def _file(session: Session, actor: Actor, file_id: UUID) -> tuple[QuestionFile, BankFacts]:
    file = session.get(QuestionFile, file_id)
    if file is None:
        raise Missing
    bank = get_bank(session, actor, file.bank_id)
    require(actor, ExchangePermission.IMPORT, bank.scope)
    return file, bank


def files_of(session: Session, bank_id: UUID) -> list[tuple[QuestionFile, QuestionFileAccepted | None]]:
    """Return the files last sent to a bank, the newest first, with what was taken in of them; one statement."""
    statement = (
        select(QuestionFile, QuestionFileAccepted)
        .outerjoin(QuestionFileAccepted, QuestionFileAccepted.file_id == QuestionFile.id)
        .where(QuestionFile.bank_id == bank_id)
        .order_by(QuestionFile.sent_at.desc(), QuestionFile.id)
        .limit(MOST_LISTED)
    )
    return [(file, accepted) for file, accepted in session.execute(statement)]


def export_bank(
    session: Session, *, actor: Actor, bank_id: UUID, wanted: Format, language: str, storage: Storage
) -> WrittenFile:
    """Write the questions of a bank; the outcomes say what of them the format can't hold.

    Raises:
        Missing: there is no such bank, or it is not theirs to see.

    """
    bank = get_bank(session, actor, bank_id)
    require(actor, ExchangePermission.EXPORT, bank.scope)
    return formats.write(
        bank_questions(session, actor, bank_id), wanted, language, _pictures_of(session, bank_id, storage)
    )


def _pictures_of(session: Session, bank_id: UUID, storage: Storage) -> Callable[[str], bytes | None]:
    rows = session.execute(select(BankMedia.name, BankMedia.digest).where(BankMedia.bank_id == bank_id))
    digests = {row.name: row.digest for row in rows}

    def find(name: str) -> bytes | None:
        return storage.get(digests[name]) if name in digests else None

    return find


def record_export(
    session: Session, *, actor: Actor, bank_id: UUID, written: WrittenFile, language: str, at: datetime
) -> None:
    """Note that questions with their right answers left as a file."""
    audit.record(
        session,
        actor=actor,
        action="interop:questions:export",
        subject=("bank", bank_id),
        at=at,
        format=written.format,
        language=language,
        count=sum(each.refusal is None for each in written.outcomes),
    )
