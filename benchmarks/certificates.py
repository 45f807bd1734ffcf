"""One certificate, drawn from its snapshot and stored, beside the PDF library alone on the same HTML."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Iterator

from sqlalchemy import select

from app.certificates.drawing import compose, draw
from app.certificates.models import Certificate
from app.core import pdf
from app.core.db import db
from app.core.ports import ports

from .installation import Run
from .report import Row, ratios, spread

MOST = 1.3


def measure(run: Run) -> Iterator[Row]:
    """Draw and store, and print alone, in turn; both warm and in this process."""
    installation = run.installation("certificates", people=0, sessions=0)
    figures, floors = [], []
    with installation.app.app_context():
        snapshots = list(db.session.scalars(select(Certificate.snapshot).limit(5)))
        db.session.rollback()
        pisa, policy = pdf._library()  # noqa: SLF001 -- the library with the program's fonts, and nothing else of it
        many = 3 if run.quick else 10
        for number in range(-1, many):
            serial = f"{snapshots[0]['serial']}-{number}"
            snapshot = snapshots[number % len(snapshots)] | {"serial": serial}
            html = compose(snapshot)
            begun = time.perf_counter()
            pisa.CreatePDF(html, dest=io.BytesIO(), encoding="utf-8", resource_policy=policy)
            middle = time.perf_counter()
            ports().storage.put(draw(snapshot))
            if number >= 0:  # the first warms both
                floors.append(1000 * (middle - begun))
                figures.append(1000 * (time.perf_counter() - middle))
    installation.close()
    parts = ratios(figures, floors)
    yield Row(
        "one certificate, drawn and stored, warm",
        spread(figures, "ms", 0),
        floor=f"PDF library alone: {spread(floors, 'ms', 0)}",
        ratio=f"{spread(parts, '', 2)} ×",
        target=f"≤ {MOST} × the library alone",
        reached=statistics.median(parts) <= MOST,
    )
