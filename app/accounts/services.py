"""What can be done with people and agencies. Services never commit."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..core import audit, events
from ..core.errors import Missing
from ..core.ids import new_id
from ..core.policy import Actor, require
from . import queries, rules
from .events import UserMoved
from .models import (
    Agency,
    AgencyKind,
    AgencyMembership,
    Invitation,
    Profession,
    Role,
    RoleAssignment,
    Sex,
    SignIn,
    User,
)
from .permissions import AccountPermission

# Parameters of RFC 9106 §4, second recommended option, with less memory: a worker serves several people at once.
hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=2)
_NOBODY = hasher.hash(secrets.token_urlsafe())


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What is recorded of a person."""

    name: str
    email: str
    agency_id: UUID
    profession: Profession
    language: str
    time_zone: str
    sex: Sex | None = None


def create_agency(
    session: Session,
    *,
    actor: Actor | None,
    code: str,
    names: dict[str, str],
    kind: AgencyKind,
    country: str,
    parent: Agency | None,
    at: datetime,
    agency_id: UUID | None = None,
) -> Agency:
    """Add a body to the tree.

    Raises:
        AgencyCodeTaken: another agency has the code.
        NotAllowed: the actor may not.

    """
    if actor is not None:
        require(actor, AccountPermission.MANAGE_AGENCIES)
    code = code.strip().upper()
    if queries.find_agency_by_code(session, code):
        raise rules.AgencyCodeTaken(code=code)
    key = agency_id or new_id()
    agency = Agency(
        id=key,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else ''}{key.hex}/",
        country=country,
        kind=kind,
        code=code,
        names=names,
        created_at=at,
    )
    session.add(agency)
    session.flush()
    audit.record(session, actor=actor, action="accounts:agency:create", subject=("agency", key), at=at, code=code)
    return agency


def add_person(
    session: Session, *, actor: Actor | None, details: PersonDetails, at: datetime, user_id: UUID | None = None
) -> User:
    """Record a person, who cannot sign in yet.

    Raises:
        EmailTaken: the address belongs to somebody.
        NotAllowed: the actor may not manage people of that agency.

    """
    agency = queries.get_agency(session, details.agency_id)
    if actor is not None:
        require(actor, AccountPermission.MANAGE_PEOPLE, agency.path)
    email = details.email.strip().lower()
    if queries.find_user_by_email(session, email):
        raise rules.EmailTaken(email=email)
    user = User(
        id=user_id or new_id(),
        name=" ".join(details.name.split()),
        email=email,
        agency_id=agency.id,
        profession=details.profession,
        sex=details.sex,
        language=details.language,
        content_language=details.language,
        time_zone=details.time_zone,
        created_at=at,
    )
    session.add(user)
    session.flush()
    author = actor.id if actor else None
    session.add(AgencyMembership(id=new_id(), user_id=user.id, agency_id=agency.id, since=at, recorded_by=author))
    _grant(session, user_id=user.id, role=Role.TRAINEE, scope=None, by=author, at=at)
    audit.record(session, actor=actor, action="accounts:person:add", subject=("user", user.id), at=at)
    return user


def change_details(
    session: Session, *, actor: Actor, user_id: UUID, name: str, profession: Profession, sex: Sex | None, at: datetime
) -> User:
    """Correct what is recorded of a person; the earlier values go to the audit trail."""
    user = queries.get_visible_person(session, actor, user_id)
    require(actor, AccountPermission.MANAGE_PEOPLE, user.agency.path)
    before = {"name": user.name, "profession": user.profession.value, "sex": user.sex.value if user.sex else None}
    user.name, user.profession, user.sex = " ".join(name.split()), profession, sex
    audit.record(session, actor=actor, action="accounts:person:change", subject=("user", user.id), at=at, before=before)
    return user


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
    _end_sign_ins(session, user_id=user.id, at=at)
    by = queries.get_actor(session, user.id)
    audit.record(session, actor=by, action="accounts:password:set", subject=("user", user.id), at=at)
    return user


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
    _end_sign_ins(session, user_id=user.id, at=at, keep=actor.sign_in_id)
    audit.record(session, actor=actor, action="accounts:password:change", subject=("user", user.id), at=at)


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
    _end_sign_ins(session, user_id=actor.id, at=at)
    audit.record(session, actor=actor, action="accounts:sign_in:end_all", subject=("user", actor.id), at=at)


def mark_seen(session: Session, *, sign_in_id: UUID, at: datetime) -> None:
    """Note that a session is in use."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=at))


def choose_language(session: Session, *, actor: Actor, language: str, content_language: str | None = None) -> None:
    """Remember the languages that a person chose for the interface and, apart from it, for lessons."""
    values: dict[str, Any] = {"language": language} if language else {}
    if content_language:
        values["content_language"] = content_language
    session.execute(update(User).where(User.id == actor.id).values(**values))


def move_person(session: Session, *, actor: Actor, user_id: UUID, agency_id: UUID, at: datetime) -> None:
    """Move a person to another agency from now on; what happened before stays with the earlier one."""
    user = queries.get_visible_person(session, actor, user_id)
    target = queries.get_agency(session, agency_id)
    require(actor, AccountPermission.MANAGE_PEOPLE, user.agency.path)
    require(actor, AccountPermission.MANAGE_PEOPLE, target.path)
    if user.agency_id == target.id:
        return
    before = user.agency_id
    user.agency_id = target.id
    session.add(AgencyMembership(id=new_id(), user_id=user.id, agency_id=target.id, since=at, recorded_by=actor.id))
    audit.record(
        session,
        actor=actor,
        action="accounts:person:move",
        subject=("user", user.id),
        at=at,
        before=str(before),
        after=str(target.id),
    )
    events.publish(UserMoved(user.id, target.id), session)


def grant_role(
    session: Session, *, actor: Actor | None, user_id: UUID, role: Role, scope: Agency | None, at: datetime
) -> None:
    """Give a role over an agency with all below it, or everywhere; giving it again changes nothing."""
    if actor is not None:
        require(actor, AccountPermission.GRANT_ROLES)
    for held in queries.active_roles(session, user_id):
        if held.role is role and held.agency_id == (scope.id if scope else None):
            return
    _grant(session, user_id=user_id, role=role, scope=scope, by=actor.id if actor else None, at=at)
    audit.record(
        session,
        actor=actor,
        action="accounts:role:grant",
        subject=("user", user_id),
        at=at,
        role=role.value,
        scope=scope.code if scope else "everywhere",
    )


def end_role(session: Session, *, actor: Actor, assignment_id: UUID, at: datetime) -> UUID:
    """Take a role away; it stays on record. Return whose it was.

    Raises:
        Missing: there is no such role.

    """
    require(actor, AccountPermission.GRANT_ROLES)
    held = session.get(RoleAssignment, assignment_id)
    if held is None:
        raise Missing
    if held.ended_at is None:
        held.ended_at, held.ended_by = at, actor.id
        audit.record(
            session,
            actor=actor,
            action="accounts:role:end",
            subject=("user", held.user_id),
            at=at,
            role=held.role.value,
        )
    return held.user_id


def close_account(session: Session, *, actor: Actor, user_id: UUID, at: datetime) -> None:
    """Close an account: the person is signed out and cannot sign in; records stay."""
    user = queries.get_visible_person(session, actor, user_id)
    require(actor, AccountPermission.MANAGE_PEOPLE, user.agency.path)
    if user.deactivated_at is None:
        user.deactivated_at = at
        _end_sign_ins(session, user_id=user.id, at=at)
        audit.record(session, actor=actor, action="accounts:person:close", subject=("user", user.id), at=at)


def reopen_account(session: Session, *, actor: Actor, user_id: UUID, at: datetime) -> None:
    """Open a closed account again; the person needs a new link to sign in."""
    user = queries.get_visible_person(session, actor, user_id)
    require(actor, AccountPermission.MANAGE_PEOPLE, user.agency.path)
    if user.deactivated_at is not None:
        user.deactivated_at = None
        user.password_hash = None
        audit.record(session, actor=actor, action="accounts:person:reopen", subject=("user", user.id), at=at)


def _grant(session: Session, *, user_id: UUID, role: Role, scope: Agency | None, by: UUID | None, at: datetime) -> None:
    session.add(
        RoleAssignment(
            id=new_id(),
            user_id=user_id,
            role=role,
            agency_id=scope.id if scope else None,
            scope_path=scope.path if scope else "",
            granted_at=at,
            granted_by=by,
        )
    )


def _end_sign_ins(session: Session, *, user_id: UUID, at: datetime, keep: UUID | None = None) -> None:
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
