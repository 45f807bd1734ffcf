"""Invented people and records: a story to walk through, and any amount more for measuring."""
