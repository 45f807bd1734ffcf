"""What the fields of forms say by themselves is said in the reader's language."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.core.forms import BaseForm, DayField
from app.core.i18n import speaking


class Typed(BaseForm):
    day = DayField()
    starts = TimeField()
    title = StringField(validators=[Length(max=3)])
    kind = SelectField(choices=[SelectChoice("a", "A")])

    class Meta(BaseForm.Meta):
        csrf = False


def said(app, language: str, **typed: str) -> dict[str, list[str]]:
    with app.test_request_context(), speaking(language):
        form = Typed(MultiDict(typed))
        form.validate()
        return {name: [str(each) for each in found] for name, found in form.errors.items()}


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_fields_speak_the_readers_language(app, language):
    wrong = {"day": "soon", "starts": "25:00", "title": "long", "kind": "b"}
    english, own = said(app, "en", **wrong), said(app, language, **wrong)

    assert set(own) == set(english) == set(wrong)
    for name, sentences in own.items():
        assert sentences != english[name]
        assert "%(" not in sentences[0]


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_nobody_can_mean_is_none(app, day):
    right = {"starts": "09:00", "title": "", "kind": "a"}

    assert said(app, "en", day=day, **right) == {"day": ["Not a valid date value."]}
    assert not said(app, "en", day="2199-12-31", **right)
