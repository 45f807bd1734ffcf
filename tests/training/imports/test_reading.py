"""What titles and cells of lists mean, before anything is looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import names
from app.core.tables_in import Row
from app.training.imports.rules import columns
from app.training.imports.rules.cells import WordUnknown
from app.training.imports.rules.words import Words
from app.training.imports.services.kinds.marks import Marks
from app.training.imports.services.kinds.recognising import person_fields, read_person
from app.training.rules import people_words
from app.training.rules.people_words import TITLES, fold_word, name_order

FIELDS = person_fields()
VOCABULARY = columns.vocabulary(FIELDS, {})
WORDS = Words(
    professions=people_words.PROFESSIONS,
    sexes=people_words.SEXES,
    languages=people_words.LANGUAGES,
    agency_kinds={},
    regions={},
    session_kinds={},
    statuses={},
)
TITLE_ROWS = [
    ("name", "email", "agency code", "profession", "language", "sex"),
    ("ФИО", "Электронная почта", "Код ведомства", "Профессия", "Язык", "Пол"),
    ("Ному насаб", "Почтаи электронӣ", "Рамзи идора", "Касб", "Забон", "Ҷинс"),
    ("НОМУ НАСАБ", "Почтаи  электрони", "рамзи идора", "касб", "забон", "чинс"),
]
VALUES = ("Анвар", "a@example.org", "TJ-MIA", "judge", "ru", "m")
KEYS = ("name", "email", "agency", "profession", "language", "sex")


def read(titles, *rows, fields=FIELDS, vocabulary=VOCABULARY):
    held = columns.check_columns(fields, columns.guess_columns(titles, fields, vocabulary, {}))
    return list(columns.read_rows([Row(line, tuple(row)) for line, row in enumerate(rows, 2)], titles, fields, held))


def person(**texts: str):
    good = {"name": "Анвар Каримов", "email": "anvar@example.org", "agency": "TJ-MIA", "profession": "judge"}
    return read_person(2, {**good, **texts}, WORDS)


@given(
    st.sampled_from(TITLE_ROWS).flatmap(lambda titles: st.permutations(list(enumerate(titles)))),
    st.lists(st.sampled_from(["№", "Примечание", "Телефон"]), max_size=3, unique=True),
)
def test_titles_are_read_in_each_language_in_any_order_beside_others(order, further):
    titles = [*further, *(title for _place, title in order)]
    cells = [*("x" for _ in further), *(VALUES[place] for place, _title in order)]

    (found,) = read(titles, cells)

    assert found.texts == dict(zip(KEYS, VALUES, strict=True))


def test_missing_and_doubled_columns_are_named():
    with pytest.raises(columns.ColumnsNeeded) as missing:
        columns.check_columns(FIELDS, {0: "name", 1: "sex"})
    with pytest.raises(columns.ColumnChosenTwice) as twice:
        columns.check_columns(FIELDS, {0: "name", 1: "name"})

    assert missing.value.facts == {"columns": ("E-mail address", "Agency code", "Profession")}
    assert twice.value.facts == {"column": "Full name"}


def test_no_title_means_two_things():
    assert all(fold_word(title) == title for title in TITLES)


def test_a_short_row_has_empty_cells():
    (found,) = read(TITLE_ROWS[0], ("Анвар",))

    assert found.texts["email"] == ""


def test_a_row_in_order_is_read_whole():
    assert person(language="таджикский", sex="ж").values == {
        "name": "Анвар Каримов",
        "email": "anvar@example.org",
        "agency": "TJ-MIA",
        "profession": "judge",
        "language": "tg",
        "sex": "female",
    }


@pytest.mark.parametrize(
    ("texts", "column", "reason"),
    [
        ({"name": ""}, "name", names.ValueMissing),
        ({"name": "?????? Каримов"}, "name", names.LettersLost),
        ({"name": "Карим\ufffdв"}, "name", names.LettersLost),
        ({"name": "<b>Анвар</b>"}, "name", names.NameStrange),
        ({"name": "=HYPERLINK(1)"}, "name", names.NameStrange),
        ({"name": "Анвар 2"}, "name", names.NameStrange),
        ({"name": "Aнвар Каримов"}, "name", names.ScriptsMixed),
        ({"name": "А" * 201}, "name", names.TextTooLong),
        ({"name": "- -"}, "name", names.ValueMissing),
        ({"email": ""}, "email", names.ValueMissing),
        ({"email": "anvar"}, "email", names.EmailWrong),
        ({"email": "a@b"}, "email", names.EmailWrong),
        ({"email": "a@b.org, c@d.org"}, "email", names.EmailWrong),
        ({"email": "anvаr@example.org"}, "email", names.ScriptsMixed),
        ({"email": "josé@example.org"}, "email", names.EmailWrong),
        ({"agency": ""}, "agency", names.ValueMissing),
        ({"profession": ""}, "profession", names.ValueMissing),
        ({"profession": "astronaut"}, "profession", WordUnknown),
        ({"language": "Klingon"}, "language", WordUnknown),
        ({"sex": "?"}, "sex", WordUnknown),
    ],
)
def test_each_wrong_cell_is_named_by_its_column(texts, column, reason):
    assert [(each.column, each.message) for each in person(**texts).problems] == [(column, reason.message)]


@pytest.mark.parametrize(
    "name",
    [
        "Ӯктам Ғафурӣ Ҳакимзода",
        "Sherzod Oʻktamov",
        "O'Neil Anne-Marie",
        "Нурлан Өмүрбек уулу",
        "Äýgül Ňazarowa",
        "Әлия Қасымқызы",
        "А.С. Пушкин",
    ],
)
def test_names_of_the_region_are_taken(name):
    assert person(name=name).problems == ()


def test_every_problem_of_a_row_is_named_at_once():
    problems = person(name="", email="x", agency="", profession="y").problems

    assert [each.column for each in problems] == ["name", "email", "agency", "profession"]


MARKS = Marks.fields
MARK_WORDS = columns.vocabulary(MARKS, {})
CELLS = st.sampled_from(["", "П", "О 5", "absent"])


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_a_column_for_each_session_says_what_a_row_for_each_mark_says(rows):
    days = ("2026-11-24", "2026-11-25", "2026-11-26")
    wide = read(
        ["ФИО", *(f"{day} 09:00 Consent" for day in days)],
        *((f"Имя {place}", *cells) for place, cells in enumerate(rows)),
        fields=[field for field in MARKS if not field.names_cohort],
        vocabulary=MARK_WORDS,
    )
    long = [
        {"name": f"Имя {place}", "date": day, "start": "09:00", "status": cell}
        for place, cells in enumerate(rows)
        for day, cell in zip(days, cells, strict=True)
        if cell
    ]

    kind = Marks()
    assert [kind.read(each.line, each.texts, WORDS).values for each in wide] == [
        kind.read(2, texts, WORDS).values for texts in long
    ]


def test_tajik_names_stand_where_people_look_for_them():
    names = ["Яқубов", "Ғафуров", "Давлатов", "Қодиров", "Гулов", "Каримов", "Лутфиев", "Ҷӯраев", "Чориев", "Шарипов"]

    assert sorted(names, key=name_order) == [
        "Гулов",
        "Ғафуров",
        "Давлатов",
        "Каримов",
        "Қодиров",
        "Лутфиев",
        "Чориев",
        "Ҷӯраев",
        "Шарипов",
        "Яқубов",
    ]
