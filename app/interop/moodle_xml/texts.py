"""Texts of Moodle's XML, with the files that stand beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from app.core.errors import N_

from ..drafts import Draft
from ..markup import Element, child, children, text_of
from ..pictures import Media, from_data_address, unbase64
from ..words import Picture, Words, plain_html, plain_markdown, plain_moodle, plain_text

FORMATS: dict[str, Callable[[str], Words]] = {
    "html": plain_html,
    "moodle_auto_format": plain_moodle,
    "plain_text": plain_text,
    "markdown": plain_markdown,
}
# What Moodle itself puts there when an author writes nothing.
STANDARD = frozenset(
    {
        "",
        "Your answer is correct.",
        "Your answer is partially correct.",
        "Your answer is incorrect.",
        "Ваш ответ верный.",
        "Ваш ответ частично правильный.",
        "Ваш ответ неправильный.",
    }
)


@dataclass(slots=True)
class Reading:
    """A question as it is read: its element, what becomes of it, and the file's pictures."""

    element: Element
    draft: Draft
    media: Media

    def value(self, name: str, default: str = "") -> str:
        """Return a plain value of the question, such as its default grade."""
        found = child(self.element, name)
        if found is None:
            return default
        inner = child(found, "text")
        return text_of(found if inner is None else inner).strip() or default

    def truth(self, name: str, *, default: bool) -> bool:
        """Return a value that is true or false, however it is written."""
        text = self.value(name).casefold()
        return default if not text else text in ("1", "true", "yes", "on")

    def all(self, *names: str) -> list[Element]:
        """Return the elements of the question with one of these names."""
        return children(self.element, *names)

    def text(self, element: Element | None) -> str:
        """Return the words of a text; pictures in it are named as lost."""
        words = self.words(element)
        self.lose_pictures(words.pictures)
        return words.text

    def lose_pictures(self, pictures: list[Picture]) -> None:
        """Say which pictures are not kept; their descriptions are only words for the author."""
        for picture in pictures:
            self.draft.lose(N_("The picture %(name)s can't be shown here."), name=name_of(picture))

    def words(self, element: Element | None) -> Words:
        """Return the words of a text and its pictures."""
        if element is None:
            return Words("")
        inner = child(element, "text")
        source = text_of(element if inner is None else inner)
        stated = element.get("format") or self.element.get("_format") or "moodle_auto_format"
        words = FORMATS.get(stated, plain_html)(source)
        self.draft.add_losses(words.losses)
        return words

    def said(self, name: str) -> str:
        """Return one of the question's texts."""
        return self.text(child(self.element, name))

    def keep(self, picture: Picture, beside: Element) -> str:
        """Keep a picture whose file stands beside its text; return its name here, or nothing."""
        content = from_data_address(picture.address)
        for file in children(beside, "file"):
            if not content and file.get("name") == name_of(picture) and file.get("encoding") == "base64":
                content = unbase64(text_of(file))
        if not content and name_of(picture) == self.value("image").rpartition("/")[2]:
            content = unbase64(self.value("image_base64"))
        return (content and self.media.keep(content)) or ""


def name_of(picture: Picture) -> str:
    """Return the file name of a picture."""
    if picture.address.startswith("data:"):
        return "data:"
    return unquote(picture.address.split("?", 1)[0]).rpartition("/")[2][:120] or "?"
