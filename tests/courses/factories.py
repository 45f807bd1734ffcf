"""A small curriculum that passes every check, written to a folder so that a test can spoil one thing in it."""

from __future__ import annotations

from pathlib import Path

OBJECTIVES = ("define", "apply", "justify")
WORDS = {"en": "fact", "ru": "факт", "tg": "далел"}
QUESTIONS_EN = '''
# A comment that must survive.
[[questions]]
id = "first"
kind = "single"
objective = "define"
difficulty = "easy"
pool = "practice"
stem = """What is
id = "not-an-id" here?"""
explanation = "Because."
[[questions.choices]]
id = "a"
text = "Right"
correct = true
explanation = "Right."
[[questions.choices]]
id = "b"
text = "Wrong"
explanation = "Wrong."

[[questions]]
id = "second"
kind = "matching"
objective = "apply"
difficulty = "medium"
pool = "practice"
stem = "Match."
explanation = "Because."
pairs = [
  { id = "p1", left = "one", right = "eins" },
  { id = "p2", left = "two", right = "zwei" },
  { id = "p3", left = "three", right = "drei" },
]
distractors = [{ id = "d1", text = "vier" }]

[[questions]]
id = "third"
kind = "short"
objective = "justify"
difficulty = "hard"
pool = "exam"
stem = "Name it."
explanation = "Because."
accept = ["means"]

[[questions]]
id = "fourth"
kind = "true_false"
answer = false
objective = "justify"
difficulty = "hard"
pool = "exam"
stem = "True?"
explanation = "No."

[[questions]]
id = "fifth"
kind = "ordering"
objective = "justify"
difficulty = "hard"
pool = "exam"
stem = "Order."
explanation = "So."
items = [{ id = "i1", text = "first" }, { id = "i2", text = "then" }, { id = "i3", text = "last" }]
'''
QUESTIONS_RU = """
[[questions]]
id = "first"  # первый
stem = "Что это?"
explanation = "Потому."
[[questions.choices]]
id = "a"
text = "Верно"
explanation = "Верно."
[[questions.choices]]
id = "b"
text = "Неверно"
explanation = "Неверно."

[[questions]]
id = "second"
translates = "0000000000000000" # старое
stem = "Соотнесите."
explanation = "Потому."
pairs = [
  { id = "p1", left = "один", right = "айнс" },
  { id = "p2", left = "два", right = "цвай" },
  { id = "p3", left = "три", right = "драй" },
]
distractors = [{ id = "d1", text = "фир" }]
"""
COURSE = """
id = "investigators"
hours = 0.2
audience = ["police_investigator"]
modules = ["alpha"]
[title]
en = "Investigators"
ru = "Следователи"
tg = "Муфаттишон"
[summary]
en = "A course."
ru = "Курс."
tg = "Курс."
[pre_test]
questions = 2
minutes = 3
[quiz]
questions = 2
pass_mark = 70
[final_exam]
questions = 3
minutes = 4
pass_mark = 80
attempts = 2
spacing_hours = 24
[certificate]
lessons = 100
exam = 80
attendance = 80
validity_years = 3
"""
GLOSSARY = """
[[terms]]
id = "consent"
[terms.term]
en = "consent"
ru = "согласие"
tg = "розигӣ"
[terms.definition]
en = "Agreement."
ru = "Согласие с предложенным."
tg = "Розигӣ ба пешниҳод."
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><path d="M0 0h10"/></svg>'


def write_content(folder: Path, key: str = "alpha", number: int = 1) -> Path:
    """Write a curriculum of one module, one course and a glossary; return the content folder."""
    content = folder / "content"
    write_module(content, key, number)
    write(content / "courses/investigators.toml", COURSE.replace('"alpha"', f'"{key}"'))
    write(content / "library/glossary.toml", GLOSSARY)
    return content


def write_module(content: Path, key: str, number: int) -> Path:
    """Write a module with two lessons in three languages and five questions."""
    module = content / f"modules/{number:02}-{key}"
    write(module / "module.toml", module_toml(key))
    for language in WORDS:
        for lesson in ("one", "two"):
            write(module / f"{language}/010-{lesson}.md", lesson_file(lesson, language))
    write(module / "questions/en.toml", QUESTIONS_EN)
    write(module / "media/shape.svg", DRAWING)
    return module


def module_toml(key: str) -> str:
    """Return the facts of a module of 0.1 hours."""
    objectives = "".join(
        f'[[objectives]]\nid = "{each}"\nen = "Do {each}"\nru = "Делать"\ntg = "Кардан"\n' for each in OBJECTIVES
    )
    return f"""id = "{key}"
version = "1.0"
hours = 0.1
audiences = ["police_investigator"]
[title]
en = "Module {key}"
ru = "Модуль {key}"
tg = "Модули {key}"
[summary]
en = "About."
ru = "О чём."
tg = "Дар бораи."
{objectives}
[[sources]]
id = "protocol"
title = "Protocol"
url = "https://example.org/protocol"
checked = 2026-11-24
confidence = "high"
"""


def lesson_file(key: str, language: str, extra: str = "", words: int = 240) -> str:
    """Return a lesson of two minutes."""
    english = f'minutes = 2\nobjectives = {list(OBJECTIVES)}\nsources = ["protocol"]\n'.replace("'", '"')
    head = f'id = "{key}"\ntitle = "Title {key} {language}"\n' + (english if language == "en" else "")
    return f"+++\n{head}+++\n\n## Heading\n\n{(WORDS[language] + ' ') * words}[consent](glossary:consent).\n\n{extra}\n"


def write(file: Path, text: str) -> None:
    """Write a file and the folders it needs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")
