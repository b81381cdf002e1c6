"""Holding a text back from the public register where it would name or locate somebody of the cases behind the order."""

from collections.abc import Mapping
from typing import Any

from casework.disclosure.types import HIDDEN, Finding
from casework.enforcement.queries import publication
from casework.enforcement.types.orders import TermKind
from casework.kernel.actor import Actor
from casework.kernel.errors import Refused

ASK = "It may name or locate somebody whose record is not open to you: take out what tells of a person, or a person's home."
LABELS = {
    "title": "Title", "reasons": "The activities, and their effect", "site": "Site", "prohibitions": "Prohibitions",
    "requirements": "Requirements", "applies_when": "When the terms apply", "exception": "Exceptions",
    "area_name": "Name of the area",
}  # fmt: skip
Texts = Mapping[str, list[str]]
Entry = tuple[str, Mapping[str, Any]]  # the title of an entry, and its body


def _texts(title: str, body: Mapping[str, Any]) -> Texts:
    """Return what an entry says in words, by the field of the form in which it is written."""
    found: dict[str, list[str]] = {"title": [title], "reasons": [body["reasons"]], "site": [body["site"]]}
    for term in body["terms"]:
        where = "prohibitions" if term["kind"] == TermKind.PROHIBITION else "requirements"
        found.setdefault(where, []).extend((term["activity"], term["text"]))
        found.setdefault("applies_when", []).append(term["when"])
        found.setdefault("exception", []).append(term["except"])
    found["area_name"] = [area["name"] for area in body["areas"]]
    return found


def hold(actor: Actor, order_id: int, now: Entry, held: Entry | None, *, publishes: str = "") -> None:
    """Refuse a text that would name or locate a victim, witness or complainant: what is new, or all that a deed publishes.

    The sentence stands beside the field with the text, or beside the field `publishes` of a form that only publishes it. The
    console, which loads orders already published and writes the register anew, is not asked.
    """
    known = set() if publishes or held is None else {text for said in _texts(*held).values() for text in said}
    new = {field: [text for text in said if text.strip() and text not in known] for field, said in _texts(*now).items()}
    if actor.is_system or not any(new.values()):
        return
    if publication.check(actor, order_id, _joined(new)).is_clear:
        return
    for field in (name for name, said in new.items() if said):
        finding = publication.check(actor, order_id, _joined({field: new[field]}))
        if not finding.is_clear:
            raise Refused(_sentence(LABELS[field] if publishes else "", finding), field=publishes or field)
    raise Refused(_sentence("", publication.check(actor, order_id, _joined(new))), field=publishes or "reasons")


def _joined(said: Texts) -> str:
    return "\n".join(text for lines in said.values() for text in lines)


def _sentence(label: str, finding: Finding) -> str:
    reasons = dict.fromkeys(ASK if each.sentence == HIDDEN else each.sentence for each in finding.concerns)
    return f"{label + ': ' if label else ''}This would be public. {' '.join(reasons)}"
