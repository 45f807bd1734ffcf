"""Reads of assessments: attempts as their owner works on them, results for the features above."""

from .results import (
    ItemResult,
    ResultRow,
    attempt_history,
    best_exam_percent,
    item_results,
    results_overview,
)

__all__ = ["ItemResult", "ResultRow", "attempt_history", "best_exam_percent", "item_results", "results_overview"]
