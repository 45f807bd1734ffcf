"""Reads of banks: what a person may see of them, and what the features above need of their questions."""

from .banks import BankFacts, get_bank, list_banks, list_centres
from .curriculum import curriculum_questions
from .questions import bank_questions, get_question, media_of

__all__ = [
    "BankFacts",
    "bank_questions",
    "curriculum_questions",
    "get_bank",
    "get_question",
    "list_banks",
    "list_centres",
    "media_of",
]
