"""The browser and the server that all journeys of a run share; each journey finds the demo story untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.site import Server, Site

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 800}


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start the real server with the demo story, and remember how the story stands."""
    server = Server(tmp_path_factory.mktemp("site"))
    try:
        server.start()
        found = Site(server)
        found.remember()
        yield found
        found.close()
    finally:
        server.stop()


@pytest.fixture
def site(shared_site: Site) -> Site:
    """Begin a journey where the demo story stood, so that no journey depends on which ones ran before it."""
    shared_site.forget_journeys()
    return shared_site


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Run the journey with scripts and without."""
    return bool(request.param)


@dataclass
class Watch:
    """What went wrong behind the pages: faults of scripts, refusals by the security policy, faults of the server."""

    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Listen to a page."""
        page.on("pageerror", lambda fault: self.faults.append(f"{page.url}: {fault}"))
        page.on("console", lambda message: self._console(page, message))
        page.on("response", self._response)

    def _console(self, page: Page, message: Any) -> None:
        # That an answer was 4xx is no fault of the page: journeys are refused on purpose.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{page.url}: {message.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url}: {response.status}")


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """Fail a journey during which anything went wrong behind the pages."""
    found = Watch()
    yield found
    assert found.faults == [], site.server.said()[-3000:]


@pytest.fixture
def open_window(chromium: Browser, site: Site, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a window in which nobody is signed in."""
    contexts: list[BrowserContext] = []

    def open_window(*, javascript: bool = True, phone: bool = False, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            java_script_enabled=javascript,
            viewport=PHONE if phone else DESK,
            locale="en-GB",
            timezone_id="Asia/Dushanbe",
            **options,
        )
        context.set_default_timeout(15_000)
        context.on("page", watch.over)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
