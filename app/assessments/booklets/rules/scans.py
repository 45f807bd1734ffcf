"""Which files are taken for scans of answer sheets: what their first bytes say counts, not their name."""

from __future__ import annotations

from app.core.errors import N_, RuleViolation

MOST_BYTES = 5 * 1024 * 1024
SIGNS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class ScanEmpty(RuleViolation):
    """No bytes arrived."""

    code = "scan-empty"
    message = N_("The file of the scan is empty.")


class ScanTooLarge(RuleViolation):
    """Larger than is kept."""

    code = "scan-too-large"
    message = N_("The scan is larger than %(megabytes)s MB. Scan in grey at 150 dpi, or take a smaller photo.")


class ScanUnknown(RuleViolation):
    """Neither a PDF nor a picture."""

    code = "scan-unknown"
    message = N_("The scan is no PDF, JPEG or PNG file, whatever its name says.")


def kind_of_scan(content: bytes) -> str:
    """Return the media type of a scan.

    Raises:
        ScanEmpty, ScanTooLarge, ScanUnknown: it is not kept.

    """
    if not content:
        raise ScanEmpty
    if len(content) > MOST_BYTES:
        raise ScanTooLarge(megabytes=MOST_BYTES // 1024 // 1024)
    found = next((kind for sign, kind in SIGNS.items() if content.startswith(sign)), None)
    if found is None:
        raise ScanUnknown
    return found
