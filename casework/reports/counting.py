"""How cases are counted: one condition for the figure, the list behind it and the export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from casework.index.facts import CaseFact
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.engines import reading
from casework.kernel.guard import RULES
from casework.reports.contents import Scope
from casework.reports.periods import Comparison, Period
from casework.sharing import policy

OPENED = ("type", "subject", "ward", "lead", "stage", "month")
CLOSED = ("outcome",)
DIMENSIONS: Mapping[str, Any] = {
    "type": CaseFact.type,
    "subject": CaseFact.subject,
    "ward": CaseFact.ward_code,
    "lead": CaseFact.lead_org_id,
    "stage": CaseFact.stage,
    "month": CaseFact.opened_month,
    "outcome": CaseFact.outcome,
}
WHOLE = RULES.name(
    "reports.whole_partnership",
    "Figures of the whole partnership for its managers, leads and analysts: protected, and without the compartment.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """How many cases have one code: in the period, in the one before, and a year before."""

    code: str
    now: int
    before: int
    year_before: int


def in_period(dimension: str, period: Period) -> ColumnElement[bool]:
    """Return the condition that a case is counted in a period: opened in it, or for outcomes closed in it."""
    day = CaseFact.closed_on if dimension in CLOSED else CaseFact.opened_on
    return and_(day >= period.first, day <= period.last)


def behind(actor: Actor, partnership_id: int, dimension: str, code: str, period: Period) -> Select[Any]:
    """Return the select of the cases that one figure counts, for those who may open them."""
    column = DIMENSIONS[dimension]
    statement = policy.readable(actor, CaseFact).where(CaseFact.partnership_id == partnership_id, in_period(dimension, period))
    if code == "*":
        return statement
    if dimension in ("lead", "month"):
        return statement.where(column == (int(code) if code.isascii() and code.isdigit() and len(code) < 15 else -1))
    return statement.where(column == code)


def count(actor: Actor, partnership_id: int, comparison: Comparison, scope: Scope) -> dict[str, list[Line]]:
    """Count the cases of a partnership by every dimension, in one statement each, whatever the number of cases."""
    if scope is Scope.OWN:
        return {name: _lines(db.session().execute(_own(actor, partnership_id, name, comparison))) for name in DIMENSIONS}
    statements = {name: _whole(partnership_id, name, comparison) for name in DIMENSIONS}
    with reading(), db.engines["system"].connect() as connection:
        options = connection.execution_options(acl_named=WHOLE)
        return {name: _lines(options.execute(statement)) for name, statement in statements.items()}


def _own(actor: Actor, partnership_id: int, name: str, comparison: Comparison) -> Select[Any]:
    statement = policy.readable(actor, CaseFact).with_only_columns(*_columns(name, comparison))
    return statement.where(CaseFact.partnership_id == partnership_id, _any_of(name, comparison)).group_by(DIMENSIONS[name])


def _whole(partnership_id: int, name: str, comparison: Comparison) -> Select[Any]:
    return (
        select(*_columns(name, comparison))
        .where(CaseFact.partnership_id == partnership_id, CaseFact.compartment == "", _any_of(name, comparison))
        .group_by(DIMENSIONS[name])
    )


def _periods(comparison: Comparison) -> tuple[Period, Period, Period]:
    return comparison.now, comparison.before, comparison.year_before


def _columns(name: str, comparison: Comparison) -> list[Any]:
    sums = [func.sum(case((in_period(name, period), 1), else_=0)) for period in _periods(comparison)]
    return [DIMENSIONS[name], *sums]


def _any_of(name: str, comparison: Comparison) -> ColumnElement[bool]:
    return or_(*[in_period(name, period) for period in _periods(comparison)])


def _lines(rows: Any) -> list[Line]:
    return [Line(str(code or ""), int(now or 0), int(before or 0), int(earlier or 0)) for code, now, before, earlier in rows]


def by_code(lines: Sequence[Line]) -> dict[str, Line]:
    """Return the lines by their code."""
    return {line.code: line for line in lines}
