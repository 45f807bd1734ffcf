"""What every feature stands on; it knows no word of training or law."""
