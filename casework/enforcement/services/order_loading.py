"""Loading orders and their areas from files: all or nothing, and a second time changes nothing.

Only what an entry says is kept. An order whose days are known is history or waits for its evidence (V5); one whose days are not
stands with its facts missing, applies nowhere and is not on the register.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.enforcement.models.orders import Order, OrderArea, OrderEvidence, OrderPublication
from casework.enforcement.queries import orders
from casework.enforcement.services import order_rows, order_shapes
from casework.enforcement.types.order_steps import OVER, About, OrderState
from casework.enforcement.types.orders import EvidenceKind, Term, TermKind
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.organisations.models import Organisation, PartnershipMember
from casework.organisations.types import OrganisationKind
from casework.sharing.services import grants, records
from casework.sharing.types import Kind, Section
from casework.statute import validation
from casework.statute.types import StatuteError

FIGURES = ("entries", "made", "already", "other_power", "elsewhere", "without_order", "refused")
PROPOSED = {"consultation": OrderState.CONSULTATION, "proposed": OrderState.DRAFT}


@dataclass(frozen=True, slots=True)
class Bad:
    """One entry that cannot be loaded, by its place in the file and its name, and what is wrong with it."""

    entry: int
    name: str
    reason: str


@dataclass(slots=True)
class Loaded:
    """What came of a file: how many of what, what was passed over and why, and the entries that refuse the whole."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    said: list[str] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)

    def note(self, figure: str, sentence: str = "") -> None:
        """Count one, and say why where there is something to say."""
        self.counts[figure] += 1
        if sentence:
            self.said.append(sentence)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that can be loaded."""

    key: str
    copies: int
    title: str
    reasons: str
    state: OrderState
    made_on: date | None
    effect_on: date | None
    ends_on: date | None
    made_by: str
    terms: tuple[Term, ...]
    note: str
    survey: tuple[int, date | None, date | None] | None
    org_id: int
    partnership_id: int


def load_orders(actor: Actor, path: Path) -> Loaded:
    """Load orders from a JSON file; where one entry is wrong nothing is kept."""
    found, ready = Loaded(), []
    councils = _councils()
    for number, raw in enumerate(_list(path, "orders", found), start=1):
        found.note("entries")
        name = str(raw.get("id", "")) if isinstance(raw, dict) else ""
        try:
            entry = _entry(raw, councils, found)
        except (Refused, StatuteError) as fault:
            found.bad.append(Bad(number, name, getattr(fault, "sentence", str(fault))))
        else:
            ready += [entry] if entry else []
    if not found.bad:
        for entry in ready:
            _keep(actor, entry, found)
    return _done(actor, path, found)


def load_areas(actor: Actor, path: Path) -> Loaded:
    """Load restricted areas from a GeoJSON file onto the orders loaded before; where one is wrong nothing is kept."""
    found, ready = Loaded(), []
    for number, raw in enumerate(_list(path, "features", found), start=1):
        found.note("entries")
        told = raw.get("properties") if isinstance(raw, dict) else None
        key = str(told.get("order", "")) if isinstance(told, dict) else ""
        try:
            order_shapes.check_area(actor, raw.get("geometry") if isinstance(raw, dict) else None)
            order = db.session().scalar(select(Order).where(Order.source_key == key)) if key else None
            if order is None:
                found.note("without_order", f"{key or 'feature ' + str(number)}: no order was loaded from that entry; left out.")
            elif not _holds(actor, order, raw["geometry"], str(told.get("name", "")) if told else "", found):
                ready.append((order, raw["geometry"], str(told.get("name", ""))[:200] if told else ""))
        except Refused as fault:
            found.bad.append(Bad(number, key, fault.sentence))
    if not found.bad:
        for order, geometry, name in ready:
            order_rows.add_area(actor, order, geometry, name)
            order_rows.keep(actor, order, changed="area")
            found.note("made")
    return _done(actor, path, found)


def _list(path: Path, name: str, found: Loaded) -> Sequence[Any]:
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as fault:
        found.bad.append(Bad(0, path.name, f"The file cannot be read as JSON: {type(fault).__name__}."))
        return ()
    entries = held.get(name) if isinstance(held, dict) else None
    if not isinstance(entries, list):
        found.bad.append(Bad(0, path.name, f"The file holds no list called {name}."))
        return ()
    return entries


def _councils() -> dict[str, tuple[int, int]]:
    rows = db.session().execute(
        select(Organisation.name, Organisation.id, PartnershipMember.partnership_id)
        .join(PartnershipMember, PartnershipMember.organisation_id == Organisation.id)
        .where(Organisation.kind == OrganisationKind.LA_DISTRICT, PartnershipMember.until_on.is_(None))
        .order_by(PartnershipMember.partnership_id.desc())
    )
    return {name: (org_id, partnership_id) for name, org_id, partnership_id in rows}


def _entry(raw: Any, councils: dict[str, tuple[int, int]], found: Loaded) -> Entry | None:
    if not isinstance(raw, dict) or not str(raw.get("id", "")).strip() or not str(raw.get("title", "")).strip():
        raise Refused("An entry has an id and a title.")
    key, maker = str(raw["id"])[:190], str(raw.get("made_by", ""))
    if raw.get("type") != "PSPO":
        kind = str(raw.get("type", "nothing said"))
        found.note("other_power", f"{key}: not a public spaces protection order ({kind}); record it as an action on a case.")
        return None
    council = next((name for name in councils if maker == name or maker.startswith(f"{name},")), None)
    if council is None:
        found.note("elsewhere", f"{key}: made by {maker}, which is no council here; left out.")
        return None
    starts, ends, decided = (_day(raw, name) for name in ("starts", "ends", "decided"))
    state = _state(raw, starts, ends, decided)
    return Entry(
        key, _copies(raw), str(raw["title"])[:190], str(raw.get("why", "")), state, decided if starts else None, starts, ends,
        maker[:200], _terms(raw), _note(raw), _survey(raw), *councils[council],
    )  # fmt: skip


def _state(raw: dict[str, Any], starts: date | None, ends: date | None, decided: date | None) -> OrderState:
    status = str(raw.get("status", ""))
    if (starts is None) != (ends is None):
        raise Refused("An order has both a first and a last day, or neither is known.")
    if starts and ends:
        for item in validation.pspo_length(made_on=decided or starts, effect_on=starts, ends_on=ends):
            raise Refused(f"{item.sentence} ({item.citation})")
        return OrderState.EXPIRED if ends < clock.today() else OrderState.MADE
    if status in PROPOSED:
        return PROPOSED[status]
    if status.startswith(("in force", "agreed", "made")):
        return OrderState.INCOMPLETE
    raise Refused(f"The status {status!r} is not known, and there are no days.")


def _day(raw: dict[str, Any], name: str) -> date | None:
    given = raw.get(name)
    if given is None:
        return None
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise Refused(f"{name}: {given} is not a day written as 2026-03-02.") from None


def _copies(raw: dict[str, Any]) -> int:
    copies = raw.get("count", 1)
    if not isinstance(copies, int) or not 1 <= copies <= 50:
        raise Refused("count is a whole number from 1 to 50.")
    return copies


def _terms(raw: dict[str, Any]) -> tuple[Term, ...]:
    given = raw.get("terms", [])
    if not isinstance(given, list):
        raise Refused("terms is a list.")
    found = []
    for item in given:
        if not isinstance(item, dict) or item.get("kind") not in set(TermKind) or not str(item.get("text", "")).strip():
            raise Refused("A term has a number, a text, and is a prohibition or a requirement.")
        if not isinstance(item.get("no"), int):
            raise Refused("A term has a whole number.")
        words = (str(item.get(name, "")) for name in ("text", "when", "except", "group"))
        found.append(Term(item["no"], TermKind(item["kind"]), *words))
    if len({term.number for term in found}) != len(found):
        raise Refused("Two terms have the same number.")
    return tuple(found)


def _note(raw: dict[str, Any]) -> str:
    lines = [f"Loaded from {raw['id']}. Status there: {raw.get('status', 'not said')}."]
    lines += [str(raw["terms_note"])] if raw.get("terms_note") else []
    lines += [f"Decided: {raw['decided']}."] if raw.get("decided") else []
    lines += [f"Areas named: {'; '.join(map(str, raw['area']))}."] if isinstance(raw.get("area"), list) else []
    return "\n".join([*lines, *(f"Source: {source}" for source in raw.get("sources") or [])])


def _survey(raw: dict[str, Any]) -> tuple[int, date | None, date | None] | None:
    held = raw.get("consultation")
    if not isinstance(held, dict) or not isinstance(held.get("responses"), int):
        return None
    return held["responses"], _day(held, "from"), _day(held, "to")


def _keep(actor: Actor, entry: Entry, found: Loaded) -> None:
    for copy in range(1, entry.copies + 1):
        key = entry.key if entry.copies == 1 else f"{entry.key}#{copy}"
        if db.session().scalar(select(Order.record_id).where(Order.source_key == key)) is not None:
            found.note("already")
            continue
        _write(actor, entry, key, entry.title if entry.copies == 1 else f"{entry.title} ({copy} of {entry.copies})")
        found.note("made")


def _write(actor: Actor, entry: Entry, key: str, title: str) -> None:
    columns = grants.Columns(sort_on=clock.now(), stage=entry.state, subject="PSPO", is_open=entry.state not in OVER)
    record = records.make_record(
        actor, Kind.ORDER, partnership_id=entry.partnership_id, columns=columns, owner_org_id=entry.org_id
    )
    order = Order(
        record_id=record.id, partnership_id=entry.partnership_id, title=title, reasons=entry.reasons, state=entry.state,
        org_id=entry.org_id, made_on=entry.made_on, effect_on=entry.effect_on, ends_on=entry.ends_on, made_by=entry.made_by,
        source_key=key,
    )  # fmt: skip
    db.session().add(order)
    db.session().flush()
    order_rows.add_terms(actor, order, entry.terms)
    _write_evidence(actor, order, entry)
    if entry.state is OrderState.CONSULTATION:
        db.session().add(
            OrderPublication(
                **order_rows.part(actor, order, Section.SUMMARY), what=order.state, about=About.MAKE, is_proposal=True, url="",
                at=clock.now(), by_user=0,
            )
        )  # fmt: skip
    order_rows.keep(actor, order, loaded=key)
    if entry.effect_on is not None:
        order_rows.show_to_members(actor, order)


def _write_evidence(actor: Actor, order: Order, entry: Entry) -> None:
    same = {**order_rows.part(actor, order, Section.NOTES), "by_user": 0, "at": clock.now()}
    db.session().add(OrderEvidence(**same, kind=EvidenceKind.NOTE, text=entry.note))
    if entry.survey is not None:
        number, since, until = entry.survey
        text = "Replies to the consultation."
        db.session().add(OrderEvidence(**same, kind=EvidenceKind.SURVEY, text=text, figure=number, from_on=since, until_on=until))
    db.session().flush()


def _holds(actor: Actor, order: Order, geometry: Any, name: str, found: Loaded) -> bool:
    for row in orders.rows(actor, OrderArea, order.record_id):
        if row.name == name and row.geometry == geometry:
            found.note("already")
            return True
        if row.name == name:
            raise Refused(f"The order has another area called {name or 'nothing'} already.")
    return False


def _done(actor: Actor, path: Path, found: Loaded) -> Loaded:
    found.counts["refused"] = len(found.bad)
    outcome = "refused" if found.bad else "done"
    detail = {"file": path.name, "kind": "orders"}
    audit.record(actor, Deed.IMPORT_DONE, outcome=outcome, count=found.counts["made"], detail=detail)
    return found
