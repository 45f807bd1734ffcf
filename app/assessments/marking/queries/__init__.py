"""Reads of marking: what waits, what was marked and how, withdrawn questions and appeals."""
