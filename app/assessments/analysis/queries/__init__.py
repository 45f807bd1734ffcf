"""Reads of analysis: which assessments have answers, and the answers themselves."""
