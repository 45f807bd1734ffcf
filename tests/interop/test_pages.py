"""A file is sent, looked at, accepted; questions leave as a file; strangers see none of it."""

from __future__ import annotations

import io
import re

import pytest

from app.assessments.banks.queries.questions import bank_questions
from app.assessments.rules.questions import QuestionKind
from app.interop.formats import Format, read, write
from tests.assessments.banks.scene import begin, open_bank
from tests.assessments.banks.scene import write as written
from tests.interop.test_moodle_xml import answer, png, question, quiz

GIFT = "::Border::Which is an act?{=Harbouring ~Debt}\n\nA note\n\n::Photo::See <img src='x.png'>{T}\n"


@pytest.fixture
def bank(session, cast):
    bank_id = open_bank(session, cast)
    session.commit()
    return bank_id


def send(client, bank_id, content, name="questions.txt", **data):
    page = client.get(f"/banks/{bank_id}/import")
    fields = {"id": re.search(r'name="id"[^>]*value="([^"]+)"', page.text)[1], "language": "en", "format": "", **data}
    if isinstance(content, str):
        content = content.encode()
    return client.post(f"/banks/{bank_id}/import", data=fields | {"file": (io.BytesIO(content), name)})


def test_nothing_is_stored_before_it_is_accepted(session, cast, sign_in, bank):
    client = sign_in(cast.rustam)
    sent = send(client, bank, GIFT)
    assert sent.status_code == 303
    page = client.get(sent.location)
    assert page.status_code == 200
    assert "it is a description" in page.text
    assert "The picture x.png" in page.text
    assert bank_questions(session, cast.actor(cast.rustam), bank) == []
    session.rollback()
    accepted = client.post(f"{sent.location}/accept")
    assert accepted.status_code == 303
    assert client.post(f"{sent.location}/accept").status_code == 303
    names = [each.name for each in bank_questions(session, cast.actor(cast.rustam), bank)]
    assert names == ["Border", "Photo"]
    assert "Taken in: 2" in client.get(sent.location).text


def test_what_can_not_be_read_is_said_beside_the_file(cast, sign_in, bank):
    client = sign_in(cast.rustam)
    answer_page = send(client, bank, b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz/>", "x.xml")
    assert answer_page.status_code == 422
    assert "DOCTYPE" in answer_page.text
    assert client.post(f"/banks/{bank}/import", data={"language": "en", "format": ""}).status_code == 422


def test_pictures_come_in_and_go_out(session, cast, sign_in, bank):
    import base64

    file = f'<file name="flag.png" encoding="base64">{base64.b64encode(png()).decode()}</file>'
    inner = "<single>true</single>" + answer("x", "100") + answer("y", "0")
    text = question("multichoice", inner, '<p>What? <img src="@@PLUGINFILE@@/flag.png" alt="A flag"></p>')
    client = sign_in(cast.rustam)
    sent = send(client, bank, quiz(text.replace("</text></questiontext>", f"</text>{file}</questiontext>")), "q.xml")
    client.post(f"{sent.location}/accept")
    [made] = bank_questions(session, cast.actor(cast.rustam), bank)
    assert made.kind == "image"
    session.rollback()
    for wanted in ("moodle_xml", "qti"):
        out = client.get(f"/banks/{bank}/export/file?format={wanted}&language=en")
        found = read(out.data, "en")
        assert found.questions == [made]
        assert list(found.media.values()) == [png()]


def test_every_question_leaves_and_what_a_format_lacks_is_named(session, cast, sign_in, bank):
    for kind in QuestionKind:
        begin(session, cast, bank, written(kind, f"q-{kind.value}"))
    session.commit()
    client = sign_in(cast.rustam)
    page = client.get(f"/banks/{bank}/export?format=gift&language=ru")
    assert page.status_code == 200
    for kind in ("ordering", "gaps", "checklist", "simulation"):
        assert f"q-{kind}" in page.text
    all_of_them = bank_questions(session, cast.actor(cast.rustam), bank)
    session.rollback()
    out = client.get(f"/banks/{bank}/export/file?format=qti&language=ru")
    assert "attachment" in out.headers["Content-Disposition"]
    assert read(out.data, "en").questions == all_of_them


def test_a_second_language_joins_the_questions_of_the_same_names(session, cast, sign_in, bank):
    client = sign_in(cast.rustam)
    client.post(f"{send(client, bank, GIFT).location}/accept")
    russian = "::Border::Что является действием?{=Укрывательство ~Долг}\n\n::Unknown::Что?{T}\n\n::Photo::Видно?{F}\n"
    sent = send(client, bank, russian, language="ru", merging="y")
    page = client.get(sent.location)
    assert "no question called “Unknown”" in page.text
    assert "The right answer is another" in page.text
    client.post(f"{sent.location}/accept")
    border = bank_questions(session, cast.actor(cast.rustam), bank)[0]
    assert border.texts["ru"]["choices"]["a"]["text"] == "Укрывательство"
    assert border.texts["en"]["choices"]["a"]["text"] == "Harbouring"


def test_strangers_find_nothing(session, cast, sign_in, bank):
    location = send(sign_in(cast.rustam), bank, GIFT).location
    for person in (cast.sherzod, cast.amina):
        client = sign_in(person)
        for address in (f"/banks/{bank}/import", f"/banks/{bank}/export", f"/banks/{bank}/export/file", location):
            assert client.get(address).status_code in (403, 404)
        assert client.post(f"{location}/accept").status_code in (403, 404)


def test_every_kind_survives_both_formats():
    questions = [written(kind, f"q-{kind.value}") for kind in QuestionKind]
    for wanted in (Format.MOODLE_XML, Format.QTI):
        assert read(write(questions, wanted, "ru").content, "en").questions == questions


def test_the_command_prints_a_line_for_each_question(tmp_path):
    from app.interop.commands import print_report

    file = tmp_path / "q.txt"
    file.write_text(GIFT)
    lines = []
    print_report(file, "", "", say=lines.append)
    assert lines[-1] == "gift: 3 questions: 1 complete, 1 loss, 1 refused"
    assert lines[1].startswith("3: refused: description -> -: A note:")


def test_the_command_takes_in_and_gives_out_on_somebody_s_behalf(app, session, cast, bank, tmp_path):
    from app.interop.commands import export_file, import_file

    file, out = tmp_path / "q.txt", tmp_path / "out.xml"
    file.write_text(GIFT)
    with app.app_context():
        done = import_file(file, "", "en", bank=str(bank), email=cast.rustam.email)
        export_file(str(bank), out, "moodle_xml", "en", email=cast.rustam.email, say=lambda _line: None)
    assert done.endswith("2 taken in, 1 refused")
    assert [each.name for each in read(out.read_bytes(), "en").questions] == ["Border", "Photo"]


def test_pages_ask_the_database_as_often_for_many_questions_as_for_few(cast, sign_in, bank, statements):
    client = sign_in(cast.rustam)
    places = []
    for count in (3, 40):
        sent = send(client, bank, "\n\n".join(f"::Q{count}-{at}::Is it?{{T}}" for at in range(count)), f"{count}.gift")
        places.append(sent.location)
    asked = []
    for place in places:
        with statements() as seen:
            assert client.get(place).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 20, asked
    exported = []
    for place in places:
        client.post(f"{place}/accept")
        with statements() as seen:
            assert client.get(f"/banks/{bank}/export").status_code == 200
        exported.append(len(seen))
    assert exported[0] == exported[1] <= 20, exported
