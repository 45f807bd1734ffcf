"""Reads across all features. Nothing here writes."""
