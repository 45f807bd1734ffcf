"""What people do with banks and their questions."""

from .adding import add_questions
from .banks import BankDetails, change_bank, check_bank, create_bank
from .drafts import create_question, delete_question, save_draft
from .media import store_image
from .pairs import mark_distinct
from .reviewing import take_step
from .uses import count_uses

__all__ = [
    "BankDetails",
    "add_questions",
    "change_bank",
    "check_bank",
    "count_uses",
    "create_bank",
    "create_question",
    "delete_question",
    "mark_distinct",
    "save_draft",
    "store_image",
    "take_step",
]
