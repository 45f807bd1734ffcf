"""Giving a scan back: pictures in the page, documents as a download, under a name that says nothing."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.core.ports import ports

from .models import Paper
from .rules import ENDINGS, PDF


def send_paper(paper: Paper) -> Response:
    """Answer with the file; the digest is compared on the way."""
    how = "attachment" if paper.kind == PDF else "inline"
    name = f"paper-{paper.id.hex[-8:]}.{ENDINGS[paper.kind]}"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(ports().storage.get(paper.digest), mimetype=paper.kind, headers=headers)
