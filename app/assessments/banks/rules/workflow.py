"""How a question goes from a draft to the exams, and who may take it a step further.

    draft → in review → approved → published
              ↓ returned with a note (then a draft again)

A published question may be retired, and a published or retired one may have a new draft, which goes the same way. The
published version is drawn until the next one takes its place. Whoever wrote any part of a draft never approves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.core.errors import N_, RuleViolation

LONGEST_NOTE = 1000


class QuestionState(StrEnum):
    """Where the working copy of a question stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETIRED = "retired"


class Act(StrEnum):
    """What somebody did to a question."""

    CREATED = "created"
    CHANGED = "changed"
    SENT = "sent"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    REOPENED = "reopened"
    DISCARDED = "discarded"
    RETIRED = "retired"
    DELETED = "deleted"


# From which states each act leads where; None leaves the state as it is. DISCARDED leads back to what was published.
STEPS: dict[Act, tuple[frozenset[QuestionState], QuestionState | None]] = {
    Act.CHANGED: (frozenset({QuestionState.DRAFT, QuestionState.RETURNED}), None),
    Act.SENT: (frozenset({QuestionState.DRAFT, QuestionState.RETURNED}), QuestionState.IN_REVIEW),
    Act.TAKEN_BACK: (frozenset({QuestionState.IN_REVIEW, QuestionState.APPROVED}), QuestionState.DRAFT),
    Act.RETURNED: (frozenset({QuestionState.IN_REVIEW, QuestionState.APPROVED}), QuestionState.RETURNED),
    Act.APPROVED: (frozenset({QuestionState.IN_REVIEW}), QuestionState.APPROVED),
    Act.PUBLISHED: (frozenset({QuestionState.APPROVED}), QuestionState.PUBLISHED),
    Act.REOPENED: (frozenset({QuestionState.PUBLISHED, QuestionState.RETIRED}), QuestionState.DRAFT),
    Act.DISCARDED: (frozenset({QuestionState.DRAFT, QuestionState.RETURNED}), None),
    Act.RETIRED: (frozenset(QuestionState) - {QuestionState.RETIRED}, QuestionState.RETIRED),
    Act.DELETED: (
        frozenset({QuestionState.DRAFT, QuestionState.RETURNED, QuestionState.IN_REVIEW, QuestionState.APPROVED}),
        None,
    ),
}


class WrongState(RuleViolation):
    """The question is not where this could be done to it; probably somebody was faster."""

    code = "question-state"
    message = N_("“%(name)s” is %(state)s by now, so this can't be done. Look at its history.")


class OwnQuestion(RuleViolation):
    """Nobody approves what they wrote."""

    code = "own-question"
    message = N_("You wrote part of “%(name)s”, so somebody else must decide on it.")


class NoteMissing(RuleViolation):
    """A question that goes back, or is retired, needs a reason."""

    code = "note-missing"
    message = N_("Write why, in a sentence or two.")


class NoteTooLong(RuleViolation):
    """A note is a note."""

    code = "note-too-long"
    message = N_("Use at most %(longest)s characters.")


class StillWrong(RuleViolation):
    """A question with problems is not sent to somebody else."""

    code = "question-still-wrong"
    message = N_("“%(name)s” has problems to settle first: %(count)s.")


class WasPublished(RuleViolation):
    """What was published may stand in somebody's exam."""

    code = "question-was-published"
    message = N_("“%(name)s” was published, so it can be retired and not deleted: attempts may point at it.")


class NeverPublished(RuleViolation):
    """There is nothing to take out of use."""

    code = "question-never-published"
    message = N_("“%(name)s” was never published. Delete the draft instead.")


class ChangedMeanwhile(RuleViolation):
    """Two people wrote at the same time."""

    code = "question-changed-meanwhile"
    message = N_(
        "%(who)s saved this question while you were writing. What you typed is kept below and not saved yet: compare, "
        "then save again to put yours in its place."
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a question stands, as far as the next step is concerned."""

    name: str
    state: QuestionState
    version_number: int
    authors: frozenset[UUID]
    retired_at: datetime | None = None

    @property
    def drawn(self) -> bool:
        """Whether papers may draw it."""
        return self.version_number > 0 and self.retired_at is None


def check_step(standing: Standing, act: Act, actor_id: UUID, *, note: str = "") -> QuestionState:
    """Decide on an act and return the state that it leads to.

    Raises:
        WrongState: the question is not where this could be done.
        OwnQuestion: a reviewer wrote part of it.
        NoteMissing: it goes back or out of use without a reason.
        NoteTooLong: the note is longer than a note.
        WasPublished: it can't be deleted any more.
        NeverPublished: it can't be retired yet.

    """
    if act is Act.DELETED and standing.version_number:
        raise WasPublished(name=standing.name)
    if act in (Act.RETIRED, Act.DISCARDED, Act.REOPENED) and not standing.version_number:
        raise NeverPublished(name=standing.name)
    origins, target = STEPS[act]
    if standing.state not in origins:
        raise WrongState(name=standing.name, state=standing.state)
    if act is Act.APPROVED and actor_id in standing.authors:
        raise OwnQuestion(name=standing.name)
    if act in (Act.RETURNED, Act.RETIRED) and not note.strip():
        raise NoteMissing
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(longest=LONGEST_NOTE)
    if act is Act.DISCARDED:
        return QuestionState.RETIRED if standing.retired_at else QuestionState.PUBLISHED
    return target or standing.state


def is_possible(standing: Standing, act: Act, actor_id: UUID) -> bool:
    """Whether a page offers an act to a person."""
    try:
        check_step(standing, act, actor_id, note="-")
    except RuleViolation:
        return False
    return True


def possible_acts(standing: Standing, actor_id: UUID) -> frozenset[Act]:
    """Return what a person may do to a question next."""
    return frozenset(act for act in STEPS if is_possible(standing, act, actor_id))


def check_revision(seen: int, present: int, who: str) -> None:
    """Refuse to write over what the writer has not seen.

    Raises:
        ChangedMeanwhile: somebody saved in between.

    """
    if seen != present:
        raise ChangedMeanwhile(who=who)


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that no other question of the bank has."""
    used = {each.casefold() for each in taken}
    name, number = wanted[:80], 1
    while name.casefold() in used:
        number += 1
        name = f"{wanted[: 79 - len(str(number))]}-{number}"
    return name
