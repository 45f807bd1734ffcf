"""What people do about marks: give them, moderate them, withdraw questions, appeal and decide."""
