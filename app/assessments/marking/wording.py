"""How marking names its words."""

from __future__ import annotations

from app.core.errors import N_

from .rules.appeals import Remedy
from .rules.combining import Basis, MarkRole
from .rules.rulings import RulingKind
from .rules.severity import Tendency

ROLE_TITLES = {
    MarkRole.FIRST: N_("First marker"),
    MarkRole.SECOND: N_("Second marker"),
    MarkRole.THIRD: N_("Third marker"),
    MarkRole.MODERATION: N_("Moderator"),
    MarkRole.APPEAL: N_("After an appeal"),
    MarkRole.TAKEN_BACK: N_("Taken back"),
}
BASIS_TITLES = {
    Basis.ONE: N_("Marked by one person"),
    Basis.MEAN: N_("Marked by two people independently; the mean of their marks counts"),
    Basis.THIRD: N_("Marked by two people independently, who differed; a third person decided"),
    Basis.MODERATION: N_("Checked by a moderator, whose mark counts"),
    Basis.APPEAL: N_("Marked again after an appeal; this mark counts"),
}
RULING_TITLES = {
    RulingKind.CREDIT_ALL: N_("Everybody gets the points"),
    RulingKind.LEAVE_OUT: N_("The question counts no longer"),
    RulingKind.NEW_KEY: N_("The key is corrected"),
}
TENDENCY_TITLES = {
    Tendency.SEVERE: N_("Stricter than the reference"),
    Tendency.LENIENT: N_("More lenient than the reference"),
    Tendency.IN_LINE: N_("In line"),
    Tendency.TOO_FEW: N_("Too few answers to tell"),
}
REMEDY_TITLES = {
    Remedy.REMARK: N_("The answers are marked again"),
    Remedy.REGRADE: N_("A faulty question is withdrawn and everybody regraded"),
    Remedy.NEW_ATTEMPT: N_("One more attempt is granted"),
}
APPEAL_STATES = {
    "filed": (N_("Waits to be given to somebody"), "warning"),
    "assigned": (N_("Being looked at"), "info"),
    "upheld": (N_("Upheld"), "good"),
    "dismissed": (N_("Dismissed"), "neutral"),
}
