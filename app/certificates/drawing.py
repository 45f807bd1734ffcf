"""From the snapshot of a certificate to its pages. What is printed depends on the snapshot alone."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import current_app

from app.core.dates import write_date, write_period
from app.core.i18n import pick
from app.core.pdf import render_pdf

from .wording import WORDINGS, write_hours

PARTS = Path(__file__).parent / "templates" / "certificates" / "pdf"
Snapshot = Mapping[str, Any]
# How large a text may be printed, by how long it is: (up to so many characters, points).
HOLDER_SIZES = ((30, 26), (42, 21), (60, 16), (200, 12))
COURSE_SIZES = ((56, 17), (90, 14), (400, 11))
CENTRE_SIZES = ((110, 12), (150, 10.5), (400, 9))


def draw(snapshot: Snapshot) -> bytes:
    """Return the certificate's PDF; the same snapshot gives the same bytes.

    Raises:
        MissingGlyph: a name has a character that can't be printed.

    """
    made_at = datetime.fromisoformat(snapshot["issued_at"])
    return render_pdf(compose(snapshot), made_at=made_at)


def compose(snapshot: Snapshot) -> str:
    """Return the certificate as HTML for the PDF library."""
    language = snapshot["language"] if snapshot["language"] in WORDINGS else "en"
    template = current_app.jinja_env.get_template(f"certificates/pdf/{snapshot['template']}.html")
    own = _texts(snapshot, language)
    return template.render(
        own=own,
        english=_texts(snapshot, "en") if language != "en" else None,
        holder=snapshot["holder"],
        serial=snapshot["serial"],
        signatory=snapshot["signatory"]["name"],
        verify_words=_short(snapshot["verify_url"]),
        frame=_picture("frame.svg", "image/svg+xml"),
        qr=_qr(snapshot["verify_url"]),
        holder_size=_size(snapshot["holder"], HOLDER_SIZES),
        course_size=_size(own["course"], COURSE_SIZES),
        centre_size=_size(own["centre"], CENTRE_SIZES),
    )


def _texts(snapshot: Snapshot, language: str) -> dict[str, str]:
    wording = WORDINGS[language]
    expires_on = snapshot["expires_on"]
    issued_on, first, last = (date.fromisoformat(snapshot[name]) for name in ("issued_on", "starts_on", "ends_on"))
    valid = wording.valid.format(date=write_date(date.fromisoformat(expires_on), language)) if expires_on else ""
    first_issued = first_issued_on(snapshot)
    return {
        "language": language,
        "certificate": wording.certificate,
        "certificate_capitals": wording.certificate.upper(),
        "awarded": wording.awarded,
        "completed": wording.completed,
        "verify": wording.verify,
        "seal": wording.seal,
        "centre": pick(snapshot["centre"]["names"], language),
        "city": pick(snapshot["centre"]["city"], language),
        "course": pick(snapshot["course"]["titles"], language),
        "hours": write_hours(wording, snapshot["course"]["hours"]),
        "period": write_period(first, last, language),
        "issued": wording.issued.format(date=write_date(issued_on, language)),
        "valid": valid,
        "renewed": wording.renewed.format(date=write_date(first_issued, language)) if first_issued else "",
        "signatory_title": pick(snapshot["signatory"]["titles"], language),
    }


def first_issued_on(snapshot: Snapshot) -> date | None:
    """Return when the first certificate was issued that refresher hours renewed; None for one that a course gave."""
    said = snapshot.get("refresher", {}).get("first_issued_on")
    return date.fromisoformat(said) if said else None


def _size(text: str, sizes: tuple[tuple[int, float], ...]) -> float:
    return next((points for longest, points in sizes if len(text) <= longest), sizes[-1][1])


def _short(address: str) -> str:
    """Return the address as a person would type it: without scheme and serial, which stand beside it."""
    return f"{urlsplit(address).netloc}/verify"


@cache
def _picture(name: str, kind: str) -> str:
    return _data_address((PARTS / name).read_bytes(), kind)


def _qr(address: str) -> str:
    """Return the QR code (ISO/IEC 18004, error correction M) as a picture with one pixel-block a module."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", scale=4, border=0)
    return _data_address(target.getvalue(), "image/png")


def _data_address(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
