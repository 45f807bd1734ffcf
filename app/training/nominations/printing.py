"""Writing a letter of invitation from its snapshot, in the language of the person."""

from __future__ import annotations

import base64
import io
from datetime import date, datetime
from typing import Any

import segno
from flask import current_app

from app.core.dates import write_date, write_period
from app.core.i18n import pick, show_time, speaking, zone
from app.core.notices import link_to

TEMPLATE = "training/nominations/pdf/letter.html"


def print_letter(snapshot: dict[str, Any], at: datetime) -> bytes:
    """Return the PDF; the same snapshot and time give the same bytes.

    Raises:
        MissingGlyph: a name has a character that can't be printed.

    """
    from app.core.pdf import render_pdf  # noqa: PLC0415 -- the PDF library is loaded where documents are made

    return render_pdf(compose(snapshot), made_at=at)


def compose(snapshot: dict[str, Any]) -> str:
    """Return the letter as HTML for the PDF library."""
    language = snapshot["language"]
    begins = snapshot["begins_at"]
    address = link_to("nominations.check_letter", reference=snapshot["reference"])
    beds = snapshot["beds"]
    with speaking(language):
        return current_app.jinja_env.get_template(TEMPLATE).render(
            letter=snapshot,
            check_address=address,
            qr=_qr(address),
            language=language,
            pick=pick,
            issued=write_date(date.fromisoformat(snapshot["issued_on"]), language),
            period=write_period(
                date.fromisoformat(snapshot["starts_on"]), date.fromisoformat(snapshot["ends_on"]), language
            ),
            begins=(
                (
                    write_date(datetime.fromisoformat(begins).astimezone(zone(snapshot["time_zone"])).date(), language),
                    show_time(datetime.fromisoformat(begins), snapshot["time_zone"]),
                )
                if begins
                else None
            ),
            nights=(
                write_period(date.fromisoformat(beds["first"]), date.fromisoformat(beds["last"]), language)
                if beds
                else ""
            ),
        )


def _qr(address: str) -> str:
    """Return the QR code (ISO/IEC 18004, error correction M) as a picture."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", scale=4, border=0)
    return f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}"
