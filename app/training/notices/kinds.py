"""The kinds of notices about training."""

from app.accounts.models import Role
from app.core.errors import N_
from app.core.notices import NoticeKind

JOINED = NoticeKind(name="cohort_joined", title=N_("Your place in a cohort"), mandatory=True)
LEFT = NoticeKind(name="cohort_left", title=N_("Your place in a cohort has ended"))
PLANNED = NoticeKind(name="session_planned", title=N_("New sessions, with an invitation for your calendar"))
CHANGED = NoticeKind(name="session_changed", title=N_("Sessions that are moved or cancelled"))
TEACHING = NoticeKind(
    name="teaching", title=N_("Sessions that you are to teach, or no longer"), roles=frozenset({Role.TRAINER})
)
REMINDER = NoticeKind(name="session_reminder", title=N_("Reminders a week and a day before"), urgent=True)
ABSENCE_ANNOUNCED = NoticeKind(
    name="absence_announced",
    title=N_("Participants who say that they will be absent"),
    waits=True,
    roles=frozenset({Role.TRAINER}),
)
ABSENCE = NoticeKind(name="absence", title=N_("Being marked absent"))
AT_RISK = NoticeKind(name="attendance_at_risk", title=N_("Attendance that can no longer be enough"))
EVALUATION = NoticeKind(name="evaluation", title=N_("Evaluation forms that wait for you"), waits=True)
SUPERVISOR = NoticeKind(
    name="supervisor_asked",
    title=N_("Questions to supervisors"),
    mandatory=True,
    urgent=True,
    secret=True,
    listed=False,
)
NOMINATIONS = NoticeKind(
    name="nominations",
    title=N_("Nominations, and training that agencies held themselves"),
    waits=True,
    roles=frozenset({Role.AGENCY_OFFICER, Role.CENTRE_ADMINISTRATOR}),
)
KINDS = (
    JOINED,
    LEFT,
    PLANNED,
    CHANGED,
    REMINDER,
    TEACHING,
    ABSENCE,
    AT_RISK,
    ABSENCE_ANNOUNCED,
    EVALUATION,
    NOMINATIONS,
    SUPERVISOR,
)
