"""Why somebody can't be enrolled."""

from __future__ import annotations

from app.core.errors import N_, RuleViolation


class OutOfReach(RuleViolation):
    """The address belongs to a person whom this centre can't enrol."""

    code = "out-of-reach"
    message = N_("This address belongs to somebody whom your centre can't enrol.")


class AccountClosed(RuleViolation):
    """The person's account was closed."""

    code = "account-closed"
    message = N_("The account of %(person)s is closed.")


class PersonBusy(RuleViolation):
    """The person has a session of another cohort at the same time."""

    code = "person-busy"
    message = N_("%(person)s has another session then: “%(title)s” of %(cohort)s, %(when)s.")
