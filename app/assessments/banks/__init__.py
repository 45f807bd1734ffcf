"""Question banks of training centres: writing, review, publication, use."""
