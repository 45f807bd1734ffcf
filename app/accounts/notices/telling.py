"""Telling people: from a notice to entries of the outbox, by each channel that a person wants, in their language."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.channels import Letter, Recipient, channels
from app.core.i18n import speaking
from app.core.notices import Draft, NoticeKind, Writer, link_to, may_arrive, next_summary, notice_kinds
from app.core.outbox import OutboxEntry, OutboxState, Parcel, key_of

from .models import NoticeGiven
from .queries import Reader, readers

SUMMARY = "summary"
SALT = "notices: unsubscribe"
NOBODY = UUID(int=0)
WAITING = "waiting"


def tell(
    session: Session,
    *,
    kind: NoticeKind,
    to: Collection[UUID],
    occasion: str,
    write: Writer,
    at: datetime,
    pressing: bool = False,
) -> None:
    """Tell people something once, within the running transaction (four statements for up to 500 people).

    Args:
        session: the transaction of what is told.
        kind: which kind of notice.
        to: ids of those concerned; closed accounts are left out.
        occasion: what makes this notice different from another of its kind; telling it again changes nothing.
        write: gives the notice in the language that is spoken when it is called, or None to say nothing.
        at: when it happened.
        pressing: it can't wait for quiet hours to end nor be switched off, since it is about today or tomorrow.

    """
    if not to or not channels():
        return
    parcels = []
    for reader in readers(session, to, [kind.name]):
        with speaking(reader.person.language):
            draft = write(reader.person)
            if draft is not None:
                parcels += list(_parcels(reader, kind, occasion, draft, at, pressing=pressing))
    outbox.post_all(session, parcels, at=at)


def not_yet_given(session: Session, kind: NoticeKind, occasions: Collection[str], *, at: datetime) -> list[str]:
    """Return those occasions that no earlier run of a job was about, and note that this one is (two statements)."""
    if not occasions:
        return []
    found = select(NoticeGiven.occasion).where(NoticeGiven.kind == kind.name, NoticeGiven.occasion.in_(occasions))
    given = set(session.scalars(found))
    fresh = [each for each in dict.fromkeys(occasions) if each not in given]
    session.add_all(NoticeGiven(kind=kind.name, occasion=each, given_at=at) for each in fresh)
    session.flush()
    return fresh


def told_before(
    session: Session, user_id: UUID, occasions: Collection[tuple[NoticeKind, str]]
) -> set[tuple[NoticeKind, str]]:
    """Return of which occasions somebody was told by mail (one statement)."""
    keys = {key_of(kind.name, occasion, user_id, "mail"): (kind, occasion) for kind, occasion in occasions}
    found = session.scalars(select(OutboxEntry.key).where(OutboxEntry.key.in_(keys)))
    return {keys[key] for key in found if key is not None}


def keep_for_later(session: Session, kind: NoticeKind, occasion: str, *, at: datetime) -> None:
    """Note that something is to be told by a later run of a job, which gathers what belongs together."""
    name = f"{kind.name}:{WAITING}"
    if session.get(NoticeGiven, (name, occasion)) is None:
        session.add(NoticeGiven(kind=name, occasion=occasion, given_at=at))
        session.flush()


def kept_for_later(session: Session, kind: NoticeKind, *, about: str = "", locked: bool = False) -> dict[str, datetime]:
    """Return what was kept and since when, all or what begins with a text; `locked` for the job that tells it."""
    mine = NoticeGiven.occasion.startswith(about, autoescape=True)
    found = select(NoticeGiven).where(NoticeGiven.kind == f"{kind.name}:{WAITING}", mine).order_by(NoticeGiven.occasion)
    rows = session.scalars(found.with_for_update(skip_locked=True) if locked else found)
    return {each.occasion: each.given_at for each in rows}


def keep_no_longer(session: Session, kind: NoticeKind, occasions: Collection[str]) -> None:
    """Forget what was kept: it is told, or nobody needs to be told of it any more."""
    mine = NoticeGiven.kind == f"{kind.name}:{WAITING}"
    session.execute(delete(NoticeGiven).where(mine, NoticeGiven.occasion.in_(occasions)))


def tell_address(
    session: Session,
    *,
    kind: NoticeKind,
    email: str,
    language: str,
    occasion: str,
    write: Writer,
    at: datetime,
) -> None:
    """Write to an address that belongs to no account."""
    way = channels().get("mail")
    if way is None:
        return
    with speaking(language):
        draft = write(Recipient(NOBODY, email, language, "UTC"))
        if draft is None:
            return
        payload = way.compose(email, _letter(draft, _("This message was sent by Sabaq.")))
    key = key_of(kind.name, occasion, email)
    outbox.post(session, channel="mail", payload=payload, at=at, kind=kind.name, key=key, secret=kind.secret)


def _parcels(
    reader: Reader, kind: NoticeKind, occasion: str, draft: Draft, at: datetime, *, pressing: bool
) -> Iterator[Parcel]:
    person = reader.person
    must = kind.mandatory or pressing
    held = kind.gathers or (reader.daily and kind.waits)
    if held and not draft.calendar and not must:
        due_at = next_summary(at, person.time_zone, reader.quiet)
    else:
        held = False
        due_at = at if kind.urgent or pressing else may_arrive(at, person.time_zone, reader.quiet)
    for way in channels().values():
        address = way.address_of(person)
        wanted = reader.wants(kind.name, way.name, by_default=way.by_default)
        if not address or not (wanted or (must and way.name == "mail")):
            continue
        unsubscribe = "" if kind.mandatory else unsubscribe_link(person.id, kind.name)
        footer = _footer(unsubscribe)
        yield Parcel(
            channel=way.name,
            payload=way.compose(address, _letter(draft, footer, unsubscribe)),
            kind=kind.name,
            recipient_id=person.id,
            key=key_of(kind.name, occasion, person.id, way.name),
            secret=kind.secret,
            due_at=due_at,
            held=held,
        )


def _letter(draft: Draft, footer: str, unsubscribe: str = "") -> Letter:
    return Letter(
        subject=draft.subject,
        text=draft.text,
        link=draft.link,
        footer=footer,
        calendar=draft.calendar,
        calendar_method=draft.calendar_method,
        unsubscribe=unsubscribe,
    )


def _footer(unsubscribe: str) -> str:
    lines = [
        _("Sabaq. Names are left out of our mail on purpose; the page behind the link has them."),
        _("Choose what you are told: %(link)s", link=link_to("notices.choose")),
    ]
    if unsubscribe:
        lines.append(_("No more messages of this kind: %(link)s", link=unsubscribe))
    return "\n".join(lines)


def gather(session: Session, *, at: datetime) -> int:
    """Make one message of what is kept for each person whose summary is due; return how many. Safe to run twice."""
    due = (
        select(OutboxEntry)
        .where(OutboxEntry.state == OutboxState.HELD, OutboxEntry.due_at <= at)
        .order_by(OutboxEntry.recipient_id, OutboxEntry.channel, OutboxEntry.created_at, OutboxEntry.id)
        .with_for_update(skip_locked=True)
    )
    kept: dict[tuple[UUID, str], list[OutboxEntry]] = {}
    for entry in session.scalars(due):
        assert entry.recipient_id is not None
        kept.setdefault((entry.recipient_id, entry.channel), []).append(entry)
    known = {each.person.id: each for each in readers(session, {key[0] for key in kept})} if kept else {}
    made = 0
    for (user_id, channel), entries in kept.items():
        way, reader = channels().get(channel), known.get(user_id)
        if way is None or reader is None:
            for entry in entries:
                entry.state = OutboxState.CANCELLED
            continue
        with speaking(reader.person.language):
            letter = _letter(_summary(entries), _footer(""))
        key = key_of(SUMMARY, min(entry.id for entry in entries))
        payload = way.compose(way.address_of(reader.person) or entries[0].payload["to"], letter)
        outbox.post(session, channel=channel, payload=payload, at=at, kind=SUMMARY, recipient_id=user_id, key=key)
        into = session.scalars(select(OutboxEntry.id).where(OutboxEntry.key == key)).one()
        for entry in entries:
            entry.state, entry.merged_into = OutboxState.MERGED, into
        made += 1
    return made


def _summary(entries: list[OutboxEntry]) -> Draft:
    parts = [f"• {entry.payload['subject']}\n{_told(entry)}" for entry in entries]
    return Draft(subject=_("Sabaq: what is new"), text="\n\n".join(parts))


def _told(entry: OutboxEntry) -> str:
    """Return the text of an entry without what every mail ends with."""
    return str(entry.payload["text"]).split("\n\n-- \n", 1)[0]


def unsubscribe_link(user_id: UUID, kind: str) -> str:
    """Return the address that switches a kind off without signing in."""
    return link_to("notices.unsubscribe", token=_serializer().dumps([user_id.hex, kind]))


def read_token(token: str) -> tuple[UUID, NoticeKind] | None:
    """Return who wants to be told no more, and what; None for a token that was not made here."""
    try:
        user_id, name = _serializer().loads(token)
        kind = notice_kinds.find(name)
        return (UUID(hex=user_id), kind) if kind is not None and not kind.mandatory else None
    except (BadSignature, ValueError, TypeError):
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt=SALT)
