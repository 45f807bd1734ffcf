"""Words as a search compares them: without case, accents that only mark stress, apostrophes and hyphens.

The Tajik ғ ӣ қ ӯ ҳ ҷ are letters of their own. Who types г и к у х ч finds them as well, because every text is kept
twice: exactly, and loosely with each such letter replaced by its neighbour on a Russian keyboard.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

LONGEST_QUERY = 200
MOST_TERMS = 12
SNIPPET_WORDS = 32
WORDS_BEFORE = 8
SHORTEST_PREFIX = 2
SHORTEST_STEM = 4
LONGEST_WORD = 60

# Written inside words and of no account there: apostrophes of every kind, stress marks, soft hyphens.
_IGNORED = "'’‘`´ʼʻʹ\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f"
_WORD = re.compile(rf"[^\W_](?:[{_IGNORED}]*[^\W_])*[\u0300-\u036f]*")
_IGNORED_SIGNS = re.compile(f"[{_IGNORED}]")
_QUOTED = re.compile(r"[\"«»“”„]")
_BLOCK = re.compile(r"</?(?:em|strong|a|code|b|i|span)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_NEIGHBOURS = str.maketrans("ғӣқӯҳҷңөүұһіәў", "гикухчноуухиау")
_ALSO_ALIKE = str.maketrans("й", "и")
_ENDINGS = (re.compile(r"[аеиоуыэюяьйӣӯ]{2}$"), re.compile(r"[аеиоуыэюяьйӣӯ]$"))
_CYRILLIC = re.compile(r"[а-яӣғқӯҳҷ]+")
_LATIN_PLURAL = re.compile(r"[a-z]{3,}[^s\W]s")


def tidy(text: str) -> str:
    """Return a text as it is kept: letters composed, blanks single, nothing that a database refuses."""
    sound = text.encode("utf-8", "ignore").decode().replace("\x00", " ")
    return " ".join(unicodedata.normalize("NFC", sound).split())


def plain(markup: str) -> str:
    """Return the words of an HTML text."""
    return tidy(html.unescape(_TAG.sub(" ", _BLOCK.sub("", markup))))


@lru_cache(maxsize=60_000)
def fold(word: str) -> str:
    """Return a word without case and without signs that don't count; ё is е."""
    composed = unicodedata.normalize("NFC", word.casefold())
    return _IGNORED_SIGNS.sub("", composed).replace("ё", "е")


@lru_cache(maxsize=60_000)
def loosen(folded: str) -> str:
    """Return a folded word as somebody types it whose keyboard lacks its letters."""
    replaced = folded.translate(_NEIGHBOURS).translate(_ALSO_ALIKE)
    if replaced.isascii():
        return replaced
    return "".join(
        letter if "\u0400" <= letter <= "\u04ff" else unicodedata.normalize("NFD", letter)[0] for letter in replaced
    )


def is_special(folded: str) -> bool:
    """Whether a folded word holds a letter that only its own keyboard has."""
    return loosen(folded) != folded.translate(_ALSO_ALIKE)


def words_in(text: str) -> list[tuple[str, int, int]]:
    """Return the folded words of a text and where each begins and ends."""
    found = ((fold(each[0])[:LONGEST_WORD], each.start(), each.end()) for each in _WORD.finditer(text))
    return [(word, start, end) for word, start, end in found if word]


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return [word for word, _start, _end in words_in(text)]


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a term may stand in a text: exactly or loosely; the last word may go on when it is a prefix."""

    words: tuple[str, ...]
    prefix: bool
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """What must be found: `exact` is as it was typed; `others` count as well, and less."""

    exact: Form
    others: tuple[Form, ...] = ()

    @property
    def forms(self) -> tuple[Form, ...]:
        """Return all ways in which the term may stand in a text."""
        return (self.exact, *self.others)


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: each of the terms must be found."""

    terms: tuple[Term, ...] = ()


def read_query(text: str) -> Query:
    """Understand what somebody typed: words are beginnings of words, what stands in quotation marks is a phrase.

    Nothing else has a meaning, so that nothing can be said wrongly.
    """
    terms: dict[Term, None] = {}
    for place, piece in enumerate(_QUOTED.split(tidy(text[:LONGEST_QUERY]))):
        if place % 2:
            found = [_phrase(tuple(folded_words(piece)))]
        else:
            found = [_typed(tuple(folded_words(chunk))) for chunk in piece.split()]
        terms.update(dict.fromkeys(each for each in found if each))
    return Query(tuple(terms)[:MOST_TERMS])


def _phrase(words: tuple[str, ...]) -> Term | None:
    return _term(Form(words, prefix=False)) if words else None


def _typed(words: tuple[str, ...]) -> Term | None:
    """Read what stands between blanks: one word, or several that a hyphen or another sign joins."""
    if not words:
        return None
    return _term(Form(words, prefix=len(words[-1]) >= SHORTEST_PREFIX), stem=len(words) == 1)


def _term(exact: Form, *, stem: bool = False) -> Term:
    special = any(is_special(word) for word in exact.words)
    widest = exact if special else Form(tuple(loosen(word) for word in exact.words), exact.prefix, loose=True)
    root = _stem(widest.words[0]) if stem else ""
    others = () if special else (widest,)
    return Term(exact, (*others, Form((root,), prefix=True, loose=widest.loose)) if root else others)


def _stem(word: str) -> str:
    """Return a word without its ending, as far as that can be told from its letters alone."""
    if _CYRILLIC.fullmatch(word):
        for ending in _ENDINGS:
            root = ending.sub("", word)
            if root != word and len(root) >= SHORTEST_STEM:
                return root
    elif _LATIN_PLURAL.fullmatch(word):
        return word[:-1]
    return ""


@dataclass(frozen=True, slots=True)
class _Hit:
    """Where a term stands among the words of a text."""

    start: int
    length: int
    term: int


def mark(text: str, query: Query) -> Markup:
    """Return a text as HTML with the found words marked."""
    words = words_in(text)
    return _marked(text, words, _hits(words, query), 0, len(words))


def snippet(text: str, query: Query) -> Markup:
    """Return the part of a text that holds most of what was looked for, as HTML with the found words marked."""
    words = words_in(text)
    hits = _hits(words, query)
    best = max(hits, key=lambda hit: (_variety(hits, hit), -hit.start), default=None)
    first = max(0, best.start - WORDS_BEFORE) if best else 0
    last = min(len(words), first + SNIPPET_WORDS)
    shown = _marked(text, words, hits, first, last)
    return Markup("{}{}{}").format("… " if first else "", shown, " …" if last < len(words) else "")


def _variety(hits: list[_Hit], first: _Hit) -> int:
    """Return how many different terms stand close after a hit."""
    return len({hit.term for hit in hits if first.start <= hit.start < first.start + SNIPPET_WORDS - WORDS_BEFORE})


def _hits(words: list[tuple[str, int, int]], query: Query) -> list[_Hit]:
    found = []
    for number, term in enumerate(query.terms):
        for form in term.forms:
            wanted = form.words
            for at, (word, _start, _end) in enumerate(words):
                if _fits(word, wanted[0], form, last=len(wanted) == 1) and _goes_on(words, at, form):
                    found.append(_Hit(at, len(wanted), number))
    return sorted(found, key=lambda hit: hit.start)


def _fits(word: str, wanted: str, form: Form, *, last: bool) -> bool:
    known = loosen(word) if form.loose else word
    return known.startswith(wanted) if last and form.prefix else known == wanted


def _goes_on(words: list[tuple[str, int, int]], at: int, form: Form) -> bool:
    if at + len(form.words) > len(words):
        return False
    return all(
        _fits(words[at + place][0], wanted, form, last=place == len(form.words) - 1)
        for place, wanted in enumerate(form.words)
        if place
    )


def _marked(text: str, words: list[tuple[str, int, int]], hits: Iterable[_Hit], first: int, last: int) -> Markup:
    """Escape a part of a text, given by its words, and mark what was found in it."""
    found = sorted({at for hit in hits for at in range(hit.start, hit.start + hit.length) if first <= at < last})
    here = words[first][1] if 0 < first < len(words) else 0
    end = words[last][1] if last < len(words) else len(text)
    pieces = []
    for at in found:
        _word, start, stop = words[at]
        pieces.append(Markup("{}<mark>{}</mark>").format(text[here:start], text[start:stop]))
        here = stop
    pieces.append(escape(text[here:end].rstrip()))
    return Markup("").join(pieces)
