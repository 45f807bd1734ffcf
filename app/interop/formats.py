"""The formats: which one a file is, and how each is read and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from app.assessments.rules.writing import WrittenQuestion, check_question
from app.core.errors import N_

from .aiken import reading as aiken_reading
from .aiken import writing as aiken_writing
from .decoding import decode
from .gift import reading as gift_reading
from .gift import writing as gift_writing
from .limits import MEGABYTE, MOST_BYTES
from .markup import first_tag
from .moodle_xml import reading as moodle_reading
from .moodle_xml import writing as moodle_writing
from .outcome import FileRefused, Note, Outcome, ReadFile, WrittenFile
from .qti import reading as qti_reading
from .qti import writing as qti_writing

Pictures = Callable[[str], "bytes | None"]


class Format(StrEnum):
    """A way in which others write questions."""

    GIFT = "gift"
    MOODLE_XML = "moodle_xml"
    AIKEN = "aiken"
    QTI = "qti"


FORMAT_TITLES = {
    Format.GIFT: N_("GIFT (text, Moodle)"),
    Format.MOODLE_XML: N_("Moodle XML"),
    Format.AIKEN: N_("Aiken (text)"),
    Format.QTI: N_("QTI (package or item)"),
}
READERS: Mapping[Format, Callable[[bytes, str], ReadFile]] = {
    Format.GIFT: gift_reading.read,
    Format.MOODLE_XML: moodle_reading.read,
    Format.AIKEN: aiken_reading.read,
    Format.QTI: qti_reading.read,
}
AIKEN_ANSWER = re.compile(r"^[ \t]*(?:ANSWER|ОТВЕТ|ҶАВОБ)S?[ \t]*:", re.IGNORECASE | re.MULTILINE)
OTHERS = (
    (b"%PDF", N_("This is a PDF. Export the questions as GIFT, Moodle XML, Aiken or QTI.")),
    (b"\xd0\xcf\x11\xe0", N_("This is an old Office file. Export the questions as GIFT, Moodle XML, Aiken or QTI.")),
    (b"\x1f\x8b", N_("This is a packed file (.gz, perhaps a Moodle backup). Export the question bank as Moodle XML.")),
)


def detect(content: bytes) -> Format:
    """Tell the format by what the file holds, not by its name.

    Raises:
        FileRefused: it is none of them.

    """
    _within_size(content)
    for sign, why in OTHERS:
        if content.startswith(sign):
            raise FileRefused(why)
    if content.startswith(b"PK"):
        return Format.QTI
    text, _notes = decode(content)
    text = text.lstrip("\ufeff \t\n")
    start = text[:4000]
    if re.match(r"<(?:!DOCTYPE\s+html|html)\b", start, re.IGNORECASE):
        raise FileRefused(N_("This is a web page. Export the questions as GIFT, Moodle XML, Aiken or QTI."))
    if start.startswith("<"):
        root = first_tag(text)
        if re.match(r"<(?:\w+:)?(?:quiz|question)[\s>/]", root):
            return Format.MOODLE_XML
        if re.match(r"<(?:\w+:)?(?:qti-|assessment|questestinterop|manifest)|<!DOCTYPE", root) or start[1] == "?":
            return Format.QTI
    braces = text.count("{") - text.count("\\{")
    answers = len(AIKEN_ANSWER.findall(text))
    return Format.AIKEN if answers and answers >= braces else Format.GIFT


def read(content: bytes, language: str, wanted: Format | None = None) -> ReadFile:
    """Read a file of questions; without a format, that of its content.

    Raises:
        FileRefused: nothing of it can be read.

    """
    _within_size(content)
    found = READERS[wanted or detect(content)](content, language)
    if not found.outcomes:
        raise FileRefused(N_("The file has no questions."))
    return found


def write(
    questions: Iterable[WrittenQuestion], wanted: Format, language: str, pictures: Pictures = lambda _name: None
) -> WrittenFile:
    """Write questions; the outcomes say what of them the format can't hold, and which are not finished yet."""
    sound: list[WrittenQuestion] = []
    unfinished: list[Outcome] = []
    for question in questions:
        problems = check_question(question)
        if problems:
            why = Note(problems[0].message, problems[0].facts)
            unfinished.append(Outcome(0, question.name, str(question.kind), question, refusal=why))
        else:
            sound.append(question)
    if wanted is Format.GIFT:
        written = gift_writing.write(sound, language)
    elif wanted is Format.AIKEN:
        written = aiken_writing.write(sound, language)
    elif wanted is Format.MOODLE_XML:
        written = moodle_writing.write(sound, language, pictures)
    else:
        written = qti_writing.write(sound, language, pictures)
    return replace(written, outcomes=(*written.outcomes, *unfinished))


def _within_size(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise FileRefused(N_("The file is larger than %(megabytes)s MB. Split it."), megabytes=MOST_BYTES // MEGABYTE)
    if not content.strip():
        raise FileRefused(N_("The file is empty."))


def guess_language(read_file: ReadFile) -> str:
    """Guess the language of the questions by their letters: Tajik, Russian, or English where it is Latin."""
    text = " ".join(str(words.get("stem", "")) for q in read_file.questions[:200] for words in q.texts.values())
    own = {"tg": "ғӣқӯҳҷ", "kk": "әұіһ", "ky": "ңөү"}
    lowered = text.casefold()
    counts = {code: sum(lowered.count(letter) for letter in letters) for code, letters in own.items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best] > len(text) / 200:
        return best
    cyrillic = len(re.findall(r"[а-яё]", lowered))
    return "ru" if cyrillic * 2 > len(re.findall(r"[^\W\d_]", lowered)) else "en"
