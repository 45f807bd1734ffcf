"""One spelling of QTI: the names of 2.1, whatever the version, its namespace or its prefixes."""

from __future__ import annotations

import re

from ..markup import Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Programs that keep their texts as HTML write all letters small.
NAMES = (
    "choiceInteraction orderInteraction associateInteraction matchInteraction gapMatchInteraction hottextInteraction "
    "inlineChoiceInteraction textEntryInteraction extendedTextInteraction sliderInteraction uploadInteraction "
    "simpleChoice inlineChoice simpleMatchSet simpleAssociableChoice gapText gapImg feedbackInline feedbackBlock "
    "rubricBlock responseIdentifier maxChoices matchMax expectedLength outcomeIdentifier showHide"
)
LOWERED = {name.lower(): name for name in NAMES.split()}
SAME = {"assessmentStimulusRef": "stimulusRef"}


def normalise(root: Element) -> None:
    """Rename elements and attributes in place: qti-choice-interaction becomes choiceInteraction."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        if name.startswith("qti-"):
            name = camel(name.removeprefix("qti-"))
        name = LOWERED.get(name, name)
        if element.tag != name:
            element.tag = SAME.get(name, name)
        for key in list(element.attrib):
            plain = "lang" if key == XML_LANG else key.rpartition("}")[2]
            plain = plain if plain.startswith("data-") else LOWERED.get(camel(plain), camel(plain))
            if plain != key:
                value = element.attrib.pop(key)
                if plain not in element.attrib:
                    element.set(plain, value)


def camel(name: str) -> str:
    """Write response-identifier as responseIdentifier."""
    return re.sub(r"-([a-z0-9])", lambda found: found[1].upper(), name)


def root_name(root: Element) -> str:
    """Return the name of a root element as 2.1 spells it."""
    name = str(root.tag).rpartition("}")[2]
    return camel(name.removeprefix("qti-")) if name.startswith("qti-") else name
