"""People who came without being on the list."""
