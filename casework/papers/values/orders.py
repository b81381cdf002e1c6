"""The fields of an order and of the notices about it (2014 Act ss59 to 72; SI 2014/2591)."""

from datetime import date

from casework.documents.prints import Lines, Paragraph, Rights
from casework.enforcement import words
from casework.enforcement.types.orders import ChangeLine, OrderSheet, OrderState, TermKind
from casework.enforcement.types.powers import ACT
from casework.papers.types import Block, PaperKind, Value
from casework.statute import clocks
from casework.statute.rules import in_use
from casework.statute.types import Activation, Deadline, StatuteError

CHANGE_OF = {
    PaperKind.PSPO_EXTENDED: "extended",
    PaperKind.PSPO_VARIED: "varied",
    PaperKind.PSPO_DISCHARGED: "discharged",
}
_MADE = frozenset({OrderState.MADE, OrderState.IN_FORCE, OrderState.EXPIRED, OrderState.DISCHARGED})


def kinds_of(sheet: OrderSheet) -> list[PaperKind]:
    """Return the papers an order has: itself and the notice of its making once it is made, and one for each kind of change."""
    if sheet.made_on is None or sheet.state not in _MADE:
        return []
    found = [kind for kind, what in CHANGE_OF.items() if change_of(sheet, kind) is not None]
    return [PaperKind.PSPO, PaperKind.PSPO_MADE, *found]


def change_of(sheet: OrderSheet, kind: PaperKind) -> ChangeLine | None:
    """Return the newest change of an order that a notice is about."""
    what = CHANGE_OF.get(kind, "")
    return next((line for line in reversed(sheet.changes) if what and line.what.startswith(what)), None)


def dated(sheet: OrderSheet, kind: PaperKind) -> date:
    """Return the day a paper of an order bears: that of the decision."""
    change = change_of(sheet, kind)
    found = change.decided_on if change else sheet.made_on
    assert found is not None  # kinds_of gives no paper to an order that is not made
    return found


def values(sheet: OrderSheet, kind: PaperKind, activations: tuple[Activation, ...]) -> dict[str, Value]:
    """Return every field of an order's paper."""
    change = change_of(sheet, kind)
    areas = ", ".join(area.name for area in sheet.areas_now or sheet.areas if area.name) or "the area on the plan of the order"
    url = next((line.url for line in reversed(sheet.publications) if line.url), "")
    return {
        "title": sheet.title,
        "reasons": sheet.reasons,
        "area": areas,
        "effect_on": words.day(sheet.effect_on) if sheet.effect_on else "",
        "ends_on": words.day(sheet.ends_on) if sheet.ends_on else "",
        "decided_on": words.day(change.decided_on) if change else "",
        "discharged_on": words.day(change.ends_on or change.decided_on) if change else "",
        "url": url,
        "reference": sheet.ref,
        "organisation": sheet.council,
        "issued_on": words.day(dated(sheet, kind)),
        "terms": _terms(sheet),
        "offences": _offences(dated(sheet, kind), activations),
        "challenge": _challenge(sheet, kind, activations),
    }


def _terms(sheet: OrderSheet) -> list[Block] | None:
    said = []
    for term in sheet.terms:
        begins = "It is forbidden: " if term.kind is TermKind.PROHIBITION else "It is required: "
        when = f" When: {term.applies_when.rstrip('.')}." if term.applies_when else ""
        besides = f" Except: {term.exception.rstrip('.')}." if term.exception else ""
        said.append(f"{begins}{term.text.rstrip('.')}.{when}{besides}")
    return [Lines(said, numbered=True)] if said else None


def _offences(on: date, activations: tuple[Activation, ...]) -> list[Block]:
    said = [
        "Doing what is forbidden or not doing what is required, without reasonable excuse, is an offence (section 67). The court "
        f"may fine you{_up_to('PSPO', 'fine_max', on, activations)}.",
        "Where the order forbids drinking alcohol: not stopping or not handing it over when asked by a constable or an "
        "authorised person is an offence (section 63). The court may fine "
        f"you{_up_to('PSPO_ALCOHOL', 'fine_max', on, activations)}.",
        f"You may be offered a fixed penalty instead{_up_to('PSPO', 'fpn_max', on, activations)} (section 68).",
    ]
    return [Lines(said), Paragraph(f"Law: {ACT} ss63, 67, 68.")]


def _up_to(power: str, parameter: str, on: date, activations: tuple[Activation, ...]) -> str:
    try:
        limit = in_use(activations).limit(power, parameter, on)
    except StatuteError:
        return ""
    figure = words.figure(limit)
    if figure.startswith("Level"):
        return f", up to {figure.lower()} on the standard scale"
    return "" if limit.is_unlimited else f", up to {figure}"


def _challenge(sheet: OrderSheet, kind: PaperKind, activations: tuple[Activation, ...]) -> list[Block] | None:
    found: list[Deadline]
    if kind is PaperKind.PSPO_VARIED:
        found = list(clocks.clock("PSPO", "varied", dated(sheet, kind), activations=activations))
    else:
        found = [item for item in sheet.clocks if item.name == "last day to challenge in the High Court"]
    if not found:
        return None
    return [Rights(
        "You may ask the High Court to quash it",
        [
            "You may do so if you live in the area, or regularly work in it or visit it.",
            "The reason can be that the council had no power to make or vary the order or one of its terms, or that something "
            "the law asks for was not done.",
            "The court may suspend the order or parts of it until it has decided.",
        ],
        [(item.name[:1].upper() + item.name[1:], item.on) for item in found if item.on], found[0].citation,
    )]  # fmt: skip
