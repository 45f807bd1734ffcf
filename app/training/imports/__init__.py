"""Lists that come as files: read, looked at row by row, accepted, receipted, and taken back as a whole."""
