"""The export's seventeen columns as one plain SELECT: what a bare loop or COPY would run."""

from __future__ import annotations

_FROM = """
FROM training_attendance_marks m
JOIN accounts_users u ON u.id = m.user_id
JOIN accounts_agencies a ON a.id = m.agency_id
JOIN courses_enrolments e ON e.id = m.enrolment_id
JOIN training_sessions s ON s.id = m.session_id
JOIN training_cohorts c ON c.id = s.cohort_id
JOIN courses_course_editions ce ON ce.id = c.course_edition_id
JOIN accounts_users author ON author.id = m.marked_by
LEFT JOIN training_rooms r ON r.id = s.room_id
LEFT JOIN (SELECT st.session_id, {trainers} AS names FROM training_session_trainers st
           JOIN accounts_users t ON t.id = st.user_id GROUP BY st.session_id) taught ON taught.session_id = s.id
WHERE NOT EXISTS (SELECT 1 FROM training_attendance_marks later WHERE later.corrects_id = m.id)"""

_SQLITE = """
SELECT u.name, json_extract(a.names, '$.ru'), e.profession, json_extract(ce.definition, '$.title.ru'), c.title, s.title,
date(s.starts_at, '+5 hours'), strftime('%H:%M', s.starts_at, '+5 hours'), strftime('%H:%M', s.ends_at, '+5 hours'),
(julianday(s.ends_at) - julianday(s.starts_at)) * 24, coalesce(r.name, s.place), taught.names, m.status,
m.minutes_late, author.name, m.marked_at, m.corrects_id IS NOT NULL"""

_POSTGRESQL = """
SELECT u.name, a.names ->> 'ru', e.profession, ce.definition -> 'title' ->> 'ru', c.title, s.title,
(s.starts_at AT TIME ZONE 'Asia/Dushanbe')::date, to_char(s.starts_at AT TIME ZONE 'Asia/Dushanbe', 'HH24:MI'),
to_char(s.ends_at AT TIME ZONE 'Asia/Dushanbe', 'HH24:MI'), extract(epoch FROM s.ends_at - s.starts_at) / 3600,
coalesce(r.name, s.place), taught.names, m.status, m.minutes_late, author.name, m.marked_at,
m.corrects_id IS NOT NULL"""


def joined_rows(dialect: str) -> str:
    """Return the statement."""
    if dialect == "sqlite":
        return _SQLITE + _FROM.format(trainers="group_concat(t.name, ', ')")
    return _POSTGRESQL + _FROM.format(trainers="string_agg(t.name, ', ')")
