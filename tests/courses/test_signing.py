"""A reviewer's sign-off: refused while anything is wrong, written without touching anything else."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.courses.content.checks import check
from app.courses.content.signing import CannotSign, sign, sign_toml
from app.courses.content.source import read_content
from app.courses.content.stamps import stamp
from tests.courses.factories import QUESTIONS_RU, write, write_content

DAY = date(2026, 11, 24)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_content(tmp_path)


def head(content: Path) -> Path:
    return content / "modules/01-alpha/module.toml"


def signed(content: Path, language: str = "en", name: str = "Н. Раҳимова", version: str = "1.0", on: date = DAY) -> str:
    return sign(content, "alpha", language, name=name, version=version, on=on)


def test_a_version_is_signed_and_everything_else_stays(content: Path) -> None:
    before = head(content).read_text()

    said = signed(content, name='  Н. "Раҳимова" \\ ')

    module = read_content(content).module("alpha")
    assert module is not None
    review = module.review_in("en")
    assert review is not None
    assert (review.name, review.on, review.version) == ('Н. "Раҳимова" \\', DAY, "1.0")
    assert said == "content/modules/01-alpha/module.toml"
    assert head(content).read_text().startswith(before.rstrip())
    assert not [each for each in check(content) if each.blocks]


def test_signing_again_replaces_and_earlier_versions_stay(content: Path) -> None:
    signed(content)
    head(content).write_text(head(content).read_text().replace('version = "1.0"', 'version = "1.1"', 1))
    signed(content, version="1.1")
    signed(content, version="1.1", name="Another", on=date(2026, 12, 1))

    reviews = tomllib.loads(head(content).read_text())["reviews"]

    assert [(each["name"], each["version"]) for each in reviews] == [("Н. Раҳимова", "1.0"), ("Another", "1.1")]


def test_a_change_of_version_makes_it_a_draft_again(content: Path) -> None:
    signed(content)
    head(content).write_text(head(content).read_text().replace('version = "1.0"', 'version = "2.0"', 1))

    module = read_content(content).module("alpha")

    assert module is not None
    assert module.review_in("en") is None


def test_a_stale_translation_is_not_signed(content: Path) -> None:
    with pytest.raises(CannotSign, match=r"ru/010-one\.md:.*not yet compared"):
        signed(content, "ru")

    stamp(content, "alpha", "ru")
    with pytest.raises(CannotSign, match="question first is missing"):
        signed(content, "ru")


def test_a_complete_translation_is_signed_whatever_the_others_lack(content: Path) -> None:
    english = content / "modules/01-alpha/questions/en.toml"
    kept = english.read_text().split("[[questions]]")
    english.write_text("[[questions]]".join(kept[:3]) + "[[questions]]" + kept[3].replace("Name it", "Say it"))
    parts = QUESTIONS_RU.rstrip() + (
        '\n[[questions]]\nid = "third"\nstem = "Скажите."\nexplanation = "Так."\naccept = ["средства"]\n'
    )
    write(content / "modules/01-alpha/questions/ru.toml", parts)
    (content / "courses/investigators.toml").unlink()
    stamp(content, "alpha", "ru")

    signed(content, "ru")

    module = read_content(content).module("alpha")
    assert module is not None
    assert module.review_in("ru") is not None


def test_a_module_with_a_fault_is_not_signed_in_any_language(content: Path) -> None:
    file = content / "modules/01-alpha/en/010-one.md"
    file.write_text(file.read_text() + "\n[gone](glossary:gone)\n")
    before = head(content).read_text()

    with pytest.raises(CannotSign, match="glossary has no term gone"):
        signed(content)

    assert head(content).read_text() == before


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"version": "0.9"}, "of version 1.0"),
        ({"language": "kk"}, "does not exist in the language kk"),
        ({"language": "xx"}, "does not exist in the language xx"),
        ({"name": "   "}, "name is empty"),
        ({"name": "a\x07"}, "name is empty"),
        ({"name": "a" * 300}, "longer than 200"),
    ],
)
def test_what_cannot_be_signed_says_why(content: Path, given_: dict[str, str], said: str) -> None:
    with pytest.raises(CannotSign, match=said):
        signed(content, **given_)


def test_an_unknown_module_is_refused(content: Path) -> None:
    with pytest.raises(CannotSign, match="no readable module beta"):
        sign(content, "beta", "en", name="A", version="1.0", on=DAY)


def test_windows_line_ends_stay(content: Path) -> None:
    head(content).write_bytes(head(content).read_bytes().replace(b"\n", b"\r\n"))

    signed(content)

    raw = head(content).read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert tomllib.loads(raw.decode())["reviews"][0]["language"] == "en"


@given(
    name=st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=60),
    before=st.sampled_from(["", "# note\n", 'x = """\n[[reviews]]\nlanguage = "en"\n"""\n', "[a]\nb = [\n[1],\n]\n"]),
)
def test_any_name_can_be_written_into_any_file(name: str, before: str) -> None:
    review = {"language": "en", "name": name, "on": DAY, "version": "1.0"}

    once = sign_toml(before, review)
    twice = sign_toml(once, {**review, "name": "Other"})

    assert tomllib.loads(once)["reviews"] == [review]
    assert tomllib.loads(twice)["reviews"] == [{**review, "name": "Other"}]
    assert {key: value for key, value in tomllib.loads(twice).items() if key != "reviews"} == tomllib.loads(before)
