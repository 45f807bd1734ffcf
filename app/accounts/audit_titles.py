"""What the audit trail calls the acts of this feature: agencies, people, roles and sign-in."""

from __future__ import annotations

from app.core.errors import N_

ACT_TITLES = {
    "accounts:agency:change": N_("An agency changed"),
    "accounts:agency:create": N_("An agency added"),
    "accounts:agency:remove": N_("An agency removed"),
    "accounts:notices:choose": N_("Choice of messages changed"),
    "accounts:notices:unsubscribe": N_("Messages turned off by a link"),
    "accounts:outbox:cancel": N_("Sending of a message cancelled"),
    "accounts:outbox:read": N_("Outbox looked at"),
    "accounts:outbox:retry": N_("A message sent again"),
    "accounts:password:change": N_("Password changed"),
    "accounts:password:set": N_("Password set by a link"),
    "accounts:people:list": N_("List of people read"),
    "accounts:person:add": N_("A person added"),
    "accounts:person:change": N_("A person's details changed"),
    "accounts:person:close": N_("An account closed"),
    "accounts:person:invite": N_("A person invited"),
    "accounts:person:move": N_("A person moved to another agency"),
    "accounts:person:remove": N_("A person removed"),
    "accounts:person:reopen": N_("An account opened again"),
    "accounts:role:end": N_("A role ended"),
    "accounts:role:grant": N_("A role given"),
    "accounts:sign_in:begin": N_("Signed in"),
    "accounts:sign_in:end_all": N_("Signed out everywhere"),
    "accounts:sign_in:end": N_("Signed out"),
}
