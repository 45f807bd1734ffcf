"""Locked sheets: the centre's setting, and unlocking on record."""
