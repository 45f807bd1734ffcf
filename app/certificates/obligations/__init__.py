"""Hours that people owe, certificates that must be renewed, and who is told of it."""
