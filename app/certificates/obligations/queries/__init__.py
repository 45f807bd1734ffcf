"""Reads about hours owed and about renewal."""
