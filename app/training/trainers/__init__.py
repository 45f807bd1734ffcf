"""The pool of trainers: what they may teach, when they can, and how much they do."""
