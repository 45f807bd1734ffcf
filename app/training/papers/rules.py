"""Which files are taken for scans: what their first bytes say counts, not their name."""

from __future__ import annotations

from app.core.errors import N_, RuleViolation

MOST_BYTES = 5 * 1024 * 1024
PDF = "application/pdf"
ENDINGS = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


class PaperEmpty(RuleViolation):
    """No bytes arrived."""

    code = "paper-empty"
    message = N_("The file is empty.")


class PaperTooLarge(RuleViolation):
    """Larger than is kept."""

    code = "paper-too-large"
    message = N_("The file is larger than %(megabytes)s MB. Scan it in grey at 150 dpi, or take a smaller photo.")


class PaperUnknown(RuleViolation):
    """Neither a PDF nor a picture."""

    code = "paper-unknown"
    message = N_("This is no PDF, JPEG, PNG or WebP file, whatever its name says.")


def sniff(content: bytes) -> str:
    """Return the media type of a scan.

    Raises:
        PaperEmpty, PaperTooLarge, PaperUnknown: it is not kept.

    """
    if not content:
        raise PaperEmpty
    if len(content) > MOST_BYTES:
        raise PaperTooLarge(megabytes=MOST_BYTES // 1024 // 1024)
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    raise PaperUnknown
