"""Signing in and out, passwords, languages. Services never commit."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor

from .. import queries, rules
from ..models import (
    SignIn,
    User,
)

# Parameters of RFC 9106 §4, second recommended option, with less memory: a worker serves several people at once.
hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=2)
_NOBODY = hasher.hash(secrets.token_urlsafe())


def sign_in(session: Session, *, email: str, password: str, address: str, browser: str, at: datetime) -> SignIn:
    """Begin a session for the person with this address and password.

    Raises:
        WrongCredentials: they do not belong together, or the account is closed. An unknown address costs as much
            time as a wrong password (ASVS 5.0 V6.3.8).

    """
    user = queries.find_user_by_email(session, email)
    right = _matches(user.password_hash if user else None, password)
    if user is None or not right or user.deactivated_at is not None:
        raise rules.WrongCredentials
    if user.password_hash and hasher.check_needs_rehash(user.password_hash):
        user.password_hash = hasher.hash(password)
    return begin_sign_in(session, user=user, address=address, browser=browser, at=at)


def begin_sign_in(session: Session, *, user: User, address: str, browser: str, at: datetime) -> SignIn:
    """Begin a session for somebody whose identity was established."""
    started = SignIn(
        id=new_id(),
        user_id=user.id,
        started_at=at,
        last_seen_at=at,
        address=address,
        browser=browser[:200],
    )
    session.add(started)
    session.flush()
    audit.record(
        session,
        actor=queries.get_actor(session, user.id),
        action="accounts:sign_in:begin",
        subject=("user", user.id),
        at=at,
        browser=browser[:200],
    )
    return started


def end_sign_in(session: Session, *, actor: Actor, sign_in_id: UUID, at: datetime) -> None:
    """End one of one's own sessions; ending it again changes nothing.

    Raises:
        Missing: it is not one's own.

    """
    found = session.scalars(select(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == actor.id)).one_or_none()
    if found is None:
        raise Missing
    if found.ended_at is None:
        found.ended_at = at
        audit.record(session, actor=actor, action="accounts:sign_in:end", subject=("user", actor.id), at=at)


def end_all_sign_ins(session: Session, *, actor: Actor, at: datetime) -> None:
    """Sign the person out everywhere."""
    end_sign_ins(session, user_id=actor.id, at=at)
    audit.record(session, actor=actor, action="accounts:sign_in:end_all", subject=("user", actor.id), at=at)


def mark_seen(session: Session, *, sign_in_id: UUID, at: datetime) -> None:
    """Note that a session is in use."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=at))


def change_password(session: Session, *, actor: Actor, present: str, new: str, at: datetime) -> None:
    """Change one's own password; other sessions end.

    Raises:
        WrongCredentials: the present password is not right.
        PasswordTooShort, PasswordTooLong, PasswordCommon: choose another password.

    """
    user = session.get_one(User, actor.id)
    if not _matches(user.password_hash, present):
        raise rules.WrongCredentials
    rules.check_password(new, own_words=(user.name, user.email))
    user.password_hash = hasher.hash(new)
    end_sign_ins(session, user_id=user.id, at=at, keep=actor.sign_in_id)
    audit.record(session, actor=actor, action="accounts:password:change", subject=("user", user.id), at=at)


def choose_language(session: Session, *, actor: Actor, language: str, content_language: str | None = None) -> None:
    """Remember the languages that a person chose for the interface and, apart from it, for lessons."""
    values: dict[str, Any] = {"language": language} if language else {}
    if content_language:
        values["content_language"] = content_language
    session.execute(update(User).where(User.id == actor.id).values(**values))


def end_sign_ins(session: Session, *, user_id: UUID, at: datetime, keep: UUID | None = None) -> None:
    """End the sessions of a person, but for the one to keep."""
    running = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if keep is not None:
        running = running.where(SignIn.id != keep)
    session.execute(running.values(ended_at=at))


def _matches(stored: str | None, password: str) -> bool:
    """Compare, in the same time whether there is anything to compare with."""
    try:
        hasher.verify(stored or _NOBODY, password)
    except VerificationError:
        return False
    return stored is not None
