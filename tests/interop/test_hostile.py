"""Files that mean harm are refused with a sentence, quickly and without eating the memory."""

import io
import time
import tracemalloc
import zipfile

import pytest

from app.core.errors import RuleViolation
from app.interop import formats
from app.interop.formats import Format

pytestmark = pytest.mark.slow

LAUGHS = (
    "<!DOCTYPE quiz [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + at)} '{('&' + chr(97 + at) + ';') * 10}'>" for at in range(12))
    + "]><quiz><question type='essay'><name><text>&m;</text></name></question></quiz>"
)
EXTERNAL = (
    '<?xml version="1.0"?>\n<!-- x --><!DOCTYPE quiz [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz><question '
    'type="essay"><questiontext><text>&f;</text></questiontext></question></quiz>'
)
REMOTE = '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz><question type="essay"/></quiz>'


def zipped(name, content, times=1):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(times):
            archive.writestr(name.format(at), content)
    return written.getvalue()


HOSTILE = {
    "billion laughs": LAUGHS.encode(),
    "billion laughs in UTF-16": LAUGHS.encode("utf-16"),
    "external entity": EXTERNAL.encode(),
    "remote definitions": REMOTE.encode(),
    "remote definitions of a body that sets standards": REMOTE.replace("SYSTEM", 'PUBLIC "-//W3C//X" "y" [').encode(),
    "definitions beside a name": b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz/>",
    "many blank lines": b"\n" * 100_000 + b"<quiz/>",
    "many blank lines and a comment": b"<?xml version='1.0'?>" + b"\n <!-- x -->" * 100_000 + b"<quiz/>",
    "a comment without an end": b"<!--" * 100_000 + b"<quiz/>",
    "brackets in Markdown": b"[markdown]" + b"[" * 90_000 + b"{#}",
    "lists in Markdown": b"[markdown]" + b"1. " * 9_000 + b"{#}",
    "deep nesting": b"<quiz>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</quiz>",
    "many elements": b"<quiz>" + b"<a/>" * 1_000_000 + b"</quiz>",
    "many questions": b"<quiz>" + b"<question type='essay'/>" * 300_000 + b"</quiz>",
    "many questions of text": b"Q {T}\n\n" * 200_000,
    "one long line": b"{" * 9_000_000,
    "too large": b"a {T}\n\n" * 4_000_000,
    "zip bomb": zipped("a.xml", b" " * 100_000_000),
    "zip of many": zipped("{}.xml", b"<a/>", 7_000),
    "zip slip": zipped("../../etc/cron.d/x", b"x"),
    "zip slip by a root": zipped("/etc/x", b"x"),
    "zip slip of Windows": zipped("..\\..\\x", b"x"),
    "zip with definitions": zipped("i.xml", LAUGHS.encode()),
    "damaged zip": b"PK\x03\x04" + b"\x00" * 100,
    "binary": bytes(range(256)) * 100,
    "empty": b"   ",
    "nothing": b"",
    "pdf": b"%PDF-1.7",
    "web page": b"<!doctype html><html><body>{T}</body></html>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_time_and_within_memory(name):
    tracemalloc.start()
    began = time.monotonic()
    sentence = "read, and nothing taken in"
    try:
        found = formats.read(HOSTILE[name], "en")
        assert not found.questions, name
    except RuleViolation as refusal:
        sentence = refusal.message % refusal.facts if refusal.facts else refusal.message
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert sentence
    assert time.monotonic() - began < 20
    assert most < 400_000_000


def test_a_monster_in_base64_is_a_loss_and_not_a_load():
    file = f"<file name='x.png' encoding='base64'>{'A' * 9_000_000}</file>"
    text = (
        "<quiz><question type='multichoice'><name><text>q</text></name><questiontext format='html'><text><![CDATA["
        f"See <img src='@@PLUGINFILE@@/x.png'>]]></text>{file}</questiontext><answer fraction='100'><text>a</text>"
        "</answer><answer fraction='0'><text>b</text></answer></question></quiz>"
    )
    found = formats.read(text.encode(), "en", Format.MOODLE_XML)
    assert found.questions[0].kind == "single"
    assert not found.media
    assert "x.png" in found.outcomes[0].losses[0].sentence


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("Q{T}", Format.GIFT),
        ("// a comment\n\n$CATEGORY: x\n\nQ {=a ~b}", Format.GIFT),
        ("<b>Bold</b> question {=a ~b}", Format.GIFT),
        ("Q\nA) x\nB) y\nANSWER: A", Format.AIKEN),
        ("What { is this?\nA) x\nB) y\nANSWER: A\n\nQ\nA) x\nB) y\nANSWER: B", Format.AIKEN),
        ("\ufeff<?xml version='1.0'?>\n<!-- made by hand -->\n<quiz/>", Format.MOODLE_XML),
        ("<qti-assessment-item/>", Format.QTI),
        ("<?xml version='1.0'?>\n<!DOCTYPE quiz>\n<quiz/>", Format.MOODLE_XML),
        ("<!DOCTYPE assessmentItem>\n<assessmentItem/>", Format.QTI),
        ("<?xml version='1.0'?><q:assessmentItem xmlns:q='x'/>", Format.QTI),
    ],
)
def test_the_content_tells_the_format(content, wanted):
    assert formats.detect(content.encode()) is wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<?latexml class="article"?>\n<!-- a - b -- c -->\n<quiz>', Format.MOODLE_XML),
        ('<?xml version="1.0"?><!-- <quiz> --><assessmentItem/>', Format.QTI),
        ("<qti:assessmentItem/>", Format.QTI),
        ("<b>Bold</b> question {T}", Format.GIFT),
        ("<p>What?</p>\nA) x\nB) y\nANSWER: A", Format.AIKEN),
    ],
)
def test_a_file_is_known_by_its_first_element(text, found):
    assert formats.detect(text.encode()) is found


@pytest.mark.parametrize(
    "doctype",
    ["<!DOCTYPE quiz>", '<!DOCTYPE quiz PUBLIC "-//W3C//DTD MathML 2.0//EN" "http://127.0.0.1:9/mathml3.dtd">'],
)
def test_a_doctype_that_defines_nothing_is_passed_over(doctype):
    question = "<question type='truefalse'><questiontext><text>So?</text></questiontext><answer fraction='100'>"
    text = (
        f"<?xml version='1.0'?>\n<!-- made -->{doctype}\n<quiz>{question}<text>true</text></answer></question></quiz>"
    )
    [outcome] = formats.read(text.encode(), "en").outcomes
    assert outcome.question.key == {"answer": True}
    assert outcome.line == 3


def test_a_doctype_that_names_a_file_is_refused():
    for place in ("file:///etc/passwd", "quiz.dtd"):
        with pytest.raises(RuleViolation):
            formats.read(f'<!DOCTYPE quiz SYSTEM "{place}"><quiz/>'.encode(), "en")


def test_markdown_that_is_too_intricate_keeps_its_signs():
    for signs in ("[" * 100, "1. " * 2000):
        [outcome] = formats.read(f"[markdown]{signs}a{{T}}".encode(), "en", Format.GIFT).outcomes
        assert "intricate" in outcome.losses[0].sentence
        assert outcome.question.texts["en"]["stem"].startswith(signs[:50].strip())
