"""Sentences that the script of an attempt says; it fills the named places itself."""

from __future__ import annotations

from flask_babel import gettext

from app.core.errors import N_

SENTENCES = {
    "ready": N_("Each answer is saved at once"),
    "saving": N_("Saving…"),
    "saved": N_("Saved %(time)s"),
    "waiting": N_("Waiting for connection. Answers kept on this device: %(count)s"),
    "signed_out": N_("You are signed out. Sign in in another tab. Answers kept on this device: %(count)s"),
    "refused": N_("One answer could not be saved: %(reason)s"),
    "late": N_("This answer came after the end of the attempt. It is kept, and it does not count."),
    "onward": N_("Go to the result"),
    "elsewhere": N_(
        "Answers were also saved in another tab or on another device. The answer saved last counts; it is shown now."
    ),
    "more": N_("You were given more time. Minutes left: %(count)s"),
    "left": N_("Time left: %(time)s"),
    "minutes": N_("%(count)s min"),
    "over": N_("The time is over. Your answers are being handed in."),
    "soon": N_("Minutes left: %(count)s"),
    "count": N_("Words: %(count)s"),
    "question": N_("Question %(number)s of %(count)s"),
    "answered": N_("answered"),
    "partly": N_("partly answered"),
    "open": N_("not answered"),
    "flagged": N_("flagged for later"),
    "next": N_("Next"),
    "check": N_("Check and hand in"),
    "flag": N_("Flag for later"),
    "unflag": N_("Remove the flag"),
    "offline": N_("No connection. Your answers are kept on this device and sent when it is back."),
}


def script_words() -> dict[str, str]:
    """Return the script's sentences in the reader's language, their named places still open."""
    return {name: gettext(sentence) for name, sentence in SENTENCES.items()}
