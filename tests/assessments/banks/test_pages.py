"""The pages of banks, without scripts."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from PIL import Image
from sqlalchemy import select

from app.assessments.banks.models import BankQuestion
from app.assessments.banks.rules.workflow import Act
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import check_question
from tests.assessments.banks.scene import begin, open_bank, publish, step, write
from tests.assessments.factories import RIGHT

FIELD = re.compile(r"<(input)\b([^>]*)>()|<(?P<tag>textarea|select)\b([^>]*)>\n?(.*?)</(?P=tag)>", re.DOTALL)
ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')


def fields(page: str, inside: str = "data-editor") -> dict[str, list[str]]:
    """Return what a form would send, as a browser does."""
    form = next(each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if inside in each)
    found: dict[str, list[str]] = {}
    for match in FIELD.findall(form):
        tag, attributes, content = match[0] or match[3], match[1] or match[4], match[2] or match[5]
        known = {name: unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        name, kind = known.get("name"), known.get("type", "text")
        if not name or kind == "file" or (kind in ("checkbox", "radio") and "checked" not in known):
            continue
        if tag == "select":
            chosen = re.search(r'<option value="([^"]*)" selected', content) or re.search(
                r'<option value="([^"]*)"', content
            )
            found.setdefault(name, []).append(unescape(chosen[1]) if chosen else "")
        else:
            found.setdefault(name, []).append(unescape(content) if tag == "textarea" else known.get("value", ""))
    return found


@pytest.fixture
def bank(session, cast):
    found = open_bank(session, cast)
    session.commit()
    return found


@pytest.mark.parametrize("kind", QuestionKind)
def test_the_editor_saves_what_it_shows(session, cast, sign_in, bank, kind):
    """Opening a question, looking at another language and saving changes nothing, whatever its kind."""
    question_id = begin(session, cast, bank, write(kind))
    session.commit()
    browser, address = sign_in(cast.rustam), f"/banks/questions/{question_id}/edit"
    shown = browser.get(address)
    russian = browser.post(address, data={**fields(shown.text), "do": "show:ru"})
    assert "Stem of q-1 (ru)" in russian.text
    sent = fields(russian.text)
    sent["name"] = ["renamed"]
    assert browser.post(address, data={**sent, "do": "save"}).status_code == 303
    session.expire_all()
    question = session.get_one(BankQuestion, question_id)
    expected = write(kind)
    assert (question.name, question.key, question.texts) == ("renamed", expected.key, expected.texts)


def test_nothing_typed_is_lost_by_any_button(session, cast, sign_in, bank):
    question_id = begin(session, cast, bank, write())
    session.commit()
    browser, address = sign_in(cast.rustam), f"/banks/questions/{question_id}/edit"
    typed = {**fields(browser.get(address).text), "stem.en": "Typed, not saved", "choices-1-text.en": "Changed"}
    for action in ("add:choices", "show:tg", "show:en", "up:choices-1", "down:choices-0", "nonsense", "refresh"):
        page = browser.post(address, data={**typed, "do": action})
        assert page.status_code == 200
        typed = fields(page.text)
    assert (typed["stem.en"], typed["choices-1-text.en"]) == (["Typed, not saved"], ["Changed"])
    assert "choices-4-id" in typed
    session.expire_all()
    assert session.get_one(BankQuestion, question_id).revision == 1


def test_a_second_writer_is_shown_both_and_loses_nothing(session, cast, sign_in, bank):
    question_id = begin(session, cast, bank, write())
    session.commit()
    address = f"/banks/questions/{question_id}/edit"
    first, second = sign_in(cast.rustam), sign_in(cast.dilnoza)
    hers = {**fields(second.get(address).text), "stem.en": "Hers"}
    his = {**fields(first.get(address).text), "stem.en": "His"}
    assert first.post(address, data={**his, "do": "save"}).status_code == 303
    page = second.post(address, data={**hers, "do": "save"})
    assert page.status_code == 422
    assert "Where the two differ" in page.text
    assert fields(page.text)["stem.en"] == ["Hers"]
    assert second.post(address, data={**fields(page.text), "do": "save"}).status_code == 303
    session.expire_all()
    assert session.get_one(BankQuestion, question_id).texts["en"]["stem"] == "Hers"


def test_problems_stand_beside_their_fields(session, cast, sign_in, bank):
    written = write()
    written.texts["en"]["choices"]["b"]["text"] = ""
    question_id = begin(session, cast, bank, written)
    session.commit()
    page = sign_in(cast.rustam).get(f"/banks/questions/{question_id}/edit").text
    assert 'id="f-choices-1-text-error"' in page
    assert 'href="#f-choices-1-text"' in page
    assert check_question(written)


def test_a_picture_is_stored_whatever_button_was_pressed(session, cast, sign_in, bank):
    question_id = begin(session, cast, bank, write(QuestionKind.IMAGE, key={"choices": ["a", "b", "c"], "correct": []}))
    session.commit()
    browser, address = sign_in(cast.rustam), f"/banks/questions/{question_id}/edit"
    file = io.BytesIO()
    Image.new("RGB", (30, 30), "teal").save(file, "PNG")
    file.seek(0)
    sent = {**fields(browser.get(address).text), "do": "add:choices", "choices-0-image-file": (file, "map.png")}
    page = browser.post(address, data=sent, content_type="multipart/form-data")
    [name] = fields(page.text)["choices-0-image"]
    assert name.endswith(".png")
    assert browser.get(f"/banks/media/{name}").mimetype == "image/png"
    assert sign_in(cast.amina).get(f"/banks/media/{name}").status_code == 404
    bad = {**fields(page.text), "do": "save", "stem_image-file": (io.BytesIO(b"<svg/>"), "map.svg")}
    refused = browser.post(address, data=bad, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "no PNG, JPEG or WebP picture" in refused.text
    assert fields(refused.text)["choices-0-image"] == [name]


@pytest.mark.parametrize("kind", [kind for kind in RIGHT if kind is not QuestionKind.SIMULATION])
def test_every_kind_can_be_tried_out(session, cast, sign_in, bank, kind):
    question_id = begin(session, cast, bank, write(kind))
    session.commit()
    browser, address = sign_in(cast.rustam), f"/banks/questions/{question_id}/preview?language=ru"
    sent = fields(browser.get(address).text, 'name="order"')
    answer = RIGHT[kind]
    for name, value in answer.items():
        if name in ("choice", "text"):
            sent[name] = value
        elif name == "choices":
            sent["choice"] = value
        elif name == "value":
            sent["choice"] = str(value).lower()
        else:
            prefix = {"pairs": "pair-", "positions": "place-", "gaps": "gap-"}[name]
            sent |= {f"{prefix}{part}": str(given) for part, given in value.items()}
    page = browser.post(address, data=sent)
    assert page.status_code == 200
    assert "What this answer earns" in page.text
    assert ("Waits for an assessor" if kind is QuestionKind.ESSAY else ">Right<") in page.text


def test_filters_narrow_the_list(session, cast, sign_in, bank):
    tajik = write(name="tajik", texts={"tg": write().texts["en"]})
    ids = [begin(session, cast, bank, each) for each in (write(), write(QuestionKind.GAPS, "gaps"), tajik)]
    publish(session, cast, ids[0])
    session.commit()
    browser = sign_in(cast.rustam)
    for query, names in {
        "": {"q-1", "gaps", "tajik"},
        "kind=gaps": {"gaps"},
        "state=published": {"q-1"},
        "missing=ru": {"tajik"},
        "module=-&difficulty=medium&pool=exam&use=unused": {"q-1", "gaps", "tajik"},
        "q=cTeM+GAPS": set(),
        "q=STEM+gap": {"gaps"},
        "use=used": set(),
    }.items():
        page = browser.get(f"/banks/{bank}?{query}").text
        assert {name for name in ("q-1", "gaps", "tajik") if f">{name}</a>" in page} == names, query


def test_the_list_costs_a_fixed_number_of_statements(session, cast, sign_in, bank, statements):
    browser = sign_in(cast.rustam)
    counts = []
    for number in range(2):
        for place in range(5):
            begin(session, cast, bank, write(name=f"q-{number}-{place}"))
        session.commit()
        with statements() as seen:
            assert browser.get(f"/banks/{bank}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_many_are_taken_further_and_the_refused_are_named(session, cast, sign_in, bank):
    good, bad = begin(session, cast, bank, write()), begin(session, cast, bank, write(name="bad", key={"choices": []}))
    session.commit()
    page = sign_in(cast.rustam).post(
        f"/banks/{bank}/steps", data={"act": "sent", "question": [good, bad]}, follow_redirects=True
    )
    assert "Done for 1 questions" in page.text
    assert "“bad” has problems" in page.text
    own = sign_in(cast.rustam).post(
        f"/banks/{bank}/steps", data={"act": "approved", "question": [good]}, follow_redirects=True
    )
    assert "You wrote part of “q-1”" in own.text
    sign_in(cast.dilnoza).post(f"/banks/{bank}/steps", data={"act": "approved", "question": [good]})
    sign_in(cast.dilnoza).post(f"/banks/{bank}/steps", data={"act": "published", "question": [good]})
    session.expire_all()
    assert session.scalars(select(BankQuestion.state).where(BankQuestion.id == good)).one().value == "published"


def test_a_note_that_is_missing_is_asked_for_beside_the_field(session, cast, sign_in, bank):
    question_id = begin(session, cast, bank, write())
    step(session, cast, question_id, Act.SENT, cast.rustam)
    session.commit()
    page = sign_in(cast.dilnoza).post(f"/banks/questions/{question_id}/steps/returned", data={"note": " "})
    assert page.status_code == 422
    assert 'id="note-returned-error"' in page.text


def test_conditions_of_a_bank_are_folded_until_one_is_set(session, cast, sign_in, bank):
    begin(session, cast, bank, write(QuestionKind.SINGLE))
    session.commit()
    browser, address = sign_in(cast.rustam), f"/banks/{bank}"
    folded, opened = '<details class="whole"><summary>', '<details class="whole" open><summary>'
    assert folded in browser.get(address).text
    assert folded in browser.get(f"{address}?q=stem&state=draft").text
    assert opened in browser.get(f"{address}?kind=single").text


def test_no_single_language_of_a_bank_is_demanded(cast, sign_in, bank):
    page = sign_in(cast.dilnoza).get(f"/banks/{bank}/edit").text
    assert 'type="checkbox"' in page
    assert "Languages of its questions</legend>" in page
    assert not re.search(r'<input[^>]*\brequired\b[^>]*type="checkbox"', page)
    assert not re.search(r'<input[^>]*type="checkbox"[^>]*\brequired\b', page)
