"""The kinds of notices about assessments."""

from app.accounts.models import Role
from app.core.errors import N_
from app.core.notices import NoticeKind

STAFF = frozenset({Role.TRAINER, Role.CENTRE_ADMINISTRATOR})
WRITERS = STAFF | {Role.CURRICULUM_EDITOR}
EXAM = NoticeKind(name="exam", title=N_("Exams: your place, changes, and a reminder the day before"))
RESULT = NoticeKind(name="result", title=N_("Results and decisions on appeals"), waits=True)
APPEALS = NoticeKind(name="appeals", title=N_("Appeals to be assigned or decided"), waits=True, roles=STAFF)
MARKING = NoticeKind(name="marking", title=N_("Answers that wait to be marked, once a day"), gathers=True, roles=STAFF)
QUESTIONS = NoticeKind(
    name="questions", title=N_("Questions that wait for review, or that come back to you"), waits=True, roles=WRITERS
)
KINDS = (EXAM, RESULT, APPEALS, MARKING, QUESTIONS)
