"""Reads about certificates and about who may have one."""
