"""Decisions about questions that people write in the browser."""
