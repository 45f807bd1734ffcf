"""From a question to the sheet that people fill in, and back. What a sheet does not show survives its saving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion

from .accept_lines import read_lines, write_lines
from .schema import FORMS, Cell, Form, Rows
from .sheets import Part

LEFT_RIGHT = ("left", "right")
# What a choice may also say beside being right; a share of nothing is no share.
Words = dict[str, Any]


def new_sheet(kind: QuestionKind) -> Part:
    """Return an empty sheet with as many rows as such a question usually has."""
    form = FORMS[kind]
    return Part(rows={rows.name: _new_rows(rows) for rows in form.rows})


def _new_rows(rows: Rows) -> list[Part]:
    ids = [str(number + 1) if rows.named else "abcdefgh"[number] for number in range(rows.first)]
    values = {"kind": "text"} if rows.named else {}
    return [Part(id=each, values=dict(values), rows={r.name: _new_rows(r) for r in rows.rows}) for each in ids]


def sheet_of(written: WrittenQuestion) -> Part:
    """Write a question into a sheet."""
    kind = QuestionKind(written.kind)
    form, key, texts = FORMS[kind], written.key, written.texts
    sheet = Part(
        values={
            "points": str(key.get("points", "")),
            "fixed": "1" if key.get("shuffle") is False else "",
            **_cells_of(form.cells, key),
        }
    )
    for cell in ("stem", "explanation", *(cell.name for cell in form.cells if cell.words)):
        sheet.words[cell] = {code: _as_text(cell, words.get(cell)) for code, words in texts.items()}
    for rows in form.rows:
        sheet.rows[rows.name] = _rows_of(rows, key, [(code, words) for code, words in texts.items()])
    return sheet


def written_of(sheet: Part, before: WrittenQuestion) -> WrittenQuestion:
    """Make a question of a sheet; name, tags and whatever no sheet shows are those of the question before."""
    kind = QuestionKind(before.kind)
    form = FORMS[kind]
    languages = sorted(set(sheet.languages()))
    key = {name: value for name, value in before.key.items() if name not in _known_key(form)}
    if sheet.value("points").strip():
        key["points"] = as_decimal(sheet.value("points"))
    if form.shuffles and sheet.truth("fixed"):
        key["shuffle"] = False
    _put_cells(form.cells, sheet, key)
    texts: dict[str, Words] = {code: _words(form, sheet, before, code) for code in languages}
    for rows in form.rows:
        _put_rows(rows, sheet.rows.get(rows.name, []), key, texts)
    return WrittenQuestion(
        before.name, kind, key, texts, before.objective, before.difficulty, before.pool, before.module
    )


def as_decimal(typed: str) -> str:
    """Return a number as questions keep it: with a point; anything else as it was typed, to be complained of."""
    return typed.strip().replace(",", ".").replace("−", "-")


def _known_key(form: Form) -> set[str]:
    rows = {rows.name for rows in form.rows}
    more = {"correct", "shares", "images"} if "choices" in rows else set()
    return {"points", "shuffle", *rows, *more, *(cell.name for cell in form.cells if not cell.words)}


def _words(form: Form, sheet: Part, before: WrittenQuestion, code: str) -> Words:
    shown = {"stem", "explanation", *(cell.name for cell in form.cells if cell.words)}
    parts = {rows.name for rows in form.rows} | set(LEFT_RIGHT)
    words = {name: value for name, value in before.texts.get(code, {}).items() if name not in shown | parts}
    words["stem"] = sheet.word("stem", code).strip()
    for name in shown - {"stem"}:
        text = sheet.word(name, code)
        if name == "accept":
            words[name] = read_lines(text)
        elif text.strip():
            words[name] = text.strip()
    return words


def _cells_of(cells: Iterable[Cell], key: Mapping[str, Any]) -> dict[str, str]:
    return {cell.name: _as_value(cell, key.get(cell.name)) for cell in cells if not cell.words}


def _as_value(cell: Cell, stored: Any) -> str:  # noqa: ANN401 -- whatever a key holds
    if cell.look == "answer":
        return {True: "true", False: "false"}.get(stored, "")
    if cell.look == "tick":
        return "1" if stored else ""
    return "" if stored is None else str(stored)


def _as_text(name: str, stored: Any) -> str:  # noqa: ANN401 -- whatever the words hold
    if name == "accept":
        return write_lines(stored or ())
    if name == "names":
        return ", ".join(map(str, stored or ()))
    return stored if isinstance(stored, str) else ""


def _put_cells(cells: Iterable[Cell], part: Part, key: dict[str, Any], gap: str = "") -> None:
    """Put what was filled in into the key; what is empty is not there."""
    for cell in cells:
        typed = part.value(cell.name).strip()
        if cell.words or not typed or cell.only not in ("", gap):
            continue
        if cell.look == "answer":
            key[cell.name] = typed == "true"
        elif cell.look == "tick":
            key[cell.name] = True
        elif cell.look == "whole":
            key[cell.name] = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else typed  # noqa: PLR2004
        elif cell.look == "decimal":
            key[cell.name] = as_decimal(typed)
        else:
            key[cell.name] = typed


def _rows_of(rows: Rows, key: Mapping[str, Any], texts: list[tuple[str, Mapping[str, Any]]]) -> list[Part]:
    """Return the rows of a list as parts; `texts` are the words that hold the list's own, by language."""
    found = []
    for stored in key.get(rows.name) or ():
        table = stored if isinstance(stored, Mapping) else {"id": stored}
        row_id = str(table.get("id", ""))
        part = Part(id=row_id, values=_cells_of(rows.cells, table))
        if rows.name == "choices":
            part.values |= _choice_values(key, row_id)
        own = [(code, _row_words(rows, words, row_id)) for code, words in texts]
        for cell in rows.cells:
            if cell.words:
                part.words[cell.name] = {code: _as_text(cell.name, words.get(cell.name)) for code, words in own}
        part.rows = {inner.name: _rows_of(inner, table, own) for inner in rows.rows}
        found.append(part)
    return found


def _choice_values(key: Mapping[str, Any], row_id: str) -> dict[str, str]:
    return {
        "correct": "1" if row_id in (key.get("correct") or ()) else "",
        "share": str((key.get("shares") or {}).get(row_id, "")),
        "image": str((key.get("images") or {}).get(row_id, "")),
    }


def _row_words(rows: Rows, words: Mapping[str, Any], row_id: str) -> Mapping[str, Any]:
    """Return what the words of a language say of a row, as a table of its cells."""
    if rows.name in ("pairs", "distractors"):
        return {side: _table(words.get(side)).get(row_id, "") for side in LEFT_RIGHT}
    found = _table(words.get(rows.name)).get(row_id)
    if isinstance(found, Mapping):
        return found
    single = next((cell.name for cell in rows.cells if cell.words), "text")
    return {single: found}


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _put_rows(rows: Rows, parts: list[Part], key: dict[str, Any], texts: dict[str, Words]) -> None:
    if rows.name == "choices":
        _put_choices(parts, key)
    elif rows.name in ("pairs", "distractors") or (rows.name == "items" and len(rows.cells) == 1):
        key[rows.name] = [part.id for part in parts]
    elif parts or rows.first:
        key[rows.name] = [_table_of(rows, part) for part in parts]
    for code, words in texts.items():
        for part in parts:
            _put_row_words(rows, part, words, code)


def _put_choices(parts: list[Part], key: dict[str, Any]) -> None:
    key["choices"] = [part.id for part in parts]
    key["correct"] = [part.id for part in parts if part.truth("correct")]
    shares = {part.id: as_decimal(part.value("share")) for part in parts if part.value("share").strip()}
    images = {part.id: part.value("image") for part in parts if part.value("image")}
    if shares:
        key["shares"] = shares
    if images:
        key["images"] = images


def _table_of(rows: Rows, part: Part) -> dict[str, Any]:
    table: dict[str, Any] = {"id": part.id}
    kind = part.value("kind") if rows.named else ""
    _put_cells(rows.cells, part, table, kind)
    for cell in rows.cells:
        if cell.look == "tick" and cell.name == "critical":
            table[cell.name] = part.truth(cell.name)
    if rows.name == "answers" and not {"low", "high"} & set(table):
        table.setdefault("tolerance", "0")
    for inner in rows.rows:
        if inner.only in ("", kind):
            _put_rows(inner, part.rows.get(inner.name, []), table, {})
    return table


def _put_row_words(rows: Rows, part: Part, words: Words, code: str) -> None:
    """Put a row's texts where the words of its kind keep them."""
    if rows.name in ("pairs", "distractors"):
        for cell in rows.cells:
            words.setdefault(cell.name, {})[part.id] = part.word(cell.name, code).strip()
        return
    own = words.setdefault(rows.name, {})
    if rows.name == "units":
        own[part.id] = [each.strip() for each in part.word("names", code).split(",") if each.strip()]
    elif rows.name == "answers":
        if part.word("explanation", code).strip():
            own[part.id] = part.word("explanation", code).strip()
        if not own:
            del words[rows.name]
    elif rows.name == "gaps":
        own[part.id] = _gap_words(part, code)
    elif rows.name == "rubric":
        levels = {level.id: level.word("text", code).strip() for level in part.rows.get("levels", [])}
        own[part.id] = {"title": part.word("title", code).strip(), "levels": levels}
    elif rows.name == "choices":
        why = part.word("explanation", code).strip()
        own[part.id] = {"text": part.word("text", code).strip()} | ({"explanation": why} if why else {})
    else:
        own[part.id] = part.word("text", code).strip()


def _gap_words(part: Part, code: str) -> Words:
    kind = part.value("kind")
    if kind == "text":
        return {"accept": read_lines(part.word("accept", code))}
    if kind == "choice":
        return {"choices": {row.id: row.word("text", code).strip() for row in part.rows.get("choices", [])}}
    return {}
