"""Warnings when attendance can no longer be enough."""
