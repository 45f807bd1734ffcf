"""A list that the centre's administrator imported, with a row that was left out, and one that waits to be accepted."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.demo import DEMO_DOMAIN
from app.accounts.models import User
from app.accounts.queries import get_actor
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.tables_in import Reading
from app.training.imports import services
from app.training.imports.rules.decisions import ImportKind
from app.training.imports.views.words import all_words, vocabulary_of

PEOPLE = """ФИО;E-mail;Ведомство;Профессия;Пол;Язык
Шодиев Хуршед;shodiev.kh@example.org;TJ-MIA;следователь;м;ru
Наботова Гулчеҳра;nabotova@example.org;TJ-GPO;прокурор;ж;tg
Исоев Зафар;isoev at example.org;TJ-MIA;следователь;м;tg
"""
PAST = """E-mail;Курс;Организатор;Дата;Часы;Номер сертификата
shodiev.kh@example.org;Ёрӣ ба ҷабрдидагон;Ташкилоти «Умед»;15.04.2024;16;УМ-0117
nabotova@example.org;Основы защиты свидетелей;Учебный центр;03.10.2023;8;
"""
WAITING = """ФИО;E-mail;Ведомство;Профессия
Shodiev Khurshed;kh.shodiev@example.org;TJ-MIA;investigator
Ёқубова Саломат;yoqubova@example.org;TJ-SC;судья
"""


def tell(session: Session, at: datetime) -> None:
    """Import as the administrator would."""
    administrator = session.scalars(select(User).where(User.email == f"dilnoza@{DEMO_DOMAIN}")).one_or_none()
    if administrator is None:
        return
    actor = get_actor(session, administrator.id)
    for kind, name, text, days in (
        (ImportKind.PEOPLE, "слушатели-ноябрь.csv", PEOPLE, 6),
        (ImportKind.PAST, "прошлое обучение.csv", PAST, 5),
    ):
        then = at - timedelta(days=days)
        import_id = _send(session, actor, kind, name, text, then)
        services.accept(session, actor=actor, import_id=import_id, reason="", at=then)
        while services.take_next_part(session, actor=actor, import_id=import_id, at=then):
            pass
    _send(session, actor, ImportKind.PEOPLE, "слушатели-декабрь.csv", WAITING, at)


def _send(session: Session, actor: Actor, kind: ImportKind, name: str, text: str, at: datetime) -> UUID:
    import_id = services.send_file(
        session, actor=actor, import_id=new_id(), kind=kind, file_name=name, content=text.encode(), at=at
    )
    layout = services.look_at_file(session, actor=actor, import_id=import_id, vocabulary=vocabulary_of(kind))
    services.read_file(
        session,
        actor=actor,
        import_id=import_id,
        reading=Reading(),
        title_line=layout.title_line,
        chosen=layout.columns,
        words=all_words(),
        at=at,
    )
    return import_id
