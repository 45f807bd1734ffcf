"""Files into editions: faults with their lines, nothing half-published, translations compared by digest."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.assessments.content.simulations import CannotStamp, check, stamp
from app.assessments.simulations.models import SimulationEdition, SimulationText
from app.cli import commands
from tests.assessments.simulations.scene import KEY, STRUCTURE, english, publish, russian, write_content
from tests.conftest import ROOT


def said(folder) -> list[str]:
    return [str(each) for each in check(folder)]


@pytest.mark.slow
def test_the_curriculum_has_no_fault_here():
    assert said(ROOT / "content") == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('next = "scene"', 'next = "seen"', "simulation.toml:25: The decision call/listen leads to seen"),
        ("points = 3\n", "", "simulation.toml:25: points is missing."),
        ('next = "scene"\n', "", 'simulation.toml:25: A decision has either next = "a node" or ends = true.'),
        ("safety = 10,", "luck = 10,", "simulation.toml:29: luck is not a meter."),
        (
            'sources = ["protocol"]\n[[nodes.decisions]]\nid = "listen"',
            '[[nodes.decisions]]\nid = "listen"',
            "no source",
        ),
        ("minutes = 5\n", "minutes = 55\n", "simulation.toml:4: 55 minutes are stated, but the longest way"),
        ('id = "night-shift"', 'id = "day-shift"', "The folder must be named day-shift."),
        ('start = "call"', 'start = "call', "simulation.toml:6: This is not valid TOML"),
    ],
)
def test_a_fault_of_the_structure_is_named_with_its_line(tmp_path, old: str, new: str, expected: str):
    folder = write_content(tmp_path, STRUCTURE.replace(old, new, 1))
    assert any(expected in line for line in said(folder)), said(folder)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('debrief = "Listening comes first."\n', "", "en.toml:14: The node call lacks listen.debrief."),
        ('id = "siren"\n', 'id = "horn"\n', "The node call has no horn.label."),
        ("Second line.", "Second <b>line</b>.", "en.toml:19: HTML is shown as text"),
        ("Second line.", "[x](glossary:nothing)", "en.toml:19: The glossary has no term nothing."),
        ('id = "lost"\n', 'id = "gone"\n', "The ending lost has no texts here."),
    ],
)
def test_a_fault_of_the_words_is_named_with_its_line(tmp_path, old: str, new: str, expected: str):
    folder = write_content(tmp_path, en=english().replace(old, new, 1))
    assert any(expected in line for line in said(folder)), said(folder)


def test_missing_and_stale_translations_are_named_and_block_nothing(tmp_path, session):
    folder = write_content(tmp_path, en=english(), ru=russian())
    assert any("ru.toml:2: The head was not yet compared with the English text" in line for line in said(folder))
    assert any("The simulation has no texts in tg." in line for line in said(folder))
    assert publish(session, folder).new == ((KEY, 1),)


def test_a_stamp_says_that_the_texts_were_compared(tmp_path):
    folder = write_content(tmp_path)
    file = folder / "simulations" / KEY / "ru.toml"

    assert stamp(folder, KEY, "ru") == 6
    stamped = file.read_text(encoding="utf-8")
    assert stamp(folder, KEY, "ru") == 0
    assert file.read_text(encoding="utf-8") == stamped
    assert not any("ru.toml" in line for line in said(folder))

    write_content(tmp_path, en=english().replace("You are there.", "You stand there."))
    assert [line for line in said(folder) if "ru.toml" in line and "The node scene translates an earlier text" in line]
    with pytest.raises(CannotStamp):
        stamp(folder, KEY, "tg")
    with pytest.raises(CannotStamp):
        stamp(folder, "nothing", "ru")


def test_only_what_changed_becomes_a_new_edition(tmp_path, session):
    folder = write_content(tmp_path)
    assert publish(session, folder).new == ((KEY, 1),)
    assert publish(session, folder).new == ()
    write_content(tmp_path, en=english().replace("You are there.", "You stand there."))
    assert publish(session, folder).new == ((KEY, 2),)
    write_content(tmp_path)
    assert publish(session, folder).new == ((KEY, 3),)
    assert session.scalar(select(func.count()).select_from(SimulationEdition)) == 3


def test_a_fault_holds_the_simulation_back_and_keeps_the_earlier_edition(tmp_path, session):
    folder = write_content(tmp_path)
    publish(session, folder)
    write_content(tmp_path, STRUCTURE.replace('next = "scene"', 'next = "seen"'))
    report = publish(session, folder)
    assert report.withheld == (KEY,)
    assert report.new == ()
    assert [each.number for each in session.scalars(select(SimulationEdition))] == [1]


def test_an_incomplete_language_is_not_offered(tmp_path, session):
    folder = write_content(tmp_path, en=english(), ru=russian().replace('text = "You are there."', ""))
    publish(session, folder)
    assert session.scalars(select(SimulationText.language)).all() == ["en"]


def test_the_command_checks_and_stamps_simulations(tmp_path):
    folder = write_content(tmp_path)
    checked = CliRunner().invoke(commands, ["content", "check", str(folder)])
    assert f"content/simulations/{KEY}/ru.toml:2: The head was not yet compared" in checked.output
    environment = {"SABAQ_CONTENT_FOLDER": str(folder), "SABAQ_DATA_FOLDER": str(tmp_path / "data")}
    stamped = CliRunner().invoke(commands, ["content", "stamp", KEY, "ru"], env=environment)
    assert "6 texts stamped" in stamped.output
