"""Reads of sittings: the doors of those who sit, the lists and pages of those who watch over them."""
