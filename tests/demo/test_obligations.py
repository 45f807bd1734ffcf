"""Whom the demonstration's rules of hours are about."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.demo import DEMO_ACCOUNTS
from app.accounts.models import Agency, Role, User
from app.certificates.obligations.queries.hours import balances, one_person
from app.demo import obligations
from app.demo.agencies import set_stage
from tests.conftest import NOW


@pytest.mark.slow
def test_hours_are_owed_by_practitioners_alone(app: Flask, session: Session) -> None:
    with app.app_context():
        stage = set_stage(session, at=NOW)
    agencies = {each.code: each for each in session.scalars(select(Agency).where(Agency.country == "TJ"))}

    obligations._rules(session, agencies, NOW)
    session.flush()

    owing = {role for role, user in stage.people.items() if _owes(session, user)}
    assert len(stage.people) == len(DEMO_ACCOUNTS)
    assert owing == {Role.TRAINEE}


def _owes(session: Session, user: User) -> bool:
    (balance,) = balances(session, one_person(user.id), NOW.date())
    return balance.now is not None
