"""Forms made from the cards of the powers: one field of ours for each field of a card, and what was typed read back."""

from collections.abc import Callable, Sequence
from typing import Any

from casework.kernel import clock
from casework.kernel.errors import Refused
from casework.statute.cards import Card, Field, Move
from casework.web.fields import (
    LONG,
    CheckboxesField,
    DateField,
    DateTimeField,
    IntegerField,
    MoneyField,
    RadiosField,
    SelectField,
    TextArea,
    TextField,
    TickField,
)

FEW = 4  # choices shown as buttons rather than a list
FACT = "fact_"  # before the name of a card's field, so that it never meets one that every paper asks
Papers = Callable[[Sequence[str]], dict[str, str]]


def _choice(field: Field, same: dict[str, Any]) -> Any:
    kind = RadiosField if len(field.choices) <= FEW and field.required else SelectField
    return kind(choices=dict(field.choices), **same)


MAKERS: dict[str, Callable[[Field, dict[str, Any]], Any]] = {
    "line": lambda field, same: TextField(**same),
    "text": lambda field, same: TextArea(max_length=LONG, rows=3, **same),
    "lines": lambda field, same: TextArea(max_length=LONG, rows=4, **same),
    "day": lambda field, same: DateField(**same),
    "time": lambda field, same: DateTimeField(now=clock.now, **same),
    "number": lambda field, same: IntegerField(least=0, most=100_000, **same),
    "money": lambda field, same: MoneyField(least=0, most=1_000_000, **same),
    "choice": _choice,
    "choices": lambda field, same: CheckboxesField(choices=dict(field.choices), **same),
    "tick": lambda field, same: TickField(**same),
    "paper": lambda field, same: SelectField(choices={}, **same),
}


def _made(field: Field) -> Any:
    return MAKERS[field.kind](field, {"label": field.label, "hint": field.hint, "required": field.required})


def _limbs(card: Card) -> dict[str, Any]:
    return {
        f"{FACT}{limb.name}": TextArea(
            limb.text, max_length=LONG, rows=3, hint=f"{limb.section}. The evidence for this part of the test.",
            noun="the evidence for it",
        )
        for limb in card.limbs
    }  # fmt: skip


# What a paper asks about a person, which one about a place or a thing does not.
OF_A_PERSON = ("person_ref", "is_body", "born_on", "age_estimate")


def course_form(base: type[Any], card: Card, papers: Papers) -> Any:
    """Return the form that begins a course under a power, made from its card upon what every paper asks."""
    fields = {f"{FACT}{field.name}": _made(field) for field in card.fields}
    form = type("CourseForm", (base,), {**_limbs(card), **fields})()
    form.save.label.text = "Record"
    _fill(form, card.fields, papers)
    if card.target != "person":
        for name in OF_A_PERSON:
            delattr(form, name)
        form.subject.label.text, form.subject.description = card.subject, ""
    if not card.step:
        del form.ladder_reason, form.vulnerability_check
    return form


def course_groups(card: Card) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the order in which the page of a course asks, by groups."""
    return (
        ("Whom or what it is about", (*OF_A_PERSON[:1], "subject", *OF_A_PERSON[1:], "address")),
        ("What happened", ("conduct", "place_ref", "location", "evidence")),
        ("The test", tuple(f"{FACT}{limb.name}" for limb in card.limbs)),
        (card.label, tuple(f"{FACT}{field.name}" for field in card.fields)),
        ("Giving it", ("issued_on", "service")),
        ("Before you begin", ("vulnerability_check", "ladder_reason")),
    )


def step_form(base: type[Any], move: Move, papers: Papers) -> Any:
    """Return the form of one step, made from its card: when, what the step asks, and a note."""
    form = type("MoveForm", (base,), {f"{FACT}{field.name}": _made(field) for field in move.fields})()
    form.save.label.text = "Record this step"
    _fill(form, move.fields, papers)
    return form


def _fill(form: Any, fields: Sequence[Field], papers: Papers) -> None:
    for field in fields:
        if field.kind == "paper":
            form[f"{FACT}{field.name}"].choices = papers(field.powers)


def facts(form: Any, fields: Sequence[Field], limbs: Sequence[str] = ()) -> dict[str, Any]:
    """Return what was typed into the fields of a card, each by its name there."""
    found: dict[str, Any] = {}
    for field in fields:
        value = form[f"{FACT}{field.name}"].data
        if field.kind == "lines":
            value = [line.strip() for line in (value or "").splitlines() if line.strip()]
        found[field.name] = value
    return found | {name: form[f"{FACT}{name}"].data or "" for name in limbs}


def beside(form: Any, deed: Callable[[], Any]) -> Any:
    """Do a deed of a form made from a card; a refusal about something that the card asks stands beside its field."""
    try:
        return deed()
    except Refused as refusal:
        if refusal.field and refusal.field not in form and f"{FACT}{refusal.field}" in form:
            refusal.field = f"{FACT}{refusal.field}"
        raise
