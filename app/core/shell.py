"""What the frame of every page needs: who reads, where they can go, in which languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import generate_csrf

from .access import find_actor
from .addresses import address, init_addresses
from .contributions import (
    HubTab,
    MenuEntry,
    Registry,
    agency_links,
    exam_tabs,
    menu,
    officer_tabs,
    people_links,
    people_tabs,
    planning_tabs,
    report_tabs,
)
from .i18n import (
    LANGUAGE_NAMES,
    OFFERED,
    current_language,
    pick,
    show_date,
    show_instant,
    show_number,
    show_time,
    show_zone,
    written,
)
from .policy import allowed
from .search import PAGE as SEARCH
from .shelf import Shelf

TOKENS = "sabaq_form_tokens"


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A menu entry as the template shows it."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language as the switch shows it."""

    code: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class PublicSettings:
    """The few settings that a page may show."""

    demo: bool
    development: bool


def init_shell(app: Flask, *, demo: bool, development: bool) -> None:
    """Put the frame's values and the show_… functions into every template."""
    public = PublicSettings(demo=demo, development=development)
    init_addresses(app)
    app.extensions[TOKENS] = Shelf[str](2_048)

    def frame() -> dict[str, Any]:
        language, actor = current_language(), find_actor()
        return {
            "actor": actor,
            "languages": _languages(language),
            "language": language,
            "language_name": LANGUAGE_NAMES[language],
            "csrf_token": _csrf_token,
            "search_url": SEARCH if actor else None,
        }

    app.context_processor(frame)
    app.jinja_env.globals.update(exam_links=lambda: _hub(exam_tabs), planning_links=lambda: _hub(planning_tabs))
    app.jinja_env.globals.update(people_links=lambda: _hub(people_links, 1), agency_links=lambda: _hub(agency_links, 1))
    app.jinja_env.globals.update(report_links=lambda: _hub(report_tabs), officer_links=lambda: _hub(officer_tabs))
    app.jinja_env.globals.update(people_tabs=lambda: _hub(people_tabs))
    app.jinja_env.globals.update(main_menu=_menu, csrf_token=_csrf_token, settings_public=public)
    app.jinja_env.globals["remembering"] = lru_cache(maxsize=256)  # for what looks the same whoever reads
    app.jinja_env.filters["numberformat"] = show_number
    app.jinja_env.globals.update(
        show_date=show_date,
        show_time=show_time,
        show_instant=show_instant,
        show_number=show_number,
        show_zone=show_zone,
        pick=pick,
        written=written,
        allowed=allowed,
    )


def _csrf_token() -> str:
    """Return the request's form token: made once, however many forms a page has.

    A token is the session's own secret, signed. It says when it was signed too, but no form grows too old, so the one
    that was signed for the page before serves as well.
    """
    made = g.get("csrf_token")
    if made:
        return str(made)
    signed: Shelf[str] = current_app.extensions[TOKENS]
    token = signed.find(session.get("csrf_token"))
    if token is None:
        token = str(generate_csrf())
        signed.put(session["csrf_token"], token)
    g.csrf_token = token
    return token


def _menu() -> list[MenuLink]:
    """Return the navigation of the person who reads; only pages that show it ask for it."""
    actor = find_actor()
    if actor is None:
        return []
    entries = [entry for entry in menu.all() if entry.endpoint in current_app.view_functions and entry.visible(actor)]
    links = [(entry, address(entry.endpoint)) for entry in entries]
    place = _place_in_menu(links)
    return [MenuLink(str(entry.label), url, entry.icon, current=entry is place) for entry, url in links]


def _place_in_menu(links: list[tuple[MenuEntry, str]]) -> MenuEntry | None:
    """Return the one entry that the reader is in: by the page's address, else by the feature or its tabs."""
    here = (request.endpoint or "").partition(".")[0]
    under = [entry for entry, _url in links if any(map(_is_below, _addresses(entry)))]
    near = [entry for entry, _url in links if _is_place(entry, here)]
    return next(iter(under or near), None)


def _addresses(entry: MenuEntry) -> list[str]:
    """Return where an entry leads; what has pages beyond its feature names them by its tabs."""
    tabs = entry.hub.all() if entry.hub and not entry.whole_feature else ()
    return [address(endpoint) for endpoint in (entry.endpoint, *(tab.endpoint for tab in tabs))]


def _is_below(url: str) -> bool:
    return url != "/" and f"{request.path}/".startswith(f"{url}/")


def _is_place(entry: MenuEntry, here: str) -> bool:
    tabs = entry.hub.all() if entry.hub else ()
    return entry.whole_feature and any(
        _is_current(endpoint, here) for endpoint in (entry.endpoint, *(tab.endpoint for tab in tabs))
    )


def _hub(tabs: Registry[HubTab], fewest: int = 2) -> list[tuple[str, str, bool]]:
    """Return the tabs of a hub for the person who reads, as `ui.tabs` shows them; too few are none."""
    actor, here = find_actor(), request.endpoint or ""
    seen = [
        each for each in tabs.all() if each.endpoint in current_app.view_functions and actor and each.visible(actor)
    ]
    place = _place_among(tuple(each.endpoint for each in seen), here)
    links = [(str(each.label), address(each.endpoint), each.endpoint == place) for each in seen]
    return links if len(links) >= fewest else []


def _place_among(endpoints: tuple[str, ...], here: str) -> str:
    """Return the one tab that the reader is in: the page itself, else the only one of the same feature."""
    if here in endpoints:
        return here
    near = [each for each in endpoints if each.partition(".")[0] == here.partition(".")[0]]
    return near[0] if len(near) == 1 else ""


def _is_current(endpoint: str, blueprint: str) -> bool:
    return endpoint == request.endpoint or endpoint.partition(".")[0] == blueprint


@cache
def _languages(current: str) -> tuple[LanguageChoice, ...]:
    return tuple(LanguageChoice(each.code, each.name, each.code == current) for each in OFFERED)
