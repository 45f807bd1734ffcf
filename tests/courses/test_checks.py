"""Each thing that can be wrong with the curriculum is said as path:line: sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.courses.content.checks import check
from app.courses.content.source import read_content
from app.courses.content.stamps import stamp
from app.courses.content.status import status, status_table
from tests.conftest import ROOT
from tests.courses.factories import QUESTIONS_EN, lesson_file, write, write_content

MODULE = "content/modules/01-alpha"


def blocking(content: Path) -> list[str]:
    return [str(problem) for problem in check(content) if problem.blocks]


def replace(content: Path, path: str, old: str, new: str) -> None:
    file = content / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_a_good_curriculum_has_nothing_that_blocks(tmp_path: Path) -> None:
    assert blocking(write_content(tmp_path)) == []


@pytest.mark.slow
def test_the_real_curriculum_of_the_first_course_is_in_order() -> None:
    """Modules that are being written may be unfinished; those that the course is made of may not."""
    content = read_content(ROOT / "content")
    (course,) = [each for each in content.courses if each.key == "police-investigators"]
    paths = tuple(f"{module.path}/" for key in course.modules if (module := content.module(key)))

    assert len(paths) == len(course.modules)
    assert [each for each in map(str, check(ROOT / "content")) if each.startswith((*paths, course.path))] == []


QUOTA = "questions = 3\nquotas = [{ count = 2, %s }]"
SPOILED: list[tuple[str, str, str, str]] = [
    ("modules/01-alpha/en/010-one.md", "minutes = 2", "minutes = 9", ":4: 9 minutes are stated"),
    ("modules/01-alpha/en/010-one.md", '"protocol"', '"treaty"', ":6: The module has no source treaty"),
    ("modules/01-alpha/en/010-one.md", '["protocol"]', "[]", ":6: The lesson names no source"),
    ("modules/01-alpha/en/010-one.md", '"define"', '"dance"', ":5: The module has no objective dance"),
    ("modules/01-alpha/en/010-one.md", "glossary:consent", "glossary:love", "The glossary has no term love"),
    ("modules/01-alpha/en/010-one.md", "glossary:consent", "lesson:alpha/ten", "There is no lesson alpha/ten"),
    ("modules/01-alpha/en/010-one.md", "glossary:consent", "library:films", "The library has no page films"),
    ("modules/01-alpha/en/010-one.md", "## Heading", "![x](media/no.svg)", ":9: There is no picture media/no.svg"),
    ("modules/01-alpha/en/010-one.md", "## Heading", "# Heading", ":9: Headings begin at ##"),
    ("modules/01-alpha/en/010-one.md", "## Heading", "## Head 🙂", ":9: “🙂” (U+1F642) can't be printed"),
    ("modules/01-alpha/en/010-one.md", "minutes =", "minuts =", ":4: minuts is not known here"),
    ("modules/01-alpha/en/010-one.md", 'id = "one"', "id = one", ":2: This is not valid TOML"),
    ("modules/01-alpha/en/010-one.md", 'id = "one"', 'id = "two"', "The id two is used twice"),
    ("modules/01-alpha/ru/010-one.md", 'id = "one"', 'id = "ten"', ":2: There is no lesson with the id ten"),
    ("modules/01-alpha/ru/010-one.md", "## Heading", "!!! shout\n    x", ":6: “shout” is not a call-out"),
    ("modules/01-alpha/module.toml", "hours = 0.1", "hours = 1.0", ":3: 1 hours are stated"),
    ("modules/01-alpha/module.toml", 'id = "define"', 'id = "define-it"', "No lesson teaches the objective define-it"),
    ("modules/01-alpha/module.toml", 'en = "Module alpha"', "", ":5: en is missing"),
    ("modules/01-alpha/module.toml", "police_investigator", "astronaut", ":4: audiences holds the unknown word"),
    ("modules/01-alpha/module.toml", "https://example.org", "ftp://example.org", "url must begin with https"),
    ("modules/01-alpha/module.toml", "checked = 2026-11-24", 'checked = "soon"', "checked must be a date"),
    ("modules/01-alpha/questions/en.toml", "correct = true\n", "", ":3: No choice is marked as correct"),
    ("modules/01-alpha/questions/en.toml", 'explanation = "Wrong."', "", "explanation is missing"),
    ("modules/01-alpha/questions/en.toml", 'text = "Wrong"', 'text = "W"\ncorrect = true', "more than one correct"),
    ("modules/01-alpha/questions/en.toml", "answer = false", 'answer = "no"', "answer must be true or false"),
    ("modules/01-alpha/questions/en.toml", 'accept = ["means"]', "accept = []", "at least one accepted answer"),
    ("modules/01-alpha/questions/en.toml", 'right = "zwei"', 'right = "eins"', "nobody can tell them apart"),
    ("modules/01-alpha/questions/en.toml", 'kind = "short"', 'kind = "hotspot"', "kind must be one of"),
    ("modules/01-alpha/questions/en.toml", '"apply"', '"fly"', "The module has no objective fly"),
    ("modules/01-alpha/questions/en.toml", 'id = "third"', 'id = "first"', "The id first is used twice"),
    ("courses/investigators.toml", '["alpha"]', '["alpha", "omega"]', "There is no module omega"),
    ("courses/investigators.toml", "questions = 3", "questions = 30", "final_exam asks 30 questions, but only 3"),
    (
        "courses/investigators.toml",
        "questions = 3",
        QUOTA % 'module = "omega"',
        "asks 2 questions of omega, but",
    ),
    ("courses/investigators.toml", "questions = 3", QUOTA % 'difficulty = "huge"', "difficulty must be one of"),
    ("courses/investigators.toml", "questions = 3", QUOTA % 'level = "easy"', "level is not known here"),
    (
        "courses/investigators.toml",
        "questions = 3",
        QUOTA.replace("3", "1") % 'module = "alpha"',
        "quotas of final_exam ask 2",
    ),
    ("courses/investigators.toml", "hours = 0.2", "hours = 20", ":3: 20 hours are stated"),
    ("courses/investigators.toml", "exam = 80", "exam = 180", "exam must be a whole number from 0 to 100"),
]


@pytest.mark.parametrize(("path", "old", "new", "said"), SPOILED)
def test_one_spoiled_thing_is_named(tmp_path: Path, path: str, old: str, new: str, said: str) -> None:
    content = write_content(tmp_path)
    replace(content, path, old, new)

    assert any(line.startswith("content/") and said in line for line in blocking(content)), blocking(content)


def test_missing_and_stale_translations_are_named_and_do_not_block(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    (content / "modules/01-alpha/tg/010-two.md").unlink()
    write(
        content / "modules/01-alpha/questions/ru.toml", '[[questions]]\nid = "fourth"\nstem = "?"\nexplanation = "!"\n'
    )

    found = [str(problem) for problem in check(content)]

    assert f"{MODULE}/tg/010-two.md:1: The translation of 010-two.md is missing." in found
    assert any(line.startswith(f"{MODULE}/ru/010-one.md:2: This was not yet compared") for line in found)
    assert f"{MODULE}/questions/ru.toml:1: The translation of the question first is missing." in found
    assert any(line.startswith(f"{MODULE}/questions/ru.toml:1: The question fourth was not yet") for line in found)
    assert blocking(content) == []


def test_a_changed_source_makes_its_translation_stale(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    stamp(content, "alpha", "ru")
    before = [str(problem) for problem in check(content) if "/ru/" in problem.path]

    replace(content, "modules/01-alpha/en/010-one.md", "## Heading", "## New heading")
    after = [str(problem) for problem in check(content) if "/ru/" in problem.path]

    assert before == []
    assert len(after) == 1
    assert "ru/010-one.md:3: This translates an earlier text of" in after[0]


def test_a_translation_with_another_structure_is_named(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    write(content / "modules/01-alpha/ru/010-one.md", lesson_file("one", "ru", extra='!!! law "Закон"\n    Текст'))
    stamp(content, "alpha", "ru")

    assert any("has 1 call-outs, the English text has 0" in str(each) for each in check(content))


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("big.png", b"\x89PNG" + b"0" * 120_000, "at most 100 kB"),
        ("fake.png", b"<html>", "not what the file's name says"),
        ("bad.svg", b"<svg", "not valid SVG"),
        ("Name.SVG", b"", "lower-case Latin name"),
        ("s.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script/></svg>', "<script>"),
        ("o.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="x()"/>', "onload"),
        (
            "u.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path fill="url(http://a)"/></svg>',
            "fill",
        ),
        ("e.svg", b'<!DOCTYPE x [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "not valid SVG"),
        ("n.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "no viewBox"),
    ],
)
def test_pictures_that_are_not_harmless_pictures_are_refused(tmp_path: Path, name: str, body: bytes, said: str) -> None:
    content = write_content(tmp_path)
    (content / f"modules/01-alpha/media/{name}").write_bytes(body)

    assert any(f"media/{name}:1:" in line and said in line for line in blocking(content)), blocking(content)


def test_a_link_to_a_module_outside_the_course_leads_trainees_nowhere(tmp_path: Path) -> None:
    from tests.courses.factories import write_module

    content = write_content(tmp_path)
    write_module(content, "beta", 2)
    replace(content, "modules/01-alpha/en/010-one.md", "glossary:consent", "lesson:beta/one")

    assert any("The course investigators does not have the module beta" in line for line in blocking(content))


def spoil_encoding(content: Path) -> None:
    (content / "modules/01-alpha/en/010-one.md").write_bytes("+++\nid = 'привет'".encode("cp1251"))


def spoil_folder_name(content: Path) -> None:
    (content / "modules/01-alpha").rename(content / "modules/alpha")


def spoil_module_head(content: Path) -> None:
    write(content / "modules/01-alpha/module.toml", "id = \n")


def spoil_fence(content: Path) -> None:
    write(content / "modules/01-alpha/en/010-one.md", '+++\nid = "one"\n')


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_encoding, "en/010-one.md:2: The file is not UTF-8"),
        (spoil_folder_name, "alpha/module.toml:1: The folder must be named"),
        (spoil_module_head, "01-alpha/module.toml:1: This is not valid TOML"),
        (spoil_fence, "en/010-one.md:1: The second line +++"),
    ],
)
def test_unreadable_files_are_named(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    content = write_content(tmp_path)
    spoil(content)

    assert any(said in line for line in blocking(content)), blocking(content)


def test_status_counts_languages(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    stamp(content, "alpha", "ru")

    (module,) = status(read_content(content))

    russian, tajik = module.languages["ru"], module.languages["tg"]
    assert module.languages["en"].complete
    assert (len(russian.stale_lessons), len(russian.missing_questions)) == (0, 5)
    assert (tajik.lessons_there, [each.key for each in tajik.stale_lessons]) == (2, ["one", "two"])
    assert (module.hours, module.counted) == (0.1, 6)


def test_the_table_says_what_is_stale_and_missing_by_name(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    stamp(content, "alpha", "ru")

    lines = status_table(read_content(content)).splitlines()

    assert any(line.startswith("alpha") and line.endswith("complete") for line in lines)
    assert any(line.startswith("all") and "1 of 1 complete" in line for line in lines)
    assert "stale: alpha tg lessons: one, two" in lines
    assert "missing: alpha ru questions: first, second, third, fourth, fifth" in lines


def test_questions_are_read_into_structure_and_words(tmp_path: Path) -> None:
    content = read_content(write_content(tmp_path))
    module = content.module("alpha")
    assert module is not None
    questions = {question.id: question for question in module.questions}

    assert questions["first"].key == {"choices": ["a", "b"], "correct": ["a"]}
    assert questions["first"].texts["en"]["choices"]["a"] == {"text": "Right", "explanation": "Right."}
    assert questions["second"].key == {"pairs": ["p1", "p2", "p3"], "distractors": ["d1"]}
    assert questions["second"].texts["en"]["right"]["d1"] == "vier"
    assert questions["third"].texts["en"]["accept"] == ["means"]
    assert questions["fourth"].key == {"answer": False}
    assert questions["fifth"].key == {"items": ["i1", "i2", "i3"]}
    assert questions["second"].line == QUESTIONS_EN.split("\n").index('id = "second"')


@pytest.mark.slow
@given(
    st.binary(max_size=60), st.integers(0, 400), st.sampled_from(["en/010-one.md", "module.toml", "questions/en.toml"])
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_to_a_file_is_said_and_never_a_crash(tmp_path: Path, noise: bytes, at: int, name: str) -> None:
    content = write_content(tmp_path)
    file = content / "modules/01-alpha" / name
    old = file.read_bytes()
    file.write_bytes(old[:at] + noise + old[at:])

    assert all(":" in str(problem) for problem in check(content))
