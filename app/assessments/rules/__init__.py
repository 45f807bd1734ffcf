"""Pure decisions of assessments: drawing, answering, marking, timing. They know neither web nor database."""
