"""Moodle's XML, the format that holds all of its question types."""
