"""Questions of every kind, as hypothesis makes them up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion, check_question
from app.interop import numbers
from app.interop.drafts import STAR
from app.interop.words import tidy

LANGUAGES = ("en", "ru", "tg")
NAMES = st.one_of(
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True),
    st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=20),
)
IDS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,6}", fullmatch=True)
ANY = st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n\t-<>&]{}~=#:\\%*[]\"'|/")
TEXTS = st.text(ANY, min_size=1, max_size=40).filter(lambda text: text.strip())
SHARES = st.integers(1, 99).map(lambda number: f"0.{number:02}".rstrip("0"))
DECIMALS = st.decimals(-1000, 1000, places=3).map(lambda number: f"{Decimal(number):f}")
POSITIVE = st.decimals("0.001", 1000, places=3).map(lambda number: f"{Decimal(number):f}")


def unique(strategy, least=2, most=5):
    return st.lists(strategy, min_size=least, max_size=most, unique=True)


def tables(draw, ids, values=TEXTS):
    texts = draw(st.lists(values, min_size=len(ids), max_size=len(ids), unique=True))
    return dict(zip(ids, texts, strict=True))


@st.composite
def languages(draw):
    return draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True))


def common(draw):
    words = {"stem": draw(TEXTS)}
    if draw(st.booleans()):
        words["explanation"] = draw(TEXTS)
    return words


def settings(draw, key):
    if draw(st.booleans()):
        key["points"] = draw(st.sampled_from(["1", "2", "0.5", "3.25"]))
    if draw(st.booleans()):
        key["shuffle"] = False
    return key


def choice_words(draw, ids):
    texts = tables(draw, ids)
    return {each: {"text": texts[each]} | ({"explanation": draw(TEXTS)} if draw(st.booleans()) else {}) for each in ids}


@st.composite
def choices(draw, kind):
    ids = draw(unique(IDS))
    if kind is QuestionKind.MULTIPLE:
        right = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    else:
        right = [draw(st.sampled_from(ids))]
    key = settings(draw, {"choices": ids, "correct": right})
    if draw(st.booleans()):
        key["shares"] = {right[0]: "1"} | {each: draw(SHARES) for each in ids if each not in right}
    extra = {}
    if kind is QuestionKind.IMAGE:
        key["stem_image"] = "0123456789abcdef0123456789abcdef.png"
        if draw(st.booleans()):
            key["images"] = {each: f"{at:032}.jpg" for at, each in enumerate(ids)}
    texts = {}
    for code in draw(languages()):
        if kind is QuestionKind.IMAGE:
            extra = {"stem_alt": draw(TEXTS)}
        texts[code] = common(draw) | {"choices": choice_words(draw, ids)} | extra
    return key, texts


@st.composite
def true_false(draw):
    return settings(draw, {"answer": draw(st.booleans())}), {code: common(draw) for code in draw(languages())}


@st.composite
def matching(draw):
    ids = draw(unique(IDS, 2, 6))
    cut = draw(st.integers(2, len(ids)))
    key = settings(draw, {"pairs": ids[:cut], "distractors": ids[cut:]})
    texts = {
        code: common(draw) | {"left": tables(draw, ids[:cut]), "right": tables(draw, ids)} for code in draw(languages())
    }
    return key, texts


@st.composite
def ordering(draw):
    ids = draw(unique(IDS))
    return {"items": ids}, {code: common(draw) | {"items": tables(draw, ids)} for code in draw(languages())}


def accept(draw):
    entries = [draw(TEXTS)]
    for _each in range(draw(st.integers(0, 3))):
        entry = {"text": draw(TEXTS), "share": draw(SHARES)}
        if draw(st.booleans()):
            entry["explanation"] = draw(TEXTS)
        entries.append(entry)
    return entries


def spelling(draw):
    return {name: True for name in ("case", "wildcards") if draw(st.booleans())}


@st.composite
def short(draw):
    key = settings(draw, spelling(draw))
    return key, {code: common(draw) | {"accept": accept(draw)} for code in draw(languages())}


def answers(draw):
    found = [{"id": "1", "value": draw(DECIMALS), "tolerance": draw(POSITIVE), "share": "1"}]
    if draw(st.booleans()):
        low, high = sorted((draw(DECIMALS), draw(DECIMALS)), key=Decimal)
        found.append({"id": "2", "low": low, "high": high, "share": draw(SHARES)})
    return found


@st.composite
def numeric(draw):
    key = settings(draw, {"answers": answers(draw)})
    units = draw(unique(IDS, 0, 3))
    if units:
        key["units"] = [{"id": each, "factor": "1" if not at else draw(POSITIVE)} for at, each in enumerate(units)]
        key["unit_share"] = draw(SHARES)
    texts = {}
    for code in draw(languages()):
        texts[code] = common(draw) | {"answers": {"1": draw(TEXTS)}}
        if units:
            texts[code]["units"] = {each: [draw(TEXTS)] for each in units}
    return key, texts


@st.composite
def gaps(draw):
    ids = draw(unique(IDS, 1, 4))
    listed = []
    for each in ids:
        gap = {"id": each, "kind": draw(st.sampled_from(["text", "choice", "numeric"]))}
        if draw(st.booleans()):
            gap["weight"] = draw(st.sampled_from(["1", "2", "0.5", "1.25"]))
        if gap["kind"] == "choice":
            gap["choices"] = draw(unique(IDS))
            gap["correct"] = gap["choices"][:1]
        elif gap["kind"] == "numeric":
            gap["answers"] = answers(draw)
        else:
            gap |= spelling(draw)
        listed.append(gap)
    texts = {}
    for code in draw(languages()):
        words = common(draw)
        words["stem"] = words["stem"].replace("[", "(") + "".join(
            f" [[{each}]] {draw(st.text(ANY, max_size=5)).replace('[', '(')}" for each in ids
        )
        words["gaps"] = {}
        for gap in listed:
            if gap["kind"] == "choice":
                words["gaps"][gap["id"]] = {"choices": tables(draw, gap["choices"])}
            else:
                words["gaps"][gap["id"]] = {"accept": accept(draw)} if gap["kind"] == "text" else {}
        texts[code] = words
    return settings(draw, {"gaps": listed}), texts


@st.composite
def essay(draw):
    ids = draw(unique(IDS, 1, 3))
    rubric = [
        {"id": each, "levels": [{"id": "a", "points": "0"}, {"id": "b", "points": draw(POSITIVE)}]} for each in ids
    ]
    texts = {}
    for code in draw(languages()):
        said = {each: {"title": draw(TEXTS), "levels": {"a": draw(TEXTS), "b": draw(TEXTS)}} for each in ids}
        texts[code] = common(draw) | {"rubric": said, "model_answer": draw(TEXTS)}
    return settings(draw, {"rubric": rubric, "least_words": 10, "most_words": 20}), texts


@st.composite
def checklist(draw):
    ids = draw(unique(IDS, 1, 4))
    items = [{"id": each, "points": "1", "critical": draw(st.booleans())} for each in ids]
    return {"items": items}, {code: common(draw) | {"items": tables(draw, ids)} for code in draw(languages())}


@st.composite
def simulation(draw):
    return {"simulation": draw(NAMES)}, {code: common(draw) for code in draw(languages())}


KINDS = {
    QuestionKind.SINGLE: choices(QuestionKind.SINGLE),
    QuestionKind.MULTIPLE: choices(QuestionKind.MULTIPLE),
    QuestionKind.IMAGE: choices(QuestionKind.IMAGE),
    QuestionKind.TRUE_FALSE: true_false(),
    QuestionKind.MATCHING: matching(),
    QuestionKind.ORDERING: ordering(),
    QuestionKind.SHORT: short(),
    QuestionKind.NUMERIC: numeric(),
    QuestionKind.GAPS: gaps(),
    QuestionKind.ESSAY: essay(),
    QuestionKind.CHECKLIST: checklist(),
    QuestionKind.SIMULATION: simulation(),
}


@st.composite
def questions(draw, kinds=tuple(KINDS)):
    """A question that could be published."""
    kind = draw(st.sampled_from(kinds))
    key, texts = draw(KINDS[kind])
    return WrittenQuestion(
        draw(NAMES),
        kind,
        key,
        texts,
        objective=draw(st.sampled_from(["", "define-elements"])),
        difficulty=draw(st.sampled_from(["easy", "medium", "hard"])),
        pool=draw(st.sampled_from(["exam", "practice"])),
        module=draw(st.sampled_from(["", "01-what"])),
    )


def sound(question):
    """Whether a question could be published: made-up texts may be alike or hold nothing."""
    return not check_question(question)


def text_of(entry):
    return entry if isinstance(entry, str) else entry["text"]


def simple(question, *, one_line=False):  # noqa: C901, PLR0912 -- one rule a line
    """The question as GIFT can say it: one language, ids by place, blanks drawn together, decimals in short."""
    language = next(iter(question.texts))
    words = dict(question.texts[language])
    key = dict(question.key)

    def plain(text):
        return tidy(" ".join(text.split()) if one_line else text) or "x"

    names = {}
    for part, ids in (("choices", "abcde"), ("pairs", None), ("distractors", None)):
        for at, each in enumerate(key.get(part, ())):
            names[each] = ids[at] if ids else f"{'p' if part == 'pairs' else 'd'}{at + 1}"
        if part in key:
            key[part] = [names[each] for each in key[part]]
    if "correct" in key:
        key["correct"] = [names[each] for each in key["correct"]]
        if question.kind is QuestionKind.MULTIPLE or "shares" in key:
            key["correct"] = sorted(key["correct"])
    if "shares" in key:
        key["shares"] = {names[each]: share for each, share in key["shares"].items()}
        if question.kind is QuestionKind.MULTIPLE:
            key["correct"] = sorted(key["shares"])
        key["shares"] = {each: key["shares"][each] for each in sorted(key["shares"])}
    for name, value in words.items():
        if isinstance(value, str):
            words[name] = plain(value)
        elif name == "accept":
            words[name] = [
                plain(each) if isinstance(each, str) else {part: plain(text) for part, text in each.items()}
                for each in value
            ]
        elif name == "choices":
            words[name] = {
                names[each]: {part: plain(text) for part, text in said.items()} for each, said in value.items()
            }
        elif name in ("left", "right"):
            words[name] = {names[each]: plain(text) for each, text in value.items()}
        else:
            words[name] = {each: plain(text) for each, text in value.items()}
    if question.kind is QuestionKind.SHORT:
        key.pop("wildcards", None)
        if any(STAR.search(text_of(each)) for each in words["accept"]):
            key["wildcards"] = True
        else:
            words["accept"] = [_unstarred(each) for each in words["accept"]]
    if "answers" in key:
        key["answers"] = [
            {part: value if part == "id" else numbers.write(Decimal(value)) for part, value in each.items()}
            for each in key["answers"]
        ]
    return replace(question, name=" ".join(question.name.split()), key=key, texts={"en": words})


def _unstarred(entry):
    if isinstance(entry, str):
        return entry.replace("\\*", "*")
    return entry | {"text": entry["text"].replace("\\*", "*")}
