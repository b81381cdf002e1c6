"""Taking an action one lawful step on: the one engine of every power, by its card."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.enforcement import checks, lawful, saying
from casework.enforcement.models.actions import EnforcementAction
from casework.enforcement.queries import facts as said_facts
from casework.enforcement.queries import law
from casework.enforcement.services import dates, paper
from casework.enforcement.types.powers import Power
from casework.enforcement.types.steps import NotLawful, State, check_step
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.sharing.services import grants
from casework.sharing.types import Kind
from casework.statute import running
from casework.statute.cards import Move


def move(
    actor: Actor,
    action: EnforcementAction,
    power: Power,
    step: str,
    *,
    on: date,
    note: str = "",
    given: Mapping[str, Any] | None = None,
) -> None:
    """Take an action one lawful step on: its state, its event with what was said, its clocks, its list columns, the trail.

    Refuses a step that may not follow from where it stands, one before or after its time, and one whose needs were not said:
    each with the section that forbids it, and nothing is changed.
    """
    now = State(action.state)
    taken = check_step(power, now, step)
    told = saying.complete(taken.fields, given or {})
    before = said_facts.said(actor, action)
    found = {**before, **{name: value for name, value in told.items() if value not in (None, "", [])}}
    _lawful(actor, action, power, taken, before, found, on)
    if taken.to:
        action.state = State(taken.to)
    kept = {name: saying.encode(value) for name, value in told.items() if value not in (None, "", [])}
    paper.add_event(actor, action.record_id, action.org_id, taken.name, on=on, note=note, facts=kept)
    if "ends_on" in kept:
        action.ends_on = told["ends_on"]
    db.session().flush()
    dates.rewrite(actor, action.record_id)
    is_open = not power.card.life.standings[action.state].is_final
    grants.set_columns(action.record_id, stage=str(action.state), is_open=is_open)
    detail = {"state": str(action.state), "step": taken.name, "facts": sorted(kept)}
    audit.record(actor, Deed.RECORD_CHANGED, record_id=action.record_id, record_kind=Kind.ACTION, detail=detail)


def _lawful(
    actor: Actor,
    action: EnforcementAction,
    power: Power,
    taken: Move,
    before: dict[str, Any],
    found: dict[str, Any],
    on: date,
) -> None:
    switched_on = law.activations(actor)
    refused = (
        *running.needed(taken.needs, found),
        *running.in_its_time(power.card, taken, found, on=on, now=clock.now(), activations=switched_on),
    )
    for item in refused:
        raise NotLawful(item.sentence, item.citation, field=item.rule)
    case = lawful.Case(actor, action.case_record_id, power, before, found, on, switched_on, State(action.state))
    for name in taken.checks:
        for field, item in lawful.CHECKS[name](case):
            checks.refuse((item,), field=field)


def take(
    actor: Actor,
    action_ref: str,
    step: str,
    *,
    on: date,
    note: str = "",
    given: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> None:
    """Record the next step of an action's life; a step that may not follow is refused with the section that forbids it."""
    action, power = paper.open_action(actor, action_ref, version)
    if check_step(power, State(action.state), step).is_payment:
        raise Refused("A payment is recorded on its own page.")
    if step == State.WITHDRAWN and not note.strip():
        raise Refused("Say why it is withdrawn.", field="note")
    if on < action.issued_on:
        raise Refused("That is before the action was issued.", field="on")
    if on > clock.today():
        raise Refused("That day has not come yet.", field="on")
    move(actor, action, power, step, on=on, note=note, given=given)
