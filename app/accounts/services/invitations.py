"""Links that set a password once. Services never commit."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.ids import new_id
from app.core.policy import Actor, require

from .. import queries, rules
from ..models import (
    Invitation,
    User,
)
from ..permissions import AccountPermission
from .sign_ins import end_sign_ins, hasher


def invite(session: Session, *, actor: Actor | None, user: User, at: datetime) -> str:
    """Make a link's secret that sets the person's password once; earlier open links of the person end.

    Returns:
        The secret, which is stored nowhere: it goes into the mail or is handed over.

    """
    if actor is not None:
        require(actor, AccountPermission.MANAGE_PEOPLE, queries.get_agency(session, user.agency_id).path)
    session.execute(
        update(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None)).values(expires_at=at)
    )
    secret = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            id=new_id(),
            user_id=user.id,
            secret_digest=hashlib.sha256(secret.encode()).hexdigest(),
            created_at=at,
            created_by=actor.id if actor else None,
            expires_at=at + rules.INVITATION_LASTS,
        )
    )
    audit.record(session, actor=actor, action="accounts:person:invite", subject=("user", user.id), at=at)
    return secret


def get_open_invitation(session: Session, *, secret: str, at: datetime) -> tuple[Invitation, User]:
    """Return the invitation behind a link and whose it is.

    Raises:
        InvitationInvalid: unknown, used, expired, or the account was closed.

    """
    invitation = queries.find_invitation(session, secret)
    if invitation is None or not rules.invitation_open(
        expires_at=invitation.expires_at, used_at=invitation.used_at, at=at
    ):
        raise rules.InvitationInvalid
    user = session.get(User, invitation.user_id)
    if user is None or user.deactivated_at is not None:
        raise rules.InvitationInvalid
    return invitation, user


def accept_invitation(session: Session, *, secret: str, password: str, at: datetime) -> User:
    """Set the password by a link, which ends the link and all sessions of the person.

    Raises:
        InvitationInvalid: the link does not count any more.
        PasswordTooShort, PasswordTooLong, PasswordCommon: choose another password.

    """
    invitation, user = get_open_invitation(session, secret=secret, at=at)
    rules.check_password(password, own_words=(user.name, user.email))
    user.password_hash = hasher.hash(password)
    invitation.used_at = at
    end_sign_ins(session, user_id=user.id, at=at)
    by = queries.get_actor(session, user.id)
    audit.record(session, actor=by, action="accounts:password:set", subject=("user", user.id), at=at)
    return user
