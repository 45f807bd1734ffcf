"""Reads about nominations."""
