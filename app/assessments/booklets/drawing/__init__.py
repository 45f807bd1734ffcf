"""From questions to printed pages."""
