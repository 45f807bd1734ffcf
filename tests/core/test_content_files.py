import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.content_files import Problem, Table, decode, locate, parse_toml, read_text, structural_lines


def table(text: str) -> tuple[Table, list[Problem]]:
    problems: list[Problem] = []
    found = parse_toml(text, "x.toml", problems)
    assert found is not None, problems
    return found, problems


def test_a_file_in_another_encoding_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("one\ntwo\nпривет".encode("cp1251"))
    problems: list[Problem] = []

    assert read_text(tmp_path / "a.md", "a.md", problems) is None
    assert str(problems[0]) == "a.md:3: The file is not UTF-8 text; save it as UTF-8."


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    problems: list[Problem] = []

    assert read_text(tmp_path / "nothing", "nothing", problems) is None
    assert "can't be read" in problems[0].sentence


def test_line_ends_and_byte_order_mark_do_not_matter() -> None:
    assert decode(b"\xef\xbb\xbfa\r\nb\rc", "x", []) == "a\nb\nc"


def test_broken_toml_is_named_with_the_line_of_the_file() -> None:
    problems: list[Problem] = []

    assert parse_toml('a = 1\nb = "open', "x.md", problems, first_line=5) is None
    assert problems[0].line == 6
    assert "not valid TOML" in problems[0].sentence


@pytest.mark.parametrize("text", ["a = " + "[" * 3000, "a = " + "9" * 5000, "a = 2026-13-45", "\x00", "[a]\n[a]"])
def test_absurd_toml_is_a_problem(text: str) -> None:
    problems: list[Problem] = []

    assert parse_toml(text, "x", problems) is None
    assert len(problems) == 1


def test_each_key_knows_its_line() -> None:
    text = 'a = """\nb = 1\n"""\n[[q]]\nid = "x"\n[[q.c]]\nid = "y"\n[[q]]\nid = "z"\nlist = [\n  { id = "no" },\n]\n'
    places = locate(text)

    assert places["a",] == 1
    assert places["q", 0, "id"] == 5
    assert places["q", 0, "c", 0, "id"] == 7
    assert places["q", 1, "list"] == 10
    assert ("b",) not in places


def test_values_of_the_wrong_kind_become_problems_and_empty_values() -> None:
    root, problems = table(
        'text = 5\nslug = "Not One"\nwhole = 1.5\ntruth = "yes"\n'
        'day = "2026-01-01"\nlist = [1]\nsub = 1\nurl = "x"\nn = nan'
    )

    values = (
        root.text("text"),
        root.slug("slug"),
        root.whole("whole", 0, 9),
        root.truth("truth"),
        root.day("day"),
        root.words("list"),
        root.table("sub"),
        root.tables("text"),
        root.web_address("url"),
        root.number("n", 0, 1),
    )

    assert values == ("", "", 0, False, None, (), None, [], "", 0)
    assert [each.line for each in problems] == [1, 2, 3, 4, 5, 6, 7, 1, 8, 9]


def test_a_number_is_not_a_truth_and_the_other_way_round() -> None:
    root, problems = table("a = true\nb = 1")

    assert root.whole("a", 0, 9) == 0
    assert root.truth("b") is False
    assert len(problems) == 2


def test_misspelt_keys_are_named() -> None:
    root, problems = table('title = "x"\ntilte = "y"')
    root.text("title")
    root.close()

    assert [str(each) for each in problems] == ["x.toml:2: tilte is not known here."]


def test_hidden_control_characters_are_refused() -> None:
    root, problems = table('a = "x\\u0000y"')

    assert root.text("a") == ""
    assert len(problems) == 1


@given(st.text(max_size=200))
def test_any_text_is_a_table_or_one_problem(text: str) -> None:
    problems: list[Problem] = []
    root = parse_toml(text, "x", problems)

    assert (root is None) == (len(problems) == 1)


@given(st.text(alphabet="ab=\"'[]{}#\n\\., ", max_size=80))
def test_looking_for_lines_never_fails(text: str) -> None:
    assert all(0 <= number <= text.count("\n") for number, _line in structural_lines(text))
    locate(text)


words = st.text(alphabet="ab\"'[]#=\n\\", max_size=12)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), words, min_size=1, max_size=5))
def test_the_line_of_a_key_is_where_it_stands(values: dict[str, str]) -> None:
    """Whatever stands in the strings, each key is found on the line that begins with it."""
    text = "\n".join(f"{key} = {quoted(value)}" for key, value in values.items())
    assert tomllib.loads(text) == values
    lines, places = text.split("\n"), locate(text)

    assert all(lines[places[key,] - 1].startswith(f"{key} = ") for key in values)


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""\n{escaped}"""' if "\n" in value else f'"{escaped}"'
