"""Aiken, the plainest format: one right choice a question."""
