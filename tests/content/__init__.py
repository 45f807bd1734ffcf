"""The curriculum itself, as it stands in `content/`."""
