"""The shape of what people type about sittings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.assessments.forms import read_id
from app.assessments.models import ASSESSMENT_TITLES
from app.assessments.rules.blueprints import Layout, Showing
from app.assessments.rules.questions import AssessmentKind
from app.core.errors import N_
from app.core.forms import BaseForm, DayField
from app.core.i18n import OFFERED
from app.core.ids import new_id

from .queries.sittings import SittingFacts
from .rules.acts import MOST_EXTRA_MINUTES
from .services.granting import MOST_MINUTES, MOST_PERCENT, AccommodationDetails
from .services.planning import SittingDetails

REQUIRED = InputRequired(lazy_gettext("Fill in this field."))
WRITTEN = DataRequired(lazy_gettext("Fill in this field."))
WHOLE = lazy_gettext("Write a whole number from %(min)s to %(max)s.")
SHOWING_TITLES = {
    Showing.AFTER_SUBMIT: N_("at once, after handing in"),
    Showing.AFTER_CLOSE: N_("when the sitting has closed"),
    Showing.AFTER_LAST_ATTEMPT: N_("after the last attempt"),
    Showing.ON_RELEASE: N_("when the centre releases them"),
    Showing.NEVER: N_("never"),
}
LAYOUT_TITLES = {Layout.ONE: N_("one question a page"), Layout.ALL: N_("all questions on one page")}


class SittingForm(BaseForm):
    """A sitting; what is left empty is as the course says."""

    id = HiddenField()
    assessment = SelectField(lazy_gettext("What is sat"), [REQUIRED])
    title = StringField(lazy_gettext("Name of the sitting"), [WRITTEN, Length(max=200)])
    opens_on = DayField(lazy_gettext("Opens on"), [REQUIRED])
    opens = TimeField(lazy_gettext("Opens at"), [REQUIRED])
    closes_on = DayField(lazy_gettext("Closes on"), [REQUIRED])
    closes = TimeField(lazy_gettext("Closes at"), [REQUIRED])
    minutes = IntegerField(lazy_gettext("Minutes for each person"), [Optional(), NumberRange(1, 1440, message=WHOLE)])
    full_time = BooleanField(lazy_gettext("Who begins late has the full time, also after the sitting closes"))
    attempts = IntegerField(lazy_gettext("Attempts in this sitting"), [Optional(), NumberRange(1, 20, message=WHOLE)])
    questions = IntegerField(lazy_gettext("Questions"), [Optional(), NumberRange(1, 200, message=WHOLE)])
    banks = SelectMultipleField(
        lazy_gettext("Question banks of the centre that may be drawn from too"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    layout = SelectField(lazy_gettext("Pages"))
    show_result = SelectField(lazy_gettext("Results show"))
    show_explanations = SelectField(lazy_gettext("Right answers and explanations show"))
    with_code = BooleanField(lazy_gettext("Ask for an access code, which the invigilator tells in the room"))
    networks = TextAreaField(
        lazy_gettext("Networks from which it may be sat"),
        [Length(max=2000)],
        description=lazy_gettext("One a line, for example 192.168.10.0/24. Leave empty to allow every network."),
    )
    honour = TextAreaField(
        lazy_gettext("Statement to affirm before beginning"),
        [Length(max=1000)],
        description=lazy_gettext("For example: I work alone and without help. Leave empty for none."),
    )

    @property
    def key(self) -> UUID:
        """The id that was sent, or a new one: sending the form twice opens one sitting."""
        return read_id(self.id.data) or new_id()

    def offer(
        self,
        assessments: Sequence[tuple[UUID, AssessmentKind, str]] = (),
        banks: Mapping[UUID, str] | None = None,
    ) -> SittingForm:
        """Fill the choices; a sitting that exists keeps its assessment."""
        if assessments:
            self.assessment.choices = [
                SelectChoice(
                    str(key),
                    f"{gettext(ASSESSMENT_TITLES[kind])}: {title}" if title else gettext(ASSESSMENT_TITLES[kind]),
                )
                for key, kind, title in assessments
            ]
        else:
            del self.assessment
        if banks:
            self.banks.choices = [SelectChoice(str(key), title) for key, title in banks.items()]
        else:
            del self.banks
        usual = SelectChoice("", gettext("as the course says"))
        self.layout.choices = [usual, *_choices(LAYOUT_TITLES)]
        self.show_result.choices = [usual, *_choices(SHOWING_TITLES)]
        self.show_explanations.choices = [usual, *_choices(SHOWING_TITLES)]
        return self

    def details(self, time_zone: str, language: str, kept: Mapping[str, Any] | None = None) -> SittingDetails:
        """Return what was typed; times are in the centre's zone. `kept` are overrides that the form does not show."""
        zone = ZoneInfo(time_zone)
        shown = ("minutes", "attempts", "questions", "layout", "show_result", "show_explanations")
        hidden = {name: value for name, value in (kept or {}).items() if name not in (*shown, "banks", "honour")}
        chosen = {name: self[name].data for name in shown if self[name].data}
        if self.banks is not None and self.banks.data:
            chosen["banks"] = list(self.banks.data)
        if self.honour.data:
            before = (kept or {}).get("honour") or {}
            known = next((code for code, text in before.items() if text == self.honour.data), language)
            chosen["honour"] = {**before, known: self.honour.data}
        return SittingDetails(
            title=self.title.data,
            opens_at=datetime.combine(self.opens_on.data, self.opens.data, zone),
            closes_at=datetime.combine(self.closes_on.data, self.closes.data, zone),
            full_time=self.full_time.data,
            with_code=self.with_code.data,
            networks=(self.networks.data or "").splitlines(),
            overrides={**hidden, **chosen},
        )


def sitting_values(sitting: SittingFacts, language: str) -> dict[str, Any]:
    """Return what the form of a sitting that exists shows."""
    zone = ZoneInfo(sitting.time_zone)
    opens, closes = sitting.opens_at.astimezone(zone), sitting.closed_at.astimezone(zone)
    honour = sitting.overrides.get("honour") or {}
    return {
        "title": sitting.title,
        "opens_on": opens.date(),
        "opens": opens.time(),
        "closes_on": closes.date(),
        "closes": closes.time(),
        "full_time": sitting.full_time,
        "with_code": bool(sitting.code_number),
        "networks": "\n".join(sitting.networks),
        **{name: sitting.overrides.get(name) for name in ("minutes", "attempts", "questions")},
        **{name: sitting.overrides.get(name, "") for name in ("layout", "show_result", "show_explanations")},
        "banks": sitting.overrides.get("banks", []),
        "honour": honour.get(language) or next(iter(honour.values()), ""),
    }


class MinutesForm(BaseForm):
    """Extra minutes, for one or for all."""

    act = HiddenField()
    minutes = IntegerField(lazy_gettext("Extra minutes"), [REQUIRED, NumberRange(1, MOST_EXTRA_MINUTES, message=WHOLE)])
    reason = StringField(lazy_gettext("Why"), [Length(max=500)])


class NoteForm(BaseForm):
    """An incident."""

    act = HiddenField()
    person = SelectField(lazy_gettext("About"))
    text = TextAreaField(lazy_gettext("What happened"), [WRITTEN, Length(max=2000)])


class ReasonForm(BaseForm):
    """Why an attempt is ended."""

    reason = TextAreaField(lazy_gettext("Reason"), [WRITTEN, Length(max=2000)])


class AccommodationForm(BaseForm):
    """What a person is entitled to."""

    reach = SelectField(lazy_gettext("For"), [REQUIRED])
    extra_percent = IntegerField(
        lazy_gettext("Extra time, per cent"), [Optional(), NumberRange(0, MOST_PERCENT, message=WHOLE)]
    )
    extra_minutes = IntegerField(
        lazy_gettext("Extra time, minutes"), [Optional(), NumberRange(0, MOST_MINUTES, message=WHOLE)]
    )
    language = SelectField(lazy_gettext("Language of the paper"))
    large_print = BooleanField(lazy_gettext("Large print"))
    remark = TextAreaField(
        lazy_gettext("Why"),
        [Length(max=1000)],
        description=lazy_gettext("Only administrators of the training centre can read this."),
    )

    def offer(self, kind: AssessmentKind) -> AccommodationForm:
        """Fill the choices."""
        every = {
            AssessmentKind.PRE_TEST: gettext("every pre-test"),
            AssessmentKind.QUIZ: gettext("every quiz"),
            AssessmentKind.FINAL_EXAM: gettext("every final exam"),
            AssessmentKind.PRACTICAL: gettext("every practical exam"),
        }[kind]
        self.reach.choices = [
            SelectChoice("sitting", gettext("this sitting only")),
            SelectChoice("kind", every),
            SelectChoice("all", gettext("every test and exam")),
        ]
        own = SelectChoice("", gettext("the person's own"))
        self.language.choices = [own, *(SelectChoice(each.code, each.name) for each in OFFERED)]
        return self

    def details(self) -> AccommodationDetails:
        """Return what was typed."""
        return AccommodationDetails(
            extra_percent=self.extra_percent.data or 0,
            extra_minutes=self.extra_minutes.data or 0,
            language=self.language.data or "",
            large_print=self.large_print.data,
            remark=self.remark.data or "",
        )


def _choices(titles: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(member.value, gettext(title)) for member, title in titles.items()]
