"""The decisions of training: pure, on frozen values, refusing with a named reason."""
