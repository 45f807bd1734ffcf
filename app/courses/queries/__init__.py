"""Reads about the published curriculum and about who learns what of it."""

from .curriculum import (
    LessonPage,
    count_editions,
    course_outline,
    course_outlines,
    current_course_edition,
    get_lesson_page,
    get_media,
    get_module,
    list_current_courses,
    list_current_modules,
    list_standings,
)
from .enrolments import (
    OwnCourse,
    Study,
    completed_lessons,
    find_own_course,
    find_own_enrolments,
    find_study,
    get_enrolment,
    lesson_progress,
)

__all__ = [
    "LessonPage",
    "OwnCourse",
    "Study",
    "completed_lessons",
    "count_editions",
    "course_outline",
    "course_outlines",
    "current_course_edition",
    "find_own_course",
    "find_own_enrolments",
    "find_study",
    "get_enrolment",
    "get_lesson_page",
    "get_media",
    "get_module",
    "lesson_progress",
    "list_current_courses",
    "list_current_modules",
    "list_standings",
]
