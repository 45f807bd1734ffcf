"""What a manual says itself. Its language is that of the book, not of whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.dates import write_date


@dataclass(frozen=True, slots=True)
class Wording:
    """The manual's own words in one language."""

    manual: str
    audience: str
    language: str
    edition: str
    hours: str
    contents: str
    about: str
    about_cite: str
    about_terms: str
    about_notes: str
    about_law: str
    module: str
    edition_word: str
    version: str
    published: str
    objectives: str
    notes: str
    figure: str
    described: str
    elsewhere: str
    glossary: str
    glossary_intro: str
    used_in: str
    checklists: str
    no_checklists: str
    sources: str
    sources_intro: str
    checked: str
    unchecked: str
    confidence: dict[str, str]
    standing: dict[str, str]
    reviewed_by: str
    not_reviewed: str
    stale: str
    fallback: str
    page: str
    of: str
    library: dict[str, str]
    quotes: str = "«»"

    def quote(self, text: str) -> str:
        """Put a title into the language's quotation marks."""
        return f"{self.quotes[0]}{text}{self.quotes[1]}"

    def write_date(self, day: date | None, language: str) -> str:
        """Write a date in full."""
        return write_date(day, language) if day else ""


ENGLISH = Wording(
    manual="Manual",
    audience="For",
    language="Language: English",
    edition="Edition {number} of {date}",
    hours="Course of {hours} hours",
    contents="Contents",
    about="About this manual",
    about_cite=(
        "Sections are numbered within each module. Cite them as “M4 §3”: module 4, section 3. "
        "The numbers are the same on the screen and on paper."
    ),
    about_terms="Words marked with ° are explained in the glossary at the end.",
    about_notes="Small raised numbers lead to the notes at the end of the section.",
    about_law=(
        "Statements of law name the act, the article and the date. Before you rely on one, compare it with the "
        "official text in force and ask the national lawyer."
    ),
    module="Module",
    edition_word="Edition",
    version="Version",
    published="Published",
    objectives="After this module you can",
    notes="Notes",
    figure="Figure",
    described="The picture can’t be printed here. What it shows:",
    elsewhere="not in this manual",
    glossary="Glossary",
    glossary_intro="The terms that the sections use, with the places where they stand.",
    used_in="See",
    checklists="Index of checklists",
    no_checklists="The modules of this manual have no checklist.",
    sources="Sources",
    sources_intro="What each module leans on, when it was last checked, and how sure we are of it.",
    checked="last checked on {date}",
    unchecked="not yet compared with the original",
    confidence={"high": "confidence: high", "medium": "confidence: medium", "low": "to be confirmed"},
    standing={
        "draft": "Draft: not yet signed by a reviewer",
        "part": "Reviewed in part: {done} of {total} sections",
        "reviewed": "Reviewed",
    },
    reviewed_by="Reviewed: {name}, {date}",
    not_reviewed="Draft: not yet signed by a reviewer",
    stale="This translation was not yet compared with the latest English text. Where they differ, the English counts.",
    fallback="This section does not exist in the language of the manual yet.",
    page="page",
    of="of",
    library={
        "hotlines": "Library: Hotlines",
        "instruments": "Library: Instruments",
        "glossary": "Library: Glossary",
    },
    quotes="“”",
)

RUSSIAN = Wording(
    manual="Пособие",
    audience="Для кого",
    language="Язык: русский",
    edition="Издание {number} от {date}",
    hours="Курс на {hours} ч",
    contents="Содержание",
    about="Об этом пособии",
    about_cite=(
        "Параграфы пронумерованы внутри каждого модуля. Ссылайтесь на них так: «M4 §3» – модуль 4, параграф 3. "
        "Номера на экране и на бумаге одинаковы."
    ),
    about_terms="Слова со знаком ° объяснены в глоссарии в конце пособия.",
    about_notes="Мелкие цифры над строкой ведут к примечаниям в конце параграфа.",
    about_law=(
        "Утверждения о праве называют акт, статью и дату. Прежде чем опираться на них, сверьтесь с действующим "
        "официальным текстом и спросите национального юриста."
    ),
    module="Модуль",
    edition_word="Издание",
    version="Версия",
    published="Опубликовано",
    objectives="После этого модуля вы сможете",
    notes="Примечания",
    figure="Рис.",
    described="Рисунок здесь не печатается. Что на нём показано:",
    elsewhere="не входит в это пособие",
    glossary="Глоссарий",
    glossary_intro="Термины, которые встречаются в параграфах, и места, где они стоят.",
    used_in="См.",
    checklists="Указатель контрольных списков",
    no_checklists="В модулях этого пособия нет контрольных списков.",
    sources="Источники",
    sources_intro="На что опирается каждый модуль, когда это проверено в последний раз и насколько мы уверены.",
    checked="проверено {date}",
    unchecked="с оригиналом ещё не сверено",
    confidence={"high": "надёжность: высокая", "medium": "надёжность: средняя", "low": "требует подтверждения"},
    standing={
        "draft": "Проект: рецензент ещё не подписал",
        "part": "Проверено частично: {done} из {total} параграфов",
        "reviewed": "Проверено рецензентами",
    },
    reviewed_by="Проверено: {name}, {date}",
    not_reviewed="Проект: рецензент ещё не подписал",
    stale="Перевод ещё не сверен с последним английским текстом. При расхождении верен английский текст.",
    fallback="Этого параграфа на языке пособия пока нет.",
    page="стр.",
    of="из",
    library={
        "hotlines": "Библиотека: Горячие линии",
        "instruments": "Библиотека: Правовые акты",
        "glossary": "Библиотека: Глоссарий",
    },
)

TAJIK = Wording(
    manual="Дастур",
    audience="Барои кӣ",
    language="Забон: тоҷикӣ",
    edition="Нашри {number} аз {date}",
    hours="Курс барои {hours} соат",
    contents="Мундариҷа",
    about="Дар бораи ин дастур",
    about_cite=(
        "Бандҳо дар дохили ҳар модул рақамгузорӣ шудаанд. Ба онҳо чунин ҳавола кунед: «M4 §3» – модули 4, банди 3. "
        "Рақамҳо дар экран ва дар коғаз якхелаанд."
    ),
    about_terms="Калимаҳое, ки аломати ° доранд, дар луғатномаи охири дастур шарҳ дода шудаанд.",
    about_notes="Рақамҳои хурди болои сатр ба эзоҳҳои охири банд мебаранд.",
    about_law=(
        "Гуфтаҳо дар бораи қонун санад, модда ва санаро ном мебаранд. Пеш аз такя кардан онҳоро бо матни расмии "
        "амалкунанда муқоиса кунед ва аз ҳуқуқшиноси миллӣ пурсед."
    ),
    module="Модул",
    edition_word="Нашр",
    version="Версия",
    published="Нашр шуд",
    objectives="Пас аз ин модул шумо метавонед",
    notes="Эзоҳҳо",
    figure="Расми",
    described="Расм дар ин ҷо чоп намешавад. Он чизе, ки нишон медиҳад:",
    elsewhere="дар ин дастур нест",
    glossary="Луғатнома",
    glossary_intro="Истилоҳҳое, ки дар бандҳо омадаанд, ва ҷойҳои онҳо.",
    used_in="Ниг.",
    checklists="Феҳристи рӯйхатҳои санҷиш",
    no_checklists="Дар модулҳои ин дастур рӯйхати санҷиш нест.",
    sources="Сарчашмаҳо",
    sources_intro="Ҳар модул ба чӣ такя мекунад, он бори охир кай санҷида шуд ва мо то чӣ андоза боварӣ дорем.",
    checked="санҷида шуд: {date}",
    unchecked="ҳанӯз бо асл муқоиса нашудааст",
    confidence={"high": "эътимоднокӣ: баланд", "medium": "эътимоднокӣ: миёна", "low": "тасдиқ мехоҳад"},
    standing={
        "draft": "Лоиҳа: тақриздиҳанда ҳанӯз имзо накардааст",
        "part": "Қисман санҷида шуд: {done} аз {total} банд",
        "reviewed": "Тақриздиҳандагон санҷидаанд",
    },
    reviewed_by="Санҷида шуд: {name}, {date}",
    not_reviewed="Лоиҳа: тақриздиҳанда ҳанӯз имзо накардааст",
    stale="Тарҷума ҳанӯз бо матни охирини англисӣ муқоиса нашудааст. Ҳангоми фарқият матни англисӣ дуруст аст.",
    fallback="Ин банд ҳанӯз ба забони дастур нест.",
    page="саҳ.",
    of="аз",
    library={
        "hotlines": "Китобхона: Телефонҳои боварӣ",
        "instruments": "Китобхона: Санадҳо",
        "glossary": "Китобхона: Луғатнома",
    },
)

WORDINGS = {"en": ENGLISH, "ru": RUSSIAN, "tg": TAJIK}
ALPHABETS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
}


def wording_for(language: str) -> Wording:
    """Return the manual's own words; where we have none, English ones."""
    return WORDINGS.get(language, ENGLISH)


def sort_key(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """Put words in the order of the language's own alphabet, where ё follows е and ғ follows г."""
    places = {letter: place for place, letter in enumerate(ALPHABETS.get(language, ""), start=1)}
    return tuple((places.get(letter, 0), letter) for letter in text.casefold())
