"""What is wrong with the curriculum, one sentence a fault. A fault that only concerns translation blocks nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.core.content_files import Problem
from app.core.markdown import Rendered
from app.core.pdf import unprintable

from .model import (
    REQUIRED_LANGUAGES,
    SOURCE_LANGUAGE,
    Content,
    CourseSource,
    LessonSource,
    LessonWords,
    ModuleSource,
    QuestionSource,
)
from .rendering import Known, Renderings
from .source import read_content

WORDS_PER_MINUTE = 130
LESSON_TOLERANCE = 0.25
HOURS_TOLERANCE = 0.1
FEWEST_OBJECTIVES, MOST_OBJECTIVES = 3, 6


def check(folder: Path) -> list[Problem]:
    """Read a content folder and return everything that is wrong with it, in the order of files and lines."""
    return problems(read_content(folder))


def problems(content: Content) -> list[Problem]:
    """Return everything that is wrong with the curriculum."""
    known = Known.of(content)
    found = list(content.problems)
    for module in content.modules:
        found += module_problems(module, known)
    for course in content.courses:
        found += course_problems(course, content)
    return sorted(set(found))


def module_problems(module: ModuleSource, known: Known, renderings: Renderings | None = None) -> list[Problem]:
    """Return everything that is wrong with a module, links to others included."""
    renderings = renderings or Renderings(module, known, "check")
    found = [*module.problems, *_facts(module, known), *_hours(module)]
    for lesson in module.lessons:
        found += _lesson_facts(module, lesson)
        rendered = {language: renderings.of(lesson, words) for language, words in lesson.words.items()}
        for language, result in rendered.items():
            path = lesson.words[language].path
            found += [Problem(path, finding.line, finding.sentence) for finding in result.findings]
            found += _letters(lesson.words[language])
        found += _minutes(lesson, rendered[SOURCE_LANGUAGE])
        found += _translations(module, lesson, rendered)
    for question in module.questions:
        found += _question(module, question)
    return found


def _facts(module: ModuleSource, known: Known) -> Iterator[Problem]:
    path = f"{module.path}/module.toml"
    for each in module.prerequisites:
        if each not in known.lessons or each == module.key:
            yield Problem(path, module.lines["prerequisites"], f"The prerequisite {each} is not another module.")
    yield from _doubles(path, [objective.key for objective in module.objectives], "objective")
    yield from _doubles(path, [source.key for source in module.sources], "source")
    if not FEWEST_OBJECTIVES <= len(module.objectives) <= MOST_OBJECTIVES:
        yield Problem(path, 1, f"A module has {FEWEST_OBJECTIVES} to {MOST_OBJECTIVES} objectives.")
    taught = {key for lesson in module.lessons for key in lesson.objectives}
    asked = {question.objective for question in module.questions}
    for objective in module.objectives:
        if objective.key not in taught:
            yield Problem(path, objective.line, f"No lesson teaches the objective {objective.key}.")
        if objective.key not in asked:
            yield Problem(path, objective.line, f"No question asks for the objective {objective.key}.")
    if not module.lessons:
        yield Problem(path, 1, "The module has no lessons.")


def _doubles(path: str, keys: list[str], what: str) -> Iterator[Problem]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield Problem(path, 1, f"The {what} {key} stands there twice.")


def _hours(module: ModuleSource) -> Iterator[Problem]:
    stated = module.hours * 60
    if module.lessons and abs(module.minutes - stated) > HOURS_TOLERANCE * stated:
        yield Problem(
            f"{module.path}/module.toml",
            module.lines["hours"],
            f"{module.hours:g} hours are stated, but lessons and practice questions take {module.minutes} minutes.",
        )


def _lesson_facts(module: ModuleSource, lesson: LessonSource) -> Iterator[Problem]:
    objectives = {objective.key for objective in module.objectives}
    sources = {source.key for source in module.sources}
    for key in lesson.objectives:
        if key not in objectives:
            yield Problem(lesson.path, lesson.lines["objectives"], f"The module has no objective {key}.")
    for key in lesson.sources:
        if key not in sources:
            yield Problem(lesson.path, lesson.lines["sources"], f"The module has no source {key}.")
    if not lesson.sources:
        yield Problem(lesson.path, lesson.lines["sources"], "The lesson names no source.")
    if not lesson.objectives:
        yield Problem(lesson.path, lesson.lines["objectives"], "The lesson serves no objective.")


def _minutes(lesson: LessonSource, rendered: Rendered) -> Iterator[Problem]:
    needed = rendered.words / WORDS_PER_MINUTE + lesson.exercise_minutes
    if abs(lesson.minutes - needed) > LESSON_TOLERANCE * needed:
        yield Problem(
            lesson.path,
            lesson.lines["minutes"],
            f"{lesson.minutes} minutes are stated, but {rendered.words} words and the exercise take {needed:.0f}.",
        )


def _letters(words: LessonWords) -> Iterator[Problem]:
    """A manual with a letter that the fonts lack would be refused when it is printed; its author learns it here."""
    if not unprintable(words.body):
        return
    for at, line in enumerate(words.body.split("\n")):
        for letter in unprintable(line):
            sentence = f"“{letter}” (U+{ord(letter):04X}) can't be printed: the fonts of the manuals lack it."
            yield Problem(words.path, words.first_line + at, sentence)


def _translations(module: ModuleSource, lesson: LessonSource, rendered: dict[str, Rendered]) -> Iterator[Problem]:
    for language in dict.fromkeys((*REQUIRED_LANGUAGES, *module.languages)):
        if language not in lesson.words:
            path = f"{module.path}/{language}/{lesson.name}"
            yield Problem(path, 1, f"The translation of {lesson.name} is missing.", blocks=False)
        elif not lesson.is_current(language):
            words = lesson.words[language]
            reason = "translates an earlier text of" if words.translates else "was not yet compared with"
            yield Problem(
                words.path,
                words.translates_line,
                f"This {reason} {lesson.path}; compare the two and stamp it ({lesson.digest}).",
                blocks=False,
            )
        elif language != SOURCE_LANGUAGE:
            yield from _structure(lesson, language, rendered)


def _structure(lesson: LessonSource, language: str, rendered: dict[str, Rendered]) -> Iterator[Problem]:
    source, other = rendered[SOURCE_LANGUAGE], rendered[language]
    for what, here, there in (
        ("call-outs", len(other.callouts), len(source.callouts)),
        ("headings", other.headings, source.headings),
        ("links and pictures", len(other.links), len(source.links)),
    ):
        if here != there:
            yield Problem(
                lesson.words[language].path,
                lesson.words[language].first_line,
                f"The translation has {here} {what}, the English text has {there}.",
                blocks=False,
            )


def _question(module: ModuleSource, question: QuestionSource) -> Iterator[Problem]:
    if question.objective and question.objective not in {each.key for each in module.objectives}:
        yield Problem(question.path, question.line, f"The module has no objective {question.objective}.")
    for language in dict.fromkeys((*REQUIRED_LANGUAGES, *module.languages)):
        path = f"{module.path}/questions/{language}.toml"
        if language not in question.texts:
            yield Problem(path, 1, f"The translation of the question {question.id} is missing.", blocks=False)
        elif not question.is_current(language):
            reason = (
                "translates an earlier text"
                if question.translates.get(language)
                else "was not yet compared with the English one"
            )
            yield Problem(
                path,
                question.lines[language],
                f"The question {question.id} {reason}; compare the two and stamp it ({question.source_digest}).",
                blocks=False,
            )


def course_problems(course: CourseSource, content: Content) -> list[Problem]:
    """Return everything that is wrong with a course."""
    found = list(course.problems)
    modules = {key: content.module(key) for key in course.modules}
    for key, module in modules.items():
        if module is None:
            found.append(Problem(course.path, course.lines["modules"], f"There is no module {key}."))
    unknown = [key for key in course.definition.get("simulations", ()) if key not in content.simulations]
    found += [Problem(course.path, course.lines["simulations"], f"There is no simulation {key}.") for key in unknown]
    others = {each.key for each in content.courses if each.key != course.key}
    known = others | {each.key for each in content.modules} - set(course.modules)
    for key in course.definition.get("prerequisites", ()):
        if key not in known:
            sentence = f"The prerequisite {key} is neither another course nor a module outside this one."
            found.append(Problem(course.path, course.lines["prerequisites"], sentence))
    present = [module for module in modules.values() if module]
    if len(present) == len(course.modules):
        found += [*_course_hours(course, present), *_banks(course, present), *_outward_links(course, present)]
    return found


def _course_hours(course: CourseSource, modules: list[ModuleSource]) -> Iterator[Problem]:
    exams = sum((course.definition[kind] or {}).get("minutes", 0) for kind in ("pre_test", "final_exam"))
    needed = sum(module.hours for module in modules) + exams / 60
    if abs(course.hours - needed) > HOURS_TOLERANCE * needed:
        sentence = f"{course.hours:g} hours are stated, but modules, pre-test and exam take {needed:.1f}."
        yield Problem(course.path, course.lines["hours"], sentence)


def _banks(course: CourseSource, modules: list[ModuleSource]) -> Iterator[Problem]:
    def count(module: ModuleSource, pools: tuple[str, ...]) -> int:
        return sum(question.pool in pools for question in module.questions)

    for kind in ("pre_test", "final_exam", "quiz", "practical"):
        blueprint = course.definition.get(kind)
        if not blueprint:
            continue
        banks = [count(module, _pools(blueprint)) for module in modules]
        available = min(banks, default=0) if kind == "quiz" else sum(banks)
        if blueprint["questions"] > available:
            sentence = f"{kind} asks {blueprint['questions']} questions, but only {available} can be drawn."
            yield Problem(course.path, course.lines[kind], sentence)
        for sentence in (*_quotas(kind, blueprint, modules), *_sections(kind, blueprint, modules)):
            yield Problem(course.path, course.lines[kind], sentence)


def _pools(blueprint: Mapping[str, Any]) -> tuple[str, ...]:
    pool = blueprint["pool"]
    return (pool,) if isinstance(pool, str) else tuple(pool)


def _sections(kind: str, blueprint: Mapping[str, Any], modules: list[ModuleSource]) -> Iterator[str]:
    """A section of which no question can be drawn would be passed by everybody."""
    known = {(module.key, question.objective) for module in modules for question in module.questions}
    for section in blueprint.get("sections", ()):
        module, objective = section.get("module", ""), section.get("objective", "")
        if not any(module in ("", one) and objective in ("", other) for one, other in known):
            wanted = ", ".join(filter(None, (module, objective)))
            yield f"{kind} has a pass mark for {wanted}, but the modules have no question of it."


def _quotas(kind: str, blueprint: Mapping[str, Any], modules: list[ModuleSource]) -> Iterator[str]:
    """A quota that nothing can serve is found here, not when the first person begins the examination."""
    quotas = blueprint.get("quotas", ())
    pool = [
        {
            "module": module.key,
            "objective": question.objective,
            "difficulty": question.difficulty,
            "pool": question.pool,
        }
        for module in modules
        for question in module.questions
        if question.pool in _pools(blueprint)
    ]
    for quota in quotas:
        asked = {word: value for word, value in quota.items() if word != "count"}
        there = sum(asked.items() <= question.items() for question in pool)
        if there < quota["count"]:
            wanted = ", ".join(asked.values()) or "anything"
            yield f"{kind} asks {quota['count']} questions of {wanted}, but the modules have {there}."
    if (total := sum(quota["count"] for quota in quotas)) > blueprint["questions"]:
        yield f"The quotas of {kind} ask {total} questions, but it has {blueprint['questions']}."


def _outward_links(course: CourseSource, modules: list[ModuleSource]) -> Iterator[Problem]:
    """A link from a lesson to a module that the course does not have would lead its trainees nowhere."""
    for module in modules:
        for lesson in module.lessons:
            for words in lesson.words.values():
                for at, line in enumerate(words.body.split("\n")):
                    for piece in line.split("](lesson:")[1:]:
                        target = piece.partition("/")[0]
                        if target not in course.modules:
                            sentence = f"The course {course.key} does not have the module {target}."
                            yield Problem(words.path, words.first_line + at, sentence)
