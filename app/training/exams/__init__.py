"""Exams of a cohort: sittings that are opened for its roster."""
