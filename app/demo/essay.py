"""The essay that the demonstration's practical examination asks, and what people answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, EditionQuestion, QuestionVersion
from app.assessments.rules.questions import AssessmentKind, QuestionKind
from app.core.ids import new_id
from app.courses.models import CourseModule

MODULE = "interviewing-a-presumed-victim"
POOL = "essays"
LEVELS = ("none", "part", "full")
KEY: dict[str, Any] = {
    "points": "6",
    "rubric": [
        {"id": each, "levels": [{"id": level, "points": str(points)} for points, level in enumerate(LEVELS)]}
        for each in ("safety", "trust", "law")
    ],
    "least_words": 20,
    "most_words": 250,
}
TEXTS: dict[str, dict[str, Any]] = {
    "en": {
        "stem": "A woman waits in the corridor of the station. A man who says he is her cousin answers for her. Say "
        "what you do in the first quarter of an hour, and why.",
        "explanation": "Apart from the man first, quietly; then what she needs; then her rights; the facts come later.",
        "model_answer": "I ask both for their papers and lead them to different rooms without giving the reason. I ask "
        "her whether she is safe and what she needs, through a neutral interpreter. I tell her of her rights and of "
        "the shelter before I ask anything about the case.",
        "titles": ("Safety first", "Trust", "Rights and law"),
        "levels": ("Not seen", "Seen in part", "Fully seen"),
    },
    "ru": {
        "stem": "В коридоре отдела ждёт женщина. За неё отвечает мужчина, который называет себя двоюродным братом. "
        "Опишите, что вы делаете в первые пятнадцать минут и почему.",
        "explanation": "Сначала спокойно отделить её от мужчины, затем узнать, что ей нужно, затем разъяснить права; "
        "факты – потом.",
        "model_answer": "Прошу у обоих документы и развожу их по разным кабинетам, не называя причины. Через "
        "нейтрального переводчика спрашиваю, в безопасности ли она и что ей нужно. Разъясняю права и говорю об убежище "
        "до вопросов по делу.",
        "titles": ("Сначала безопасность", "Доверие", "Права и закон"),
        "levels": ("Не показано", "Показано отчасти", "Показано полностью"),
    },
    "tg": {
        "stem": "Дар роҳрави шуъба зане интизор аст. Марде, ки худро амакбачаи ӯ меномад, ба ҷои ӯ ҷавоб медиҳад. "
        "Гӯед, ки дар чоряки якуми соат чӣ мекунед ва чаро.",
        "explanation": "Аввал оромона аз мард ҷудо кардан, баъд фаҳмидани эҳтиёҷ, баъд ҳуқуқҳо; далелҳо дертар.",
        "model_answer": "Аз ҳарду ҳуҷҷат мепурсам ва онҳоро ба утоқҳои гуногун мебарам, сабаб намегӯям. Ба воситаи "
        "тарҷумони бетараф мепурсам, ки оё ӯ дар амон аст ва чӣ лозим дорад. Пеш аз саволҳо ҳуқуқҳо ва паноҳгоҳро "
        "мефаҳмонам.",
        "titles": ("Аввал бехатарӣ", "Эътимод", "Ҳуқуқҳо ва қонун"),
        "levels": ("Дида нашуд", "Қисман дида шуд", "Пурра дида шуд"),
    },
}
ANSWERS = (
    (
        "Аввал ҳуҷҷати ҳардуро мепурсам ва онҳоро ба утоқҳои гуногун мебарам, то зан озод сухан гӯяд. Баъд ба воситаи "
        "тарҷумони бетараф мепурсам, ки оё ӯ дар амон аст, об ва духтур лозим аст ё не. Ҳуқуқҳояшро мефаҳмонам."
    ),
    (
        "Занро аз мард ҷудо мекунам, аммо сабабашро намегӯям. Мепурсам, ки чӣ лозим дорад. Ба ӯ вақт медиҳам ва "
        "саволҳои парвандаро дертар мегузорам. Телефони хатти боварӣ ва паноҳгоҳро медиҳам."
    ),
    (
        "Ман аз мард мепурсам, ки онҳо аз куҷо омадаанд, ва ҷавобҳояшро менависам. Баъд аз зан ҳамонро мепурсам ва "
        "муқоиса мекунам. Агар фарқ бошад, протокол мекунам ва ба сардор хабар медиҳам."
    ),
)


def add_examination(session: Session, course_edition_id: UUID, at: datetime) -> UUID:
    """Add an essay to the module and an examination that asks it, marked by two."""
    version = QuestionVersion(
        id=new_id(),
        module_key=MODULE,
        question_key="essay-corridor",
        number=1,
        digest="demo-essay-corridor",
        kind=QuestionKind.ESSAY,
        objective="",
        difficulty="medium",
        pool=POOL,
        key=KEY,
        texts={code: _words(each) for code, each in TEXTS.items()},
        published_at=at - timedelta(days=40),
    )
    module = CourseModule.course_edition_id == course_edition_id, CourseModule.module_key == MODULE
    edition_id = session.scalars(select(CourseModule.edition_id).where(*module)).one()
    blueprint = {
        "questions": 1,
        "pass_mark": 60,
        "attempts": 2,
        "pool": POOL,
        "show_explanations": "after_last_attempt",
        "marking": "double",
        "marking_tolerance": 0.5,
    }
    assessment = Assessment(
        id=new_id(),
        course_edition_id=course_edition_id,
        kind=AssessmentKind.PRACTICAL,
        module_key=MODULE,
        blueprint=blueprint,
    )
    session.add_all([version, assessment])
    session.flush()
    session.add(EditionQuestion(edition_id=edition_id, question_version_id=version.id))
    session.flush()
    return assessment.id


def _words(words: dict[str, Any]) -> dict[str, Any]:
    levels = dict(zip(LEVELS, words["levels"], strict=True))
    rubric = {
        criterion["id"]: {"title": title, "levels": levels}
        for criterion, title in zip(KEY["rubric"], words["titles"], strict=True)
    }
    return {**{name: words[name] for name in ("stem", "explanation", "model_answer")}, "rubric": rubric}
