"""What people are told and how they want it: preferences, unsubscribing, the outbox on the screen."""
