"""The forms of the content, and what is said of one that is wrong."""

import pytest
from sqlalchemy import func, select

from app.training.evaluations.content import check, publish
from app.training.evaluations.models import EvaluationForm
from tests.conftest import NOW, ROOT

FORMS = ROOT / "content" / "evaluations"


def test_the_forms_of_the_content_are_in_order():
    assert check(ROOT / "content") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"Fully"]', '"Fully", "More"]', "A scale has 5 words; en has 6."),
        ('kind = "scale"', 'kind = "stars"', "kind must be one of"),
        ('id = "new"', 'id = "relevant"', "The item relevant stands there twice."),
        ('tg = "Курс чӣ гуна гузашт?"', "", "tg is missing"),
        ('audience = "participant"', 'audience = "all"', "audience must be one of"),
        ('id = "best"', 'id = "best"\ncolour = "red"', "colour is not known here"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, old, new, said):
    folder = tmp_path / "content"
    (folder / "evaluations").mkdir(parents=True)
    text = (FORMS / "end-of-course.toml").read_text()
    assert old in text
    (folder / "evaluations" / "end-of-course.toml").write_text(text.replace(old, new, 1))

    found = [str(each) for each in check(folder)]

    assert any(line.startswith("content/evaluations/end-of-course.toml:") and said in line for line in found), found


def test_publishing_again_changes_nothing_and_a_changed_form_is_a_further_edition(session, tmp_path):
    assert len(publish(session, ROOT / "content", NOW)) == 3
    assert publish(session, ROOT / "content", NOW) == []
    folder = tmp_path / "content"
    (folder / "evaluations").mkdir(parents=True)
    changed = (FORMS / "end-of-course.toml").read_text().replace("How was the course?", "How was it?")
    (folder / "evaluations" / "end-of-course.toml").write_text(changed)

    assert publish(session, folder, NOW) == ["end-of-course"]
    assert session.scalar(select(func.count()).select_from(EvaluationForm)) == 4
