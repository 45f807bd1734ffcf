"""A trainer brings questions from a Moodle course into the centre's bank; a second file waits to be looked at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import get_actor
from app.assessments.banks.models import Bank
from app.core.ids import new_id
from app.core.ports import ports
from app.interop.services import Upload, accept_file, send_file

from .banks import AUTHOR, TITLE

FROM_MOODLE = """// Аз курси пештараи марказ
$CATEGORY: Марказ/Аломатҳо

::Аломатҳои назорат::Кадоме аз инҳо аломати назорат аст?{
=Шиносномаро каси дигар нигоҳ медорад#Дуруст: ҳуҷҷат воситаи фишор аст.
~Шахс дар ду навбат кор мекунад
~Шахс бо ҳамкасбонаш зиндагӣ мекунад}

::Розигӣ::Розигии кӯдак ба истисмор ҷиноятро истисно мекунад.{F#Барои кӯдак воситаҳо шарт нестанд.}

::Синну сол::Шахси то чандсола кӯдак ҳисоб меёбад?{#18}

Ин матн танҳо барои хондан аст, савол нест.
"""
WAITING = """Who may give consent on behalf of a child?
A) A parent, in any case
B) Nobody: consent to exploitation does not count
ANSWER: B

Which paper is seized first?
A) The notebook with debts
ANSWER: A
"""


def tell(session: Session, at: datetime) -> None:
    """Send both files, and take the first one in."""
    bank_id = session.scalar(select(Bank.id).where(Bank.title == TITLE))
    author_id = session.scalar(select(User.id).where(User.email == AUTHOR))
    if bank_id is None or author_id is None:
        return
    author = get_actor(session, author_id)
    storage = ports().storage
    sent = []
    for name, text, language in (("moodle-alomatho.gift.txt", FROM_MOODLE, "tg"), ("new-questions.txt", WAITING, "en")):
        upload = Upload(name, text.encode(), language)
        sent.append(
            send_file(session, actor=author, file_id=new_id(), bank_id=bank_id, upload=upload, storage=storage, at=at)
        )
    accept_file(session, actor=author, file_id=sent[0], storage=storage, at=at)
