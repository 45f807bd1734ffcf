"""Marking by people: rubrics, checklists, second markers, moderation, faulty questions and appeals."""
