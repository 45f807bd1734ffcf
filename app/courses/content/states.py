"""Store where each module's files stand, when they are published or held back: the web never reads files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.content_files import Problem
from app.courses.models import LessonText, ModuleState
from app.courses.standing import as_json

from .model import Content, ModuleSource, digest_of
from .rendering import Known
from .status import count_words, module_standing


def store_states(
    session: Session,
    content: Content,
    *,
    editions: Mapping[str, UUID],
    faults: Mapping[str, Iterable[Problem]],
    at: datetime,
) -> None:
    """Write the state of each module whose files, or whose problems, are not those that were stored.

    Args:
        session: the transaction of the publishing itself.
        content: everything that was read.
        editions: of the modules that were published as they are now.
        faults: of the modules that were held back.
        at: when.

    """
    rows = session.execute(select(ModuleState.module_key, ModuleState.digest))
    stored = {row.module_key: row.digest for row in rows}
    known = Known.of(content)
    for module in content.modules:
        problems = [str(each) for each in faults.get(module.key, ()) if each.blocks]
        digest = digest_of(module.digest, problems)
        if stored.get(module.key) != digest:
            edition = editions.get(module.key)
            words = _published_words(session, edition) if edition else count_words(module, known)
            standing = as_json(module_standing(module, words, problems))
            session.merge(ModuleState(module_key=module.key, digest=digest, standing=standing, read_at=at))
    _forget_others(session, content.modules, complete=not content.problems)


def _published_words(session: Session, edition_id: UUID) -> dict[tuple[str, str], int]:
    rows = session.execute(
        select(LessonText.lesson_key, LessonText.language, LessonText.words).where(LessonText.edition_id == edition_id)
    )
    return {(lesson_key, language): words for lesson_key, language, words in rows}


def _forget_others(session: Session, modules: Iterable[ModuleSource], *, complete: bool) -> None:
    """Drop modules that are no longer there, unless some could not be read."""
    if complete:
        session.execute(delete(ModuleState).where(ModuleState.module_key.not_in([module.key for module in modules])))
    session.flush()
