"""Scans and photos of paper: looked at before they are kept, named by their digest, never changed."""
