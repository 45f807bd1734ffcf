"""The trail says in words what was done: each feature names its own acts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache

import pytest
from sqlalchemy.orm import Session

from app.assessments.banks.services.reviewing import VERBS
from app.assessments.booklets.rules.entries import EntryKind
from app.assessments.marking.rules.appeals import AppealStepKind
from app.assessments.sittings.rules.acts import ActKind
from app.core import audit
from app.training.agency_training.rules.states import Act as AgencyAct
from app.training.nominations.rules.states import Act as NominationAct
from tests.conftest import NOW, ROOT

FEATURES = ("accounts", "library", "courses", "assessments", "training", "certificates", "reports", "interop")
CODE = re.compile(rf"(?:{'|'.join(FEATURES)}):[a-z_-]+:[a-z_-]+")
BEGINNING = re.compile(rf'"(?:{"|".join(FEATURES)}):')
# The acts whose last part is put in when they happen.
MADE: dict[str, Iterable[str]] = {
    "accounts:outbox:": ("retry", "cancel"),
    "assessments:appeal:": AppealStepKind,
    "assessments:paper:": EntryKind,
    "assessments:question:": VERBS.values(),
    "assessments:sitting:": ActKind,
    "assessments:": ("key:print", "key:read", "booklet:print", "booklet:read"),
    "certificates:": ("hours:set_rule", "renewals:set_rule", "hours:exempt", "hours:end_exemption"),
    "training:absence:": ("announce", "withdraw"),
    "training:agency_training:": (
        *AgencyAct,
        *("attach", "detach", "save", "roster", "list_people", "remove"),
    ),
    "training:check_in:": ("open", "close", "printed_code_on", "printed_code_off"),
    "training:nomination:": NominationAct,
}


@cache
def program() -> tuple[ast.Module, ...]:
    """Return the modules that write codes at all: reading the others would take most of the time."""
    files = (each for each in (ROOT / "app").rglob("*.py") if each.name not in ("audit_titles.py", "permissions.py"))
    sources = (each.read_text(encoding="utf-8") for each in files)
    return tuple(ast.parse(source) for source in sources if BEGINNING.search(source))


def acts_written_out() -> set[str]:
    """Return every code in the program that is no permission's."""
    written = (each.value for tree in program() for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return {each for each in written if isinstance(each, str) and CODE.fullmatch(each)}


def beginnings_of_made_acts() -> set[str]:
    """Return how the codes begin that are put together when they happen."""
    given = (each.value for tree in program() for each in ast.walk(tree) if isinstance(each, ast.keyword))
    made = (each.values[0] for each in given if isinstance(each, ast.JoinedStr))
    first = (each.value for each in made if isinstance(each, ast.Constant))
    return {each for each in first if isinstance(each, str) and each.partition(":")[0] in FEATURES and ":" in each}


@pytest.mark.usefixtures("app")
def test_every_act_has_a_title() -> None:
    made = {f"{beginning}{end}" for beginning, ends in MADE.items() for end in ends}
    used = acts_written_out() | made

    assert len(used) > 200
    assert used - set(audit.act_titles) == set()


def test_the_acts_that_are_put_together_are_known_here() -> None:
    assert beginnings_of_made_acts() == set(MADE)


@pytest.fixture
def trail(session: Session) -> None:
    for number, action in enumerate(("accounts:sign_in:begin", "accounts:sign_in:end", "accounts:sign_in:end_all")):
        audit.record(session, actor=None, action=action, subject=("thing", number), at=NOW)
    session.commit()


def shown(page: str) -> list[str]:
    codes = re.findall(r'<code class="small">([^/]+)</code>', page)
    return sorted(each.replace("<wbr>", "") for each in codes if "thing" not in each)


@pytest.mark.usefixtures("trail")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Signed in", ["accounts:sign_in:begin"]),
        ("signed out", ["accounts:sign_in:end"]),
        ("everywhere", ["accounts:sign_in:end_all"]),
        ("sign_in:end", ["accounts:sign_in:end", "accounts:sign_in:end_all"]),
    ],
)
def test_acts_are_found_by_words_and_by_codes(words, found, cast, sign_in):
    page = sign_in(cast.nargis).get("/audit", query_string={"action": words, "subject": "thing"}).text

    assert shown(page) == found


@pytest.mark.usefixtures("trail")
def test_a_reader_of_russian_reads_and_asks_in_russian(cast, sign_in):
    browser = sign_in(cast.nargis)
    browser.post("/language", data={"language": "ru"})
    page = browser.get("/audit", query_string={"action": "выход на всех", "subject": "thing"}).text

    assert "Выход на всех устройствах<br>" in page
    assert shown(page) == ["accounts:sign_in:end_all"]
    assert '<option value="Вход в систему">' in page
