"""From what stands on the sheets to real attempts, graded by the same rules as all others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments import services as assessments
from app.assessments.models import Attempt, AttemptSource
from app.assessments.queries import attempts as queries
from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.timing import EnrolmentEnded, StillBeingMarked, check_start
from app.assessments.services.marking import hand_in_paper
from app.core import audit
from app.core.errors import RuleViolation
from app.core.policy import Actor, require

from ..models import PaperAttempt
from ..permissions import BookletPermission, PaperScope
from ..queries.people import PaperPerson, people_of
from ..queries.sets import SetFacts, get_set
from ..rules.entries import Entry, EntryState


def mark_papers(
    session: Session, *, actor: Actor, set_id: UUID, at: datetime, enrolment_id: UUID | None = None
) -> tuple[int, dict[UUID, RuleViolation]]:
    """Turn every sheet that is ready, or one of them, into an attempt and mark it; repeating changes nothing.

    Returns how many were marked, and by enrolment why others could not be: each stands for itself.

    Raises:
        Missing: no such paper version of the actor's.

    """
    paper = get_set(session, actor, set_id, locked=True)
    require(actor, BookletPermission.ENTER, PaperScope(paper.sitting.centre_path))
    done, refused = 0, dict[UUID, RuleViolation]()
    for person in people_of(session, paper):
        chosen = enrolment_id in (None, person.enrolment_id)
        entry = person.standing.final
        if not chosen or person.state is not EntryState.READY or entry is None:
            continue
        try:
            scope = PaperScope(paper.sitting.centre_path, frozenset({person.watched.user_id}))
            require(actor, BookletPermission.ENTER, scope)
            with session.begin_nested():
                _mark(session, actor, paper, person, entry, at)
        except RuleViolation as violation:
            refused[person.enrolment_id] = violation
        else:
            done += 1
    return done, refused


def _mark(session: Session, actor: Actor, paper: SetFacts, person: PaperPerson, entry: Entry, at: datetime) -> None:
    """Make the attempt, store the answers through the service that stores all answers, and hand it in."""
    owner = _owner(session, actor, person.watched.user_id)
    assert entry.started_at is not None
    assert entry.submitted_at is not None
    number = _check_start(session, owner, paper, person.enrolment_id, entry.started_at)
    variant = paper.variant(entry.variant_id)
    attempt_id = uuid5(entry.id, "attempt")
    sheet = person.sheet
    session.add(
        Attempt(
            id=attempt_id,
            assessment_id=paper.sitting.assessment_id,
            enrolment_id=person.enrolment_id,
            user_id=owner.id,
            number=number,
            language=sheet.language if sheet else paper.languages[0],
            seed=variant.seed,
            paper=variant.paper.to_json(),
            conditions=paper.conditions,
            sitting_id=paper.sitting.id,
            large_print=sheet.large_print if sheet else False,
            source=AttemptSource.PAPER,
            started_at=entry.started_at,
        )
    )
    session.flush()
    given = [
        assessments.GivenAnswer(uuid5(entry.id, f"answer {place}"), place, answer)
        for place, answer in sorted(entry.answers.items())
        if answer
    ]
    assessments.save_responses(session, actor=owner, attempt_id=attempt_id, given=given, at=entry.submitted_at)
    session.add(
        PaperAttempt(
            attempt_id=attempt_id,
            sitting_id=paper.sitting.id,
            enrolment_id=person.enrolment_id,
            entry_id=entry.id,
            accepted_at=at,
            accepted_by=actor.id,
        )
    )
    _record(session, actor, paper, person, attempt_id, variant.letter, at)
    hand_in_paper(session, actor=actor, attempt_id=attempt_id, submitted_at=entry.submitted_at, at=at)


def _owner(session: Session, actor: Actor, user_id: UUID) -> Actor:
    """Return the person whose sheet it is, as the services for their own attempts know them; without any role."""
    user = session.get_one(User, user_id)
    return replace(actor, id=user.id, name=user.name, email=user.email, grants=(), sign_in_id=None)


def _check_start(session: Session, owner: Actor, paper: SetFacts, enrolment_id: UUID, started_at: datetime) -> int:
    """Hold a sheet to the same allowance and spacing as any attempt; return its number."""
    offered = queries.get_own_assessment(session, owner, enrolment_id, paper.sitting.assessment_id, locked=True)
    if offered.withdrawn_at is not None and offered.withdrawn_at <= started_at:
        raise EnrolmentEnded
    past = queries.past_attempts(session, enrolment_id, offered.id)
    if any(each.percent is None for each in past):
        raise StillBeingMarked
    own = "attempts" in paper.sitting.overrides
    counted = [each for each in past if not own or each.sitting_id == paper.sitting.id]
    blueprint = Blueprint.from_mapping(paper.conditions).granting(offered.granted)
    check_start(blueprint, [each.sitting for each in counted], started_at)
    return 1 + max((each.number for each in past), default=0)


def _record(
    session: Session,
    actor: Actor,
    paper: SetFacts,
    person: PaperPerson,
    attempt_id: UUID,
    letter: str,
    at: datetime,
) -> None:
    audit.record(
        session,
        actor=actor,
        action="assessments:paper:accept",
        subject=("attempt", attempt_id),
        at=at,
        enrolment=str(person.enrolment_id),
        sitting=str(paper.sitting.id),
        set=str(paper.id),
        variant=letter,
    )
