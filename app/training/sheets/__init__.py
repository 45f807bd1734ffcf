"""Paper sheets with their scans, and files of marks."""
