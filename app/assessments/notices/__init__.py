"""What people are told about exams, results, appeals, marking and questions."""
