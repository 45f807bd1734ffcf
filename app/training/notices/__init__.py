"""What people are told about cohorts, sessions and attendance."""
