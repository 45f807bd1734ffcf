"""Changing from one cohort of a course to another."""
