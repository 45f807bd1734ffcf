"""Which events of assessments people are told about, and the job that reminds them."""

from __future__ import annotations

from app.core.events import subscribe
from app.core.jobs import Periodic, periodic
from app.core.notices import offer_kinds

from ..banks.events import QuestionReturned, QuestionSentToReview
from ..marking import events as marking
from ..sittings import events as sittings
from . import exams, questions, results, staff
from .kinds import KINDS


def register() -> None:
    """Listen, and remind of the exams of the next day."""
    offer_kinds(*KINDS)
    subscribe(sittings.PlacesGiven, exams.places_given)
    subscribe(sittings.SittingMoved, exams.sitting_moved)
    subscribe(sittings.PlaceTaken, exams.place_taken)
    subscribe(sittings.AccommodationGranted, exams.accommodation_granted)
    subscribe(sittings.ResultsReleased, results.results_released)
    subscribe(marking.AttemptMarked, results.attempt_marked)
    subscribe(marking.AttemptRegraded, results.attempt_regraded)
    subscribe(marking.AppealDecided, results.appeal_decided)
    subscribe(marking.AppealFiled, staff.appeal_filed)
    subscribe(marking.AppealAssigned, staff.appeal_assigned)
    subscribe(marking.AttemptAwaitsMarking, staff.awaits_marking)
    subscribe(QuestionSentToReview, questions.question_sent)
    subscribe(QuestionReturned, questions.question_returned)
    periodic.register("exam-reminders", Periodic(15, exams.remind))
