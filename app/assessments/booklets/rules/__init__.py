"""What paper versions decide without a database."""
