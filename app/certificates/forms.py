"""What people type about certificates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm

LONGEST_REASON = 500


class RevokeForm(BaseForm):
    """Why a certificate ceases to be valid."""

    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(_l("Fill in this field.")), Length(max=LONGEST_REASON)],
        description=_l("One sentence without names. Everybody who checks the certificate will read it."),
    )


class SerialForm(BaseForm):
    """The number on a certificate; sent by GET, so that the answer has an address."""

    class Meta(BaseForm.Meta):
        """Nothing is changed, so no token is needed."""

        csrf = False

    serial = StringField(
        _l("Serial number"),
        [InputRequired(_l("Fill in this field.")), Length(max=60)],
        description=_l("It stands beside the QR code, for example NTC-2026-7K3QX-9M2DP."),
    )
