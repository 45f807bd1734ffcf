"""Decisions about nominations, without database, clock or web."""
