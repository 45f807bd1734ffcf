import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.courses.content.source import read_content
from app.courses.content.stamps import CannotStamp, stamp, stamp_toml
from tests.courses.factories import QUESTIONS_RU, write, write_content


def test_a_stamp_names_the_source_and_keeps_the_rest(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    lesson = content / "modules/01-alpha/ru/010-one.md"
    write(content / "modules/01-alpha/questions/ru.toml", QUESTIONS_RU)
    before = lesson.read_text()

    report = stamp(content, "alpha", "ru")

    module = read_content(content).module("alpha")
    assert module is not None
    assert (report.lessons, report.questions, report.unchanged) == (2, 2, 0)
    assert all(each.is_current("ru") for each in module.lessons)
    assert all(each.is_current("ru") for each in module.questions if "ru" in each.texts)
    questions = (content / "modules/01-alpha/questions/ru.toml").read_text()
    assert 'id = "first"  # первый\ntranslates = "' in questions
    assert questions.count("# старое") == 1
    assert lesson.read_text().replace(f'translates = "{module.lessons[0].digest}"\n', "") == before


def test_stamping_again_changes_nothing(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    stamp(content, "alpha", "ru")
    before = {file: file.read_bytes() for file in content.rglob("*") if file.is_file()}

    report = stamp(content, "alpha", "ru")

    assert (report.lessons, report.unchanged) == (0, 2)
    assert {file: file.read_bytes() for file in content.rglob("*") if file.is_file()} == before


def test_one_lesson_can_be_stamped_alone(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    stamp(content, "alpha", "ru", only="two")
    module = read_content(content).module("alpha")

    assert module is not None
    assert [each.is_current("ru") for each in module.lessons] == [False, True]


def test_files_with_windows_line_ends_keep_them(tmp_path: Path) -> None:
    content = write_content(tmp_path)
    lesson = content / "modules/01-alpha/ru/010-one.md"
    lesson.write_bytes(lesson.read_bytes().replace(b"\n", b"\r\n"))

    stamp(content, "alpha", "ru")

    assert b"\n" not in lesson.read_bytes().replace(b"\r\n", b"")


@pytest.mark.parametrize(("module", "language"), [("alpha", "en"), ("alpha", "xx"), ("omega", "ru")])
def test_what_can_not_be_stamped_is_said(tmp_path: Path, module: str, language: str) -> None:
    with pytest.raises(CannotStamp):
        stamp(write_content(tmp_path), module, language)


def test_a_question_whose_text_looks_like_a_key_is_not_fooled() -> None:
    text = '[[questions]]\nstem = """\nid = "x"\n[[questions]]\n"""\nid = "x"\n'
    new, changed = stamp_toml(text, {"x": "ff"})

    assert changed == 1
    assert new == text + 'translates = "ff"\n'


values = st.text(alphabet="ab\"'[]#=\n\\q ", max_size=15)


@given(st.lists(st.tuples(values, values), min_size=1, max_size=4))
def test_whatever_the_texts_hold_only_the_stamp_is_added(texts: list[tuple[str, str]]) -> None:
    written = "\n".join(
        f'[[questions]]\nid = "q{at}"\nstem = {quoted(stem)}\nexplanation = {quoted(why)}\n'
        for at, (stem, why) in enumerate(texts)
    )
    digests = {f"q{at}": f"{at:04}" for at in range(len(texts))}

    stamped, changed = stamp_toml(written, digests)

    found = tomllib.loads(stamped)["questions"]
    assert changed == len(texts)
    assert [(each["translates"], each["stem"], each["explanation"]) for each in found] == [
        (digests[f"q{at}"], stem, why) for at, (stem, why) in enumerate(texts)
    ]


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""\n{escaped}"""' if "\n" in value else f'"{escaped}"'
