"""The words that lists of people use in English, Russian and Tajik, folded to one."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[^\w]+")


def fold_word(text: str) -> str:
    """Write a word so that spelling habits do not matter: case, ё, Tajik letters typed as Russian ones, signs."""
    plain = text.casefold().translate(str.maketrans("ёғӣқӯҳҷ", "егикухч"))
    return " ".join(_SIGNS.sub(" ", plain).replace("_", " ").split())


# In Tajik, ғ stands after г, not after я, where its code would put it.
_ORDER = str.maketrans(
    {"ғ": "г\uffff", "ӣ": "и\uffff", "қ": "к\uffff", "ӯ": "у\uffff", "ҳ": "х\uffff", "ҷ": "ч\uffff", "ё": "е\uffff"}
)


def name_order(name: str) -> str:
    """Return a key that sorts names as people of the region look for them."""
    return name.casefold().translate(_ORDER)


def _words(groups: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {fold_word(word): key for key, words in groups.items() for word in (key, *words)}


TITLES = _words(
    {
        "name": (
            "full name",
            "person",
            "participant",
            "ФИО",
            "Ф.И.О.",
            "фамилия имя отчество",
            "фамилия, имя, отчество",
            "фамилия и имя",
            "имя",
            "полное имя",
            "участник",
            "ном",
            "ному насаб",
            "ном ва насаб",
            "насаб ва ном",
            "насабу ном",
            "ному насаби пурра",
            "иштирокчӣ",
        ),
        "email": (
            "e-mail",
            "mail",
            "e-mail address",
            "email address",
            "почта",
            "эл. почта",
            "электронная почта",
            "адрес электронной почты",
            "почтаи электронӣ",
            "суроғаи почтаи электронӣ",
            "суроғаи электронӣ",
        ),
        "agency": (
            "agency code",
            "code of agency",
            "код ведомства",
            "ведомство",
            "код органа",
            "орган",
            "организация",
            "код организации",
            "рамзи идора",
            "рамзи мақомот",
            "рамзи ташкилот",
            "идора",
            "мақомот",
            "ташкилот",
        ),
        "profession": ("occupation", "профессия", "специальность", "касб", "ихтисос"),
        "language": ("lang", "язык", "забон"),
        "sex": ("gender", "пол", "ҷинс"),
    }
)


def title_words(key: str) -> tuple[str, ...]:
    """Return the titles of columns that mean a fact of a person."""
    return tuple(word for word, meant in TITLES.items() if meant == key)


PROFESSIONS = _words(
    {
        "police_investigator": (
            "police investigator",
            "investigator",
            "police",
            "следователь",
            "следователь полиции",
            "следователь милиции",
            "полиция",
            "милиция",
            "муфаттиш",
            "муфаттиши полис",
            "муфаттиши милитсия",
        ),
        "border_guard": (
            "border guard",
            "пограничник",
            "сотрудник пограничной службы",
            "сарҳадбон",
            "корманди хадамоти сарҳадӣ",
        ),
        "prosecutor": ("прокурор", "сотрудник прокуратуры", "додситон"),
        "judge": ("судья", "судя"),
        "labour_inspector": (
            "labour inspector",
            "labor inspector",
            "инспектор труда",
            "трудовой инспектор",
            "нозири меҳнат",
        ),
        "trainer": ("teacher", "тренер", "преподаватель", "омӯзгор", "мураббӣ"),
        "other": ("other profession", "другое", "другая профессия", "иное", "дигар", "касби дигар"),
    }
)
LANGUAGES = _words(
    {
        "en": ("English", "английский", "англисӣ"),
        "ru": ("Russian", "русский", "русӣ"),
        "tg": ("Tajik", "таджикский", "тоҷикӣ"),
    }
)
SEXES = _words(
    {
        "female": ("f", "woman", "ж", "жен", "женский", "женщина", "зан"),
        "male": ("m", "man", "м", "муж", "мужской", "мужчина", "мард"),
    }
)
