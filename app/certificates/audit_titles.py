"""What the audit trail calls the acts of this feature: certificates and hours."""

from __future__ import annotations

from app.core.errors import N_

ACT_TITLES = {
    "certificates:certificate:download": N_("A certificate fetched"),
    "certificates:certificate:issue": N_("Certificates issued"),
    "certificates:certificate:refresher": N_("Refresher hours of a certificate read"),
    "certificates:certificate:renew": N_("A certificate renewed"),
    "certificates:certificate:revoke": N_("A certificate revoked"),
    "certificates:hours:end_exemption": N_("Exemption from hours ended"),
    "certificates:hours:exempt": N_("A person exempted from hours"),
    "certificates:hours:export": N_("Hours owed exported"),
    "certificates:hours:read": N_("Hours of a person read"),
    "certificates:hours:roll_up": N_("Hours owed looked at"),
    "certificates:hours:set_rule": N_("Rule of yearly hours set"),
    "certificates:renewals:export": N_("Renewals exported"),
    "certificates:renewals:list": N_("Renewals looked at"),
    "certificates:renewals:set_rule": N_("Rule of renewal set"),
}
