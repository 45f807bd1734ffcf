"""Venues of a centre: rooms and what is in them, movable equipment, beds."""
