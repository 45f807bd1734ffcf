"""A lesson's Markdown into HTML: where its links lead, and what the renderer says in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.markdown import DeadLink, Rendered, Resolver, Target, Words, render

from .model import Content, LessonSource, LessonWords, ModuleSource

LIBRARY_PAGES = ("glossary", "hotlines", "instruments")
LIBRARY_URL = "/library"
MEDIA_URL = "/media"
_LESSON = re.compile(r"([a-z0-9-]+)/([a-z0-9-]+)")

_KINDS = (
    "law",
    "caution",
    "safety",
    "practice",
    "example",
    "checklist",
    "do",
    "dont",
    "case",
    "exercise",
    "keypoints",
)


def _words(back: str, *titles: str) -> Words:
    return Words(back, dict(zip(_KINDS, titles, strict=True)))


WORDS = {
    "en": _words(
        "Back to the text",
        "The law",
        "Caution",
        "The victim’s safety",
        "In practice",
        "Worked example",
        "Checklist",
        "Do",
        "Don’t",
        "Case",
        "Exercise",
        "Key points",
    ),
    "ru": _words(
        "Вернуться к тексту",
        "Закон",
        "Осторожно",
        "Безопасность жертвы",
        "На практике",
        "Разобранный пример",
        "Контрольный список",
        "Делайте",
        "Не делайте",
        "Дело",
        "Упражнение",
        "Главное",
    ),
    "tg": _words(
        "Бозгашт ба матн",
        "Қонун",
        "Эҳтиёт",
        "Амнияти қурбонӣ",
        "Дар амал",
        "Мисоли таҳлилшуда",
        "Рӯйхати санҷиш",
        "Чунин кунед",
        "Чунин накунед",
        "Парванда",
        "Машқ",
        "Нуктаҳои асосӣ",
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What links may lead to, across all modules."""

    terms: frozenset[str]
    lessons: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, content: Content) -> Known:
        """Collect it from the files."""
        lessons = {module.key: frozenset(lesson.key for lesson in module.lessons) for module in content.modules}
        return cls(content.terms, lessons)


def render_lesson(module: ModuleSource, lesson: LessonSource, words: LessonWords, known: Known, media: str) -> Rendered:
    """Render one lesson in one language.

    Args:
        module: whose pictures the lesson shows.
        lesson: gives the prefix of ids.
        words: the text.
        known: what links may lead to.
        media: the folder in the address of pictures: the edition's id.

    """
    return render(
        words.body,
        prefix=lesson.key,
        resolve=_resolver(module, known, media),
        first_line=words.first_line,
        words=WORDS.get(words.language, WORDS["en"]),
    )


class Renderings:
    """The lessons of one module, each rendered once however often it is asked for."""

    def __init__(self, module: ModuleSource, known: Known, media: str) -> None:
        self._module, self._known, self._media = module, known, media
        self._done: dict[tuple[str, str], Rendered] = {}

    def of(self, lesson: LessonSource, words: LessonWords) -> Rendered:
        """Return one lesson in one language."""
        key = (lesson.key, words.language)
        if key not in self._done:
            self._done[key] = render_lesson(self._module, lesson, words, self._known, self._media)
        return self._done[key]


def render_text(source: str, *, language: str, prefix: str, known: Known, first_line: int) -> Rendered:
    """Render a text that is no lesson, such as a case: its links lead to the glossary and the library alone."""

    def resolve(address: str) -> Target:
        kind, _colon, name = address.partition(":")
        if kind == "glossary" and name:
            return _term(name, known)
        if kind == "library" and name:
            return _page(name)
        raise DeadLink(f"“{address[:80]}” is not a kind of link that this text can have.")

    words = WORDS.get(language, WORDS["en"])
    return render(source, prefix=prefix, resolve=resolve, first_line=first_line, words=words)


def _resolver(module: ModuleSource, known: Known, media: str) -> Resolver:
    def resolve(address: str) -> Target:
        kind, _colon, name = address.partition(":")
        if kind == "glossary" and name:
            return _term(name, known)
        if kind == "lesson" and name:
            return _lesson(name, known)
        if kind == "library" and name:
            return _page(name)
        if address.startswith("media/"):
            return _picture(address.removeprefix("media/"), module, media)
        raise DeadLink(f"“{address[:80]}” is not a kind of link that lessons have.")

    return resolve


def _term(name: str, known: Known) -> Target:
    if name not in known.terms:
        raise DeadLink(f"The glossary has no term {name}.")
    return Target(f"{LIBRARY_URL}/glossary#{name}")


def _lesson(name: str, known: Known) -> Target:
    """Lead from one lesson to another by a relative address, so that it works for a trainee and in a preview."""
    found = _LESSON.fullmatch(name)
    if found is None:
        raise DeadLink(f"A link to a lesson is written lesson:module/lesson, not lesson:{name}.")
    if found[2] not in known.lessons.get(found[1], ()):
        raise DeadLink(f"There is no lesson {name}.")
    return Target(f"../{found[1]}/{found[2]}")


def _page(name: str) -> Target:
    if name not in LIBRARY_PAGES:
        raise DeadLink(f"The library has no page {name}; it has {', '.join(LIBRARY_PAGES)}.")
    return Target(f"{LIBRARY_URL}/{name}")


def _picture(name: str, module: ModuleSource, media: str) -> Target:
    picture = module.media.get(name)
    if picture is None:
        raise DeadLink(f"There is no picture media/{name} (or it is not usable).")
    return Target(f"{MEDIA_URL}/{media}/{name}", picture.width, picture.height)
