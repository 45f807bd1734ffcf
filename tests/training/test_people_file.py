"""What a row of a file of people means, and what is wrong with it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import names as people_cells
from app.training.rules import people_file
from app.training.rules.people_file import Action, Known, KnownPerson, PersonRow, decide_rows, read_rows
from app.training.rules.people_words import TITLES, fold_word, name_order

MIA = uuid4()
TITLE_ROWS = [
    ("name", "email", "agency code", "profession", "language", "sex"),
    ("ФИО", "Электронная почта", "Код ведомства", "Профессия", "Язык", "Пол"),
    ("Ному насаб", "Почтаи электронӣ", "Рамзи идора", "Касб", "Забон", "Ҷинс"),
    ("НОМУ НАСАБ", "Почтаи  электрони", "рамзи идора", "касб", "забон", "чинс"),
]


def known(**changes: object) -> Known:
    values: dict[str, object] = {"agencies": {"tj mia": MIA}, "people": {}, "free": 24, "language": "ru"}
    return Known(**{**values, **changes})


def row(line: int = 2, **texts: str) -> PersonRow:
    values = {"name": "Анвар Каримов", "email": "anvar@example.org", "agency": "TJ-MIA", "profession": "judge"}
    return PersonRow(line, {**values, **texts})


def person(**changes: object) -> KnownPerson:
    values: dict[str, object] = {
        "user_id": uuid4(),
        "name": "Анвар Каримов",
        "in_reach": True,
        "closed": False,
        "in_cohort": False,
    }
    return KnownPerson(**{**values, **changes})


@pytest.mark.parametrize("titles", TITLE_ROWS)
def test_titles_are_read_in_each_language(titles):
    (read,) = read_rows(titles, [(2, ("Анвар", "a@example.org", "TJ-MIA", "judge", "ru", "m"))])

    assert read.texts == {
        "name": "Анвар",
        "email": "a@example.org",
        "agency": "TJ-MIA",
        "profession": "judge",
        "language": "ru",
        "sex": "m",
    }


@given(
    st.permutations(list(enumerate(TITLE_ROWS[1]))),
    st.lists(st.sampled_from(["№", "Примечание", "Телефон"]), max_size=3, unique=True),
)
def test_the_order_of_columns_and_further_columns_do_not_matter(order, further):
    values = ("Анвар", "a@example.org", "TJ-MIA", "judge", "ru", "m")
    titles = [*further, *(title for _place, title in order)]
    cells = [*("x" for _ in further), *(values[place] for place, _title in order)]

    (read,) = read_rows(titles, [(2, cells)])

    assert [read.texts[name] for name in ("name", "email", "agency", "profession", "language", "sex")] == list(values)


def test_missing_and_doubled_columns_are_named():
    with pytest.raises(people_file.ColumnsMissing) as missing:
        read_rows(("ФИО", "Пол"), [])
    with pytest.raises(people_file.ColumnTwice) as twice:
        read_rows(("ФИО", "Имя", "Почта", "Ведомство", "Профессия"), [])

    assert missing.value.facts == {"columns": "email, agency, profession"}
    assert twice.value.facts == {"first": "ФИО", "second": "Имя"}


def test_no_title_means_two_things():
    assert all(fold_word(title) == title for title in TITLES)


def test_a_short_row_has_empty_cells():
    (read,) = read_rows(TITLE_ROWS[0], [(2, ("Анвар",))])

    assert read.texts["email"] == ""


def test_a_row_in_order_invites_somebody_new():
    (decision,) = decide_rows([row(language="таджикский", sex="ж")], known())

    assert (decision.action, decision.agency_id, decision.profession, decision.language, decision.sex) == (
        Action.INVITE,
        MIA,
        "judge",
        "tg",
        "female",
    )


def test_an_empty_language_takes_the_cohorts():
    (decision,) = decide_rows([row()], known(language="tg"))

    assert decision.language == "tg"


@pytest.mark.parametrize(
    ("texts", "column", "reason"),
    [
        ({"name": ""}, "name", people_cells.ValueMissing),
        ({"name": "?????? Каримов"}, "name", people_cells.LettersLost),
        ({"name": "Карим\ufffdв"}, "name", people_cells.LettersLost),
        ({"name": "<b>Анвар</b>"}, "name", people_cells.NameStrange),
        ({"name": "=HYPERLINK(1)"}, "name", people_cells.NameStrange),
        ({"name": "Анвар 2"}, "name", people_cells.NameStrange),
        ({"name": "Aнвар Каримов"}, "name", people_cells.ScriptsMixed),
        ({"name": "А" * 201}, "name", people_cells.TextTooLong),
        ({"name": "- -"}, "name", people_cells.ValueMissing),
        ({"email": ""}, "email", people_cells.ValueMissing),
        ({"email": "anvar"}, "email", people_cells.EmailWrong),
        ({"email": "a@b"}, "email", people_cells.EmailWrong),
        ({"email": "a@b.org, c@d.org"}, "email", people_cells.EmailWrong),
        ({"email": "anvаr@example.org"}, "email", people_cells.ScriptsMixed),
        ({"email": "josé@example.org"}, "email", people_cells.EmailWrong),
        ({"agency": ""}, "agency", people_cells.ValueMissing),
        ({"agency": "NOWHERE"}, "agency", people_file.AgencyUnknown),
        ({"profession": ""}, "profession", people_cells.ValueMissing),
        ({"profession": "astronaut"}, "profession", people_file.WordUnknown),
        ({"language": "Klingon"}, "language", people_file.WordUnknown),
        ({"sex": "?"}, "sex", people_file.WordUnknown),
    ],
)
def test_each_wrong_cell_is_named_by_its_column(texts, column, reason):
    (decision,) = decide_rows([row(**texts)], known())

    assert decision.action is Action.REFUSE
    assert [(where, type(problem)) for where, problem in decision.problems] == [(column, reason)]


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
    (decision,) = decide_rows([row(name=name)], known())

    assert decision.problems == ()


def test_every_problem_of_a_row_is_named_at_once():
    (decision,) = decide_rows([row(name="", email="x", agency="?", profession="y")], known())

    assert [column for column, _problem in decision.problems] == ["name", "email", "agency", "profession"]


def test_the_second_row_with_an_address_is_refused_with_the_first_ones_line():
    first, second = decide_rows([row(2), row(9, email="ANVAR@example.org")], known())

    assert first.action is Action.INVITE
    ((column, problem),) = second.problems
    assert (column, problem.facts) == ("email", {"line": 2})


@pytest.mark.parametrize(
    ("changes", "action"),
    [
        ({}, Action.ENROL),
        ({"in_cohort": True}, Action.ALREADY),
        ({"in_reach": False}, Action.REFUSE),
        ({"closed": True}, Action.REFUSE),
        ({"busy": {"title": "A", "cohort": "B", "when": "C"}}, Action.REFUSE),
    ],
)
def test_people_who_are_known_are_recognised_by_address(changes, action):
    (decision,) = decide_rows([row()], known(people={"anvar@example.org": person(**changes)}))

    assert decision.action is action


def test_another_spelling_is_noted_and_not_taken_over():
    (same,) = decide_rows([row(name="АНВАР  КАРИМОВ")], known(people={"anvar@example.org": person()}))
    (other,) = decide_rows([row(name="Anvar Karimov")], known(people={"anvar@example.org": person()}))
    (foreign,) = decide_rows([row(name="X Y")], known(people={"anvar@example.org": person(in_reach=False)}))

    assert same.known_as == ""
    assert other.known_as == "Анвар Каримов"
    assert foreign.known_as == "", "who it is, is not for this reader"


rows = st.lists(
    st.builds(
        lambda name, email, agency: {"name": name, "email": email, "agency": agency},
        st.sampled_from(["Анвар", "", "A1"]),
        st.sampled_from([f"p{number}@example.org" for number in range(12)]),
        st.sampled_from(["TJ-MIA", "NOWHERE"]),
    ),
    max_size=20,
)


@given(rows, st.integers(0, 8), st.sets(st.integers(0, 11)))
def test_no_file_takes_more_places_than_there_are(texts, free, inside):
    people: dict[str, KnownPerson] = {f"p{number}@example.org": person(in_cohort=True) for number in inside}
    decisions = decide_rows([row(line, **each) for line, each in enumerate(texts, 2)], known(free=free, people=people))

    taken = [each for each in decisions if each.action in (Action.ENROL, Action.INVITE)]
    assert len(taken) <= free
    assert len({each.email for each in taken}) == len(taken)
    assert all(each.problems for each in decisions if each.action is Action.REFUSE)
    assert all(not each.problems and isinstance(each.agency_id, UUID) for each in taken)
    if any(isinstance(problem, people_file.NoPlaceLeft) for each in decisions for _column, problem in each.problems):
        assert len(taken) == free


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
