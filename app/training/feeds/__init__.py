"""Calendars in the iCalendar format: feeds with a private address, and invitations."""
