"""The rules of training that an agency held itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_id
from app.training.agency_training.rules import dossiers, hours, roster, states
from app.training.agency_training.rules.dossiers import Dossier, EvidenceKind
from app.training.agency_training.rules.states import Act, State

TODAY = date(2026, 11, 24)
WHOLE = Dossier(
    programme="Indicators; first 24 hours",
    modules=1,
    trainers=1,
    starts_on=TODAY - timedelta(days=3),
    ends_on=TODAY - timedelta(days=2),
    minutes=960,
    evidence=frozenset({EvidenceKind.SIGNED_SHEET}),
    claimed={"Amina": 960},
)


def changed(**values):
    return Dossier(**{name: getattr(WHOLE, name) for name in Dossier.__dataclass_fields__} | values)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"programme": "  "}, dossiers.ProgrammeMissing),
        ({"modules": 0}, dossiers.ModulesMissing),
        ({"trainers": 0}, dossiers.TrainerMissing),
        ({"claimed": {}}, dossiers.RosterMissing),
        ({"claimed": {"Amina": 961}}, dossiers.MoreThanHeld),
        ({"evidence": frozenset({EvidenceKind.PROGRAMME})}, dossiers.EvidenceMissing),
        ({"ends_on": TODAY}, dossiers.NotHeldYet),
    ],
)
def test_what_is_not_whole_is_not_taken(change, refusal):
    assert dossiers.missing(WHOLE, TODAY) == []
    assert [type(each) for each in dossiers.missing(changed(**change), TODAY)] == [refusal]


def test_a_training_goes_its_way_and_no_other():
    assert states.fold([]) is State.DRAFT
    assert states.fold([Act.SUBMIT, Act.RETURN, Act.SUBMIT, Act.ACCEPT, Act.ANNUL]) is State.ANNULLED
    for state in (State.ACCEPTED, State.REFUSED, State.ANNULLED):
        with pytest.raises(states.StepImpossible):
            states.check_step(state, Act.SUBMIT)
    for act in states.NEED_REASON:
        state = State.ACCEPTED if act is Act.ANNUL else State.SUBMITTED
        with pytest.raises(states.ReasonNeeded):
            states.check_step(state, act, " ")


@given(st.lists(st.sampled_from(list(Act)), max_size=12))
def test_whatever_is_tried_the_state_is_that_of_the_acts_that_were_let_through(tried):
    state, kept = State.DRAFT, []
    for act in tried:
        try:
            state = states.check_step(state, act, "because")
        except states.StepImpossible:
            continue
        kept.append(act)
    assert states.fold(kept) is state
    assert state in {State.ACCEPTED, State.ANNULLED} or Act.ANNUL not in kept


def test_less_than_stated_needs_a_reason_and_more_is_refused():
    key = new_id()
    names = {key: "Amina"}
    hours.check_credit({key: 600}, {key: 600}, names, "")
    hours.check_credit({key: 600}, {key: 300}, names, "half the sheet is signed")
    with pytest.raises(states.ReasonNeeded):
        hours.check_credit({key: 600}, {key: 300}, names, "")
    with pytest.raises(hours.MoreThanClaimed):
        hours.check_credit({key: 600}, {key: 601}, names, "x")
    with pytest.raises(hours.NothingAccepted):
        hours.check_credit({key: 600}, {key: 0}, names, "x")


@given(st.integers(0, 60_000))
def test_hours_are_read_as_they_are_written(minutes):
    written = hours.write_hours(minutes)
    if minutes % 3 == 0:  # other numbers of minutes are no decimal fraction of an hour
        assert hours.read_hours(written) == minutes
        assert hours.read_hours(written.replace(".", ",")) == minutes


@pytest.mark.parametrize("text", ["", "six", "-1", "nan", "inf", "1e9", "0.333", "6 h"])
def test_what_is_no_number_of_hours_is_refused(text):
    with pytest.raises(hours.HoursUnreadable):
        hours.read_hours(text)


def test_a_pasted_list_needs_no_titles():
    text = "Сайид Раҳимов;sayid@example.org;следователь;6,5\nЛола Азизова;lola@example.org;;"
    rows = roster.read_roster("list.csv", roster.with_titles(text))
    assert [(each.name, each.email, each.profession, each.minutes) for each in rows] == [
        ("Сайид Раҳимов", "sayid@example.org", "police_investigator", 390),
        ("Лола Азизова", "lola@example.org", "", None),
    ]


def test_each_wrong_line_is_named():
    text = (
        "Name,Email,Hours\nСайид Раҳимов,sayid,6\nЛола Азизова,lola@example.org,six\nЗарина Каримова,z@example.org,6\n"
    )
    with pytest.raises(roster.RosterRefused) as refused:
        roster.read_roster("list.csv", text.encode())
    assert [line for line, _violation in refused.value.problems] == [2, 3]


def test_more_hours_than_the_days_have_are_refused():
    hours.check_days(TODAY, TODAY, 12 * 60)
    with pytest.raises(hours.TooManyHours):
        hours.check_days(TODAY, TODAY, 12 * 60 + 1)
    with pytest.raises(hours.DaysInDisorder):
        hours.check_days(TODAY, TODAY - timedelta(days=1), 60)
