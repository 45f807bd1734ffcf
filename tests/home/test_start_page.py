"""The start page has something to go on with for everybody."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from tests.people import Cast

SignIn = Callable[[User], FlaskClient]


@pytest.mark.parametrize(
    ("person", "address", "said"),
    [
        ("gulnora", "/modules/status", "Every text is complete, current and signed."),
        ("nargis", "/audit", "entries sealed"),
        ("bahrom", "/audit", "entries sealed"),
        ("bahrom", "/people", "open accounts."),
    ],
)
def test_those_who_look_after_the_installation_see_how_their_part_stands(
    person: str, address: str, said: str, cast: Cast, sign_in: SignIn
) -> None:
    main = sign_in(getattr(cast, person)).get("/").text.partition("<main")[2]

    assert f'href="{address}"' in main
    assert said in main


def test_a_trainee_is_not_told_of_them(cast: Cast, sign_in: SignIn) -> None:
    main = sign_in(cast.amina).get("/").text.partition("<main")[2].partition("</main>")[0]

    assert not [each for each in ("/modules/status", "/audit", "/people") if f'href="{each}"' in main]
