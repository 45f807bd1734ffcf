"""Setting what a person is entitled to when they sit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.rules.questions import AssessmentKind
from app.core import audit
from app.core.errors import N_, RuleViolation
from app.core.events import publish
from app.core.ids import new_id
from app.core.policy import Actor, require

from ..events import AccommodationGranted
from ..models import Accommodation
from ..permissions import SittingPermission
from ..queries.sittings import get_sitting
from ..queries.watching import watch_one

MOST_PERCENT = 300
MOST_MINUTES = 600


class WrongAllowance(RuleViolation):
    """So much extra time can't be meant."""

    code = "wrong-allowance"
    message = N_("Extra time is at most %(percent)s %% and %(minutes)s minutes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccommodationDetails:
    """What is granted; nothing at all withdraws what was granted before for the same reach."""

    extra_percent: int = 0
    extra_minutes: int = 0
    language: str = ""
    large_print: bool = False
    remark: str = ""


def grant_accommodation(
    session: Session,
    *,
    actor: Actor,
    sitting_id: UUID,
    enrolment_id: UUID,
    kind: AssessmentKind | None,
    only_here: bool,
    details: AccommodationDetails,
    at: datetime,
) -> None:
    """Set what somebody of a sitting is entitled to: in this sitting only, in every assessment of a kind, or in all.

    It holds for attempts that begin afterwards; who has begun is given minutes instead.

    Raises:
        Missing: no such sitting of the actor's, or no such place in it.
        NotAllowed: the actor does not administer the centre.
        WrongAllowance: so much can't be meant.

    """
    sitting = get_sitting(session, actor, sitting_id)
    require(actor, SittingPermission.ACCOMMODATE, sitting.centre_path)
    if not (0 <= details.extra_percent <= MOST_PERCENT and 0 <= details.extra_minutes <= MOST_MINUTES):
        raise WrongAllowance(percent=MOST_PERCENT, minutes=MOST_MINUTES)
    person = watch_one(session, sitting_id, enrolment_id, sitting.kind)
    session.add(
        Accommodation(
            id=new_id(),
            user_id=person.user_id,
            centre_id=sitting.centre_id,
            kind=None if only_here else kind,
            sitting_id=sitting_id if only_here else None,
            **asdict(details),
            granted_at=at,
            granted_by=actor.id,
        )
    )
    facts = {name: value for name, value in asdict(details).items() if name != "remark"}
    audit.record(
        session,
        actor=actor,
        action="assessments:accommodation:grant",
        subject=("user", person.user_id),
        at=at,
        sitting=str(sitting_id) if only_here else "",
        kind=kind.value if kind and not only_here else "",
        **facts,
    )
    publish(AccommodationGranted(person.user_id, sitting_id if only_here else None, at), session)
