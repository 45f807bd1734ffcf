"""Self check-in: participants claim by a code from the projector that they are here, the trainer confirms."""
