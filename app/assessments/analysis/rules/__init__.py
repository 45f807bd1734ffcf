"""The figures of a test and of its questions: pure functions on what people answered."""
