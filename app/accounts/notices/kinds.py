"""The kinds of notices about accounts."""

from app.core.errors import N_
from app.core.notices import NoticeKind

INVITATION = NoticeKind(
    name="invitation", title=N_("Links that let you in or set a password"), mandatory=True, urgent=True, secret=True
)
KINDS = (INVITATION,)
