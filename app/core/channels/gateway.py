"""A gateway spoken to over HTTP: one POST of JSON a message. Behind it stand SMS, Telegram or whatever a centre has."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from flask_babel import lazy_gettext

from . import Letter, PermanentFailure, Recipient

TIMEOUT_SECONDS = 15
LONGEST_TEXT = 1000
# Answers of 4xx that say "later" and not "never"; 401 and 403 are a matter of the token, which can be mended.
PASSING = frozenset({401, 403, 408, 409, 423, 425, 429})


class _NoRedirects(HTTPRedirectHandler):
    """The token must not follow an answer to another machine."""

    def redirect_request(self, *_arguments: Any) -> None:  # noqa: ANN401 -- the base class's own arguments
        """Refuse."""
        return


class HttpGateway:
    """Posts `{"id", "to", "subject", "text", "link"}` with a bearer token; any 2xx is a delivery.

    `id` is the same at each attempt, so that a gateway that remembers it sends nothing twice.
    """

    name = "gateway"
    address_label = lazy_gettext("Your address there")
    by_default = True

    def __init__(self, url: str, token: str, label: str) -> None:
        self.url, self.token, self.label = url, token, label
        self._opener = build_opener(_NoRedirects())

    def address_of(self, person: Recipient) -> str:
        """Return the address that the person typed: a telephone number, a name."""
        return person.addresses.get(self.name, "")

    def compose(self, address: str, letter: Letter) -> dict[str, Any]:
        """Keep it short: subject and link, and as much of the text as a message holds."""
        return {"to": address, "subject": letter.subject, "text": letter.text[:LONGEST_TEXT], "link": letter.link}

    def deliver(self, payload: dict[str, Any]) -> None:
        """Post.

        Raises:
            PermanentFailure: the gateway says that this message will never do.

        """
        request = Request(  # noqa: S310 -- the scheme was checked with the settings
            self.url,
            data=json.dumps(payload, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {self.token}"},
            method="POST",
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS):
                return
        except HTTPError as refusal:
            with refusal:
                code = refusal.code
        if 400 <= code < 500 and code not in PASSING:  # noqa: PLR2004 -- refusals of what was asked
            raise PermanentFailure(f"the gateway answered {code}")
        raise ConnectionError(f"the gateway answered {code}")
