"""Issuing and revoking certificates.

Issuing has two steps. Drafting reads, decides and prints, which takes time and changes nothing; recording is short and
is the only part that needs the database to itself. What is recorded never changes afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit, events
from app.core.errors import Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor, require
from app.core.storage import Storage
from app.courses.models import Enrolment
from app.training.models import TrainingCentre
from app.training.queries.cohorts import CohortFacts, cohort_of, find_cohort_facts

from .drawing import draw
from .events import CertificateIssued, CertificateRevoked
from .models import Certificate, Renewal, Revocation
from .obligations.events import CertificateRenewed
from .obligations.queries.renewals import held_certificates, renewal_rules
from .obligations.rules.renewal import new_expiry, renewed
from .permissions import CertificatePermission
from .queries.candidates import Candidate, find_candidate, list_candidates, modules_of
from .queries.certificates import CertificateFacts, certificates_of, find_certificate
from .rules import TEMPLATE, AlreadyRevoked, NotEligible, check_reason, make_serial


@dataclass(frozen=True, slots=True)
class Press:
    """What printing needs from outside: where files are kept, and the address that the QR code leads to."""

    storage: Storage
    public_url: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate that is printed and stored, but not yet issued."""

    candidate: Candidate
    centre_id: UUID
    centre_path: str
    snapshot: dict[str, Any]
    file_digest: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a certificate is, and whose centre issues it."""

    enrolment_id: UUID
    user_id: UUID
    centre_id: UUID


@dataclass(frozen=True, slots=True)
class Drafts:
    """What drafting a whole cohort came to."""

    ready: tuple[Draft, ...]
    refused: tuple[tuple[Candidate, RuleViolation], ...]


def draft_cohort(session: Session, *, actor: Actor, cohort_id: UUID, press: Press, at: datetime) -> Drafts:
    """Print a certificate for everybody in a cohort who meets the rule and has none in force.

    A name that can't be printed is reported and keeps nobody else waiting.

    Raises:
        Missing, NotAllowed: the cohort does not exist or is not the person's to certify.

    """
    cohort = find_cohort_facts(session, cohort_id)
    if cohort is None:
        raise Missing
    require(actor, CertificatePermission.ISSUE, cohort.centre_path)
    ready, refused = [], []
    candidates = [each for each in list_candidates(session, cohort_id) if each.ready]
    for candidate, snapshot in _snapshots(session, candidates, cohort, press, at):
        try:
            digest = press.storage.put(draw(snapshot))
        except RuleViolation as violation:
            refused.append((candidate, violation))
        else:
            ready.append(Draft(candidate, cohort.centre_id, cohort.centre_path, snapshot, digest))
    return Drafts(tuple(ready), tuple(refused))


def draft_one(session: Session, *, actor: Actor, enrolment_id: UUID, press: Press, at: datetime) -> Draft | None:
    """Print a certificate for one person; None where one is in force already.

    Raises:
        Missing, NotAllowed: the enrolment has no cohort, or it is not the person's to certify.
        NotEligible: the rule of the course is not met; it carries each unmet condition.
        MissingGlyph: a name can't be printed.

    """
    candidate = find_candidate(session, enrolment_id)
    cohort = cohort_of(session, [enrolment_id]).get(enrolment_id)
    if candidate is None or cohort is None:
        raise Missing
    require(actor, CertificatePermission.ISSUE, cohort.centre_path)
    if candidate.in_force:
        return None
    if candidate.reasons:
        raise NotEligible(list(candidate.reasons))
    [(_candidate, snapshot)] = _snapshots(session, [candidate], cohort, press, at)
    digest = press.storage.put(draw(snapshot))
    return Draft(candidate, cohort.centre_id, cohort.centre_path, snapshot, digest)


def issue_drafts(session: Session, *, actor: Actor, drafts: Sequence[Draft], at: datetime) -> list[UUID]:
    """Record what was drafted; whoever was given a certificate in the meantime keeps that one.

    Return the ids of the new certificates. Two that issue at once wait for each other at the enrolments' rows.
    """
    enrolment_ids = [draft.candidate.enrolment_id for draft in drafts]
    session.execute(
        select(Enrolment.id).where(Enrolment.id.in_(enrolment_ids)).order_by(Enrolment.id).with_for_update()
    )
    existing = certificates_of(session, enrolment_ids)
    issued = []
    for draft in drafts:
        require(actor, CertificatePermission.ISSUE, draft.centre_path)
        earlier = existing.get(draft.candidate.enrolment_id, [])
        if all(each.revoked for each in earlier):
            issued.append(_record(session, actor, draft, number=len(earlier) + 1, at=at))
    return issued


def issue_cohort(session: Session, *, actor: Actor, cohort_id: UUID, press: Press, at: datetime) -> list[UUID]:
    """Draft and record in one go: for commands and made-up histories."""
    drafts = draft_cohort(session, actor=actor, cohort_id=cohort_id, press=press, at=at)
    return issue_drafts(session, actor=actor, drafts=drafts.ready, at=at)


def issue(session: Session, *, actor: Actor, enrolment_id: UUID, press: Press, at: datetime) -> CertificateFacts:
    """Give one person a certificate, or return the one that is in force: safe to repeat.

    Raises:
        Missing, NotAllowed, NotEligible, MissingGlyph: as `draft_one` says.

    """
    draft = draft_one(session, actor=actor, enrolment_id=enrolment_id, press=press, at=at)
    if draft is not None:
        issue_drafts(session, actor=actor, drafts=[draft], at=at)
    held = certificates_of(session, [enrolment_id])[enrolment_id]
    return next(each for each in held if not each.revoked and each.superseded_by is None)


def revoke(session: Session, *, actor: Actor, certificate_id: UUID, reason: str, at: datetime) -> None:
    """Record that a certificate ceased to be valid. The certificate and its file stay.

    Raises:
        Missing, NotAllowed: it does not exist, or it is not the person's to revoke.
        AlreadyRevoked, ReasonMissing: as named.

    """
    certificate = find_certificate(session, certificate_id)
    if certificate is None:
        raise Missing
    require(actor, CertificatePermission.REVOKE, certificate.centre_path)
    said = check_reason(reason)
    session.execute(select(Enrolment.id).where(Enrolment.id == certificate.enrolment_id).with_for_update())
    if certificate.revoked or session.get(Revocation, certificate_id) is not None:
        raise AlreadyRevoked
    session.add(Revocation(certificate_id=certificate_id, revoked_at=at, revoked_by=actor.id, reason=said))
    audit.record(
        session,
        actor=actor,
        action="certificates:certificate:revoke",
        subject=("certificate", certificate_id),
        at=at,
        serial=certificate.serial,
        user_id=str(certificate.user_id),
        reason=said,
    )
    session.flush()
    events.publish(CertificateRevoked(certificate_id, certificate.user_id, at), session)


def _record(session: Session, actor: Actor, draft: Draft, *, number: int, at: datetime) -> UUID:
    candidate = draft.candidate
    return record_certificate(
        session,
        actor,
        Holder(candidate.enrolment_id, candidate.user_id, draft.centre_id),
        draft.snapshot,
        draft.file_digest,
        number=number,
        at=at,
    )


def record_certificate(
    session: Session,
    actor: Actor,
    holder: Holder,
    snapshot: dict[str, Any],
    file_digest: str,
    *,
    number: int,
    at: datetime,
) -> UUID:
    """Store a certificate as it was printed, and tell all who wait for it; permission was checked by the caller."""
    expires_on = snapshot["expires_on"]
    certificate = Certificate(
        id=new_id(),
        serial=snapshot["serial"],
        enrolment_id=holder.enrolment_id,
        number=number,
        user_id=holder.user_id,
        centre_id=holder.centre_id,
        issued_at=at,
        issued_by=actor.id,
        expires_on=date.fromisoformat(expires_on) if expires_on else None,
        snapshot=snapshot,
        file_digest=file_digest,
        template=snapshot["template"],
    )
    session.add(certificate)
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="certificates:certificate:issue",
        subject=("certificate", certificate.id),
        at=at,
        serial=certificate.serial,
        user_id=str(certificate.user_id),
        enrolment_id=str(certificate.enrolment_id),
        file_digest=certificate.file_digest,
    )
    events.publish(CertificateIssued(certificate.id, certificate.enrolment_id, certificate.user_id, at), session)
    _replace(session, certificate, snapshot.get("renews"), at)
    return certificate.id


def _replace(session: Session, certificate: Certificate, renews: str | None, at: datetime) -> None:
    """Record which earlier certificate this one takes the place of."""
    if renews is None:
        return
    session.add(Renewal(replaced_id=UUID(renews), certificate_id=certificate.id, renewed_at=at))
    session.flush()
    events.publish(CertificateRenewed(certificate.id, UUID(renews), certificate.user_id, at), session)


def _snapshots(
    session: Session, candidates: list[Candidate], cohort: CohortFacts, press: Press, at: datetime
) -> list[tuple[Candidate, dict[str, Any]]]:
    """Gather every value that a certificate states or rests on."""
    centre = session.get_one(TrainingCentre, cohort.centre_id)
    modules = modules_of(session, list({each.edition_id for each in candidates}))
    issued_on = at.astimezone(ZoneInfo(centre.time_zone)).date()
    renewals = renewal_rules(session)
    held = held_certificates(session, [each.user_id for each in candidates])
    found = []
    for candidate in candidates:
        serial = make_serial(centre.serial_prefix, issued_on.year, secrets.choice)
        old = renewed(held.get(candidate.user_id, []), candidate.edition["key"], renewals, issued_on)
        expires_on = new_expiry(issued_on, candidate.rule.validity_years, old, renewals)
        snapshot = {
            "template": TEMPLATE,
            "serial": serial,
            "verify_url": f"{press.public_url}/verify/{serial}",
            "holder": candidate.name,
            "profession": candidate.profession.value,
            "agency": {"id": str(candidate.agency_id), "names": candidate.agency_names},
            "course": candidate.edition,
            "modules": modules.get(candidate.edition_id, []),
            "course_language": candidate.language,
            "cohort": {"id": str(cohort.id), "title": cohort.title},
            "starts_on": cohort.starts_on.isoformat(),
            "ends_on": cohort.ends_on.isoformat(),
            "centre": {"id": str(cohort.centre_id), "names": cohort.centre_names, "city": cohort.city},
            "language": cohort.centre_language,
            "signatory": {"name": centre.signatory_name, "titles": centre.signatory_title},
            "issued_at": at.isoformat(),
            "issued_on": issued_on.isoformat(),
            "expires_on": expires_on.isoformat() if expires_on else None,
            "renews": str(old.id) if old else None,
            "reached": asdict(candidate.standing),
            "rule": asdict(candidate.rule),
        }
        found.append((candidate, snapshot))
    return found
