"""What can be done with people and agencies. Services never commit."""

from .agencies import change_agency, create_agency
from .bulk import AgencyState
from .invitations import accept_invitation, get_open_invitation, invite
from .people import PersonDetails, add_person, change_details, close_account, move_person, reopen_account
from .roles import end_role, grant_role
from .sign_ins import (
    begin_sign_in,
    change_password,
    choose_language,
    end_all_sign_ins,
    end_sign_in,
    hasher,
    mark_seen,
    sign_in,
)

__all__ = [
    "AgencyState",
    "PersonDetails",
    "accept_invitation",
    "add_person",
    "begin_sign_in",
    "change_agency",
    "change_details",
    "change_password",
    "choose_language",
    "close_account",
    "create_agency",
    "end_all_sign_ins",
    "end_role",
    "end_sign_in",
    "get_open_invitation",
    "grant_role",
    "hasher",
    "invite",
    "mark_seen",
    "move_person",
    "reopen_account",
    "sign_in",
]
