"""Hours that people owe in a year, and certificates that must be renewed. Pure decisions."""
