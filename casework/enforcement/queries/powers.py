"""Which powers an officer may use on a day: by the kind of body, a dated delegation, and the limits in force."""

from datetime import date

from sqlalchemy import or_, select

from casework.accounts.models import Delegation
from casework.enforcement import words
from casework.enforcement.queries import law
from casework.enforcement.types.actions import Offer
from casework.enforcement.types.powers import POWERS, Power, Shape, table_of
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.organisations.types import OrganisationKind
from casework.statute.ladder import step_of
from casework.statute.rules import Rules, in_use

BESIDE = -1  # of the ladder: a power that stands on none of its steps
SHOWN = {
    "fpn_max": "Highest amount",
    "fpn_min": "Lowest amount",
    "fpn_default": "Usual amount",
    "fpn_early_min": "Lowest for early payment",
    "fpn_lower_amount_period": "Longest early payment window",
    "fpn_pay_period": "Time to pay",
    "appeal_period": "Time to appeal",
    "min_age": "Lowest age",
    "length_default": "Usual length",
    "review_default": "Usual review",
    "max_basic": "Longest notice",
    "max_senior": "Longest with a senior signature",
    "application_heard_within": "Application heard within",
    "max_first": "Longest first order",
    "max_total": "Longest in all",
    "authorisation_max": "Longest authorisation",
    "exclusion_max": "Longest exclusion",
    "max_u18": "Longest under 18",
    "min_adult": "Shortest for an adult",
    "kept": "Kept for",
    "noise_delay": "Longest delay for noise",
    "occupier_objection": "Occupier's time to object",
    "review_request": "Tenant's time to ask for a review",
}


def closed(actor: Actor, power: Power, on: date) -> str:
    """Say why an officer may not use a power on a day; empty when they may."""
    if actor.organisation_id is None:
        return "Only a member of an organisation may use a power."
    kind = organisations.organisation(actor.organisation_id).kind
    return _closed(power, kind, _delegated(actor, on), in_use(law.activations(actor)), on)


def offers(actor: Actor, on: date) -> list[Offer]:
    """Return every power with its step of the ladder and its limits in force on a day; a closed one says why."""
    if actor.organisation_id is None:
        return []
    kind = organisations.organisation(actor.organisation_id).kind
    delegated, tables = _delegated(actor, on), in_use(law.activations(actor))
    found = []
    for power in POWERS.values():
        why = _closed(power, kind, delegated, tables, on) or _silent(tables, power, on)
        number = step_of(power.step).number if power.step else BESIDE
        found.append(Offer(power, number, why, _limits(tables, power, on)))
    return sorted(found, key=lambda offer: offer.number)


def _delegated(actor: Actor, on: date) -> frozenset[str]:
    rows = db.session().scalars(
        select(Delegation.power).where(
            Delegation.user_id == actor.user_id,
            Delegation.from_on <= on,
            or_(Delegation.until_on.is_(None), Delegation.until_on >= on),
        )
    )
    return frozenset(rows)


def _closed(power: Power, kind: str, delegated: frozenset[str], tables: Rules, on: date) -> str:
    card = power.card
    if card.opens_with and tables.find(card.table, card.opens_with, on) is None:
        return f"This power is not in force on that day ({power.citation})."
    widened = card.widened_by and kind == OrganisationKind.LANDLORD and tables.find(card.table, card.widened_by, on) is not None
    if kind not in power.kinds and not widened:
        return f"Your organisation may not use this power ({power.citation})."
    if power.needs_delegation and delegated.isdisjoint({"*", power.code, table_of(power.code)}):
        return "You have no delegation for this power on that day. Your manager arranges one."
    return ""


def _silent(tables: Rules, power: Power, on: date) -> str:
    if power.shape is Shape.PENALTY and tables.find(table_of(power.code), "fpn_max", on) is None:
        return f"No amount is in force for this penalty on that day ({power.citation})."
    return ""


def _limits(tables: Rules, power: Power, on: date) -> tuple[tuple[str, str, str], ...]:
    found = []
    for parameter, label in SHOWN.items():
        if power.shape is not Shape.PENALTY and parameter.startswith("fpn"):
            continue
        row = tables.find(table_of(power.code), parameter, on)
        if row is not None:
            found.append((label, words.figure(row), row.citation))
    return tuple(found)


def usual_amount(actor: Actor, table: str, on: date) -> int | None:
    """Return the usual amount of a penalty on a day: the default of the law, else the most it allows."""
    tables = in_use(law.activations(actor))
    row = tables.find(table, "fpn_default", on) or tables.find(table, "fpn_max", on)
    return row.value if row else None
