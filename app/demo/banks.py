"""A centre's question bank: questions in every state, and two that ask the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.demo import DEMO_DOMAIN
from app.accounts.models import User
from app.accounts.queries import find_agency_by_code, get_actor
from app.assessments.banks import services
from app.assessments.banks.rules.workflow import Act
from app.assessments.banks.services.banks import BankDetails
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core.ids import new_id
from app.core.policy import Actor
from app.courses.queries import list_current_modules

from .agencies import DUSHANBE

AUTHOR, REVIEWER = "mavlonova@example.org", f"rustam@{DEMO_DOMAIN}"
TITLE = "Саволҳои Маркази Душанбе"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who writes, who reviews, in which bank and when."""

    author: Actor
    reviewer: Actor
    bank_id: UUID
    at: datetime


def tell(session: Session, at: datetime) -> None:
    """Write the bank as if it had grown over the last weeks."""
    centre = find_agency_by_code(session, DUSHANBE)
    author = session.scalars(select(User).where(User.email == AUTHOR)).one_or_none()
    reviewer = session.scalars(select(User).where(User.email == REVIEWER)).one_or_none()
    if centre is None or author is None or reviewer is None:
        return
    begun_at = at - timedelta(days=20)
    writer = get_actor(session, author.id)
    bank_id = services.create_bank(
        session,
        actor=writer,
        bank_id=new_id(),
        agency_id=centre.id,
        details=BankDetails(
            TITLE, "Саволҳо барои имтиҳонҳои худи марказ; масъул Шоҳида Мавлонова.", ("tg", "ru", "en")
        ),
        at=begun_at,
    )
    cast = Cast(writer, get_actor(session, reviewer.id), bank_id, begun_at)
    modules = [module.key for module in list_current_modules(session)]
    _questions(session, cast, (*modules, "")[0])


def _questions(session: Session, cast: Cast, module: str) -> None:
    published = [_begin(session, cast, each, module) for each in PUBLISHED]
    for question_id in published:
        _steps(session, cast, question_id, Act.SENT, Act.APPROVED, Act.PUBLISHED)
    _steps(session, cast, published[0], Act.REOPENED, hours=48)
    _steps(session, cast, published[-1], Act.RETIRED, hours=72, note="Моддаи қонун иваз шуд.")
    waiting, returned, approved = (_begin(session, cast, each, module) for each in ON_THE_WAY)
    _steps(session, cast, waiting, Act.SENT)
    _steps(session, cast, returned, Act.SENT, Act.RETURNED, note="Ҷавоби дуюм ҳам дуруст аст: матнро аниқ кунед.")
    _steps(session, cast, approved, Act.SENT, Act.APPROVED)
    for each in DRAFTS:
        _begin(session, cast, each, module)


def _begin(session: Session, cast: Cast, written: WrittenQuestion, module: str) -> UUID:
    tagged = WrittenQuestion(
        written.name, written.kind, written.key, written.texts, difficulty=written.difficulty, module=module
    )
    return services.create_question(
        session, actor=cast.author, bank_id=cast.bank_id, question_id=new_id(), written=tagged, at=cast.at
    )


def _steps(session: Session, cast: Cast, question_id: UUID, *acts: Act, hours: int = 20, note: str = "") -> None:
    for number, act in enumerate(acts, start=1):
        who = cast.reviewer if act in (Act.APPROVED, Act.RETURNED) else cast.author
        told = note if act in (Act.RETURNED, Act.RETIRED) else ""
        at = cast.at + timedelta(hours=hours + number)
        services.take_step(session, actor=who, question_id=question_id, act=act, at=at, note=told)


def _choice(
    name: str, right: str, difficulty: str = "medium", **texts: tuple[str, dict[str, str], str]
) -> WrittenQuestion:
    """Write a single choice; for each language the stem, the choices, and why."""
    ids = list(next(iter(texts.values()))[1])
    words: dict[str, dict[str, Any]] = {
        language: {
            "stem": stem,
            "explanation": why,
            "choices": {key: {"text": text} for key, text in choices.items()},
        }
        for language, (stem, choices, why) in texts.items()
    }
    key = {"choices": ids, "correct": [right]}
    return WrittenQuestion(name, QuestionKind.SINGLE, key, words, difficulty=difficulty)


FIRST_STEP = _choice(
    "first-contact",
    "b",
    "easy",
    en=(
        "A woman found during a raid asks to call her sister. What do you do first?",
        {
            "a": "Take her telephone as evidence.",
            "b": "Bring her to a safe, quiet place and let her call.",
            "c": "Ask her to identify the recruiter.",
            "d": "Wait until the prosecutor comes.",
        },
        "Safety and contact with people whom she trusts come before questions.",
    ),
    ru=(
        "Женщина, найденная во время рейда, просит позвонить сестре. Что вы делаете прежде всего?",
        {
            "a": "Изымаете телефон как доказательство.",
            "b": "Отводите её в безопасное тихое место и даёте позвонить.",
            "c": "Просите опознать вербовщика.",
            "d": "Ждёте прокурора.",
        },
        "Безопасность и связь с близкими важнее вопросов.",
    ),
    tg=(
        "Зане, ки ҳангоми рейд ёфт шуд, хоҳиш мекунад, ки ба хоҳараш занг занад. Аввал чӣ кор мекунед?",
        {
            "a": "Телефонро ҳамчун далел мегиред.",
            "b": "Ӯро ба ҷойи бехатару ором мебаред ва мегузоред, ки занг занад.",
            "c": "Хоҳиш мекунед, ки ҷалбкунандаро шиносад.",
            "d": "Прокурорро интизор мешавед.",
        },
        "Бехатарӣ ва робита бо наздикон аз саволҳо муҳимтар аст.",
    ),
)
DEBT = WrittenQuestion(
    "debt-sum",
    QuestionKind.NUMERIC,
    {
        "answers": [{"id": "a", "value": "4800", "tolerance": "0", "share": "1"}],
        "units": [{"id": "a", "factor": "1"}],
        "unit_share": "0.5",
    },
    {
        "ru": {
            "stem": "Вербовщик удерживает 400 сомони в месяц в течение года. Какую сумму он удержал?",
            "units": {"a": ["сомони", "сомонӣ"]},
            "explanation": "Двенадцать месяцев по 400 сомони.",
        },
        "tg": {
            "stem": "Ҷалбкунанда дар давоми як сол ҳар моҳ 400 сомонӣ нигоҳ медорад. Ҳамагӣ чӣ қадар аст?",
            "units": {"a": ["сомонӣ", "сомони"]},
            "explanation": "Дувоздаҳ моҳ 400 сомонӣ.",
        },
    },
)
INTERVIEW = WrittenQuestion(
    "interview-order",
    QuestionKind.ORDERING,
    {"items": ["a", "b", "c", "d"]},
    {
        "ru": {
            "stem": "Расположите шаги первой беседы с предполагаемой потерпевшей по порядку.",
            "items": {
                "a": "Обеспечить безопасность и покой",
                "b": "Представиться и объяснить, кто вы",
                "c": "Узнать о неотложных нуждах",
                "d": "Спросить о случившемся",
            },
            "explanation": "Вопросы о случившемся задают последними.",
        },
        "tg": {
            "stem": "Қадамҳои суҳбати аввалро бо қурбонии эҳтимолӣ ба тартиб оред.",
            "items": {
                "a": "Бехатарӣ ва оромиро таъмин кардан",
                "b": "Худро муаррифӣ кардан",
                "c": "Ниёзҳои фавриро пурсидан",
                "d": "Дар бораи воқеа пурсидан",
            },
            "explanation": "Дар бораи воқеа дар охир мепурсанд.",
        },
    },
)
ARTICLE = WrittenQuestion(
    "consent-child",
    QuestionKind.TRUE_FALSE,
    {"answer": False},
    {
        "ru": {
            "stem": "Согласие ребёнка исключает торговлю людьми.",
            "explanation": "Согласие ребёнка не имеет значения.",
        },
        "tg": {
            "stem": "Розигии кӯдак савдои одамонро истисно мекунад.",
            "explanation": "Розигии кӯдак аҳамият надорад.",
        },
    },
)
ROLE_PLAY = WrittenQuestion(
    "role-play",
    QuestionKind.CHECKLIST,
    {
        "items": [
            {"id": "a", "points": "1", "critical": False},
            {"id": "b", "points": "2", "critical": True},
            {"id": "c", "points": "1", "critical": False},
        ]
    },
    {
        "ru": {
            "stem": "Проведите первую беседу с предполагаемой потерпевшей.",
            "items": {
                "a": "Представился и объяснил свою роль",
                "b": "Спросил о безопасности",
                "c": "Предложил переводчика",
            },
            "instructions": "Беседа длится не более 15 минут.",
        }
    },
)
REPORT = WrittenQuestion(
    "report",
    QuestionKind.ESSAY,
    {
        "rubric": [
            {"id": "a", "levels": [{"id": "a", "points": "0"}, {"id": "b", "points": "2"}]},
            {"id": "b", "levels": [{"id": "a", "points": "0"}, {"id": "b", "points": "1"}]},
        ],
        "least_words": 80,
        "most_words": 300,
    },
    {
        "ru": {
            "stem": "Опишите, какие признаки торговли людьми вы увидели в деле швейного цеха.",
            "rubric": {
                "a": {"title": "Признаки названы", "levels": {"a": "Нет", "b": "Не менее трёх"}},
                "b": {"title": "Связь с законом", "levels": {"a": "Нет", "b": "Назван элемент состава"}},
            },
        }
    },
)
LIKE_FIRST = _choice(
    "first-contact-2",
    "b",
    ru=(
        "Женщина, найденная во время рейда, просит позвонить своей сестре. Что вы делаете прежде всего?",
        {"a": "Составляете протокол.", "b": "Отводите её в тихое место и даёте позвонить.", "c": "Ждёте прокурора."},
        "Безопасность прежде всего.",
    ),
)
UNFINISHED = WrittenQuestion(
    "unfinished",
    QuestionKind.MULTIPLE,
    {"choices": ["a", "b"], "correct": []},
    {
        "tg": {
            "stem": "Кадом нишондиҳандаҳо ба меҳнати маҷбурӣ ишора мекунанд?",
            "choices": {"a": {"text": ""}, "b": {"text": ""}},
        }
    },
)
PUBLISHED = (FIRST_STEP, DEBT, INTERVIEW, ARTICLE)
ON_THE_WAY = (ROLE_PLAY, REPORT, LIKE_FIRST)
DRAFTS = (UNFINISHED,)
