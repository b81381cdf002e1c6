"""What is said by the card of a power: as it must be whole, as it is kept, and as people read it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from casework.enforcement.types.actions import FactLine, LimbLine
from casework.kernel import clock
from casework.kernel.errors import Refused
from casework.statute import counting
from casework.statute.cards import Card, Field

TESTS, ADULT_AT = "tests", 18


def encode(value: Any) -> Any:
    """Put something that was said into what JSON can hold."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def decode(card: Card, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Read what was said back into days, instants and amounts, by the kinds of the card's fields."""
    known, found = card.known(), {}
    for name, value in facts.items():
        kind = known[name].kind if name in known else ""
        if kind == "day" and value:
            value = date.fromisoformat(value)
        elif kind == "time" and value:
            value = datetime.fromisoformat(value)
        elif kind == "money" and value:
            value = Decimal(value)
        found[name] = value
    return found


def complete(fields: tuple[Field, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said for these fields; refuses one that is needed and missing, or is none of its choices."""
    for field in fields:
        value = given.get(field.name)
        if field.required and value in (None, "", []):
            raise Refused(f"Enter this: {field.label[:1].lower()}{field.label[1:]}.", field=field.name)
        known = dict(field.choices)
        chosen = value if isinstance(value, list) else [value]
        if known and value not in (None, "", []) and any(item not in known for item in chosen):
            raise Refused(f"Choose from the list: {field.label[:1].lower()}{field.label[1:]}.", field=field.name)
    return {field.name: given.get(field.name) for field in fields}


def under_18(is_body: bool, born_on: date | None, age_estimate: int | None, on: date) -> str:
    """Say whether a paper is about somebody under 18: yes, no, or empty for a body, a place, or somebody of unknown age."""
    if is_body:
        return ""
    if born_on is not None:
        return "yes" if counting.age_on(born_on, on) < ADULT_AT else "no"
    return "" if age_estimate is None else "yes" if age_estimate < ADULT_AT else "no"


def lines(card: Card, facts: Mapping[str, Any], step: str = "") -> tuple[FactLine, ...]:
    """Return what was said, as people read it: at the issue, or at one step in that step's own words."""
    known, given = card.known(), decode(card, facts)
    known |= {field.name: field for move in card.life.moves if move.name == step for field in move.fields}
    return tuple(
        FactLine(known[name].label, _reads(dict(known[name].choices), given[name]))
        for name in known
        if name in given and given[name] not in (None, "", [])
    )


def limbs(facts: Mapping[str, Any]) -> tuple[LimbLine, ...]:
    """Return the test as it was applied, limb by limb, with the evidence for each."""
    return tuple(LimbLine(item["text"], item["section"], item["evidence"]) for item in facts.get(TESTS, ()))


def _reads(choices: dict[str, str], value: Any) -> str:
    if isinstance(value, datetime):
        local = value.astimezone(clock.LONDON)
        return f"{local.day} {local:%B %Y at %H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, Decimal):
        return f"£{value:,.2f}"
    if isinstance(value, list):
        return "\n".join(str(choices.get(item, item)) for item in value)
    return str(choices.get(value, value))
