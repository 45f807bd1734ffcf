"""Training that an agency held itself: its states, what it must hold, and how hours are counted. Pure decisions."""
