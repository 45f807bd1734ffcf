"""Sittings: an assessment opened for a group at a centre, watched over while it runs, with a protocol afterwards."""
