"""What a browser calls itself, in words that a person recognises."""

from __future__ import annotations

LONGEST_UNKNOWN = 40

# The first that is found counts: browsers name the ones that they descend from as well.
BROWSERS = (
    ("YaBrowser", "Yandex Browser"),
    ("EdgA/", "Edge"),
    ("EdgiOS", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Opera", "Opera"),
    ("UCBrowser", "UC Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def name_browser(sent: str) -> str:
    """Return browser and system, as far as they are known; else the beginning of what was sent."""
    known = [
        next((name for sign, name in table if sign.casefold() in sent.casefold()), "") for table in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, known)) or sent[:LONGEST_UNKNOWN]
