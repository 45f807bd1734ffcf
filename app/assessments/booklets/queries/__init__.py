"""What is read of paper versions."""
