"""Question banks and blueprints from published content."""
