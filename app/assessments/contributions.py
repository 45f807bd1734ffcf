"""What assessments show on pages that do not know them: links on the course page, tiles on the home page."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from app.core.addresses import address
from app.core.contributions import ActionLink, EnrolmentPlace, HomeSection, Tile
from app.core.db import db
from app.core.errors import N_
from app.core.i18n import current_language, pick, show_instant, show_number, show_time
from app.core.i18n import say as _
from app.core.policy import Actor
from app.courses.queries import lesson_progress

from .own_strengths import tried_at
from .queries.offers import Offer, offers_of_tried, offers_of_user
from .rules.questions import AssessmentKind
from .views.routes import title_of

# What comes when the lessons are read.
LAST = {AssessmentKind.FINAL_EXAM: N_("Go to the final exam"), AssessmentKind.PRACTICAL: N_("Go to the practical exam")}


def offer_actions(place: EnrolmentPlace) -> dict[str, list[ActionLink]]:
    """Return the links to pre-test and final exam (under "") and to each module's quiz, with their state."""
    links: dict[str, list[ActionLink]] = defaultdict(list)
    for offer in offers_of_tried(db.session(), tried_at(place), place.at):
        label = _("Quiz") if offer.kind is AssessmentKind.QUIZ else title_of(offer.kind, None)
        links[offer.module_key].append(
            ActionLink(str(label), _url(offer), _note(offer, place.actor.time_zone), _state(offer))
        )
    return dict(links)


def offer_section(actor: Actor, at: datetime) -> HomeSection | None:
    """Return open attempts first, then what comes next: the pre-test before learning, the final exam after it."""
    offers = offers_of_user(db.session(), actor.id, at)
    if not offers:
        return None
    tiles = [_open_tile(offer, actor) for offer in offers if offer.open_attempt_id]
    waiting = [offer for offer in offers if not offer.open_attempt_id and offer.may_start]
    tiles += [_tile(each, _("Take the pre-test")) for each in waiting if _is_fresh(each, AssessmentKind.PRE_TEST)]
    marked = [offer for offer in offers if offer.waiting and not offer.open_attempt_id]
    tiles += [_marked_tile(each) for each in marked]
    tiles += [_coming_tile(offer, actor) for offer in offers if offer.opens_at and not offer.open_attempt_id]
    exams = [each for each in waiting if each.kind in LAST and not each.passed]
    tiles += [_held_tile(each, actor) for each in exams if each.closes_at]
    exams = [each for each in exams if not each.closes_at]
    if exams:
        progress = lesson_progress(db.session(), [each.enrolment_id for each in exams])
        ready = [each for each in exams if _all_done(progress.get(each.enrolment_id, (0, 1)))]
        tiles += [_tile(each, str(_(LAST[each.kind]))) for each in ready]
    return HomeSection(_("Tests and exams"), tuple(tiles))


def _all_done(progress: tuple[int, int]) -> bool:
    done, total = progress
    return done >= total > 0


def _is_fresh(offer: Offer, kind: AssessmentKind) -> bool:
    return offer.kind is kind and offer.attempts == 0


def _url(offer: Offer) -> str:
    return address("assessments.show_assessment", enrolment_id=offer.enrolment_id, assessment_id=offer.assessment_id)


def _open_tile(offer: Offer, actor: Actor) -> Tile:
    course = pick(offer.course_title, current_language())
    if offer.deadline_at is None:
        text = course
    else:
        text = _("%(course)s. Ends at %(time)s.", course=course, time=show_time(offer.deadline_at, actor.time_zone))
    return Tile(title_of(offer.kind, offer.module_title), str(text), _url(offer), str(_("Continue")), urgent=True)


def _marked_tile(offer: Offer) -> Tile:
    text = _("%(course)s. Handed in; it is being marked.", course=pick(offer.course_title, current_language()))
    return Tile(title_of(offer.kind, offer.module_title), str(text), _url(offer), str(_("Look")))


def _tile(offer: Offer, action: str) -> Tile:
    return Tile(
        title_of(offer.kind, offer.module_title), pick(offer.course_title, current_language()), _url(offer), str(action)
    )


def _held_tile(offer: Offer, actor: Actor) -> Tile:
    """An exam that is held now: it can be begun whatever was read, as long as it is open."""
    assert offer.closes_at is not None
    text = _("Open until %(time)s.", time=show_instant(offer.closes_at, actor.time_zone))
    title = title_of(offer.kind, offer.module_title)
    return Tile(title, str(text), _url(offer), str(_(LAST[offer.kind])), urgent=True)


def _coming_tile(offer: Offer, actor: Actor) -> Tile:
    assert offer.opens_at is not None
    text = _("Opens at %(time)s.", time=show_instant(offer.opens_at, actor.time_zone))
    return Tile(title_of(offer.kind, offer.module_title), str(text), _url(offer))


def _state(offer: Offer) -> str:
    if offer.open_attempt_id or offer.waiting:
        return "waiting"
    finished = offer.passed if offer.kind is not AssessmentKind.PRE_TEST else offer.attempts > 0
    return "done" if finished else "open"


def _note(offer: Offer, time_zone: str) -> str:
    if offer.open_attempt_id:
        return str(_("Under way"))
    if offer.waiting:
        return str(_("Handed in; it is being marked"))
    if offer.opens_at:
        return str(_("Opens at %(time)s.", time=show_instant(offer.opens_at, time_zone)))
    if offer.best_percent is None:
        return str(_("Handed in. The result shows later.")) if offer.result_hidden else ""
    return _result(offer, show_number(offer.best_percent))


def _result(offer: Offer, percent: str) -> str:
    if offer.kind is AssessmentKind.PRE_TEST:
        return str(_("Result: %(percent)s %%", percent=percent))
    if offer.passed:
        return str(_("Passed with %(percent)s %%", percent=percent))
    return str(_("Best result so far: %(percent)s %%", percent=percent))
