"""What may be decided about sittings without a database."""
