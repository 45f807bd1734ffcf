"""Questions to and from other systems."""
